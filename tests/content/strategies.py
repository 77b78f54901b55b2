"""Anything that may arrive as the answers to a section."""

from typing import Any

from hypothesis import strategies as st

from app.content.clean import Choices
from app.content.schema import Field, Group, Kind, Section
from app.content.sections import SECTIONS

CODES = ("aaa", "bbb", "ccc", "ddd", "eee", "fff", "ggg")
CHOICES = Choices(
    terms=lambda _: frozenset(CODES),
    countries=frozenset(("PE", "KE")),
    languages=frozenset(("en", "qu", "es")),
    currencies=frozenset(("PEN", "KES")),
    media=frozenset(("0123456789abcdef",)),
    cases=frozenset(("k7m2qx", "b3n5rt")),
)

texts = st.text(max_size=30)
junk: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=4,
)
sections = st.sampled_from(SECTIONS)

_numbers = st.one_of(
    st.decimals(0, 500, places=3).map(str), st.integers(0, 10**13).map(str), st.from_regex(r"[\d.,' ]{0,12}")
)
_dates = st.one_of(
    st.dates().map(str), st.from_regex(r"\d{4}(-\d{1,2}){0,2}", fullmatch=True), st.sampled_from(["2019", "2021-06"])
)
_RIGHT: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.LINE: texts,
    Kind.TEXT: st.text(max_size=60),
    Kind.PLAIN: texts,
    Kind.URL: st.sampled_from(["https://example.org/a?b=c", "example.org", "ftp://example.org", "http://[", "x y.z"]),
    Kind.NUMBER: _numbers,
    Kind.DATE: _dates,
    Kind.FLAG: st.sampled_from(["1", "", "on"]),
    Kind.CHOICE: st.sampled_from([*CODES, "", "zzz"]),
    Kind.CHOICES: st.lists(st.sampled_from(CODES), max_size=9),
    Kind.RANKED: st.lists(st.sampled_from([*CODES, ""]), max_size=6),
    Kind.COUNTRY: st.sampled_from(["PE", "KE", "XX", ""]),
    Kind.CURRENCY: st.sampled_from(["PEN", "KES", ""]),
    Kind.LANGUAGES: st.lists(st.sampled_from(["en", "qu", "es", ""]), max_size=4),
    Kind.MONTHS: st.lists(st.integers(0, 13).map(str), max_size=5),
    Kind.CASES: st.sampled_from(["k7m2qx", "k7m2qx, b3n5rt", "https://a.b/en/cases/k7m2qx/", "nothing", ""]),
    Kind.MEDIUM: st.sampled_from(["0123456789abcdef", "0123456789abcdee", "", "../../x"]),
}


def _answers(parts: tuple[Field, ...]) -> dict[str, st.SearchStrategy[Any]]:
    return {part.name: _RIGHT[part.kind] | junk for part in parts}


def _items(group: Group) -> st.SearchStrategy[Any]:
    row = st.fixed_dictionaries(
        {}, optional={"key": st.sampled_from(["abc123", "abc124", "x", 5]), **_answers(group.fields)}
    )
    return st.lists(row | junk, max_size=3)


def typed_for(section: Section) -> st.SearchStrategy[dict[str, Any]]:
    """What somebody may have typed into a section: mostly sensible, sometimes anything."""
    groups = {group.name: _items(group) | junk for group in section.groups}
    return st.fixed_dictionaries({}, optional={**_answers(tuple(section.fields)), **groups})


sections_typed = sections.flatmap(lambda section: st.tuples(st.just(section), typed_for(section)))
