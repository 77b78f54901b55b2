"""What a search costs: CPU ms a query on a library of made-up documents.

    python -m benchmarks.search [documents] [directory]

Every query asks for a page of twenty with the exact total, four facets and snippets. An index found in the directory
is used again. The words are invented and spread as in natural language (Zipf); `coffee`, `market`, `women` and so on
stand in nearly every, in every tenth, in every hundredth document.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

import numpy as np

from app.search.engine import EVERYBODY, SearchDocument, SearchRequest, Section, SuggestRequest
from app.search.whoosh_engine import WhooshEngine

ROUNDS = 40
LENGTH = 4400
VOCABULARY = 40_000
KNOWN = {
    "coffee": 0.95,
    "cooperative": 0.9,
    "market": 0.5,
    "women": 0.1,
    "credit": 0.05,
    "honey": 0.01,
    "apiary": 0.001,
}
FACETS = {"country": 40, "product": 30, "benefit": 20, "capability": 16, "method": 11, "year": 15, "maturity": 4}
COUNTED = ("country", "product", "benefit", "language")
LANGUAGES = ("en", "es", "fr", "pt")
QUERIES = {
    "rare word": "apiary",
    "one word in ten documents": "women",
    "common word": "coffee",
    "two common words": "coffee cooperative",
    "five common words": "coffee cooperative market women credit",
    "must and must not": "+coffee +market -women",
    "phrase of common words": '"coffee cooperative"',
    "prefix": "coop*",
    "title field": "title:coffee",
    "everything, by date": "",
    "misspelt": "cofffee",
}


def words(rng: random.Random) -> list[str]:
    syllables = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "ión", "é")]
    return ["".join(rng.choices(syllables, k=rng.randint(2, 4))) for _ in range(VOCABULARY)]


class Library:
    """The same documents for the same number, in any order."""

    def __init__(self) -> None:
        rng = random.Random(7)
        self.words = words(rng)
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))

    def text(self, rng: random.Random, length: int) -> str:
        drawn = rng.choices(self.words, cum_weights=self.weights, k=length // 6)
        for word, share in KNOWN.items():
            if rng.random() < share:
                for _ in range(rng.randint(1, 4)):
                    drawn[rng.randrange(len(drawn) - 1)] = word
        if rng.random() < 0.3:
            at = rng.randrange(len(drawn) - 2)
            drawn[at : at + 2] = ["coffee", "cooperative"]
        sentences = [" ".join(drawn[n : n + 14]).capitalize() + "." for n in range(0, len(drawn), 14)]
        return " ".join(sentences)[:length]

    def document(self, number: int) -> SearchDocument:
        case, language = number // 2, LANGUAGES[(number // 2 + number % 2) % 4]
        rng = random.Random(case * 10 + number % 2)
        facets = {name: (f"{name}{random.Random(case * 31 + size).randrange(size)}",) for name, size in FACETS.items()}
        title = " ".join(rng.choices(self.words, cum_weights=self.weights, k=6))
        return SearchDocument(
            id=f"case:{case}:{language}",
            source=f"case:{case}",
            group=f"case:{case}",
            kind="case",
            language=language,
            title=f"{title} coffee" if case % 50 == 0 else title,
            sections=(
                Section("summary", self.text(rng, 300), "summary"),
                Section("story", self.text(rng, LENGTH - 900)),
                Section("lessons", self.text(rng, 600), "lesson"),
            ),
            facets={**facets, "language": (language,)},
            visible_to=(EVERYBODY,) if case % 20 else ("organisation:1",),
            published_at=datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=case),
        )

    def documents(self, count: int) -> Iterator[SearchDocument]:
        return map(self.document, range(count))


def cpu_ms(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


def measured(name: str, work: Callable[[], object]) -> None:
    first = cpu_ms(work)
    times = [cpu_ms(work) for _ in range(ROUNDS)]
    p50, p95 = np.percentile(times, [50, 95])
    print(f"{name:32} {first:9.1f} {p50:8.1f} {p95:8.1f}")


def indexed(engine: WhooshEngine, count: int) -> None:
    begun, cpu = time.monotonic(), time.process_time()
    engine.rebuild(
        Library().documents(count),
        generation=count,
        progress=lambda done: print(f"\r{done} documents", end="", file=sys.stderr),
    )
    taken, used = time.monotonic() - begun, time.process_time() - cpu
    print(f"\nindexed {count} documents in {taken:.0f} s ({used:.0f} s CPU)")


def main(count: int, directory: Path) -> None:
    engine = WhooshEngine(directory)
    if engine.generation() != count:
        indexed(engine, count)
    size = sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())
    print(f"{count} documents, index {size / 1e6:.0f} MB\n")
    tokens = frozenset((EVERYBODY,))
    print(f"{'CPU ms':32} {'first':>9} {'p50':>8} {'p95':>8}")
    measured("opening", lambda: WhooshEngine(directory).generation())
    for name, text in QUERIES.items():
        request = SearchRequest(tokens=tokens, text=text, language="es", facets=COUNTED)
        measured(name, lambda request=request: engine.search(request))  # type: ignore[misc]
    narrowed = SearchRequest(
        tokens=tokens, text="coffee", filters={"country": ("country1", "country2")}, facets=COUNTED
    )
    measured("common word, two countries", lambda: engine.search(narrowed))
    measured("suggestions for 'coop'", lambda: engine.suggest(SuggestRequest(tokens=tokens, text="coop")))
    document = Library().document(3)
    measured("indexing one case", lambda: engine.upsert([document], generation=count, withdraw=[document.source]))


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as made:
        main(wanted, Path(sys.argv[2]) if len(sys.argv) > 2 else Path(made))
