"""The shapes that describe a case: fields, repeating groups, sections."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a field holds, and so how it is asked, checked, translated and compared."""

    LINE = "line"  # one translatable line
    TEXT = "text"  # translatable paragraphs, light Markdown
    PLAIN = "plain"  # one line that stays as it is in every language (names, credits)
    URL = "url"
    NUMBER = "number"
    DATE = "date"  # as exact as it is known: 2019, 2019-05 or 2019-05-31
    FLAG = "flag"
    CHOICE = "choice"  # one term of a vocabulary
    CHOICES = "choices"  # several terms, `limit` at the most
    RANKED = "ranked"  # several terms, the first counts most
    COUNTRY = "country"
    CURRENCY = "currency"
    LANGUAGES = "languages"
    MONTHS = "months"
    CASES = "cases"  # codes of other cases
    MEDIUM = "medium"  # the public id of a medium of this case


class Need(StrEnum):
    """When a field must be filled."""

    NEVER = "never"
    SUBMISSION = "submission"  # a raw experience cannot be sent without it
    PUBLICATION = "publication"  # a systematised case cannot be published without it


TRANSLATABLE = frozenset({Kind.LINE, Kind.TEXT})
LISTS = frozenset({Kind.CHOICES, Kind.RANKED, Kind.LANGUAGES, Kind.MONTHS, Kind.CASES})


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `limit` counts characters for texts, terms for lists, the largest value for numbers."""

    name: str
    kind: Kind
    label: str
    help: str = ""
    limit: int = 200
    vocabulary: str = ""
    need: Need = Need.NEVER
    minimum: int = 0

    @property
    def translatable(self) -> bool:
        return self.kind in TRANSLATABLE

    @property
    def many(self) -> bool:
        return self.kind in LISTS


@dataclass(frozen=True, slots=True)
class Group:
    """A part that repeats: moments, lessons, building blocks. Each item keeps a stable `key`."""

    name: str
    label: str
    item: str
    fields: tuple[Field, ...]
    help: str = ""
    minimum: int = 0
    maximum: int = 30
    need: Need = Need.NEVER

    def field(self, name: str) -> Field:
        return next(f for f in self.fields if f.name == name)


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the editor and a unit of translation."""

    name: str
    title: str
    intro: str
    parts: tuple[Field | Group, ...]

    @property
    def fields(self) -> Iterator[Field]:
        return (part for part in self.parts if isinstance(part, Field))

    @property
    def groups(self) -> Iterator[Group]:
        return (part for part in self.parts if isinstance(part, Group))

    def group(self, name: str) -> Group:
        return next(group for group in self.groups if group.name == name)
