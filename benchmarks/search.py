"""What a search costs, side by side: our engines, stock Whoosh, SQLite FTS5 and tantivy.

    python -m benchmarks.search [--documents 10000] [--queries 200] [--folder FOLDER] [--only NAME …] [--http]

Every contestant runs in a process of its own, one after the other, on the same documents and queries
(`search_corpus`); indexes found in the folder are used again. The page is what the site shows: twenty results with
passages, the exact total, the counts of thirteen filters. FTS5 and tantivy look for words as they are written, without
accents; ours and stock Whoosh find inflected words too, so more matches, and ours counts cases, not their language
versions, and gives passages on the lines of single operators too. Stock Whoosh at 100,000 takes long to build: leave it
out by naming the others. `--http` adds four readers and a writer at the real platform.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.search_engines import CONTESTANTS
from benchmarks.search_http import measure as measure_http

# Of what is written to a file: five contestants beside each other.
WIDTH = 120
ROWS = ("page", "term", "AND", "OR", "phrase", "prefix", "suggestions")
Figures = dict[str, Any]


def measured(name: str, folder: Path, count: int, queries: int) -> Figures | None:
    """What the process of that contestant says; None when it can't run here."""
    own = folder / str(count) / name.replace(" ", "-")
    own.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "benchmarks.search_process", name, str(own), str(count), str(queries)]
    # Built by another process: what building needs is not what serving needs.
    for more in (["--build"], []):
        done = subprocess.run([*command, *more], stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            return None
    found: Figures = json.loads(done.stdout)
    return found


def _three(values: Sequence[float]) -> str:
    return " / ".join(f"{value:.1f}" if value >= 1 else f"{value:.2f}" for value in values)


def _general(found: Sequence[Figures]) -> Table:
    table = Table("", *(one["name"] for one in found), title="Index and process")
    rows = {
        "built, documents/s of CPU": lambda one: f"{one['build']['documents'] / one['build']['cpu'] * 1000:.0f}",
        "index, MB": lambda one: f"{one['size']:.0f}",
        "opened in, ms of CPU": lambda one: f"{one['opening'][0]:.0f}",
        "memory after the pages, MB": lambda one: f"{one['memory']:.0f}",
        "memory after everything, MB": lambda one: f"{one['memory after all']:.0f}",
        "added and visible, ms p50 / p95": lambda one: _three(one["added"]),
        "found by a page on average": lambda one: f"{one['page']['total']:.0f}",
        "values counted on a page": lambda one: f"{one['page']['counts']:.0f}",
    }
    for row, cell in rows.items():
        table.add_row(row, *map(cell, found))
    return table


def _times(found: Sequence[Figures], state: str, kind: str) -> Table:
    title = f"{'CPU' if kind == 'cpu' else 'Waiting'}, ms p50 / p95 / p99, {state} queries"
    table = Table("", *(one["name"] for one in found), title=title)
    for row in ROWS:
        cells = [_three(one[row][state][kind]) if state in one.get(row, {}) else "–" for one in found]
        if set(cells) != {"–"}:
            table.add_row(row, *cells)
    return table


def compare(folder: Path, count: int, queries: int, names: Sequence[str], console: Console) -> None:
    found = []
    for name in names:
        with console.status(f"{name}: {count} documents"):
            figures = measured(name, folder, count, queries)
        if figures is None:
            console.print(f"{name}: not measured, it does not run here.")
        else:
            found.append(figures)
    console.print(f"[b]{count} documents, {queries} queries of each kind[/b]")
    console.print(_general(found))
    for state, kind in (("warm", "cpu"), ("warm", "wall"), ("fresh", "cpu")):
        console.print(_times(found, state, kind))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description="What a search costs.")
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--only", nargs="+", choices=CONTESTANTS, default=list(CONTESTANTS))
    parser.add_argument("--http", action="store_true")
    asked = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    with tempfile.TemporaryDirectory() as own:
        folder = asked.folder or Path(own)
        compare(folder, asked.documents, asked.queries, asked.only, console)
        if asked.http:
            console.print(measure_http(folder / "platform", asked.documents))


if __name__ == "__main__":
    main()
