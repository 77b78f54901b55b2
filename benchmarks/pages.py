"""What pages weigh and cost: `python -m benchmarks.pages [CASES]` prints a table.

Makes a library of that many systematised cases (2,000 if not said) in a temporary folder, asks for each page thirty
times in this process, and prints the median CPU time, the gzipped HTML, and the SQL statements. CPU is that of the
whole process, so the test client's own share (about 1 ms) is measured on /robots.txt and taken off.

Lists are measured three ways: as strangers mostly get them (kept in memory), written anew for a stranger, and for
somebody signed in, for whom no page is kept, but the latest answers of the search are. Size and statements are those
of the dearest way of each.
"""

import gzip
import logging
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from fastapi import FastAPI
from rich.console import Console
from rich.table import Table
from sqlalchemy import event
from sqlmodel import Session, SQLModel
from starlette.testclient import TestClient

from app.domain.cases.versions import freeze
from app.domain.people import sign_ins
from app.domain.terms import load_terms
from app.main import create_app
from app.models.cases import Case, CaseState, CaseTier, CaseVersion
from app.models.organisations import MemberRole, Membership, Organisation, OrganisationKind
from app.models.people import PlatformRole, Role, User
from app.models.types import now
from app.services import Services
from app.settings import Settings
from app.web.requests import SIGN_IN_COOKIE
from tests.contents import full_content

TIMES = 30
COUNTRIES = ("PE", "CO", "BO", "KE", "UG", "BD", "GH", "BR")
BENEFITS = ("bargaining_power", "joint_purchase", "savings_credit", "quality_control", "influence")


def fill(services: Services, cases: int) -> tuple[User, str]:
    """Publish so many cases of fifty organisations; returns a coordinator and the code of one case."""
    SQLModel.metadata.create_all(services.database.engine)
    with services.database.writing() as session:
        load_terms(session)
        user = User(name="Coordinator", email="c@example.org", confirmed_at=now(), approved_at=now())
        session.add(user)
        organisations = [
            Organisation(
                name=f"Organisation {number}",
                kind=OrganisationKind.PRODUCER_ORGANISATION,
                country=COUNTRIES[number % len(COUNTRIES)],
                approved_at=now(),
            )
            for number in range(50)
        ]
        session.add_all(organisations)
        session.flush()
        session.add(PlatformRole(user_id=user.id or 0, role=Role.COORDINATOR))
        session.add(Membership(user_id=user.id or 0, organisation_id=organisations[0].id or 0, role=MemberRole.OWNER))
        for number in range(cases):
            code = publish(session, organisations[number % 50], number)
    while services.search.catch_up(services):
        pass
    return user, code


def publish(session: Session, organisation: Organisation, number: int) -> str:
    content = full_content()
    content["summary"]["title"] = f"Selling potatoes together, number {number}"
    content["facts"] |= {
        "country": COUNTRIES[number % len(COUNTRIES)],
        "benefits": [BENEFITS[number % len(BENEFITS)], "peer_learning"],
    }
    case = Case(
        organisation_id=organisation.id or 0,
        state=CaseState.PUBLISHED,
        original_language="en",
        licence="cc_by_4",
        consent_at=now(),
    )
    session.add(case)
    session.flush()
    version = CaseVersion(case_id=case.id or 0, tier=CaseTier.SYSTEMATISED, content=content)
    session.add(version)
    session.flush()
    freeze(session, case=case, version=version, what_changed="", by=None)
    return case.code


@contextmanager
def counted(services: Services) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            statements.append(statement)

    event.listen(services.database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(services.database.engine, "before_cursor_execute", note)


@dataclass(frozen=True, slots=True)
class Cost:
    """Median CPU in ms; gzipped size in bytes, status and SQL statements of the last answer."""

    cpu: float
    size: int
    status: int
    statements: int


def nothing() -> None:
    """Before an answer that may be a kept one."""


def measure(client: TestClient, services: Services, path: str, before: Callable[[], None] = nothing) -> Cost:
    client.get(path)
    times = []
    for _ in range(TIMES):
        before()
        began = time.process_time()
        client.get(path)
        times.append((time.process_time() - began) * 1000)
    before()
    with counted(services) as statements:
        response = client.get(path)
    return Cost(statistics.median(times), len(gzip.compress(response.content)), response.status_code, len(statements))


def forgetting(app: FastAPI, services: Services) -> Callable[[], None]:
    """Makes the platform forget the lists that it keeps for strangers, and the answers of the search."""

    def forget() -> None:
        if hasattr(app.state, "kept_pages"):
            del app.state.kept_pages
        services.search.engine.forget_answers()

    return forget


LISTS = {
    "home": "/en/",
    "list": "/en/cases",
    "list, words": "/en/cases?q=potatoes+scale",
    "list, filters": "/en/cases?country=PE&benefit=joint_purchase",
    "search": "/en/search",
    "search, words": "/en/search?q=potatoes+scale",
    "search, nothing": "/en/search?q=%2Bpotatoes+%2Bzebra&country=PE",
    "search, ours": "/en/search?sort=similar&our_country=PE&our_product=potato",
    "blocks": "/en/blocks",
    "topics": "/en/topics",
    "topic": "/en/topics/benefit",
    "term": "/en/topics/benefit/joint_purchase",
    "organisations": "/en/organisations",
}
OTHERS = {
    "case": "/en/cases/{code}",
    "case, in Spanish": "/es/cases/{code}",
    "API search": "/api/v1/search?q=scale",
}
DESK = {"waiting": "/en/waiting", "queue": "/en/queue?state=published", "work": "/en/cases/{code}/work"}


def ways(
    client: TestClient, services: Services, name: str, path: str, token: str, forget: Callable[[], None]
) -> list[Cost | None]:
    """Kept, written anew, signed in; None where that makes no difference or is not possible."""
    client.cookies.clear()
    kept = None if name in DESK else measure(client, services, path)
    anew = measure(client, services, path, forget) if name in LISTS else None
    client.cookies.set(SIGN_IN_COOKIE, token)
    return [kept, anew, None if name in OTHERS else measure(client, services, path)]


def table_of(client: TestClient, services: Services, token: str, code: str, forget: Callable[[], None]) -> Table:
    own = measure(client, services, "/robots.txt").cpu
    table = Table("page", "kept", "anew", "signed in", "HTML gz KB", "SQL", "status", title="CPU ms (median), SQLite")
    for name, address in {**LISTS, **OTHERS, **DESK}.items():
        costs = ways(client, services, name, address.format(code=code), token, forget)
        shown = [f"{max(0.0, cost.cpu - own):.1f}" if cost else "" for cost in costs]
        dearest = max((cost for cost in costs if cost), key=lambda cost: cost.statements)
        table.add_row(name, *shown, f"{dearest.size / 1000:.1f}", str(dearest.statements), str(dearest.status))
    table.caption = f"Client's own share taken off: {own:.2f} ms."
    return table


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        services = Services.open(Settings(data_dir=data, media_dir=data / "media", worker_in_web=False))
        console = Console()
        with console.status(f"Making a library of {cases} cases"):
            user, code = fill(services, cases)
        app = create_app(services=services)
        client = TestClient(app, headers={"accept-encoding": "identity"})
        with services.database.writing() as session:
            token = sign_ins.start(session, user=user, days=1, user_agent="", address="")
        console.print(table_of(client, services, token, code, forgetting(app, services)))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        console.print(f"{cases} cases. Peak memory {peak:.0f} MB, {os.cpu_count()} cores.")
        services.close()


if __name__ == "__main__":
    main()
