"""Parts of the world (UN M49 codes) as people name them, and the countries in them: "West Africa" finds Ghana."""

from collections.abc import Iterator

from app.i18n import LANGUAGES, locale
from app.search.labels import Label

_PARTS = {
    "002": "011 014 015 017 018",
    "419": "005 013 029",
    "142": "030 034 035 143 145",
}
_COUNTRIES = {
    "011": "BF BJ CI CV GH GM GN GW LR ML MR NE NG SL SN TG",
    "014": "BI DJ ER ET KE KM MG MU MW MZ RW SC SO SS TZ UG ZM ZW",
    "015": "DZ EG LY MA SD TN",
    "017": "AO CD CF CG CM GA GQ ST TD",
    "018": "BW LS NA SZ ZA",
    "005": "AR BO BR CL CO EC GF GY PE PY SR UY VE",
    "013": "BZ CR GT HN MX NI PA SV",
    "029": "AG BB BS CU DM DO GD HT JM KN LC PR TT VC",
    "030": "CN JP KP KR MN TW",
    "034": "AF BD BT IN IR LK MV NP PK",
    "035": "BN ID KH LA MM MY PH SG TH TL VN",
    "143": "KG KZ TJ TM UZ",
    "145": "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE",
}
# Beside the names that CLDR has.
_ALSO: dict[str, dict[str, tuple[str, ...]]] = {
    "011": {"en": ("West Africa",), "es": ("África del Oeste",), "fr": ("Afrique de l’Ouest",)},
    "014": {
        "en": ("East Africa",),
        "es": ("África del Este",),
        "fr": ("Afrique de l’Est",),
        "pt": ("África do Leste",),
    },
    "015": {
        "en": ("North Africa",),
        "es": ("África del Norte",),
        "fr": ("Afrique du Nord",),
        "pt": ("Norte da África",),
    },
    "018": {"pt": ("África Austral",), "es": ("África Austral",)},
    "005": {"es": ("América del Sur", "Suramérica")},
    "013": {"es": ("América Central",)},
    "034": {"en": ("South Asia",), "es": ("Asia del Sur",)},
    "035": {"en": ("South East Asia",)},
    "419": {"es": ("América Latina",)},
}
_ABOVE = {part: whole for whole, parts in _PARTS.items() for part in parts.split()}
_OF_COUNTRY = {country: part for part, countries in _COUNTRIES.items() for country in countries.split()}


def regions_of(country: str) -> tuple[str, ...]:
    """The regions in which a country lies, the narrower one first; none for one we do not file."""
    part = _OF_COUNTRY.get(country)
    return (part, _ABOVE[part]) if part else ()


def region_labels() -> Iterator[Label]:
    """The names of all regions in all languages."""
    for code in (*_PARTS, *_COUNTRIES):
        for language in LANGUAGES:
            for name in (locale(language).territories[code], *_ALSO.get(code, {}).get(language, ())):
                yield Label("region", code, name, language)
