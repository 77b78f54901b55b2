"""What attacks on learning visits have found; each was possible once."""

import pytest
from sqlmodel import col, delete, select

from app.domain.visits import ending, participants, telling
from app.domain.visits.participants import Person
from app.models.people import PlatformRole, Role
from app.models.platform import Job
from app.models.visits import Guest, Visit
from app.services import Services
from tests.factories import Make
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
