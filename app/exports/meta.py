"""What a case page tells catalogues, reference managers and messengers about itself in `<meta>`.

Highwire Press tags (Google Scholar, Zotero), Dublin Core, Open Graph.
"""

from collections.abc import Iterator
from typing import Any

from app.domain.cases.reading import Reading
from app.exports.citation import Citation
from app.exports.links import Links
from app.exports.shapes import Shapes

Pair = tuple[str, str]

_LOCALES = {"en": "en_GB", "es": "es_ES", "fr": "fr_FR", "pt": "pt_BR"}


def named(reading: Reading, citation: Citation, links: Links, *, subjects: list[str], licence: str) -> list[Pair]:
    """(name, content) of `<meta name>`; empty contents are left out. `licence` is its address."""
    pairs = [*_highwire(citation, links), *_dublin_core(reading, citation, subjects, licence)]
    pairs += [("citation_keywords", "; ".join(subjects)), ("twitter:card", "summary_large_image")]
    return [(name, content) for name, content in pairs if content]


def _highwire(citation: Citation, links: Links) -> Iterator[Pair]:
    where = {"code": citation.code, "number": citation.version}
    yield "citation_title", citation.title
    for author in citation.authors:
        yield "citation_author", author
    yield "citation_publication_date", f"{citation.published:%Y/%m/%d}"
    yield "citation_publisher", citation.publisher
    yield "citation_language", citation.language
    yield "citation_abstract_html_url", citation.address
    yield "citation_pdf_url", links.in_language("case_pdf", citation.language, code=where["code"], v=where["number"])
    yield "citation_technical_report_number", citation.key


def _dublin_core(reading: Reading, citation: Citation, subjects: list[str], licence: str) -> Iterator[Pair]:
    yield "DC.title", citation.title
    for author in citation.authors:
        yield "DC.creator", author
    yield "DC.publisher", citation.publisher
    yield "DC.date", citation.published.isoformat()
    yield "DC.language", citation.language
    yield "DC.identifier", citation.address
    yield "DC.description", citation.summary
    yield "DC.type", "Text"
    yield "DC.format", "text/html"
    yield "DC.rights", licence
    yield "DC.coverage", reading.section("facts").get("country", "")
    for subject in subjects:
        yield "DC.subject", subject


def properties(citation: Citation, shapes: Shapes, *, address: str, languages: list[str]) -> list[Pair]:
    """(property, content) of `<meta property>` for messengers; the picture is the first of the case."""
    picture: dict[str, Any] = shapes.pictures[0] if shapes.pictures else {}
    pairs = [
        ("og:type", "article"),
        ("og:site_name", citation.publisher),
        ("og:title", citation.title),
        ("og:description", citation.summary),
        ("og:url", address),
        ("og:locale", _LOCALES.get(citation.language, citation.language)),
        *(("og:locale:alternate", _LOCALES[code]) for code in languages if code in _LOCALES),
        ("og:image", picture.get("widest", "")),
        ("og:image:alt", picture.get("alt", "")),
        ("article:published_time", citation.published.isoformat()),
    ]
    return [(name, content) for name, content in pairs if content]
