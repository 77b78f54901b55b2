"""What people read when a visit is agreed, changed, confirmed, cancelled, or comes near, in their language."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.domain.visits import tasks
from app.domain.visits.by_date import announce_due
from app.domain.visits.confirming import confirm
from app.domain.visits.ending import cancel, did_not_happen, leave
from app.domain.visits.goals import remove_goal
from app.domain.visits.making import make_visit
from app.domain.visits.moving import move_visit
from app.jobs.worker import Worker
from app.models.people import User
from app.models.platform import MailMessage
from app.models.rounds import Proposal, ProposalState, Side
from app.models.types import now
from app.models.visits import Visit, VisitState, VisitTask
from app.services import Services
from tests.factories import Make
from tests.visits.calendars import hasten
from tests.visits.making import MakeVisit, day
from tests.visits.preparing import Prepared, person_of, prepare

REASON = "The bridge\nis <b>gone</b>"


@pytest.fixture
def group(services: Services, make: Make, visits: MakeVisit) -> Prepared:
    return prepare(services, make, visits, guests=2)


def mailed(services: Services) -> dict[str, MailMessage]:
    """What the worker has written, the last of each kind."""
    worker = Worker(services)
    while worker.run_once():
        pass
    with services.database.reading() as session:
        found = session.exec(select(MailMessage)).all()
    for mail in found:
        assert "None" not in mail.text
        assert "\n" not in mail.subject
    return {mail.kind: mail for mail in found}


def run(group: Prepared, verb: Callable[[Session], object]) -> None:
    with group.services.database.writing() as session:
        verb(session)


def test_agreed(services: Services, make: Make, visits: MakeVisit) -> None:
    demand, offer = visits.demand(), visits.offer()
    person_of(make, services, demand.organisation_id, language="es")
    proposal = visits.proposal(demand, offer, state=ProposalState.AGREED)
    with services.database.writing() as session:
        visit = make_visit(
            session, proposal=session.get_one(Proposal, proposal.id), by=None, base_url="http://testserver"
        )
        code = visit.code

    hasten(services)
    mail = mailed(services)["visit_invitation"]

    assert mail.subject.startswith("Ambas partes están de acuerdo")
    assert (mail.language, "Our common warehouse" in mail.subject) == ("es", True)
    assert f"http://testserver/es/learning/visits/{code}" in mail.text


def test_confirmed_undone_moved_left_and_cancelled(group: Prepared) -> None:
    group.ready()
    group.do(confirm, group.coordinator)
    group.do(remove_goal, group.visitors[0], goal_id=1)
    group.do(
        move_visit, group.coordinator, starts_on=day(70), ends_on=day(72), message=REASON, seen=group.now().row_version
    )
    group.do(leave, group.visitors[0], organisation_id=group.demands[0].organisation_id, message=REASON)
    group.do(cancel, group.host, side=Side.HOST, message=REASON)

    mails = mailed(group.services)

    assert set(mails) == {"visit_confirmed", "visit_unconfirmed", "visit_moved", "visit_left", "visit_cancelled"}
    for kind in ("visit_moved", "visit_left", "visit_cancelled"):
        assert "> The bridge\n> is <b>gone</b>" in mails[kind].text
        assert "<b>gone</b>" not in mails[kind].html
    assert "The hosts had to cancel." in mails["visit_cancelled"].text


def test_did_not_happen_soon_and_what_is_due(services: Services, make: Make, visits: MakeVisit) -> None:
    group = prepare(services, make, visits, starts_on=day(3), ends_on=day(4), offer={"time_zone": "UTC"})
    with services.database.writing() as session:
        for code, text in (("rooms", ""), ("", "Bring seeds")):
            session.add(VisitTask(visit_id=group.visit.id or 0, code=code, text=text, who="host", due_on=day(0)))
    run(group, announce_due)
    run(group, tasks.remind_due)
    soon = mailed(services)
    with services.database.writing() as session:
        visit = session.get_one(Visit, group.visit.id)
        visit.starts_on, visit.ends_on, visit.state = day(-2), day(-1), VisitState.UNDER_WAY
    group.do(did_not_happen, group.coordinator, message=REASON)

    with services.database.reading() as session:
        due = session.exec(select(MailMessage.subject).where(MailMessage.kind == "visit_task_due")).all()
    assert "/today" in soon["visit_soon"].text
    assert [("Find rooms" in subject, "Bring seeds" in subject) for subject in due] == [(True, False), (False, True)]
    assert "> is <b>gone</b>" in mailed(services)["visit_did_not_happen"].text


def test_nobody_without_an_account_any_more_is_told(group: Prepared) -> None:
    with group.services.database.writing() as session:
        gone = session.get_one(User, group.visitors[0].id)
        gone.email, gone.deleted_at = None, now() - timedelta(days=1)

    group.do(cancel, group.host, side=Side.HOST, message=REASON)

    mailed(group.services)
    with group.services.database.reading() as session:
        assert _recipients(session) == {group.visitors[1].email, group.coordinator.email}


def _recipients(session: Session) -> set[str]:
    return set(session.exec(select(MailMessage.recipient)).all())
