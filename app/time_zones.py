"""The time zones people choose from, by part of the world, with their cities as the reader calls them."""

from collections.abc import Mapping
from functools import cache
from zoneinfo import available_timezones

from babel.core import get_global

from app.content.text import N_
from app.i18n import locale, translate

_PARTS: Mapping[str, str] = {
    "Africa": N_("Africa"),
    "America": N_("America"),
    "Asia": N_("Asia"),
    "Atlantic": N_("Atlantic"),
    "Australia": N_("Australia"),
    "Europe": N_("Europe"),
    "Indian": N_("Indian Ocean"),
    "Pacific": N_("Pacific"),
}
# Those that belong to a country; the others are old names of these.
TIME_ZONES = {"UTC"} | {
    zone for zone in available_timezones() & set(get_global("zone_territories")) if zone.split("/")[0] in _PARTS
}


@cache
def zone_options(language: str) -> list[tuple[str, str | list[tuple[str, str]]]]:
    """UTC, then (part of the world, [(zone, city)]), as a select with groups wants them."""
    cities: Mapping[str, Mapping[str, str]] = locale(language).time_zones
    options: list[tuple[str, str | list[tuple[str, str]]]] = [("UTC", translate(language, N_("World time (UTC)")))]
    for part, label in _PARTS.items():
        zones = [(zone, _city(zone, cities)) for zone in TIME_ZONES if zone.startswith(f"{part}/")]
        options.append((translate(language, label), sorted(zones, key=lambda pair: pair[1])))
    return options


def _city(zone: str, cities: Mapping[str, Mapping[str, str]]) -> str:
    return cities.get(zone, {}).get("city") or zone.partition("/")[2].replace("_", " ").replace("/", ", ")
