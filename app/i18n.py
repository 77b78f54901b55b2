"""The four languages: catalogues, names, and the negotiation of which one to show."""

import io
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from app.moments import Moment

LANGUAGES = {"en": "English", "es": "Español", "fr": "Français", "pt": "Português"}
DEFAULT_LANGUAGE = "en"
LOCALE_DIR = Path(__file__).parent / "locale"


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of one language, read from its .po file once per process."""
    path = LOCALE_DIR / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def translate(language: str, message: str, **params: object) -> str:
    """One marked message in a language, its %(placeholders)s filled; moments among them are said in it, too."""
    text = str(translations(language).ugettext(message)) if message else ""
    said = {name: value.said(language) if isinstance(value, Moment) else value for name, value in params.items()}
    return text % said if said else text


@cache
def locale(language: str) -> Locale:
    return Locale.parse(language)


def negotiate(accept_language: str) -> str:
    """The best of our languages for an Accept-Language header; English when none fits."""
    wishes: list[tuple[float, str]] = []
    for part in accept_language.split(",")[:20]:
        tag, _, parameters = part.strip().partition(";")
        try:
            quality = float(parameters.strip().removeprefix("q=")) if parameters else 1.0
        except ValueError:
            continue
        wishes.append((quality, tag.split("-")[0].lower()))
    for quality, tag in sorted(wishes, key=lambda wish: -wish[0]):
        if tag in LANGUAGES and quality > 0:
            return tag
    return DEFAULT_LANGUAGE


def all_languages(language: str) -> dict[str, str]:
    """Every language a content may be written in: code to name, in the reader's language, by CLDR."""
    names = locale(language).languages
    return {code: names[code] for code in sorted(names, key=lambda code: names[code]) if len(code) <= 3}


def territories(language: str) -> dict[str, str]:
    """The countries of ISO 3166: code to name, sorted by name as the reader reads them."""
    names = {code: name for code, name in locale(language).territories.items() if code in COUNTRIES}
    return dict(sorted(names.items(), key=lambda pair: pair[1]))


def _countries() -> frozenset[str]:
    # CLDR lists regions (digits), and a few codes that are no countries.
    invented = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}
    codes = (str(code) for code in locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha() and code not in invented)


COUNTRIES = _countries()
