"""How well what is wanted is found: nDCG@10, MAP and recall@100, engines side by side.

    python -m benchmarks.relevance                                    our own judged set, over the demo library
    python -m benchmarks.relevance DOCUMENTS QUERIES QRELS [--language es] [--systems "ours,SQLite FTS5 bm25"]

`relevance_collections.py` says which forms of files are read. An engine that is not installed is left out.
"""

import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.relevance_collections import Qrels, Topic, read_qrels, read_texts, read_topics
from benchmarks.relevance_demo import answers, demo_library, qrels, topics
from benchmarks.relevance_measures import average_precision, ndcg, recall
from benchmarks.relevance_systems import SYSTEMS, Run

HEADING = f"{'':28}{'queries':>8}{'nDCG@10':>9}{'MAP':>8}{'R@100':>8}"


def means(run: Run, judged: Qrels, asked: Sequence[Topic]) -> tuple[int, float, float, float]:
    """How many of the topics have something relevant, and the means over these."""
    rows = [
        (run.get(one.id, []), judged[one.id]) for one in asked if any(g > 0 for g in judged.get(one.id, {}).values())
    ]
    count = max(len(rows), 1)
    return (
        len(rows),
        sum(ndcg(*row) for row in rows) / count,
        sum(average_precision(*row) for row in rows) / count,
        sum(recall(*row) for row in rows) / count,
    )


def table_line(name: str, run: Run, judged: Qrels, asked: Sequence[Topic]) -> str:
    count, first, second, third = means(run, judged, asked)
    return f"{name:28}{count:8}{first:9.4f}{second:8.4f}{third:8.4f}"


def parted(run: Run, judged: Qrels, asked: Sequence[Topic], part: Callable[[Topic], str]) -> list[str]:
    """A line for each part of the topics."""
    names = sorted({part(one) for one in asked})
    return [table_line(name, run, judged, [one for one in asked if part(one) == name]) for name in names]


def own_set(*, show_worst: bool) -> None:
    with tempfile.TemporaryDirectory() as folder, demo_library(Path(folder)) as services:
        asked, judged = topics(), qrels()
        run = answers(services, asked)
    print(HEADING)
    for line in (
        table_line("all", run, judged, asked),
        *parted(run, judged, asked, lambda one: one.language),
        *parted(run, judged, asked, lambda one: one.group),
    ):
        print(line)
    if show_worst:
        for one in sorted(asked, key=lambda one: ndcg(run[one.id], judged[one.id]))[:25]:
            print(f"{ndcg(run[one.id], judged[one.id]):.2f} {one.id} {one.text!r}")
            print("     wanted", dict(judged[one.id]))
            print("     found ", run[one.id][:8])


def collection(documents: Path, queries: Path, judgements: Path, language: str, systems: Sequence[str]) -> None:
    texts, asked, judged = read_texts(documents, language), read_topics(queries, language), read_qrels(judgements)
    print(f"{documents}: {len(texts)} documents\n{HEADING}")
    for name in systems:
        try:
            run = SYSTEMS[name](texts, asked)
        except ImportError as error:
            print(f"{name:28} left out: {error}")
            continue
        print(table_line(name, run, judged, asked), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--language", default="en")
    parser.add_argument("--systems", default=",".join(SYSTEMS))
    parser.add_argument("--worst", action="store_true", help="show what our own set does not find well")
    wanted = parser.parse_args()
    if not wanted.files:
        own_set(show_worst=wanted.worst)
    else:
        documents, queries, judgements = wanted.files
        collection(documents, queries, judgements, wanted.language, wanted.systems.split(","))


if __name__ == "__main__":
    main()
