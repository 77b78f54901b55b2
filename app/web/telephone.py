"""Telephone numbers in what people typed, to be called with one touch."""

import re
from typing import NamedTuple

_NUMBER = re.compile(r"\+?\d[\d ()./-]{4,}\d")


class Call(NamedTuple):
    """A line as typed, and the number in it as `tel:` addresses want it; "" if it has none."""

    line: str
    number: str


def calls_in(text: str) -> list[Call]:
    """One for each line that is not empty."""
    return [Call(line, _number(line)) for line in (one.strip() for one in text.splitlines()) if line]


def _number(line: str) -> str:
    found = _NUMBER.search(line)
    return re.sub(r"[^\d+]", "", found[0]) if found else ""
