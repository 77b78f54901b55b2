"""Whoosh as its tutorial uses it: its parser, its scoring, `groupedby`, `highlights`."""

from collections.abc import Iterable
from pathlib import Path

from whoosh import index, query
from whoosh.analysis import CharsetFilter, StemmingAnalyzer
from whoosh.fields import ID, KEYWORD, TEXT, Schema
from whoosh.qparser import MultifieldParser, OrGroup
from whoosh.sorting import FieldFacet
from whoosh.support.charset import accent_map

from app.search.engine import EVERYBODY, SearchDocument
from benchmarks.search_corpus import COUNTED, Asked
from benchmarks.search_engines import PER_PAGE, Shown, text_of


class StockWhoosh:
    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory

    def build(self, documents: Iterable[SearchDocument]) -> None:
        words = StemmingAnalyzer() | CharsetFilter(accent_map)
        schema = Schema(
            id=ID(unique=True, stored=True),
            title=TEXT(stored=True, analyzer=words, field_boost=3.0),
            body=TEXT(stored=True, analyzer=words),
            visible_to=KEYWORD,
            **{name: KEYWORD(commas=True) for name in COUNTED},
        )
        writer = index.create_in(self._directory, schema).writer(limitmb=256)
        for document in documents:
            writer.add_document(**self._as_fields(document))
        writer.commit()

    @staticmethod
    def _as_fields(document: SearchDocument) -> dict[str, str]:
        facets = {name: ",".join(document.facets.get(name, ())) for name in COUNTED}
        visible = " ".join(document.visible_to)
        return {
            "id": document.id,
            "title": document.title,
            "body": text_of(document),
            "visible_to": visible,
            **{name: codes for name, codes in facets.items() if codes},
        }

    def open(self) -> None:
        self._index = index.open_dir(self._directory)
        self._searcher = self._index.searcher()
        self._parser = MultifieldParser(["title", "body"], self._index.schema, group=OrGroup)

    def put(self, document: SearchDocument) -> None:
        writer = self._index.writer()
        writer.update_document(**self._as_fields(document))
        writer.commit()
        self._searcher = self._searcher.refresh()

    def _query(self, asked: Asked) -> tuple[query.Query, query.Query]:
        quoted = {
            "phrase": f'"{" ".join(asked.words)}"',
            "prefix": f"{asked.words[0]}*",
            "all": " AND ".join(asked.words),
            "any": " ".join(asked.words),
        }
        exactly = [query.Term("visible_to", EVERYBODY)]
        exactly += [query.Term(name, code) for name, code in asked.filters.items()]
        return self._parser.parse(quoted[asked.way]), query.And(exactly)

    def find(self, asked: Asked) -> Shown:
        words, exactly = self._query(asked)
        found = self._searcher.search(words, filter=exactly, limit=PER_PAGE)
        return Shown(len(found), len([hit["title"] for hit in found]))

    def page(self, asked: Asked) -> Shown:
        words, exactly = self._query(asked)
        grouped = {name: FieldFacet(name, allow_overlap=True) for name in COUNTED}
        found = self._searcher.search(words, filter=exactly, limit=PER_PAGE, groupedby=grouped)
        counts = [{code: len(of_code) for code, of_code in found.groups(name).items()} for name in COUNTED]
        passages = [(hit["title"], hit.highlights("body")) for hit in found[:PER_PAGE]]
        return Shown(len(found), len(passages), sum(map(len, counts)), sum(bool(text) for _, text in passages))
