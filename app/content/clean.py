"""From what was typed to what is stored: each value checked by its field, problems named beside it."""

import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeGuard
from urllib.parse import urlsplit

from app.content.schema import Field, Group, Kind, Section
from app.content.text import N_, one_line, tidy

Data = dict[str, Any]

KEY = re.compile(r"[a-z0-9]{6}\Z")
_MEDIUM = re.compile(r"[0-9a-f]{16}\Z")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?\Z")
# 1.250.000,50 or 1,250,000.50
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?\Z|\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z")
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}\Z")


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
    """`data` holds what is right; `problems` names what is not by its path ("title", "moments-2-date").

    `refused` says the same of the items of groups by their key: (group, key, field).
    """

    data: Data
    problems: dict[str, Problem]
    refused: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Choices:
    """The codes that each vocabulary allows, and the known countries, languages and currencies.

    `media` and `cases` hold the ids and codes that may be pointed at; None where that is checked elsewhere.
    """

    terms: Callable[[str], frozenset[str]]
    countries: frozenset[str]
    languages: frozenset[str]
    currencies: frozenset[str]
    media: frozenset[str] | None = None
    cases: frozenset[str] | None = None


def new_key() -> str:
    """A short name that stays with an item of a group: translations and addresses hang on it."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "".join(secrets.choice(alphabet) for _ in range(6))


def is_key(key: object) -> TypeGuard[str]:
    return isinstance(key, str) and KEY.match(key) is not None


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
    items: dict[str, Data] = {}
    for index, row in enumerate(rows(typed)):
        item: Data = {}
        problems: dict[str, Problem] = {}
        for part in group.fields:
            _take(part, row.get(part.name), choices, item, problems, part.name)
        if not problems and all(value is False for value in item.values()):
            continue
        key = row.get("key")
        key = key if is_key(key) and key not in items else new_key()
        items[key] = {"key": key, **item}
        for name, problem in problems.items():
            cleaned.problems[f"{group.name}-{index}-{name}"] = problem
            cleaned.refused.append((group.name, key, name))
    if len(items) > group.maximum:
        cleaned.problems[group.name] = Problem(N_("At most %(limit)s of these."), {"limit": group.maximum})
    if items:
        cleaned.data[group.name] = list(items.values())[: group.maximum]


def rows(typed: Any) -> list[Mapping[str, Any]]:
    """The items of a group as typed; whatever else stands in their place counts as none."""
    return [row for row in typed if isinstance(row, Mapping)] if isinstance(typed, Sequence) else []


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
    return _CLEANERS[part.kind](part, typed if isinstance(typed, str) else as_typed(typed), choices)


def as_typed(value: object) -> str:
    """The text by which somebody would type a stored value: cleaned, it is that value again."""
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    if isinstance(value, float):
        text = f"{Decimal(repr(value)):f}"
        return text + "0" if _AMBIGUOUS.match(text) else text
    return str(value)


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
    text = re.sub(r"[\s']", "", text)
    if not text:
        return None
    try:
        number = Decimal(_plain_number(text))
    except InvalidOperation:
        raise Wrong(N_("This is not a number. Write it like 1250 or 12.5.")) from None
    if not number.is_finite() or not 0 <= number <= part.limit:
        raise Wrong(N_("A number from 0 to %(limit)s is expected."), limit=part.limit)
    return int(number) if number == number.to_integral_value() else float(number)


def _plain_number(text: str) -> str:
    """A number without marks between thousands and with a point before decimals.

    1.250 is more than a thousand in Spanish and a little more than one in English: nobody may guess.
    """
    if _AMBIGUOUS.match(text):
        raise Wrong(N_("Is %(number)s more than a thousand? Then write it without the mark, like 1250."), number=text)
    last = max(text.rfind("."), text.rfind(","))
    if not _GROUPED.match(text):
        return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
    decimals = "." + text[last + 1 :] if text.count(text[last]) == 1 else ""
    whole = text[:last] if decimals else text
    return whole.replace(".", "").replace(",", "") + decimals


def _date(_: Field, text: str, __: Choices) -> str:
    """A date as exact as it is known, zero-padded, so that dates sort as texts."""
    text = one_line(text)
    if not text:
        return ""
    found = _DATE.match(text)
    if not found:
        raise Wrong(N_("Write a date as 2019, 2019-05 or 2019-05-31."))
    parts = [int(part) for part in found.groups() if part]
    try:
        date(*[*parts, 1, 1][:3])
    except ValueError:
        raise Wrong(N_("There is no such date.")) from None
    return "-".join([f"{parts[0]:04d}", *(f"{part:02d}" for part in parts[1:])])


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


def _medium(_: Field, text: str, choices: Choices) -> str:
    if text and not (_MEDIUM.match(text) and (choices.media is None or text in choices.media)):
        raise Wrong(N_("Choose one of the files of this case."))
    return text


def _several(part: Field, typed: Any, choices: Choices) -> list[str]:
    if part.kind is Kind.CASES:
        return _cases(part, case_codes(typed), choices)
    values = [typed] if isinstance(typed, str) else typed if isinstance(typed, Iterable) else []
    codes = list(dict.fromkeys(filter(None, (one_line(str(value)) for value in values))))
    if set(codes) - _allowed(part, choices):
        raise Wrong(N_("Choose from the answers offered."))
    return _at_most(part, codes)


def _cases(part: Field, codes: list[str], choices: Choices) -> list[str]:
    if not all(KEY.match(code) for code in codes):
        raise Wrong(N_("A code has six letters and digits, as in the address of a case."))
    for code in codes:
        if choices.cases is not None and code not in choices.cases:
            raise Wrong(N_("There is no case with the code %(code)s."), code=code)
    return _at_most(part, codes)


def case_codes(typed: Any) -> list[str]:
    """The codes in what was typed: codes or whole addresses, separated by commas or white space."""
    texts = [typed] if isinstance(typed, str) else typed if isinstance(typed, Iterable) else []
    words = [word for text in texts for word in re.split(r"[,;\s]+", tidy(str(text)).lower())]
    # What was found is led to with the language or the part it was found in behind the address.
    paths = (re.split("[?#]", word, maxsplit=1)[0] for word in words)
    return list(dict.fromkeys(filter(None, (path.rstrip("/").rsplit("/", 1)[-1] for path in paths))))


def _at_most(part: Field, codes: list[str]) -> list[str]:
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
