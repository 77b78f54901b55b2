"""A case's content as questions and answers in words, for papers that show all of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.numbers import format_decimal

from app.content.schema import Field, Kind
from app.content.sections import SECTIONS
from app.forms.cases.offers import Offers
from app.i18n import locale, translate
from app.moments import partial_said

# Where a redaction took away a part of it, a date stays as it was kept.
_WHOLE_DATE = re.compile(r"\d{4}(-\d\d){0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Row:
    """`own_words`: in the language of the case, not of the page."""

    label: str
    words: str
    own_words: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One of the parts that repeat: "Moment 2", with what is said about it."""

    heading: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Told:
    """A section: first what is said once, then what repeats."""

    title: str
    rows: list[Row]
    items: list[Item]


def answer_rows(content: Mapping[str, Mapping[str, Any]], offers: Offers) -> list[Told]:
    """The sections that say something, in the order of the editor."""
    found = []
    for section in SECTIONS:
        data = content.get(section.name, {})
        rows = list(_rows(list(section.fields), data, offers))
        items = [
            Item(f"{translate(offers.language, group.item)} {number}", list(_rows(group.fields, one, offers)))
            for group in section.groups
            for number, one in enumerate(data.get(group.name, ()), 1)
        ]
        if rows or items:
            found.append(Told(translate(offers.language, section.title), rows, [one for one in items if one.rows]))
    return found


def _rows(fields: Sequence[Field], data: Mapping[str, Any], offers: Offers) -> Iterator[Row]:
    for part in fields:
        words = _words(part, data.get(part.name), offers)
        if words:
            yield Row(translate(offers.language, part.label), words, part.translatable)


def _words(part: Field, value: Any, offers: Offers) -> str:
    """Dates and numbers as the reader writes them."""
    if part.kind is Kind.DATE and isinstance(value, str) and _WHOLE_DATE.fullmatch(value):
        return partial_said(value, offers.language)
    if part.kind is Kind.NUMBER and isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(format_decimal(value, locale=locale(offers.language)))
    return offers.words(part, value)
