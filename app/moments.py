"""Moments as people read them: in their language, on the clock of a zone that is named by its city."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.dates import format_date, format_datetime, get_timezone_location

# English is read all over the world: the day comes first, as in moments, and as in our other languages.
_ENGLISH = {"long": "d MMMM y", "medium": "d MMM y"}


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time and the zone whose clock tells it: of a deadline that of its edition, else the reader's."""

    at: datetime
    zone: str

    def said(self, language: str) -> str:
        """ "21 Nov 2026, 17:53 (Bogotá)"."""
        there, locale = zone(self.zone), Locale.parse(language)
        shown = format_datetime(self.at.astimezone(there), "d MMM y, HH:mm", locale=locale)
        return f"{shown} ({city(there.key, language)})"

    def __str__(self) -> str:
        return self.said("en")

    def text(self) -> str:
        """As it is kept (RFC 9557): "2026-11-21T22:53:00+00:00[America/Bogota]"."""
        return f"{self.at.isoformat()}[{self.zone}]"


def moment_in(text: str, *, otherwise: str) -> Moment:
    """What `text()` kept; a plain ISO moment is told by the clock of the zone `otherwise`. Raises ValueError."""
    at, _, named = text.partition("[")
    return Moment(datetime.fromisoformat(at), named.rstrip("]") or otherwise)


def day_said(day: date, language: str, style: str = "long") -> str:
    """ "21 November 2026", or with `style` "medium" "21 Nov 2026"; any other style is a pattern of CLDR."""
    pattern = _ENGLISH.get(style, style) if language == "en" else style
    return format_date(day, pattern, locale=Locale.parse(language))


def partial_said(text: str, language: str) -> str:
    """A kept date as far as it is known: "2019", "May 2019", "14 May 2019"."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return text
    if len(parts) == 2:
        return day_said(date(parts[0], parts[1], 1), language, "MMMM y")
    return day_said(date(*parts), language)


@cache
def zone(name: str) -> ZoneInfo:
    """UTC for a name that is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


@cache
def city(name: str, language: str) -> str:
    """The city by which a zone is known, in the reader's language."""
    if name in ("UTC", "Etc/UTC"):
        return "UTC"
    return str(get_timezone_location(zone(name), locale=Locale.parse(language), return_city=True))
