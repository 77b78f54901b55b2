"""Reading the forms of learning visits: numbers, amounts, days and rows as people type them on a phone."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.content.clean import Problem
from app.content.text import N_, one_line, tidy

NO_NUMBER = N_("This is not a whole number.")
NO_AMOUNT = N_("This is not an amount. Write it like this: 1200 or 1200.50.")
NO_DAY = N_("There is no such date.")
_AMOUNT = re.compile(r"(\d{1,9})(?:[.,](\d{1,2}))?\Z", re.ASCII)
_GROUPS = re.compile(r"\d{1,3}(?:[.,'’]\d{3})+(?:[.,]\d{1,2})?\Z", re.ASCII)
MOST_ROWS = 30


@dataclass
class Reader:
    """Takes values out of what was typed, and keeps what cannot be read as a problem of its field."""

    typed: Mapping[str, Sequence[str]]
    problems: dict[str, Problem] = field(default_factory=dict)

    def raw(self, name: str) -> str:
        return (self.typed.get(name) or [""])[-1]

    def line(self, name: str) -> str:
        return one_line(self.raw(name))

    def text(self, name: str) -> str:
        return tidy(self.raw(name))

    def ticked(self, name: str) -> bool:
        return bool(self.raw(name))

    def codes(self, name: str) -> list[str]:
        """Every value of this name once, in their order."""
        return list(dict.fromkeys(value.strip() for value in self.typed.get(name) or () if value.strip()))

    def number(self, name: str) -> int | None:
        return self._number(name, "".join(self.raw(name).split()))

    def _number(self, name: str, digits: str) -> int | None:
        if not digits:
            return None
        if not (digits.isascii() and digits.isdecimal() and len(digits) < 10):
            self.problems[name] = Problem(NO_NUMBER)
            return None
        return int(digits)

    def amount(self, name: str) -> int | None:
        """In hundredths, with a point or a comma: "1200", "1200,50", "1.200" and "1 200.5" are understood."""
        value = "".join(self.raw(name).split())
        if not value:
            return None
        found = _AMOUNT.match(plain_amount(value))
        if found is None:
            self.problems[name] = Problem(NO_AMOUNT)
            return None
        return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))

    def day(self, name: str) -> date | None:
        value = self.raw(name).strip()
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.problems[name] = Problem(NO_DAY)
            return None

    def counts(self, name: str, codes: Sequence[str]) -> dict[str, int]:
        """Of fields called NAME-CODE those with a number."""
        found = {code: self.number(f"{name}-{code}") for code in codes}
        return {code: number for code, number in found.items() if number}

    def spans(self, name: str) -> list[tuple[date, date]]:
        """Of rows of two days called NAME-NUMBER-first and NAME-NUMBER-last those that are whole."""
        found = []
        for number in range(rows_typed(self.typed, name)):
            first, last = (self.day(f"{name}-{number}-{part}") for part in ("first", "last"))
            if first and last:
                found.append((first, last))
            elif (first or last) and not self._wrong(f"{name}-{number}"):
                part = "last" if first else "first"
                self.problems[f"{name}-{number}-{part}"] = Problem(N_("Please give the other day as well."))
        return found

    def _wrong(self, row: str) -> bool:
        return any(f"{row}-{part}" in self.problems for part in ("first", "last"))


def plain_amount(value: str) -> str:
    """Without signs that only group thousands: "1.200" is twelve hundred, "1.20" is one and twenty hundredths."""
    if not _GROUPS.match(value):
        return value
    whole, cents = re.fullmatch(r"(.*?)((?:[.,]\d{1,2})?)", value, re.ASCII).groups()  # type: ignore[union-attr]
    return re.sub(r"\D", "", whole) + cents


def as_amount(hundredths: int | None) -> str:
    """As a form shows it: "1200" or "1200.50"."""
    if hundredths is None:
        return ""
    whole, cents = divmod(hundredths, 100)
    return f"{whole}.{cents:02d}" if cents else str(whole)


def rows_typed(typed: Mapping[str, Sequence[str]], name: str) -> int:
    """How many rows of this name there are in a form."""
    pattern = re.compile(rf"{re.escape(name)}-(\d{{1,2}})-", re.ASCII)
    numbers = [int(found[1]) for key in typed if (found := pattern.match(key))]
    return min(max(numbers, default=-1) + 1, MOST_ROWS)


def close_up(typed: Mapping[str, Sequence[str]], name: str, parts: Sequence[str]) -> dict[str, list[str]]:
    """The form with empty rows left out, so that the number of a row is that of its value."""
    rows = [[list(typed.get(f"{name}-{n}-{part}") or [""]) for part in parts] for n in range(rows_typed(typed, name))]
    kept = [row for row in rows if any(value[-1].strip() for value in row)]
    rest = {key: list(value) for key, value in typed.items() if not re.match(rf"{re.escape(name)}-\d+-", key)}
    for number, row in enumerate(kept):
        rest.update({f"{name}-{number}-{part}": value for part, value in zip(parts, row, strict=True)})
    return rest


def obey(typed: dict[str, list[str]], command: str, rows: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Do what a button of rows says: "add:windows", "remove:windows:1". `rows` names the parts of each."""
    verb, _, rest = command.partition(":")
    name, _, number = rest.partition(":")
    if name not in rows:
        return typed
    count = rows_typed(typed, name)
    if verb == "remove" and number.isascii() and number.isdecimal() and len(number) < 3:
        for part in rows[name]:
            typed[f"{name}-{int(number)}-{part}"] = [""]
        return close_up(typed, name, rows[name])
    if verb == "add" and count < MOST_ROWS:
        typed[f"{name}-{count}-{rows[name][0]}"] = [""]
    return typed
