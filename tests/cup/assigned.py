"""What tests of assignments share: a jury with its entries, a proposal worked out, what became of it."""

from sqlmodel import Session, select

from app.domain.cup import assigning
from app.domain.cup.assignment_desk import AssignmentDesk, assignment_desk
from app.domain.cup.proposing import ask_for_proposal, latest_proposal
from app.jobs.worker import Worker
from app.models.cup import Edition, Phase
from app.models.entries import Entry
from app.models.jury import Calculation, CardState, Juror, Scorecard
from app.models.people import User
from app.models.types import now
from app.services import Services
from tests.cup.making import MakeCup
from tests.factories import Make


def seats(cup: MakeCup, make: Make, edition: Edition, count: int, **fields: object) -> list[Juror]:
    return [
        cup.juror(edition, make.user(f"Juror {number}"), conflicts_declared_at=now(), **fields)
        for number in range(count)
    ]


def filled_cup(
    cup: MakeCup, make: Make, *, entries: int, jurors: int, per_entry: int = 2
) -> tuple[Edition, list[Entry], list[Juror]]:
    edition = cup.edition(phase=Phase.JUDGING, jurors_per_entry=per_entry)
    sent = [cup.entry(edition) for _ in range(entries)]
    return edition, sent, seats(cup, make, edition, jurors)


def the_edition(session: Session) -> Edition:
    return session.exec(select(Edition)).one()


def propose(services: Services, make: Make, edition: Edition, by: User) -> Calculation:
    with services.database.writing() as session:
        ask_for_proposal(session, edition=session.get_one(Edition, edition.id), by=make.viewer(by))
    Worker(services).run_once()
    with services.database.reading() as session:
        proposal = latest_proposal(session, edition=edition)
    assert proposal is not None
    return proposal


def accept(services: Services, make: Make, edition: Edition, proposal: Calculation, by: User) -> int:
    with services.database.writing() as session:
        return assigning.accept_proposal(
            session, edition=session.get_one(Edition, edition.id), proposal_id=proposal.id or 0, by=make.viewer(by)
        )


def pairs(services: Services, *states: CardState) -> set[tuple[int, int]]:
    with services.database.reading() as session:
        cards = session.exec(select(Scorecard)).all()
    return {(card.entry_id, card.juror_id) for card in cards if not states or card.state in states}


def desk(services: Services, make: Make, edition: Edition, by: User) -> AssignmentDesk:
    with services.database.reading() as session:
        return assignment_desk(session, edition=edition, viewer=make.viewer(by))
