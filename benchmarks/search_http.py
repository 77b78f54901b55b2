"""The real platform over HTTP: four readers ask search pages while one writer changes cases."""

import threading
import time
from http.client import HTTPConnection
from pathlib import Path

import numpy as np
from rich.table import Table
from sqlmodel import col, select

from app.domain.search_log import note_change
from app.models.cases import Case
from app.search.indexer import latest_entry
from app.services import Services
from benchmarks.library import Server, made, serving, settings_for

READERS = 4
SECONDS = 20.0
PAUSE = 1.0
WORDS = (
    "potatoes",
    "scale",
    "women",
    "price trust",
    '"common scale"',
    "store*",
    "selling",
    "-trader selling",
    "market",
)
FILTERS = ("", "&country=PE", "&country=KE", "&benefit=savings_credit", "&page=2", "&sort=newest")


class _Reading:
    def __init__(self, server: Server) -> None:
        self.server, self.ending = server, time.monotonic() + SECONDS
        self.times: list[float] = []
        self.missing = 0

    def read(self, number: int) -> None:
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        asked = number
        while time.monotonic() < self.ending:
            words = WORDS[asked % len(WORDS)].replace(" ", "+").replace('"', "%22")
            begun = time.perf_counter()
            connection.request("GET", f"/{'en' if asked % 2 else 'es'}/cases?q={words}{FILTERS[asked % len(FILTERS)]}")
            answer = connection.getresponse()
            answer.read()
            self.times.append((time.perf_counter() - begun) * 1000)
            self.missing += answer.status != 200
            asked += READERS
        connection.close()


def _write(services: Services, ending: float) -> list[float]:
    """Change a case a second; how many seconds each took to be in the index."""
    waited: list[float] = []
    while time.monotonic() < ending:
        with services.database.writing() as session:
            code = session.exec(select(Case.code).order_by(col(Case.id)).offset(len(waited) % 100).limit(1)).one()
            note_change(session, f"case:{code}")
        begun = time.monotonic()
        with services.database.reading() as session:
            latest = latest_entry(session)
        while services.search.engine.generation() < latest and time.monotonic() - begun < 30:
            time.sleep(0.02)
        waited.append(time.monotonic() - begun)
        time.sleep(PAUSE)
    return waited


def measure(folder: Path, documents: int) -> Table:
    """A library of about so many documents: a case makes several, in its languages and of its blocks."""
    made(folder, max(documents // 3, 100))
    services = Services.open(settings_for(folder))
    with serving(folder, WORKER_IN_WEB="true") as server:
        reading = _Reading(server)
        readers = [threading.Thread(target=reading.read, args=(number,)) for number in range(READERS)]
        cpu = server.cpu
        for reader in readers:
            reader.start()
        waited = _write(services, reading.ending)
        for reader in readers:
            reader.join()
        cpu = (server.cpu - cpu) / max(len(reading.times), 1)
        memory = server.memory[1]
    services.close()
    p50, p95, p99 = np.percentile(reading.times, (50, 95, 99))
    table = Table("", "", title=f"HTTP: {READERS} readers and a writer for {SECONDS:.0f} s")
    table.add_row("pages a second", f"{len(reading.times) / SECONDS:.0f}")
    table.add_row("waiting for a page, ms p50 / p95 / p99", f"{p50:.0f} / {p95:.0f} / {p99:.0f}")
    table.add_row("CPU of the platform for a page, ms, indexing with it", f"{cpu:.1f}")
    table.add_row("a change is visible after, s p50 / most", f"{np.median(waited):.2f} / {max(waited):.2f}")
    table.add_row("pages that were not there", str(reading.missing))
    table.add_row("memory of the platform, MB", f"{memory:.0f}")
    return table
