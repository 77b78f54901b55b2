"""Search engines side by side: each indexes the same texts and answers the same topics with ids, best first."""

import importlib
import re
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from app.search.plain import plain_document, plain_request
from app.search.whoosh_engine import WhooshEngine
from benchmarks.relevance_collections import Text, Topic

DEPTH = 100
Run = dict[str, list[str]]
System = Callable[[Sequence[Text], Sequence[Topic]], Run]
_WORD = re.compile(r"\w+")


def ours(texts: Sequence[Text], topics: Sequence[Topic]) -> Run:
    """The engine of the platform, the texts as plain documents and the topics as plain words."""
    with tempfile.TemporaryDirectory() as folder:
        return _answers(WhooshEngine(Path(folder)), texts, topics)


def ours_on_tantivy(texts: Sequence[Text], topics: Sequence[Topic]) -> Run:
    module = importlib.import_module("app.search.tantivy_engine")
    with tempfile.TemporaryDirectory() as folder:
        return _answers(module.TantivyEngine(Path(folder)), texts, topics)


def _answers(engine: Any, texts: Sequence[Text], topics: Sequence[Topic]) -> Run:
    engine.rebuild((plain_document(t.id, t.title, t.text, t.language) for t in texts), generation=1)
    requests = {t.id: plain_request(t.text, limit=DEPTH, language=t.language) for t in topics}
    run = {name: [hit.id for hit in engine.search(request).hits] for name, request in requests.items()}
    engine.close()
    return run


def stock_whoosh(texts: Sequence[Text], topics: Sequence[Topic]) -> Run:
    """As its documentation begins: one language, a stemming analyser, BM25F over title and text."""
    from whoosh.analysis import LanguageAnalyzer  # noqa: PLC0415
    from whoosh.fields import ID, TEXT, Schema  # noqa: PLC0415
    from whoosh.filedb.filestore import RamStorage  # noqa: PLC0415
    from whoosh.qparser import MultifieldParser, OrGroup  # noqa: PLC0415

    analyser = LanguageAnalyzer(texts[0].language)
    schema = Schema(id=ID(stored=True), title=TEXT(analyzer=analyser), text=TEXT(analyzer=analyser))
    index = RamStorage().create_index(schema)
    writer = index.writer()
    for text in texts:
        writer.add_document(id=text.id, title=text.title, text=text.text)
    writer.commit()
    parser = MultifieldParser(["title", "text"], schema, group=OrGroup)
    with index.searcher() as searcher:
        return {
            topic.id: [hit["id"] for hit in searcher.search(parser.parse(_words(topic.text)), limit=DEPTH)]
            for topic in topics
        }


def _words(text: str) -> str:
    """Only words, in small letters, so that none is read as syntax."""
    return " ".join(_WORD.findall(text.lower()))


def fts5(texts: Sequence[Text], topics: Sequence[Topic]) -> Run:
    """SQLite with the Porter stemmer and its bm25()."""
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table d using fts5(id unindexed, title, text, tokenize='porter unicode61')")
    database.executemany("insert into d values (?, ?, ?)", [(t.id, t.title, t.text) for t in texts])
    found = "select id from d where d match ? order by bm25(d) limit ?"
    return {t.id: [row[0] for row in database.execute(found, (_any_of(t.text), DEPTH))] for t in topics}


def _any_of(text: str) -> str:
    return " OR ".join(f'"{word}"' for word in _WORD.findall(text.lower())) or '""'


def lucene(texts: Sequence[Text], topics: Sequence[Topic]) -> Run:
    """Lucene's BM25 (k1 1.2, b 0.75) with Snowball stems and stop words, as the package bm25s computes it."""
    bm25s, names = importlib.import_module("bm25s"), {"en": "english", "es": "spanish", "fr": "french"}
    name = names.get(texts[0].language, "portuguese")
    stemmer = importlib.import_module("Stemmer").Stemmer(name)

    def tokens(all_of_them: list[str]) -> Any:
        return bm25s.tokenize(all_of_them, stopwords=name, stemmer=stemmer, show_progress=False)

    index = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    index.index(tokens([f"{t.title} {t.text}" for t in texts]), show_progress=False)
    places, scores = index.retrieve(tokens([t.text for t in topics]), k=min(DEPTH, len(texts)), show_progress=False)
    return {
        topic.id: [texts[place].id for place, score in zip(row, points, strict=True) if score > 0]
        for topic, row, points in zip(topics, places, scores, strict=True)
    }


SYSTEMS: dict[str, System] = {
    "ours": ours,
    "ours on tantivy": ours_on_tantivy,
    "stock Whoosh BM25F": stock_whoosh,
    "SQLite FTS5 bm25": fts5,
    "Lucene BM25 (bm25s)": lucene,
}
