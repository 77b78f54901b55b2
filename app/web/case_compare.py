"""What changed between two versions, in words a reader knows: labels instead of codes."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from app.content.compare import Difference, differences
from app.content.schema import Field, Kind
from app.content.sections import BY_NAME, SECTIONS
from app.domain.terms import TermBook
from app.models.cases import CaseVersion
from app.web.filters import country_name, language_name, month_name, number, show_date

Content = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Changed:
    """The differences of one section; `title` is still to be translated."""

    title: str
    differences: list[Difference]


def comparison(
    before: CaseVersion, after: CaseVersion, *, terms: TermBook, language: str, media: Collection[str]
) -> list[Changed]:
    """`media` are the public ids that may be shown today: of others, not even the caption is."""
    told = _Teller(terms, language, frozenset(media))
    found = differences(told.content(before.content), told.content(after.content))
    return [Changed(BY_NAME[name].title, list(some)) for name, some in groupby(found, key=lambda one: one.section)]


_TOLD: dict[Kind, Callable[[Any, str], str]] = {
    Kind.COUNTRY: country_name,
    Kind.LANGUAGES: language_name,
    Kind.MONTHS: month_name,
    Kind.NUMBER: number,
    Kind.DATE: show_date,
}


@dataclass(frozen=True, slots=True)
class _Teller:
    terms: TermBook
    language: str
    media: frozenset[str]

    def content(self, content: Content) -> dict[str, dict[str, Any]]:
        return {section.name: self._section(section, content.get(section.name, {})) for section in SECTIONS}

    def _section(self, section: Any, data: Mapping[str, Any]) -> dict[str, Any]:
        told = self._fields(section.fields, data)
        for group in section.groups:
            items = [item for item in data.get(group.name, ()) if self._may_show(group, item)]
            told[group.name] = [{"key": item["key"], **self._fields(group.fields, item)} for item in items]
        return told

    def _may_show(self, group: Any, item: Mapping[str, Any]) -> bool:
        holders = [part.name for part in group.fields if part.kind is Kind.MEDIUM]
        return all(item.get(name) in self.media for name in holders)

    def _fields(self, parts: Any, data: Mapping[str, Any]) -> dict[str, Any]:
        return {part.name: self._value(part, data[part.name]) for part in parts if data.get(part.name) is not None}

    def _value(self, part: Field, value: Any) -> Any:
        if part.many:
            return [self._one(part, each) for each in value]
        return self._one(part, value)

    def _one(self, part: Field, value: Any) -> Any:
        if part.vocabulary:
            return self.terms.label(part.vocabulary, value, self.language)
        tell = _TOLD.get(part.kind)
        return tell(value, self.language) if tell else value
