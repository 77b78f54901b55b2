"""A search in words: what is listed, the words, the filters, the dates."""

from app.content.text import N_
from app.domain.terms import TermBook
from app.forms.browsing import KINDS, Browse
from app.i18n import translate
from app.web.found_words import value_label

EVERYTHING = N_("Everything")


def parts_of(browse: Browse, terms: TermBook, language: str) -> list[str]:
    """What was asked, without what is listed: the words in quotation marks, the values of the filters, the dates."""
    words = [f"“{browse.text}”"] if browse.text else []
    labels = [value_label(terms, name, code, language) for name, codes in browse.filters.items() for code in codes]
    dates = [" – ".join((browse.published.since or "…", browse.published.until or "…"))] if browse.published else []
    return [*words, *labels, *dates]


def listed(browse: Browse, language: str) -> str:
    return translate(language, KINDS.get(browse.kind, EVERYTHING))


def proposed_name(browse: Browse, terms: TermBook, language: str, longest: int) -> str:
    """What a search could be called: the words as typed, then the filters."""
    labels = [part.strip("“”") for part in parts_of(browse, terms, language)]
    name = ", ".join(labels) or listed(browse, language)
    return name if len(name) <= longest else name[: longest - 1] + "…"
