"""What a web process needs: `python -m benchmarks.process [CASES] [FOLDER]` prints its memory and how soon it answers.

The library (10,000 cases if not said) is made by another process; one found in the folder is used again. The platform
is started five times, and the last of these processes, its worker within it, answers two hundred pages.
"""

import random
import statistics
import sys
import tempfile
from http.client import HTTPConnection
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlmodel import select

from app.models.cases import Case
from app.models.organisations import Organisation
from app.services import Services
from benchmarks.library import Server, made, serving, settings_for

STARTS = 5
PAGES = 200
LANGUAGES = ("en", "es", "fr", "pt")
WORDS = ("potatoes", "scale", "women", "price trust", '"common scale"', "store*", "potatos", "-trader selling")
FILTERS = ("country=PE", "country=KE&benefit=savings_credit", "benefit=influence", "product=potato&page=3", "page=40")
OTHERS = (
    "/",
    "/blocks",
    "/blocks?q=scale",
    "/topics/benefit/joint_purchase",
    "/topics/capability/marketing_negotiation",
    "/organisations",
    "/topics",
    "/sign-in",
)


def pages(folder: Path) -> list[str]:
    """Two hundred addresses: half of them cases, then lists, searches and all else, in four languages and no order."""
    services = Services.open(settings_for(folder))
    with services.database.reading() as session:
        codes = session.exec(select(Case.code)).all()
        organisations = session.exec(select(Organisation.code)).all()
    services.close()
    rng = random.Random(7)
    makers = (
        lambda: f"/cases/{rng.choice(codes)}",
        lambda: f"/cases/{rng.choice(codes)}",
        lambda: f"/cases?q={rng.choice(WORDS).replace(' ', '+').replace(chr(34), '%22')}",
        lambda: f"/cases?{rng.choice(FILTERS)}",
        lambda: f"/organisations/{rng.choice(organisations)}",
        lambda: rng.choice(OTHERS),
    )
    return [f"/{rng.choice(LANGUAGES)}{makers[number % len(makers)]()}" for number in range(PAGES)]


def visit(server: Server, paths: list[str]) -> int:
    """Ask for each; returns how many were not there."""
    connection, missing = HTTPConnection("127.0.0.1", server.port, timeout=60), 0
    for path in paths:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        missing += answer.status != 200
    connection.close()
    return missing


def measure(folder: Path, console: Console) -> None:
    starts, cpu = [], []
    for _ in range(STARTS):
        with serving(folder) as server:
            starts.append(server.seconds)
            cpu.append(server.cpu / 1000)
            memory = {"after its first page": server.memory}
            if len(starts) == STARTS:
                missing = visit(server, pages(folder))
                memory[f"after {PAGES} pages"] = server.memory
    table = Table("web process", "RSS MB", "PSS MB")
    for name, (rss, pss) in memory.items():
        table.add_row(name, f"{rss:.0f}", f"{pss:.0f}")
    console.print(table)
    middle, least, most = statistics.median(starts), min(starts), max(starts)
    console.print(f"Start to first page: {middle:.2f} s (median of {STARTS}, {least:.2f} to {most:.2f})")
    console.print(f"CPU time of it, which says more on a busy machine: {statistics.median(cpu):.2f} s")
    if missing:
        console.print(f"{missing} of the pages were not there.")


def main() -> None:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    console = Console()
    with tempfile.TemporaryDirectory() as own:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else own)
        with console.status(f"Making a library of {cases} cases"):
            made(folder, cases)
        measure(folder, console)


if __name__ == "__main__":
    main()
