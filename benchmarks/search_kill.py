"""Kills the indexer again and again, and looks each time whether anything was lost.

    python -m benchmarks.search_kill [--times 30] [--cases 150] [--folder FOLDER]

A process takes the search log into the index, and now and then builds it anew, while cases change; `kill -9` ends it
at a moment of chance. Each time the index must be readable at once and whole; at the end, in step with the database,
it must answer as one that was built anew.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from sqlmodel import col, select

from app.cli import logs
from app.domain.search_log import note_change
from app.models.cases import Case, CaseState
from app.search.engine import EVERYBODY, IndexBusy, SearchRequest
from app.services import Services
from benchmarks.library import made, settings_for

REBUILT_EVERY = 12
CHANGES = 6


def work(folder: Path) -> None:
    """The indexer: until it is killed."""
    services, done = Services.open(settings_for(folder)), 0
    while True:
        done += 1
        try:
            if done % REBUILT_EVERY == 0:
                services.search.rebuild(services)
            services.search.catch_up(services)
        except IndexBusy:
            pass
        print(services.search.engine.generation(), flush=True)


def change(services: Services, rng: random.Random, codes: list[str]) -> None:
    """Take cases out of the public's sight, or put them back."""
    for code in rng.sample(codes, CHANGES):
        with services.database.writing() as session:
            case = session.exec(select(Case).where(Case.code == code)).one()
            hidden = case.state is CaseState.WITHDRAWN
            case.state = CaseState.PUBLISHED if hidden else CaseState.WITHDRAWN
            note_change(session, f"case:{case.code}")


def answers(services: Services) -> tuple[int, dict[str, int], list[str]]:
    """What the whole index says: how many, of which countries, and which are the first hundred."""
    request = SearchRequest(tokens=frozenset((EVERYBODY,)), facets=("country", "language"), limit=100)
    found = services.search.engine.search(request)
    counts = {f"{name}:{one.code}": one.count for name, counted in found.facets.items() for one in counted}
    return found.total, counts, sorted(hit.id for hit in found.hits)


def kill_once(folder: Path, services: Services, rng: random.Random, codes: list[str]) -> list[str]:
    """What was wrong after one kill; nothing when all was well."""
    command = [sys.executable, "-m", "benchmarks.search_kill", "--folder", str(folder), "--work"]
    indexer = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert indexer.stdout is not None
    indexer.stdout.readline()
    change(services, rng, codes)
    time.sleep(rng.random() * 0.8)
    indexer.send_signal(signal.SIGKILL)
    said = [int(line) for line in indexer.stdout.read().split() if line.strip()]
    indexer.wait()
    indexer.stdout.close()
    problems = services.search.engine.check()
    if services.search.engine.generation() < max(said, default=0):
        problems.append("the index forgot a commit that was made")
    answers(services)
    return problems


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search_kill", description="Kills the indexer.")
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--cases", type=int, default=150)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    # Not among the generations that the indexer prints.
    logs.configure(json=False, quiet=True)
    if asked.work:
        work(asked.folder)
    with tempfile.TemporaryDirectory() as own:
        folder = made(asked.folder or Path(own) / "library", asked.cases)
        services, rng, console = Services.open(settings_for(folder)), random.Random(30), Console()
        with services.database.reading() as session:
            codes = list(session.exec(select(Case.code).where(col(Case.state) == CaseState.PUBLISHED)).all())
        wrong = 0
        for number in range(1, asked.times + 1):
            problems = kill_once(folder, services, rng, codes)
            wrong += bool(problems)
            console.print(f"{number:3} killed: {'; '.join(problems) or 'readable, whole'}")
        while services.search.catch_up(services):
            pass
        caught_up = answers(services)
        services.search.rebuild(services)
        same = caught_up == answers(services)
        console.print(f"{wrong} of {asked.times} left something wrong; caught up, it answers", end=" ")
        console.print("as one built anew." if same else f"otherwise than one built anew: {caught_up[0]} cases.")
        services.close()
    sys.exit(bool(wrong or not same))


if __name__ == "__main__":
    main()
