"""From what was typed to what is stored: each value checked by its field, problems named beside it."""

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from app.content.schema import Field, Group, Kind, Section
from app.content.text import N_, one_line, tidy

Data = dict[str, Any]

KEY = re.compile(r"[a-z0-9]{6}\Z")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?\Z")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one value, as a translatable sentence and the figures in it."""

    message: str
    params: Mapping[str, object] = field(default_factory=dict)


class Wrong(ValueError):
    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.problem = Problem(message, params)


@dataclass(slots=True)
class Cleaned:
    """`data` holds what is right; `problems` names what is not by its path ("title", "moments-2-date")."""

    data: Data
    problems: dict[str, Problem]


@dataclass(frozen=True, slots=True)
class Choices:
    """The codes that each vocabulary allows, and the known countries, languages and currencies."""

    terms: Callable[[str], frozenset[str]]
    countries: frozenset[str]
    languages: frozenset[str]
    currencies: frozenset[str]


def new_key() -> str:
    """A short name that stays with an item of a group: translations and addresses hang on it."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "".join(secrets.choice(alphabet) for _ in range(6))


def clean_section(section: Section, typed: Mapping[str, Any], choices: Choices) -> Cleaned:
    """Check one section.

    `typed` maps field names to strings (lists of strings for fields that take several) and group names to
    lists of such mappings. Items without any answer are dropped; unknown names are ignored. Never raises.
    """
    cleaned = Cleaned({}, {})
    for part in section.fields:
        _take(part, typed.get(part.name), choices, cleaned.data, cleaned.problems, part.name)
    for group in section.groups:
        _take_group(group, typed.get(group.name), choices, cleaned)
    return cleaned


def _take_group(group: Group, typed: Any, choices: Choices, cleaned: Cleaned) -> None:
    rows = [row for row in typed if isinstance(row, Mapping)] if isinstance(typed, Sequence) else []
    items: list[Data] = []
    for index, row in enumerate(rows):
        item: Data = {}
        before = len(cleaned.problems)
        for part in group.fields:
            _take(part, row.get(part.name), choices, item, cleaned.problems, f"{group.name}-{index}-{part.name}")
        if any(value is not False for value in item.values()) or len(cleaned.problems) > before:
            key = row.get("key")
            items.append({"key": key if isinstance(key, str) and KEY.match(key) else new_key(), **item})
    if len(items) > group.maximum:
        cleaned.problems[group.name] = Problem(N_("At most %(limit)s of these."), {"limit": group.maximum})
        items = items[: group.maximum]
    if items:
        cleaned.data[group.name] = items


def _take(part: Field, typed: Any, choices: Choices, into: Data, problems: dict[str, Problem], path: str) -> None:
    try:
        value = clean_value(part, typed, choices)
    except Wrong as wrong:
        problems[path] = wrong.problem
        return
    if value not in (None, "", []):
        into[part.name] = value


def clean_value(part: Field, typed: Any, choices: Choices) -> Any:
    """The stored form of one answer; None, "" or [] where nothing was answered. Raises `Wrong`."""
    if part.many:
        return _several(part, typed, choices)
    text = "" if typed is None else typed if isinstance(typed, str) else str(typed)
    return _CLEANERS[part.kind](part, text, choices)


def _line(part: Field, text: str, _: Choices) -> str:
    return _within(part, one_line(text))


def _text(part: Field, text: str, _: Choices) -> str:
    return _within(part, tidy(text))


def _within(part: Field, text: str) -> str:
    if len(text) > part.limit:
        raise Wrong(N_("Too long: %(length)s characters, %(limit)s are possible."), length=len(text), limit=part.limit)
    return text


def _url(part: Field, text: str, choices: Choices) -> str:
    url = _line(part, text, choices)
    if not url:
        return ""
    try:
        parts = urlsplit(url if "//" in url else f"https://{url}")
    except ValueError:
        raise Wrong(N_("This is not a web address. It should look like https://example.org.")) from None
    if parts.scheme not in ("http", "https") or "." not in (parts.hostname or "") or " " in url:
        raise Wrong(N_("This is not a web address. It should look like https://example.org."))
    return parts.geturl()


def _number(part: Field, text: str, _: Choices) -> int | float | None:
    text = one_line(text).replace(" ", "").replace("\u202f", "")
    if not text:
        return None
    try:
        number = Decimal(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except InvalidOperation:
        raise Wrong(N_("This is not a number. Write it like 1250 or 12.5.")) from None
    if not number.is_finite() or not 0 <= number <= part.limit:
        raise Wrong(N_("A number from 0 to %(limit)s is expected."), limit=part.limit)
    return int(number) if number == number.to_integral_value() else float(number)


def _date(_: Field, text: str, __: Choices) -> str:
    """A date as exact as it is known, zero-padded, so that dates sort as texts."""
    text = one_line(text)
    if not text:
        return ""
    found = _DATE.match(text)
    if not found:
        raise Wrong(N_("Write a date as 2019, 2019-05 or 2019-05-31."))
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        date(year or 0, month or 1, day or 1)
    except ValueError:
        raise Wrong(N_("There is no such date.")) from None
    return "-".join(f"{part:0{width}d}" for part, width in ((year, 4), (month, 2), (day, 2)) if part)


def _flag(_: Field, text: str, __: Choices) -> bool:
    return text.lower() in ("1", "on", "true", "yes")


def _allowed(part: Field, choices: Choices) -> frozenset[str]:
    match part.kind:
        case Kind.COUNTRY:
            return choices.countries
        case Kind.CURRENCY:
            return choices.currencies
        case Kind.LANGUAGES:
            return choices.languages
        case Kind.MONTHS:
            return frozenset(str(month) for month in range(1, 13))
        case _:
            return choices.terms(part.vocabulary)


def _choice(part: Field, text: str, choices: Choices) -> str:
    code = one_line(text)
    if code and code not in _allowed(part, choices):
        raise Wrong(N_("Choose one of the answers offered."))
    return code


def _medium(_: Field, text: str, __: Choices) -> str:
    if text and not re.fullmatch(r"[0-9a-f]{16}", text):
        raise Wrong(N_("Choose one of the files of this case."))
    return text


def _several(part: Field, typed: Any, choices: Choices) -> list[str]:
    if isinstance(typed, str):
        typed = typed.split(",") if part.kind is Kind.CASES else [typed]
    texts = [one_line(str(value)) for value in typed or []]
    codes = list(dict.fromkeys(text.lower() if part.kind is Kind.CASES else text for text in texts if text))
    if part.kind is Kind.CASES:
        if not all(re.fullmatch(r"[a-z0-9]{6}", code) for code in codes):
            raise Wrong(N_("A code has six letters and digits, as in the address of a case."))
    elif set(codes) - _allowed(part, choices):
        raise Wrong(N_("Choose from the answers offered."))
    if len(codes) > part.limit:
        raise Wrong(N_("Choose at most %(limit)s."), limit=part.limit)
    return codes


_CLEANERS: dict[Kind, Callable[[Field, str, Choices], Any]] = {
    Kind.LINE: _line,
    Kind.PLAIN: _line,
    Kind.TEXT: _text,
    Kind.URL: _url,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.FLAG: _flag,
    Kind.CHOICE: _choice,
    Kind.COUNTRY: _choice,
    Kind.CURRENCY: _choice,
    Kind.MEDIUM: _medium,
}
