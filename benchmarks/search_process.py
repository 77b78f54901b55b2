"""One contestant of the search benchmark in a process of its own, which prints what it measured as JSON.

    python -m benchmarks.search_process NAME FOLDER DOCUMENTS QUERIES

An index found in the folder is used again. "fresh" are queries this process was not asked before, "warm" the same ones
asked again; the best of `ROUNDS` rounds counts, because other work on the machine only ever makes a query slower.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from app.search.engine import SearchDocument, Section
from benchmarks.search_corpus import Asked, asked, document, documents, on_the_page, one_word
from benchmarks.search_engines import CONTESTANTS, Contestant, Ours, Shown

ROUNDS = 3
PERCENTILES = (50, 95, 99)
ADDED = 20
MARKER = "built.json"


def memory() -> float:
    """MB this process holds, pages shared with others divided among them."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of CPU, of all threads, and of waiting."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return (time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000


def _percentiles(times: Iterable[tuple[float, float]]) -> dict[str, list[float]]:
    cpu, wall = zip(*times, strict=True)
    return {"cpu": np.percentile(cpu, PERCENTILES).tolist(), "wall": np.percentile(wall, PERCENTILES).tolist()}


def measured(answer: Callable[[Asked], Shown], queries: list[Asked]) -> dict[str, Any]:
    fresh = [timed(lambda one=one: answer(one)) for one in queries]  # type: ignore[misc]
    rounds = [[timed(lambda one=one: answer(one)) for one in queries] for _ in range(ROUNDS)]  # type: ignore[misc]
    shown = [answer(one) for one in queries]
    return {
        "fresh": _percentiles(fresh),
        "warm": _percentiles(min(times) for times in zip(*rounds, strict=True)),
        "total": float(np.mean([one.total for one in shown])),
        "hits": float(np.mean([one.hits for one in shown])),
        "counts": float(np.mean([one.counts for one in shown])),
        "passages": float(np.mean([one.passages for one in shown])),
    }


def built(contestant: Contestant, folder: Path, count: int) -> dict[str, float]:
    marker = folder / MARKER
    if marker.exists() and (held := json.loads(marker.read_text()))["documents"] == count:
        return dict(held)
    cpu, wall = timed(lambda: contestant.build(documents(count)))
    idle, _ = timed(lambda: sum(1 for _ in documents(count // 10)))
    found = {"documents": count, "cpu": cpu - idle * 10, "wall": wall - idle * 10}
    marker.write_text(json.dumps(found))
    return found


def size(folder: Path) -> float:
    """MB on the disk."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _with_word(word: str) -> SearchDocument:
    """A case that is in the library already, changed."""
    found = document(3)
    return replace(found, sections=(*found.sections, Section("media", word)))


def added(contestant: Contestant) -> list[float]:
    """Milliseconds from giving a document away to having found it: half of them, and 95 of 100, take no longer."""
    times = []
    for number in range(ADDED):
        word = f"zqzq{'abcdefghijklmnopqrst'[number]}x"
        _, wall = timed(lambda word=word: _until_found(contestant, word))  # type: ignore[misc]
        times.append(wall)
    contestant.put(document(3))
    return [float(np.percentile(times, one)) for one in (50, 95)]


def _until_found(contestant: Contestant, word: str) -> None:
    contestant.put(_with_word(word))
    if contestant.find(Asked("any", (word,))).total != 1:
        raise RuntimeError(f"{word} was added and is not found")


def _suggested(ours: Ours, queries: int) -> dict[str, Any]:
    """What is suggested for each beginning of words as they are typed, from the second letter on."""
    typed = [(one_word(number).words[0], one_word(number).language) for number in range(queries // 4)]
    begun = [(word[:length], language) for word, language in typed for length in range(2, len(word) + 1)]
    times = {
        state: [timed(lambda one=one: ours.suggest(*one)) for one in begun]  # type: ignore[misc]
        for state in ("fresh", "warm")
    }
    return {state: _percentiles(took) for state, took in times.items()}


def main(name: str, folder: Path, count: int, queries: int) -> dict[str, Any]:
    found: dict[str, Any] = {"name": name, "build": built(CONTESTANTS[name](folder), folder, count)}
    if "--build" in sys.argv:
        return found
    contestant = CONTESTANTS[name](folder)
    found["size"] = size(folder)
    found["opening"] = timed(contestant.open)
    numbers = range(queries)
    found["page"] = measured(contestant.page, [on_the_page(number, count) for number in numbers])
    found["memory"] = memory()
    found["term"] = measured(contestant.find, [one_word(number) for number in numbers])
    for row, way in {"AND": "all", "OR": "any", "phrase": "phrase", "prefix": "prefix"}.items():
        found[row] = measured(contestant.find, [asked(way, number, count) for number in numbers])  # type: ignore[arg-type]
    found["memory after all"] = memory()
    if isinstance(contestant, Ours):
        found["suggestions"] = _suggested(contestant, queries)
    found["added"] = added(contestant)
    return found


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))))
