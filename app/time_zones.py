"""The time zones people choose from, by part of the world, with their cities as the reader calls them; and a guess."""

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
# Where most people live in countries that have several.
_MAIN: Mapping[str, str] = {
    "AR": "America/Argentina/Buenos_Aires",
    "BR": "America/Sao_Paulo",
    "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "EC": "America/Guayaquil",
    "ID": "Asia/Jakarta",
    "KZ": "Asia/Almaty",
    "MN": "Asia/Ulaanbaatar",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PG": "Pacific/Port_Moresby",
    "UZ": "Asia/Tashkent",
}
# Telephones come with these anywhere in the world, so they say nothing about the country.
_ANYWHERE = {"en-US", "en-GB", "es-ES", "es-US", "fr-FR", "pt-PT"}


def guess_zone(accept_language: str) -> str:
    """The zone of the country that a browser's languages name ("es-CO"), for those without JavaScript; else UTC."""
    for part in accept_language.split(",")[:20]:
        tag = part.partition(";")[0].strip()
        country = tag.rpartition("-")[2] if "-" in tag and tag not in _ANYWHERE else ""
        zones = get_global("territory_zones").get(country, [])
        zone = zones[0] if len(zones) == 1 else _MAIN.get(country, "")
        if zone in TIME_ZONES:
            return zone
    return "UTC"


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
