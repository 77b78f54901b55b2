"""What the deliberation board costs: `python -m benchmarks.cup_board [ENTRIES] [EACH]` prints a table.

Makes an edition in deliberation of so many entries (500 if not said), each judged by so many (4) of sixty jurors, in a
temporary folder. Calculates once, opens the board thirty times in this process, and prints the median CPU time of the
whole process for each, the SQL statements and the gzipped HTML.
"""

import gzip
import logging
import random
import sys
import tempfile
import time
from pathlib import Path

import structlog
from rich.console import Console
from rich.table import Table
from sqlalchemy import event
from sqlmodel import Session, SQLModel
from starlette.testclient import TestClient

from app.domain.cup.calculating import calculate_now
from app.domain.people import sign_ins
from app.domain.terms import load_terms
from app.main import create_app
from app.models.cup import Edition, Phase
from app.models.entries import Decision
from app.models.jury import CardState
from app.models.organisations import Organisation, OrganisationKind
from app.models.people import PlatformRole, Role, User
from app.models.types import now
from app.services import Services
from app.settings import Settings
from app.web.requests import SIGN_IN_COOKIE
from benchmarks.pages import COUNTRIES
from tests.cup.making import CRITERIA, make_card, make_edition, make_entry, make_juror
from tests.factories import raw_content

JURORS, TIMES = 60, 30


def fill(session: Session, entries: int, each: int) -> tuple[Edition, User]:
    load_terms(session)
    rng = random.Random(7)
    coordinator = _person(session, "coordinator")
    session.add(PlatformRole(user_id=coordinator.id or 0, role=Role.COORDINATOR))
    edition = make_edition(session, phase=Phase.DELIBERATION)
    jurors = [make_juror(session, edition=edition, user=_person(session, f"juror{number}")) for number in range(JURORS)]
    severity = [rng.gauss(0, 0.5) for _ in jurors]
    for number in range(entries):
        organisation = Organisation(
            name=f"Organisation {number}",
            kind=OrganisationKind.PRODUCER_ORGANISATION,
            country=COUNTRIES[number % len(COUNTRIES)],
            approved_at=now(),
        )
        session.add(organisation)
        session.flush()
        content = raw_content(title=f"Selling potatoes together, number {number}")
        entry = make_entry(session, edition=edition, organisation=organisation, content=content)
        quality = rng.gauss(2, 1)
        for place in rng.sample(range(JURORS), each):
            levels = [min(4, max(0, round(quality + severity[place] + rng.gauss(0, 0.7)))) for _ in CRITERIA]
            scores = {code: level for (code, _, _), level in zip(CRITERIA, levels, strict=True)}
            make_card(session, entry=entry, juror=jurors[place], state=CardState.FINAL, scores=scores)
        session.add(Decision(entry_id=entry.id or 0, strengths=["One.", "Two."], next_step="Go on."))
    return edition, coordinator


def _person(session: Session, name: str) -> User:
    user = User(name=name, email=f"{name}@example.org", confirmed_at=now(), approved_at=now())
    session.add(user)
    session.flush()
    return user


def measure(services: Services, entries: int, each: int) -> Table:
    SQLModel.metadata.create_all(services.database.engine)
    with services.database.writing() as session:
        edition, user = fill(session, entries, each)
        start = time.process_time()
        calculate_now(session, edition=edition, by=None)
        calculation = time.process_time() - start
        token = sign_ins.start(session, user=user, days=1, user_agent="benchmark", address="127.0.0.1")
    client = TestClient(create_app(services=services))
    client.cookies.set(SIGN_IN_COOKIE, token)
    statements: list[str] = []
    event.listen(services.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    table = Table("what", "CPU ms", "SQL", "KB gzipped")
    table.add_row(f"calculation, {entries * each} scorecards", f"{calculation * 1000:.0f}")
    for path in ("/robots.txt", "/en/cup/2026/run/board", "/en/cup/2026/run/board?sort=spread&country=PE"):
        client.get(path)
        statements.clear()
        answer = client.get(path)
        asked, times = len(statements), []
        for _ in range(TIMES):
            start = time.process_time()
            client.get(path)
            times.append(time.process_time() - start)
        size = len(gzip.compress(answer.content)) / 1000
        table.add_row(
            f"{answer.status_code} {path}", f"{sorted(times)[TIMES // 2] * 1000:.1f}", str(asked), f"{size:.0f}"
        )
    return table


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    entries, each = (int(sys.argv[place]) if len(sys.argv) > place else usual for place, usual in ((1, 500), (2, 4)))
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        services = Services.open(
            Settings(data_dir=where, media_dir=where / "media", worker_in_web=False, base_url="http://testserver")
        )
        Console().print(measure(services, entries, each))
        services.close()


if __name__ == "__main__":
    main()
