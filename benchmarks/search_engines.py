"""Who is compared in the search benchmark, and our own engines among them.

All are given the same documents and queries. For the whole page each gives twenty results, the exact number of what
was found, the counts of all filters, and a passage of each result; and only what everybody may read.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple, Protocol

from app.search.engine import EVERYBODY, Engine, SearchAnswer, SearchDocument, SearchRequest, SuggestRequest
from app.search.whoosh_engine import WhooshEngine
from benchmarks.search_corpus import COUNTED, Asked

PER_PAGE = 20


class Shown(NamedTuple):
    """What came of a query, to see that nobody is quick by giving less: `counts` are values with their numbers."""

    total: int
    hits: int
    counts: int = 0
    passages: int = 0


class Contestant(Protocol):
    def build(self, documents: Iterable[SearchDocument]) -> None: ...
    def open(self) -> None:
        """Get ready to answer, as a serving process does."""

    def find(self, asked: Asked) -> Shown:
        """The twenty best and how many there are, without counts of filters."""
        ...

    def page(self, asked: Asked) -> Shown:
        """Everything a search page shows."""
        ...

    def put(self, document: SearchDocument) -> None:
        """Add one document, or put it in the place of that with the same id; searches afterwards find it."""


def text_of(document: SearchDocument) -> str:
    return "\n".join(section.text for section in document.sections)


def _quoted(asked: Asked) -> str:
    match asked.way:
        case "phrase":
            return f'"{" ".join(asked.words)}"'
        case "prefix":
            return f"{asked.words[0]}*"
        case "all":
            return " ".join(f"+{word}" for word in asked.words)
    return " ".join(asked.words)


class Ours:
    """One of the platform's engines. It gives passages with every query, and answers are not taken from memory."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._generation = 0

    def build(self, documents: Iterable[SearchDocument]) -> None:
        self.engine.rebuild(documents, generation=1)

    def open(self) -> None:
        self._generation = self.engine.generation()

    def _asked(self, asked: Asked, facets: tuple[str, ...]) -> SearchAnswer:
        return self.engine.search(
            SearchRequest(
                tokens=frozenset((EVERYBODY,)),
                text=_quoted(asked),
                language=asked.language,
                filters={"type": ("case",), **{name: (code,) for name, code in asked.filters.items()}},
                facets=facets,
                limit=PER_PAGE,
                openings=False,
            )
        )

    def find(self, asked: Asked) -> Shown:
        found = self._asked(asked, ())
        return Shown(found.total, len(found.hits))

    def page(self, asked: Asked) -> Shown:
        found = self._asked(asked, COUNTED)
        counts = sum(1 for counted in found.facets.values() for one in counted if one.count)
        return Shown(found.total, len(found.hits), counts, sum(bool(hit.snippet) for hit in found.hits))

    def put(self, document: SearchDocument) -> None:
        self._generation += 1
        self.engine.upsert([document], generation=self._generation, withdraw=[document.source])

    def suggest(self, typed: str, language: str) -> int:
        request = SuggestRequest(tokens=frozenset((EVERYBODY,)), text=typed, language=language)
        return len(self.engine.suggest(request))


def _stock(directory: Path) -> Contestant:
    from benchmarks.search_stock import StockWhoosh  # noqa: PLC0415 - a process holds one contestant only

    return StockWhoosh(directory)


def _fts5(directory: Path) -> Contestant:
    from benchmarks.search_fts5 import Fts5  # noqa: PLC0415

    return Fts5(directory)


def _tantivy(directory: Path) -> Contestant:
    from benchmarks.search_tantivy import Tantivy  # noqa: PLC0415 - an optional dependency

    return Tantivy(directory)


def _our_tantivy(directory: Path) -> Contestant:
    from app.search.tantivy_engine import TantivyEngine  # noqa: PLC0415 - an optional dependency

    return Ours(TantivyEngine(directory))


CONTESTANTS: dict[str, Callable[[Path], Contestant]] = {
    "ours": lambda directory: Ours(WhooshEngine(directory)),
    "ours on tantivy": _our_tantivy,
    "stock Whoosh": _stock,
    "FTS5": _fts5,
    "tantivy": _tantivy,
}
