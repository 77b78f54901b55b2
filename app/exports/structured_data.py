"""A case for machines: schema.org as JSON-LD."""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from app.content.text import one_line
from app.domain.cases.reading import Reading
from app.exports.citation import Citation
from app.exports.links import Links
from app.exports.shapes import Shape, Shapes

Data = dict[str, Any]

# So that no text can end the script element or be read as the beginning of a comment.
_HARMLESS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def as_script(data: Mapping[str, Any]) -> str:
    """JSON that can stand inside `<script>`: same data, no sign that HTML would see."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_HARMLESS)


def describe(
    reading: Reading,
    citation: Citation,
    links: Links,
    shapes: Shapes,
    *,
    about: Iterable[tuple[str, str]],
    based_on: Iterable[str],
    licence: str,
) -> Data:
    """A learning resource and article, with its media, its building blocks and its place among translations.

    `about` gives each term's label and address, `based_on` the codes of public cases it was adapted from,
    `licence` the licence's address.
    """
    case, facts = reading.case, reading.section("facts")
    return _without_empty(
        {
            "@context": "https://schema.org",
            "@type": ["LearningResource", "Article"],
            "@id": citation.address,
            "url": links.in_language("case_page", citation.language, code=case.code),
            "name": citation.title,
            "headline": citation.title,
            "description": citation.summary,
            "abstract": one_line(reading.section("summary").get("abstract", "")),
            "learningResourceType": "case study",
            "inLanguage": citation.language,
            "version": str(citation.version),
            "datePublished": _first_published(reading, citation),
            "dateModified": citation.published.isoformat(),
            "author": _authors(reading, citation, links),
            "publisher": {"@type": "Organization", "name": citation.publisher, "url": links.page("home")},
            "license": licence,
            "isAccessibleForFree": True,
            "about": [{"@type": "DefinedTerm", "name": label, "url": address} for label, address in about],
            "spatialCoverage": _place(facts),
            "temporalCoverage": _period(facts),
            "teaches": [one_line(lesson["statement"]) for lesson in _items(reading, "lessons", "lessons", "statement")],
            "image": [_image(shape) for shape in shapes.pictures],
            "video": [_recording("VideoObject", shape) for shape in shapes.films],
            "audio": [_recording("AudioObject", shape) for shape in shapes.voices],
            "encoding": [_file(shape) for shape in shapes.documents],
            "hasPart": [
                {
                    "@type": "LearningResource",
                    "name": one_line(block["title"]),
                    "description": one_line(block.get("what", "")),
                    "url": links.in_language("block_page", citation.language, code=case.code, key=block["key"]),
                }
                for block in _items(reading, "blocks", "blocks", "title")
            ],
            "isBasedOn": [links.page("case_page", code=code) for code in based_on],
            "citation": [one_line(row["citation"]) for row in _items(reading, "references", "references", "citation")],
            **_translations(reading, citation, links),
        }
    )


def describe_block(reading: Reading, citation: Citation, links: Links, block: Mapping[str, Any]) -> Data:
    """One building block, as a part of its case."""
    code, language = reading.case.code, citation.language
    return _without_empty(
        {
            "@context": "https://schema.org",
            "@type": "LearningResource",
            "@id": links.in_language("block_page", language, code=code, key=block["key"]),
            "name": one_line(block.get("title", "")),
            "description": one_line(block.get("what", "")),
            "teaches": one_line(block.get("lesson", "")),
            "timeRequired": one_line(block.get("effort", "")),
            "inLanguage": language,
            "author": _authors(reading, citation, links),
            "isPartOf": {"@type": "Article", "@id": citation.address, "name": citation.title},
        }
    )


def _first_published(reading: Reading, citation: Citation) -> str:
    first = reading.case.first_published_at
    return (first.date() if first else citation.published).isoformat()


def _without_empty(data: Data) -> Data:
    return {name: value for name, value in data.items() if value not in ("", None, [], {})}


def _items(reading: Reading, section: str, group: str, needed: str) -> list[Data]:
    return [item for item in reading.section(section).get(group, ()) if item.get(needed)]


def _authors(reading: Reading, citation: Citation, links: Links) -> list[Data]:
    organisation = {
        "@type": "Organization",
        "name": citation.authors[0],
        "url": links.page("organisation_page", code=reading.organisation.code),
    }
    return [organisation, *({"@type": "Person", "name": name} for name in citation.authors[1:])]


def _place(facts: Mapping[str, Any]) -> Data:
    country, region = facts.get("country", ""), facts.get("region", "")
    if not country:
        return {}
    inside = {"@type": "Country", "identifier": country}
    return {"@type": "Place", "name": region, "containedInPlace": inside} if region else inside


def _period(facts: Mapping[str, Any]) -> str:
    """ISO 8601, open where the experience goes on."""
    started = facts.get("started", "")
    return f"{started}/{facts.get('ended') or '..'}" if started else ""


def _image(shape: Shape) -> Data:
    image = {"@type": "ImageObject", "contentUrl": shape["widest"], "caption": shape["caption"]}
    return _without_empty({**image, "description": shape["alt"], "creditText": shape["credit"]})


def _recording(kind: str, shape: Shape) -> Data:
    return _without_empty(
        {
            "@type": kind,
            "name": shape["title"] or shape["unnamed"],
            "contentUrl": shape["address"],
            "thumbnailUrl": shape["poster"],
            "encodingFormat": shape["type"],
            "contentSize": str(shape["bytes"]),
            "duration": _duration(shape["seconds"]),
            "uploadDate": shape["date"],
        }
    )


def _duration(seconds: float | None) -> str:
    """ISO 8601: PT3M5S."""
    if not seconds:
        return ""
    minutes, rest = divmod(round(timedelta(seconds=seconds).total_seconds()), 60)
    return f"PT{minutes}M{rest}S"


def _file(shape: Shape) -> Data:
    name = shape["title"] or shape["unnamed"]
    file = {"@type": "MediaObject", "name": name, "contentUrl": shape["address"]}
    return {**file, "encodingFormat": shape["type"], "contentSize": str(shape["bytes"])}


def _translations(reading: Reading, citation: Citation, links: Links) -> Data:
    """Only whole translations are named: a text half in another language is not one."""
    code, number = reading.case.code, citation.version
    original = reading.case.original_language
    if citation.language != original:
        return {"translationOfWork": _version(links, original, code, number)}
    others = [language for language, whole in reading.languages.items() if whole and language != original]
    return {"workTranslation": [_version(links, language, code, number) for language in others]}


def _version(links: Links, language: str, code: str, number: int) -> Data:
    address = links.in_language("case_version", language, code=code, number=number)
    return {"@type": "Article", "@id": address, "inLanguage": language}
