"""Loading the demo library, and naming the people as whom one can look around in it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from app.demo.cup.editions import hold_cups
from app.demo.in_progress import bring_under_way
from app.demo.visits.rounds import hold_visits
from app.demo.work import Work
from app.domain.importing.plan import Wishes, check_files
from app.domain.importing.writing import write
from app.domain.people.registry import create_person
from app.domain.progress import Progress
from app.models.organisations import MemberRole, Membership, Organisation
from app.models.people import Role, User
from app.services import Services

DATA = Path(__file__).parent / "data"
# Printed at every start: it protects nothing, so a public instance loads no demo library unless told to.
PASSWORD = "three green buckets"  # noqa: S105


@dataclass(frozen=True, slots=True)
class DemoPerson:
    email: str
    note: str
    password: str = PASSWORD


class DemoWrong(Exception):
    """The demo library's own files break a rule of the import; the message says which."""


def is_empty(services: Services) -> bool:
    """Nobody and nothing is there yet."""
    with services.database.reading() as session:
        return not any(session.exec(select(table.id).limit(1)).first() for table in (User, Organisation))


def load(services: Services, progress: Progress) -> None:
    """The library, its people, the work they have under way, three cups and two rounds of visits, in one transaction.

    Raises DemoWrong.
    """

    def besides(session: Session) -> None:
        _add_people(session)
        work = Work(session, services.terms(session).choices(), services.storage)
        bring_under_way(work)
        hold_cups(work)
        hold_visits(work, services.settings.base_url)

    _load(services, progress, besides)


def load_finished(services: Services, progress: Progress) -> None:
    """The library and its people with nothing under way: all that is there is public. Raises DemoWrong."""
    _load(services, progress, _add_people)


def _load(services: Services, progress: Progress, besides: Callable[[Session], None]) -> None:
    wishes = Wishes(services.settings.max_upload_bytes, strict=True, folder=DATA)
    with services.database.reading() as session:
        checked = check_files(
            session, sorted(DATA.glob("*/*.jsonl")), book=services.terms(session), wishes=wishes, progress=progress
        )
    with checked as plan:
        if not plan.is_right:
            raise DemoWrong("; ".join(map(str, plan.complaints.errors)))
        write(services.database, services.storage, plan, name="demo library", progress=progress, besides=besides)


def _people() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((DATA / "people.json").read_text(encoding="utf-8"))
    return found


def _add_people(session: Session) -> None:
    organisations = dict(session.exec(select(Organisation.external_id, Organisation.id)).all())
    for said in _people():
        user = create_person(
            session,
            name=said["name"],
            email=said["email"],
            password=PASSWORD,
            roles=[Role(role) for role in said["roles"]],
            language=said["language"],
            time_zone=said["time_zone"],
        )
        if said.get("newcomer"):
            user.approved_at = None  # an account made here is approved at once; this one waits for the first look
        for membership in said["memberships"]:
            session.add(
                Membership(
                    user_id=user.id or 0,
                    organisation_id=organisations[membership["organisation"]] or 0,
                    role=MemberRole(membership["role"]),
                )
            )


def sign_ins(session: Session) -> list[DemoPerson]:
    """The people of the demo library who are here; none where the library is not the demo."""
    notes = {said["email"]: said["note"] for said in _people()}
    here = session.exec(select(User.email).where(col(User.email).in_(notes)).order_by(col(User.id))).all()
    return [DemoPerson(email, notes[email]) for email in here if email]
