"""Naming other cases in the editor by a search for their titles, without JavaScript as well as with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.content.clean import case_codes
from app.content.schema import Field, Kind
from app.domain.cases.finding import Found, find_titled, titles_of
from app.web.case_writing import Writing


@dataclass(frozen=True, slots=True)
class Search:
    """What was searched for beside one field, and what was found; `searched` is False where nothing was."""

    words: str = ""
    found: list[Found] = field(default_factory=list)

    @property
    def searched(self) -> bool:
        return bool(self.words.strip())


def obey(writing: Writing, command: str) -> str:
    """Do what a button beside such a field says: "find:related" shows what its words find, "name:related:k7m2qx" adds
    a case. Enter does whatever it would do there. Returns the name of the control at which the writer goes on; ""
    for a command that is none of these."""
    verb, _, rest = command.partition(":")
    name, _, code = rest.partition(":")
    names = [part.name for part in fields(writing)]
    if verb == "enter":
        return next((_box(one) for one in names if writing.value(_box(one)).strip()), "")
    if verb == "find" and name in names:
        return _box(name)
    if verb == "name" and name in names and len(code) == 6:
        answers = writing.answers[writing.sheet.name]
        answers[name] = [*case_codes(answers[name]), code]
        return _box(name)
    return ""


def searches(writing: Writing) -> dict[str, Search]:
    """By the name of the field: what its words find, the case itself and those it names already left out."""
    return {part.name: search(writing, part, writing.value(_box(part.name))) for part in fields(writing)}


def search(writing: Writing, part: Field, words: str) -> Search:
    named = case_codes(writing.answers[writing.sheet.name].get(part.name))
    besides = {writing.case.code, *named}
    return Search(words, find_titled(writing.session, words=words, viewer=writing.viewer, besides=besides))


def named_cases(writing: Writing) -> dict[str, str]:
    """The titles of the cases that the section points at, by their codes."""
    stored = writing.version.content.get(writing.sheet.name, {})
    codes = [code for part in fields(writing) for code in stored.get(part.name, ())]
    return titles_of(writing.session, codes=codes, viewer=writing.viewer)


def fields(writing: Writing) -> Iterator[Field]:
    """The fields of the section that name other cases."""
    return (part for part in writing.sheet.sections[0].fields if part.kind is Kind.CASES)


def _box(name: str) -> str:
    """The name of the search box beside a field."""
    return f"find-{name}"
