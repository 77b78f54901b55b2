"""A case's content as questions and answers in words, for papers that show all of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.content.schema import Field
from app.content.sections import SECTIONS
from app.forms.cases.offers import Offers
from app.i18n import translate


@dataclass(frozen=True, slots=True)
class Row:
    """`own_words`: in the language of the case, not of the page."""

    label: str
    words: str
    own_words: bool


def answer_rows(content: Mapping[str, Mapping[str, Any]], offers: Offers) -> list[tuple[str, list[Row]]]:
    """The sections that say something: title and rows, in the order of the editor."""
    found = []
    for section in SECTIONS:
        data = content.get(section.name, {})
        rows = list(_rows(list(section.fields), data, offers, ""))
        for group in section.groups:
            for number, item in enumerate(data.get(group.name, ()), 1):
                rows += _rows(group.fields, item, offers, f"{translate(offers.language, group.item)} {number}: ")
        if rows:
            found.append((translate(offers.language, section.title), rows))
    return found


def _rows(fields: Sequence[Field], data: Mapping[str, Any], offers: Offers, before: str) -> Iterator[Row]:
    for part in fields:
        words = offers.words(part, data.get(part.name))
        if words:
            yield Row(before + translate(offers.language, part.label), words, part.translatable)
