"""Scorecards that were handed in before a tie of their juror came up."""

from collections.abc import Callable

from sqlmodel import Session, select

from app.domain.cup import calculating, declaring, proof
from app.domain.cup.cards_read import cards_on
from app.domain.cup.conflicts import Tie
from app.domain.cup.matrix import decide
from app.domain.cup.reminding import remind_due
from app.models.cup import Edition
from app.models.jury import CardState, ConflictKind, Scorecard
from app.models.organisations import MemberRole
from app.models.people import User
from app.models.platform import Job, Notification
from app.models.types import now
from app.services import Services
from tests.cup.deliberation import Judged, judged
from tests.cup.making import MakeCup
from tests.pages import Browser

Visit = Callable[..., Browser]


def stale(session: Session, it: Judged) -> bool:
    edition = session.get_one(Edition, it.edition.id)
    newest = calculating.latest(session, edition=edition, round=1)
    assert newest is not None
    return calculating.is_stale(session, edition=edition, calculation=newest)


def counted(services: Services, it: Judged) -> set[tuple[str, str]]:
    with services.database.reading() as session:
        found = calculating.collect(session, edition=session.get_one(Edition, it.edition.id))
    return {(card[0], card[1]) for card in found.inputs["cards"]}


def declared(it: Judged) -> Tie:
    """Juror 0 says, after all was handed in, that they live with somebody of organisation 0."""
    user = it.jurors[0].user_id or 0
    with it.cup.database.writing() as session:
        edition = session.get_one(Edition, it.edition.id)
        entrant = declaring.entrant_of(session, edition=edition, code=it.organisations[0].code)
        viewer = it.cup.make.viewer(session.get_one(User, user))
        declaring.add_tie(session, edition=edition, entrant=entrant, kind=ConflictKind.HOUSEHOLD, note="", by=viewer)
    return Tie(user, it.organisations[0].id or 0, ConflictKind.HOUSEHOLD)


def notices(services: Services) -> list[int]:
    with services.database.reading() as session:
        return list(session.exec(select(Notification.user_id).where(Notification.kind == "cup_juror_uncounted")).all())


def test_card_of_somebody_whose_tie_came_up_stays_and_does_not_count(services: Services, cup: MakeCup) -> None:
    it = judged(cup)
    before = counted(services, it)

    declared(it)

    left_out = (it.entries[0].code, str(it.jurors[0].id))
    assert before - counted(services, it) == {left_out}
    with services.database.reading() as session:
        assert stale(session, it)
        assert session.exec(select(Job).where(Job.kind == "cup_calculate")).one().state == "waiting"
        card = session.exec(
            select(Scorecard).where(Scorecard.entry_id == it.entries[0].id, Scorecard.juror_id == it.jurors[0].id)
        ).one()
        assert card.state is CardState.FINAL
        read = cards_on(session, entry=it.entries[0], number=1)
        assert [(one.juror, one.counts, one.tied) for one in read] == [
            ("Ben", True, False),
            ("Cleo", True, False),
            ("Ana", False, True),
        ]
    it.calculate()
    with services.database.reading() as session:
        assert not stale(session, it)


def test_tie_seen_in_a_membership_takes_a_card_out_and_coordinators_hear_once(services: Services, cup: MakeCup) -> None:
    it = judged(cup)
    with services.database.reading() as session:
        ana = session.get_one(User, it.jurors[0].user_id)
    cup.make.member(ana, it.organisations[0], MemberRole.EDITOR)
    assert (it.entries[0].code, str(it.jurors[0].id)) not in counted(services, it)

    for _ in range(2):
        with services.database.writing() as session:
            remind_due(session)

    assert notices(services) == [it.coordinator.id]


def test_dismissed_tie_lets_the_card_count_again(services: Services, cup: MakeCup) -> None:
    it = judged(cup)
    before = counted(services, it)
    tie = declared(it)

    with services.database.writing() as session:
        edition = session.get_one(Edition, it.edition.id)
        decide(session, edition=edition, tie=tie, derived=False, dismiss=True, reason="A namesake.", by=it.viewer)

    assert counted(services, it) == before
    assert notices(services) == [it.coordinator.id]


def test_results_that_are_out_hold_whatever_ties_come_and_go(services: Services, cup: MakeCup) -> None:
    it = judged(cup)
    with services.database.reading() as session:
        ana, ben = (session.get_one(User, juror.user_id) for juror in it.jurors[:2])
    cup.make.member(ana, it.organisations[0], MemberRole.EDITOR)
    it.calculate()
    with services.database.writing() as session:
        session.get_one(Edition, it.edition.id).released_at = now()

    cup.make.member(ben, it.organisations[1], MemberRole.EDITOR)

    with services.database.reading() as session:
        [found] = proof.verify(session, edition=session.get_one(Edition, it.edition.id))
    assert found.holds
    assert found.cards == 17


def test_board_says_that_a_tie_came_up(cup: MakeCup, visit: Visit) -> None:
    it = judged(cup)
    declared(it)

    page = visit(it.coordinator).open(f"/en/cup/2026/run/board/{it.entries[0].code}").text

    assert "Ana (a tie came up)" in page
    assert "Ana says to the jury" not in page
