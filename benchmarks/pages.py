"""What pages weigh and cost: `python -m benchmarks.pages [CASES]` prints a table.

Makes a library of that many systematised cases (2,000 if not said) in a temporary folder, asks for each page thirty
times in this process, and prints the median CPU time, the gzipped HTML, and the SQL statements. CPU is that of the
whole process, so the test client's own share (about 1 ms) is measured on /robots.txt and taken off.
"""

import gzip
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import event
from sqlmodel import Session, SQLModel, select
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


def measure(client: TestClient, path: str) -> tuple[float, int, int]:
    """Median CPU in ms, gzipped size in bytes, status."""
    response = client.get(path)
    times = []
    for _ in range(TIMES):
        began = time.process_time()
        client.get(path)
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times), len(gzip.compress(response.content)), response.status_code


def main() -> None:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        services = Services.open(Settings(data_dir=data, media_dir=data / "media", worker_in_web=False))
        console = Console()
        with console.status(f"Making a library of {cases} cases"):
            user, code = fill(services, cases)
        client = TestClient(create_app(services=services), headers={"accept-encoding": "identity"})
        with services.database.writing() as session:
            token = sign_ins.start(session, user=user, days=1, user_agent="", address="")
            draft = session.exec(select(Case.code).limit(1)).one()
        own, _, _ = measure(client, "/robots.txt")
        table = Table("page", "CPU ms (median)", "HTML gz KB", "SQL", "status", title=f"{cases} cases, SQLite")
        pages = {
            "home": "/en/",
            "list": "/en/cases",
            "list, words": "/en/cases?q=potatoes+scale",
            "list, filter": "/en/cases?country=PE&benefit=joint_purchase",
            "blocks": "/en/blocks",
            "term": "/en/topics/benefit/joint_purchase",
            "case": f"/en/cases/{code}",
            "case, in Spanish": f"/es/cases/{code}",
            "organisations": "/en/organisations",
            "API search": "/api/v1/search?q=scale",
        }
        desk = {"waiting": "/en/waiting", "queue": "/en/queue?state=published", "work": f"/en/cases/{draft}/work"}
        for name, path in {**pages, **desk}.items():
            if name in desk:
                client.cookies.set(SIGN_IN_COOKIE, token)
            cpu, size, status = measure(client, path)
            with counted(services) as statements:
                client.get(path)
            table.add_row(name, f"{max(0.0, cpu - own):.1f}", f"{size / 1000:.1f}", str(len(statements)), str(status))
        console.print(table)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        console.print(f"Client's own share taken off: {own:.2f} ms. Peak memory {peak:.0f} MB, {os.cpu_count()} cores.")
        services.close()


if __name__ == "__main__":
    main()
