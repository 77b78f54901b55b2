"""SQLite FTS5 as a site would use it: folded words, weighted columns, filters and their counts in a table beside it."""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from app.search.engine import EVERYBODY, SearchDocument
from benchmarks.search_corpus import COUNTED, Asked
from benchmarks.search_engines import PER_PAGE, Shown, text_of

_TABLES = """
CREATE VIRTUAL TABLE texts USING fts5(title, body, tokenize = "unicode61 remove_diacritics 2");
CREATE TABLE documents (number INTEGER PRIMARY KEY, id TEXT UNIQUE, public INTEGER);
CREATE TABLE facets (number INTEGER, facet INTEGER, code TEXT, PRIMARY KEY (number, facet, code)) WITHOUT ROWID;
CREATE INDEX facets_by_code ON facets (facet, code, number);
"""
_MATCHING = """
FROM texts JOIN documents ON documents.number = texts.rowid
WHERE texts MATCH :words AND documents.public{filters}
"""
_FILTER = " AND EXISTS (SELECT 1 FROM facets WHERE number = texts.rowid AND facet = {facet} AND code = '{code}')"


class Fts5:
    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._file = directory / "texts.sqlite"

    def build(self, documents: Iterable[SearchDocument]) -> None:
        self._file.unlink(missing_ok=True)
        self.open()
        self._database.executescript(_TABLES)
        for document in documents:
            self._insert(document)
        self._database.commit()
        self._database.execute("INSERT INTO texts (texts) VALUES ('optimize')")
        self._database.execute("ANALYZE")
        self._database.commit()
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def open(self) -> None:
        self._database = sqlite3.connect(self._file)
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "cache_size = -64000", "mmap_size = 1000000000"):
            self._database.execute(f"PRAGMA {pragma}")

    def _insert(self, document: SearchDocument) -> None:
        row = (document.id, EVERYBODY in document.visible_to)
        number = self._database.execute("INSERT INTO documents (id, public) VALUES (?, ?)", row).lastrowid
        text = (number, document.title, text_of(document))
        self._database.execute("INSERT INTO texts (rowid, title, body) VALUES (?, ?, ?)", text)
        pairs = [(number, place, code) for place, name in enumerate(COUNTED) for code in document.facets.get(name, ())]
        self._database.executemany("INSERT INTO facets VALUES (?, ?, ?)", pairs)

    def put(self, document: SearchDocument) -> None:
        held = self._database.execute("SELECT number FROM documents WHERE id = ?", (document.id,)).fetchone()
        for table, key in (("texts", "rowid"), ("facets", "number"), ("documents", "number")) if held else ():
            self._database.execute(f"DELETE FROM {table} WHERE {key} = ?", held)
        self._insert(document)
        self._database.commit()

    @staticmethod
    def _words(asked: Asked) -> str:
        quoted = [json.dumps(word, ensure_ascii=False) for word in asked.words]
        match asked.way:
            case "phrase":
                return json.dumps(" ".join(asked.words), ensure_ascii=False)
            case "prefix":
                return f"{quoted[0]}*"
            case "all":
                return " AND ".join(quoted)
        return " OR ".join(quoted)

    def _matching(self, asked: Asked) -> tuple[str, dict[str, str]]:
        filters = (_FILTER.format(facet=COUNTED.index(name), code=code) for name, code in asked.filters.items())
        return _MATCHING.format(filters="".join(filters)), {"words": self._words(asked)}

    def find(self, asked: Asked) -> Shown:
        matching, words = self._matching(asked)
        [total] = self._database.execute(f"SELECT count(*) {matching}", words).fetchone()
        hits = self._database.execute(
            f"SELECT documents.id, title {matching} ORDER BY bm25(texts, 3.0, 1.0) LIMIT {PER_PAGE}", words
        )
        return Shown(total, len(hits.fetchall()))

    def page(self, asked: Asked) -> Shown:
        """What matches is looked up once and kept for the counts; a passage is cut for the results shown only."""
        matching, words = self._matching(asked)
        self._database.execute("DROP TABLE IF EXISTS temp.found")
        self._database.execute(
            f"CREATE TEMP TABLE found AS SELECT texts.rowid AS number, bm25(texts, 3.0, 1.0) AS score {matching}", words
        )
        [total] = self._database.execute("SELECT count(*) FROM found").fetchone()
        counts = self._database.execute(
            "SELECT facet, code, count(*) FROM found CROSS JOIN facets USING (number) GROUP BY facet, code"
        ).fetchall()
        hits = self._database.execute(
            "SELECT documents.id, highlight(texts, 0, '<b>', '</b>'), snippet(texts, 1, '<b>', '</b>', '…', 40)"
            " FROM texts JOIN documents ON documents.number = texts.rowid WHERE texts MATCH :words AND texts.rowid IN"
            f" (SELECT number FROM found ORDER BY score LIMIT {PER_PAGE})",
            words,
        ).fetchall()
        return Shown(total, len(hits), len(counts), sum(bool(hit[2]) for hit in hits))
