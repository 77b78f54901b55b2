"""The demo library holds two rounds of learning visits: one that is over, in every state, and one in planning."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.domain.visits.clashes import check as check_clashes
from app.domain.visits.overview import overview
from app.domain.visits.planning import broken_rules
from app.models.demands import Demand, DemandState, Offer, OfferState
from app.models.learning import (
    Coaching,
    CoachingState,
    CommitmentCheck,
    CommitmentState,
    LearningReport,
    ReportState,
)
from app.models.media import Media
from app.models.platform import Job, Notification
from app.models.rounds import Plan, PlanState, Proposal, ProposalState, Round, RoundState
from app.models.types import now
from app.models.visits import Guest, ItineraryItem, Participant, Visit, VisitEvent, VisitState
from tests.pages import Browser

LANGUAGES = {"en", "es", "fr", "pt"}


def every(session: Session, table: type[Any]) -> list[Any]:
    return list(session.exec(select(table).order_by(col(table.id))).all())


def states(session: Session, table: type[Any]) -> Counter[Any]:
    return Counter(one.state for one in every(session, table))


def test_visits_of_the_first_round_are_in_every_state_and_fit_today(session: Session) -> None:
    over, planning = every(session, Round)
    mine = [visit for visit in every(session, Visit) if visit.round_id == over.id]
    today = now().date()

    assert (over.state, planning.state) == (RoundState.CLOSED, RoundState.PLANNING)
    assert {visit.state for visit in every(session, Visit)} == set(VisitState)
    for visit in mine:
        past = visit.state not in (VisitState.CONFIRMED, VisitState.UNDER_WAY)
        assert (visit.ends_on < today) is past, visit.title
    (under_way,) = (visit for visit in mine if visit.state is VisitState.UNDER_WAY)
    assert under_way.starts_on <= today <= under_way.ends_on
    assert planning.starts_on > today
    assert (over.year, planning.year) == (over.starts_on.year, planning.starts_on.year)


def test_what_is_told_happened_before_now_and_in_its_order(session: Session) -> None:
    for event in every(session, VisitEvent):
        assert event.at <= now(), event.verb
    for visit in every(session, Visit):
        mine = [one for one in every(session, VisitEvent) if (one.about, one.about_id) == ("visit", visit.id)]
        assert [one.at for one in mine] == sorted(one.at for one in mine)
        days = {one.day for one in every(session, ItineraryItem) if one.visit_id == visit.id}
        assert all(visit.starts_on <= day <= visit.ends_on for day in days)
        for begun in (one for one in mine if one.verb == "begin"):
            assert abs(begun.at.date() - visit.starts_on) <= timedelta(days=1)


def test_wishes_and_offers_are_told_in_four_languages(session: Session) -> None:
    demands, offers = every(session, Demand), every(session, Offer)

    assert {one.language for one in demands} == {one.language for one in offers} == LANGUAGES
    assert states(session, Offer) == {OfferState.OPEN: 8}
    assert states(session, Demand) == {
        DemandState.OPEN: 7,
        DemandState.PROPOSED: 2,
        DemandState.SCHEDULED: 3,
        DemandState.SERVED: 4,
    }


def test_proposals_are_answered_in_every_way(session: Session) -> None:
    planning = every(session, Round)[1]
    mine = Counter(one.state for one in every(session, Proposal) if one.round_id == planning.id)

    assert mine == {
        ProposalState.AGREED: 1,
        ProposalState.HOST_ACCEPTED: 1,
        ProposalState.DECLINED: 1,
        ProposalState.SENT: 1,
    }
    for one in every(session, Proposal):
        if one.state in (ProposalState.SENT, ProposalState.HOST_ACCEPTED):
            assert one.expires_at > now()


def test_draft_of_the_second_round_is_ready_and_keeps_the_rules(session: Session) -> None:
    (plan,) = every(session, Plan)

    assert (plan.state, plan.problem) == (PlanState.READY, "")
    assert len(plan.result["visits"]) >= 5
    assert broken_rules(plan.inputs, plan.result) == []
    agreed = session.exec(select(Proposal).where(Proposal.round_id == plan.round_id, Proposal.state == "agreed")).one()
    fixed = [visit["start"] for visit in plan.result["visits"] if visit["fixed"]]
    assert agreed.starts_on.isoformat() in fixed


def test_reports_and_what_became_of_what_was_resolved(session: Session) -> None:
    assert states(session, LearningReport) == {ReportState.PUBLISHED: 2, ReportState.ACCEPTED: 1, ReportState.DRAFT: 1}
    answers = Counter((one.months, one.answer) for one in every(session, CommitmentCheck) if one.asked_at)
    S = CommitmentState  # noqa: N806
    assert answers == {
        (3, S.TRYING): 3, (3, S.PLANNED): 3, (3, S.ADOPTED): 1,
        (6, S.ADOPTED): 3, (6, S.TRYING): 1, (6, S.DROPPED): 1, (6, S.ADAPTED): 1, (6, None): 1,
        (12, S.ADOPTED): 1, (12, S.ADAPTED): 1,
    }  # fmt: skip
    pictures = session.exec(select(Media).where(col(Media.report_id).is_not(None))).all()
    assert [one.consent for one in pictures] == [True]


def test_one_coaching_ended_and_one_goes_on(session: Session) -> None:
    assert states(session, Coaching) == {CoachingState.ENDED: 1, CoachingState.ACTIVE: 1}


def test_visits_to_come_have_no_clash(session: Session) -> None:
    for visit in every(session, Visit):
        if visit.state in (VisitState.PLANNED, VisitState.CONFIRMED):
            guests = [one.organisation_id for one in every(session, Guest) if one.visit_id == visit.id]
            people = session.exec(select(Demand.party).where(Demand.organisation_id == guests[0])).first() or 0
            check_clashes(
                session,
                offer=session.get_one(Offer, visit.offer_id),
                guests=guests,
                people=people,
                starts_on=visit.starts_on,
                ends_on=visit.ends_on,
                besides=visit.id,
            )


def test_visitors_agreed_and_nobody_left_an_address(session: Session) -> None:
    people = every(session, Participant)

    assert len(people) > 25
    assert all(one.consent_at and not one.email and not one.phone and not one.passport for one in people)


def test_nothing_of_it_is_mailed_or_done_again(session: Session) -> None:
    kinds = Counter(job.kind for job in every(session, Job))

    assert not [kind for kind in kinds if kind.startswith(("visit_i", "visit_a", "visit_n", "mail_with", "learning"))]
    assert all(one.mailed_at for one in every(session, Notification) if one.path.startswith("/learning"))


def test_programme_has_something_to_show(session: Session) -> None:
    shown = overview(session, year=None, this_year=now().year, currency="EUR")

    assert (shown.visits.held, shown.visits.coming, shown.visits.not_held) == (3, 3, 2)
    assert {one.visitor_country for one in shown.pairs} == {"AO", "GT", "NI", "ML", "ZM", "BO", "MZ"}
    assert [(one.months, one.percent) for one in shown.adoption] == [(6, 67), (12, 67)]
    assert shown.places.came.people == 17
    assert {one.code for one in shown.idle}
    assert len(shown.bands) == 3
    assert shown.without_turn
    over = next(one for one in shown.money if one.planned > (one.spent or 0) > 0)
    assert over.planned <= over.budget


PEOPLE = ("coordinator.es@example.org", "owner.en@example.org", "owner.pt@example.org", "facilitator@example.org")


@pytest.mark.parametrize("email", PEOPLE)
def test_pages_open_for_each_role(session: Session, reader: Callable[[str], Browser], email: str) -> None:
    browser = reader(email)
    coordinator = email.startswith("coordinator")
    for path in ("", "/demands", "/offers", "/visits", "/visits?when=past", "/calendar", "/reports"):
        assert browser.open(f"/en/learning{path}").status == 200, path
    for path in ("/programme", "/rounds"):
        assert browser.open(f"/en/learning{path}").status == (200 if coordinator else 404), path
    if coordinator:
        for table, where in ((Visit, "visits"), (Proposal, "proposals"), (Round, "rounds"), (Coaching, "coaching")):
            for one in every(session, table):
                assert browser.open(f"/en/learning/{where}/{one.code}").status == 200, (where, one.code)
