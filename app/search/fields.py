"""What can stand before a colon in a query, as it is called in the four languages, and which facet holds it."""

import re

from app.search.analysis import fold

# Words of these are kept apart in the index, so that they can be looked for by themselves.
_TEXT_FIELDS = {
    "title": "title titulo titre",
    "organisation": "organisation organization organizacion organizacao org",
    "lesson": "lesson lessons leccion lecciones lecon lecons licao licoes",
}
# These are terms, found by any of their names.
_VOCABULARY_FIELDS = {
    "country": "country countries pais paises pays",
    "product": "product products producto productos produit produits produto produtos",
    "benefit": "benefit benefits beneficio beneficios benefice benefices avantage avantages",
    "activity": "activity activities actividad actividades activite activites atividade atividades",
    "capability": "capability capabilities capacidad capacidades capacite capacites capacidade",
    "method": "method methods metodo metodos methode methodes",
    "certification": "certification certificacion certificacao",
    "maturity": "maturity madurez maturite maturidade",
    "kind": "kind type tipo genre",
    "language": "language idioma lengua langue lingua",
    "year": "year ano annee",
}
_LANGUAGES = {
    "en": "en english ingles anglais",
    "es": "es spanish espanol castellano espagnol espanhol",
    "fr": "fr french frances francais",
    "pt": "pt portuguese portugues portugais",
}
MOST_YEARS = 50
_YEARS = re.compile(r"(\d{4})(?:[-–](\d{4}))?")


def _by_name(named: dict[str, str]) -> dict[str, str]:
    return {name: one for one, names in named.items() for name in names.split()}


_FIELDS = _by_name(_TEXT_FIELDS | _VOCABULARY_FIELDS)
_LANGUAGE_CODES = _by_name(_LANGUAGES)


def field_named(name: str) -> str:
    """The field of that name in any of the languages, with or without accents; empty for none."""
    return _FIELDS.get(fold(name), "")


def is_facet(field: str) -> bool:
    """Whether the field holds codes rather than words."""
    return field in _VOCABULARY_FIELDS


def spoken_codes(field: str, text: str) -> tuple[str, ...]:
    """The codes of a language by its name, and of a year, or of all years from the first to the last."""
    if field == "language":
        return tuple(filter(None, [_LANGUAGE_CODES.get(fold(text), "")]))
    years = _YEARS.fullmatch(text) if field == "year" else None
    if years is None:
        return ()
    first = int(years[1])
    last = min(int(years[2] or first), first + MOST_YEARS)
    return tuple(str(year) for year in range(first, last + 1))
