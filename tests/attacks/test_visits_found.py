"""What attacks on learning visits have found; each was possible once."""

import pytest
from sqlmodel import col, delete, select
from starlette.testclient import TestClient

from app.domain.people import sign_ins
from app.domain.people.deletion import delete_account
from app.domain.people.passwords import hash_password
from app.domain.viewer import viewer_of
from app.domain.visits import answer_links, ending, participants, telling
from app.domain.visits.calendar_feed import make_address
from app.domain.visits.participants import Person
from app.main import create_app
from app.models.organisations import MemberRole, Membership
from app.models.people import PlatformRole, Role, User
from app.models.platform import Job
from app.models.rounds import AnswerLink
from app.models.visits import CalendarFeed, Guest, Invitation, Visit, VisitState
from app.services import Services
from tests.attacks.routes import client
from tests.factories import Make
from tests.visits.learning import MakeLearning
from tests.visits.making import MakeVisit


@pytest.fixture
def visits(make: Make) -> MakeVisit:
    return MakeVisit(make)


def test_who_helps_no_more_hears_no_more(services: Services, make: Make, visits: MakeVisit) -> None:
    """Without the role the wish they entered is not theirs to answer, nor its mails and calendar theirs to read."""
    helper = make.user(roles=(Role.FACILITATOR,))
    demand = visits.demand(on_behalf_by_id=helper.id)
    offer = visits.offer(on_behalf_by_id=helper.id)
    visit = visits.visit(offer, [demand])

    with services.database.writing() as session:
        before = telling.concerned_by(session, session.get_one(Visit, visit.id))
        session.exec(delete(PlatformRole).where(col(PlatformRole.user_id) == helper.id))
    with services.database.reading() as session:
        after = telling.concerned_by(session, session.get_one(Visit, visit.id))

    assert before == {helper.id}
    assert after == set()


@pytest.mark.parametrize("how", ["remove", "change", "cancel", "leave"])
def test_letters_go_with_the_passport_they_were_made_of(
    services: Services, make: Make, visits: MakeVisit, how: str
) -> None:
    """The PDF of a letter of invitation holds name and passport: it is not kept longer than they are."""
    coordinator = make.viewer(make.coordinator())
    visit = visits.visit(demands=[visits.demand(), visits.demand()])
    with services.database.reading() as session:
        guest = session.exec(select(Guest)).first()
    assert guest
    one = visits.participant(visit, guest.organisation_id, passport="P 1234567")

    with services.database.writing() as session:
        row = session.get_one(Visit, visit.id)
        if how == "remove":
            participants.remove_participant(session, visit=row, participant_id=one.id or 0, by=coordinator)
        elif how == "change":
            participants.change_participant(
                session, visit=row, participant_id=one.id or 0, person=Person(name="Rosa"), seen=1, by=coordinator
            )
        elif how == "cancel":
            ending.cancel(session, visit=row, side=None, message="Floods.", by=coordinator)
        else:
            ending.leave(session, visit=row, organisation_id=guest.organisation_id, message="Floods.", by=coordinator)

    with services.database.reading() as session:
        jobs = session.exec(select(Job.payload).where(Job.kind == "pdf_forget")).all()
    assert jobs == [{"code": f"visit-{visit.code}"}]


@pytest.mark.parametrize("page", ["hosts", "hosts/compare"])
def test_nobody_ranks_hosts_for_their_own_organisation(
    services: Services, make: Make, visits: MakeVisit, page: str
) -> None:
    """What stands in whose way, and what others cost, is for coordinators who take no part."""
    mine, neutral = make.coordinator(), make.coordinator()
    demand = visits.demand()
    with services.database.writing() as session:
        session.add(Membership(user_id=mine.id or 0, organisation_id=demand.organisation_id, role=MemberRole.MEMBER))
    address = f"/en/learning/demands/{demand.code}/{page}"

    statuses = [_as(services, user).get(address).status_code for user in (mine, neutral)]

    assert statuses == [403, 200]


def _as(services: Services, user: User) -> TestClient:
    with services.database.writing() as session:
        cookie = sign_ins.start(session, user=user, days=1, user_agent="test", address="127.0.0.1")
    return client(create_app(services=services), cookie)


def test_nothing_of_visits_keeps_the_address_of_a_deleted_account(services: Services, make: Make) -> None:
    """Neither the list of those who were invited, nor keys to answer and to a calendar."""
    learning = MakeLearning(make, MakeVisit(make))
    user = make.user(email="rosa@example.org", password_hash=hash_password("three old bicycles"))
    visit = learning.visit(state=VisitState.PLANNED)
    learning.add(Invitation(visit_id=visit.id or 0, email="rosa@example.org", sequence=0))
    learning.add(Invitation(visit_id=visit.id or 0, email="other@example.org", sequence=0))
    with services.database.writing() as session:
        make_address(session, by=viewer_of(session, user))
        answer_links.make(session, about="check", about_id=1, user_id=user.id or 0, days=9)

    with services.database.writing() as session:
        delete_account(
            session, viewer=viewer_of(session, user), password="three old bicycles", settings=services.settings
        )

    with services.database.reading() as session:
        assert session.exec(select(Invitation.email)).all() == ["other@example.org"]
        assert session.exec(select(AnswerLink.id)).all() == []
        assert session.exec(select(CalendarFeed.user_id)).all() == []


def test_nul_behind_the_question_mark_reaches_no_database(services: Services, make: Make) -> None:
    """PostgreSQL ends with an error where a text to look for holds one."""
    visitor = _as(services, make.coordinator())

    page = visitor.get("/en/learning/demands/new?q=quokka%00less")

    assert (page.status_code, "quokka\ufffdless" in page.text, "\x00" in page.text) == (200, True, False)
