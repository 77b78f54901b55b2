"""How a search document lies in a tantivy index. Analysis is ours; tantivy gets finished terms.

The weight of a form in a document is part of its term (`coffee␟4.5`): tantivy does not say how often a form stands in
a document, only which documents have a term. So all documents with a form and their weights are those of a few terms
that begin alike, and the scores are the same as with any other engine.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import tantivy

from app.search.engine import SearchDocument
from app.search.postings import Postings, postings_of
from app.search.stored import as_json, facts_of, generation_facts, kept_sections

# Between a form and its weight; no text that is analysed keeps it.
WEIGHT_SIGN = "\x1f"
WEIGHTED = ("exact", "stem")
GENERATION_KEY = "\x00generation"
_LINES = "lines"


def make_schema() -> tantivy.Schema:
    """`number` is a document's own, given once and rising with every commit; `words` holds positions for phrases."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", indexed=True, fast=True)
    for name in ("key", "source"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in (*WEIGHTED, "accents"):
        builder.add_text_field(name, tokenizer_name=_LINES, index_option="basic")
    builder.add_text_field("words", tokenizer_name="raw", index_option="position")
    builder.add_bytes_field("facts", stored=True)
    builder.add_bytes_field("body", stored=True)
    return builder.build()


def know_tokens(index: tantivy.Index) -> None:
    """Tell an index just opened that every line of a text is one term."""
    index.register_tokenizer(_LINES, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(r"[^\n]+")).build())


def _weighted(weights: Mapping[str, float]) -> str:
    return _lines(f"{form}{WEIGHT_SIGN}{weight:.6g}" for form, weight in weights.items())


def _lines(terms: Iterable[str]) -> str:
    return "\n".join(terms)


def _words(postings: Postings) -> tantivy.PreTokenizedString:
    placed = sorted((place, form) for form, places in postings.positions.items() for place in places)
    return tantivy.PreTokenizedString("", [tantivy.Token(form, place, 0, 0) for place, form in placed])


def as_document(document: SearchDocument, number: int) -> tantivy.Document:
    """What tantivy's writer adds of this document."""
    postings = postings_of(document)
    made = _numbered(number, document.id, facts_of(document, postings.length))
    made.add_text("source", document.source)
    made.add_text("exact", _weighted(postings.exact))
    made.add_text("stem", _weighted(postings.stems))
    made.add_text("accents", _lines(postings.accents))
    made.add_pre_tokenized_text("words", _words(postings))
    made.add_bytes("body", as_json(kept_sections(document)))
    return made


def generation_document(generation: int, number: int) -> tantivy.Document:
    """The one document that is none: it says how far the index has come, in the same commit as the others.

    Its number is the highest of its commit, so that no number is ever given twice.
    """
    return _numbered(number, GENERATION_KEY, generation_facts(generation))


def _numbered(number: int, key: str, facts: dict[str, Any]) -> tantivy.Document:
    made = tantivy.Document()
    made.add_unsigned("number", number)
    made.add_text("key", key)
    made.add_bytes("facts", as_json(facts))
    return made
