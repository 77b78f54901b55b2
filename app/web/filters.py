"""How pages write dates, numbers, sizes, names of countries and languages, and Markdown."""

from datetime import date, datetime
from functools import lru_cache

import nh3
from babel.dates import get_month_names
from babel.numbers import format_decimal
from markdown_it import MarkdownIt
from markupsafe import Markup

from app.i18n import locale, translate
from app.moments import Moment, day_said, partial_said, zone

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable(["image", "heading", "code", "fence"])
_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "a", "hr", "code"}


def markdown(text: str) -> Markup:
    """Light Markdown as safe HTML: no raw HTML, no pictures, links to the web only and without weight."""
    html = _MARKDOWN.render(text or "")
    return Markup(  # noqa: S704 - sanitised in the same expression
        nh3.clean(
            html,
            tags=_TAGS,
            attributes={"a": {"href"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="nofollow ugc noopener",
        )
    )


def show_date(value: date | datetime | str | None, language: str, zone_name: str = "UTC") -> str:
    """A date in words; partial dates ("2019", "2019-05") stay as partial as they are."""
    if value in (None, ""):
        return ""
    if isinstance(value, str):
        return _partial(value, language)
    if isinstance(value, datetime):
        value = value.astimezone(zone(zone_name)).date()
    return _day(value, language)


@lru_cache(maxsize=4096)
def _day(value: date, language: str) -> str:
    return day_said(value, language)


@lru_cache(maxsize=4096)
def _partial(value: str, language: str) -> str:
    return partial_said(value, language)


def show_datetime(value: datetime | None, language: str, zone_name: str = "UTC") -> str:
    """A moment on the clock of a zone, named by its city: "21 Nov 2026, 17:53 (Bogotá)"."""
    return "" if value is None else Moment(value, zone_name).said(language)


@lru_cache(maxsize=4096)
def number(value: float | None, language: str) -> str:
    """As the reader writes it. Remembered, because lists count the same small numbers again and again."""
    return "" if value is None else str(format_decimal(value, locale=locale(language)))


def filesize(size: int | None, language: str) -> str:
    if size is None:
        return ""
    for unit, scale in (("MB", 1_000_000), ("KB", 1_000)):
        if size >= scale:
            digits = 1 if unit == "MB" and size < 100_000_000 else 0
            return f"{format_decimal(round(size / scale, digits), locale=locale(language))} {unit}"
    return f"{size} B"


def duration(seconds: float | None, language: str) -> str:
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    return (
        translate(language, "%(minutes)s min %(seconds)s s", minutes=minutes, seconds=rest) if minutes else f"{rest} s"
    )


@lru_cache(maxsize=4096)
def country_name(code: str, language: str) -> str:
    return str(locale(language).territories.get(code, code))


def language_name(code: str, language: str) -> str:
    """The name of a language in the reader's: "español" for es in Spanish; capitalised, as in a list."""
    name = language_word(code, language)
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=4096)
def language_word(code: str, language: str) -> str:
    """The same inside a sentence, where Spanish, French and Portuguese write it small."""
    return str(locale(language).languages.get(code.split("-", maxsplit=1)[0], code))


def month_name(number: int | str, language: str) -> str:
    return str(get_month_names("wide", locale=locale(language), context="stand-alone")[int(number)])
