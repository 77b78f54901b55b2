"""tantivy as its bindings offer it: folded words, aggregations over fast fields for the counts, its own snippets."""

from collections.abc import Iterable
from pathlib import Path

from tantivy import (
    Document,
    Filter,
    Index,
    Occur,
    Query,
    SchemaBuilder,
    SnippetGenerator,
    TextAnalyzerBuilder,
    Tokenizer,
)

from app.search.engine import SearchDocument
from benchmarks.search_corpus import COUNTED, Asked
from benchmarks.search_engines import PER_PAGE, Shown, text_of

_FIELDS = ["title", "body"]
_MOST_VALUES = 200


class Tantivy:
    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        schema = SchemaBuilder()
        for name in _FIELDS:
            schema.add_text_field(name, stored=True, tokenizer_name="folded")
        for name in ("id", "visible_to", *COUNTED):
            schema.add_text_field(name, stored=name == "id", fast=True, tokenizer_name="raw", index_option="basic")
        self._schema = schema.build()
        self._index = Index(self._schema, path=str(directory))
        folded = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase()).filter(Filter.ascii_fold())
        self._index.register_tokenizer("folded", folded.build())

    def build(self, documents: Iterable[SearchDocument]) -> None:
        writer = self._index.writer(heap_size=256_000_000, num_threads=1)
        writer.delete_all_documents()
        for document in documents:
            writer.add_document(self._as_fields(document))
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()

    def _as_fields(self, document: SearchDocument) -> Document:
        facets = {name: list(document.facets.get(name, ())) for name in COUNTED}
        return Document(
            id=document.id,
            title=document.title,
            body=text_of(document),
            visible_to=list(document.visible_to),
            **facets,
        )

    def put(self, document: SearchDocument) -> None:
        writer = self._index.writer(heap_size=50_000_000, num_threads=1)
        writer.delete_documents_by_term("id", document.id)
        writer.add_document(self._as_fields(document))
        writer.commit()
        writer.wait_merging_threads()
        self.open()

    def _words(self, asked: Asked) -> Query:
        boosts = {"title": 3.0, "body": 1.0}
        if asked.way == "prefix":
            wanted = [Query.regex_query(self._schema, name, f"{asked.words[0]}.*") for name in _FIELDS]
            return Query.boolean_query([(Occur.Should, one) for one in wanted])
        if asked.way == "phrase":
            return self._index.parse_query(f'"{" ".join(asked.words)}"', _FIELDS, boosts)
        everything = asked.way == "all"
        return self._index.parse_query(" ".join(asked.words), _FIELDS, boosts, conjunction_by_default=everything)

    def _query(self, asked: Asked) -> tuple[Query, Query]:
        words = self._words(asked)
        exactly = [("visible_to", "public"), *asked.filters.items()]
        narrowed = [
            (Occur.Must, Query.const_score_query(Query.term_query(self._schema, name, code, index_option="basic"), 0.0))
            for name, code in exactly
        ]
        return Query.boolean_query([(Occur.Must, words), *narrowed]), words

    def find(self, asked: Asked) -> Shown:
        query, _ = self._query(asked)
        found = self._searcher.search(query, PER_PAGE, count=True)
        total = int(found.count)  # type: ignore[attr-defined]
        return Shown(total, len([self._searcher.doc(place)["title"] for _, place in found.hits]))

    def page(self, asked: Asked) -> Shown:
        query, words = self._query(asked)
        found = self._searcher.search(query, PER_PAGE, count=True)
        wanted = {name: {"terms": {"field": name, "size": _MOST_VALUES}} for name in COUNTED}
        counts = self._searcher.aggregate(query, wanted)
        titles, bodies = (SnippetGenerator.create(self._searcher, words, self._schema, name) for name in _FIELDS)
        passages = 0
        for _, place in found.hits:
            document = self._searcher.doc(place)
            titles.snippet_from_doc(document).to_html()
            bodies.snippet_from_doc(document).to_html()
            passages += 1
        values = sum(len(counted["buckets"]) for counted in counts.values())
        total = int(found.count)  # type: ignore[attr-defined]
        return Shown(total, len(found.hits), values, passages)
