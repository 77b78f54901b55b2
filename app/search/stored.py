"""What every engine keeps of a document beside its words, and the mark of how it laid everything down."""

import json
import zlib
from typing import Any

from app.search.engine import SearchDocument
from app.search.scoring import ROLE_WEIGHTS, TITLE_WEIGHT

# Change it whenever documents would be analysed or laid down differently: older indexes are then built anew.
LAYOUT = 5
KEPT_TEXT = 20_000
LONGEST_ORGANISATION = 200


def fingerprint() -> str:
    """Changes with everything that needs all documents indexed anew."""
    made_of = (LAYOUT, KEPT_TEXT, TITLE_WEIGHT, sorted(ROLE_WEIGHTS.items()))
    return f"{LAYOUT}-{zlib.crc32(repr(made_of).encode()):08x}"


def facts_of(document: SearchDocument, length: float) -> dict[str, Any]:
    """What is known of a document without reading its text; `length` is its weighted number of words."""
    organisation = next((s.text for s in document.sections if s.role == "organisation"), "")
    return {
        "id": document.id,
        "source": document.source,
        "group": document.group,
        "kind": document.kind,
        "language": document.language,
        "title": document.title,
        "organisation": organisation[:LONGEST_ORGANISATION],
        "published": document.published_at.timestamp() if document.published_at else 0.0,
        "length": round(length, 1),
        "facets": {name: list(codes) for name, codes in document.facets.items() if codes},
        "visible_to": list(document.visible_to),
    }


def generation_facts(generation: int) -> dict[str, Any]:
    """What a commit says of itself: how far the index has come, and who laid it down."""
    return {"generation": generation, "layout": fingerprint()}


def kept_sections(document: SearchDocument) -> list[tuple[str, str]]:
    """The text snippets are cut from, attachments last."""
    kept, left = [], KEPT_TEXT
    for section in sorted(document.sections, key=lambda s: s.role == "attachment"):
        if section.text and left > 0:
            kept.append((section.name, section.text[:left]))
            left -= len(section.text)
    return kept


def as_json(value: object) -> bytes:
    """The shortest JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
