"""What saving a working copy costs: `python -m benchmarks.saving [FOLDER]` prints CPU and latency of a save.

The platform runs as a process of its own on SQLite, without its worker, in the folder given or a temporary one. Every
save changes a text of two thousand characters, is answered after the commit reached the disk, and counts all of the
server's CPU. How long the disk takes is printed beside it: a slower one adds to every wait.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from httpx2 import Client
from rich.console import Console
from rich.table import Table
from sqlmodel import select
from starlette.testclient import TestClient

from app.domain.cases import drafting
from app.domain.people import sign_ins
from app.domain.viewer import viewer_of
from app.models.cases import Case, CaseState, CaseTier, CaseVersion
from app.models.organisations import Organisation
from app.models.people import User
from app.services import Services
from app.web.requests import SIGN_IN_COOKIE
from benchmarks.library import Server, made, serving, settings_for
from tests.contents import full_content
from tests.pages import Form, Page

TIMES = 100
CASES = 200
SENTENCE = "In the {} week we weighed the harvest in the yard, read the scale aloud, and wrote it down twice. "


def text(number: int) -> str:
    return (SENTENCE.format(number) * 25)[:2000]


def prepared(folder: Path) -> tuple[str, str, str]:
    """A sign-in, and the codes of a case being systematised and of a draft, both of that person's organisation."""
    services = Services.open(settings_for(folder))
    with services.database.writing() as session:
        user = session.exec(select(User)).one()
        organisation = session.exec(select(Organisation).order_by("id").limit(1)).one()
        viewer = viewer_of(session, user)
        token = sign_ins.start(session, user=user, days=1, user_agent="", address="")
        draft = drafting.create_draft(session, organisation_id=organisation.id or 0, language="en", by=viewer)
        case = Case(organisation_id=organisation.id or 0, state=CaseState.SYSTEMATISING, original_language="en")
        session.add(case)
        session.flush()
        session.add(CaseVersion(case_id=case.id or 0, tier=CaseTier.SYSTEMATISED, content=full_content()))
        codes = case.code, draft.code
    services.close()
    return token, *codes


class Writer:
    """Somebody in front of one form, who opens it, changes it and saves it."""

    def __init__(self, client: Client, path: str) -> None:
        self.client, self.path = client, path

    def filled(self, number: int) -> Form:
        # The parser of pages knows the client of the tests, which is asked in the same way.
        page = Page(TestClient(_nothing), self.client.get(self.path))
        return page.form(self.path, having="what_changed").fill(what_changed=text(number), what_was_hard=text(number))

    def by_itself(self, number: int) -> Callable[[], bool]:
        form = self.filled(number)
        return lambda: self.client.post(self.path, data=form.values, headers={"X-Autosave": "1"}).status_code == 200

    def by_hand(self, number: int) -> Callable[[], bool]:
        form = self.filled(number)
        return lambda: self.client.post(self.path, data={**form.values, "do": "stay"}).status_code == 303


async def _nothing(*_: object) -> None: ...


def measure(server: Server, save: Callable[[int], Callable[[], bool]]) -> tuple[float, float, float]:
    """Median CPU, median and 95th percentile of the latency, in ms. Opening the form is not counted."""
    cpu, latency = [], []
    for number in range(TIMES):
        send = save(number)
        before, began = server.cpu, time.perf_counter()
        right = send()
        latency.append((time.perf_counter() - began) * 1000)
        cpu.append(server.cpu - before)
        if not right:
            sys.exit("A save was refused.")
    return statistics.median(cpu), statistics.median(latency), statistics.quantiles(latency, n=20)[18]


def fsync_ms(folder: Path) -> float:
    """Median time to bring four kilobytes to the disk."""
    times = []
    with (folder / "fsync").open("wb") as file:
        for _ in range(TIMES):
            began = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def main() -> None:
    console = Console()
    with tempfile.TemporaryDirectory() as own:
        folder = made(Path(sys.argv[1] if len(sys.argv) > 1 else own), CASES)
        token, case, draft = prepared(folder)
        table = Table("save", "CPU ms", "wait ms", "wait ms, p95", title=f"{TIMES} saves each, SQLite")
        with serving(folder, WORKER_IN_WEB="false") as server, Client(base_url=server.url) as client:
            client.cookies.set(SIGN_IN_COOKIE, token)
            section, short = Writer(client, f"/en/cases/{case}/edit/story"), Writer(client, f"/en/cases/{draft}/tell")
            saves = {
                "section, by itself": section.by_itself,
                "section, by hand": section.by_hand,
                "short form, by itself": short.by_itself,
                "short form, by hand": short.by_hand,
            }
            for name, save in saves.items():
                table.add_row(name, *(f"{value:.1f}" for value in measure(server, save)))
        console.print(table)
        console.print(f"To bring 4 KB to this disk takes {fsync_ms(folder):.1f} ms.")


if __name__ == "__main__":
    main()
