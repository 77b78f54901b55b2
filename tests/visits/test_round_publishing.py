"""A draft becomes proposals once; who has no visit is told why and moves up once in a round."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from sqlmodel import col, select

from app.domain.errors import Conflict, Forbidden
from app.domain.viewer import Viewer
from app.domain.visits import publishing
from app.domain.visits.plan_inputs import WhatIf
from app.domain.visits.publishing import Published
from app.models.demands import Demand, DemandState, Offer, OfferState
from app.models.platform import Notification
from app.models.rounds import Plan, PlanState, Proposal, ProposalState, Round, RoundState
from app.models.types import now
from app.models.visits import VisitEvent
from app.services import Services
from tests.factories import Make
from tests.visits.making import MakeVisit, day
from tests.visits.planned import coordinator, draft, the_plan


def publish(services: Services, plan: Plan, by: Viewer, **asked: bool) -> Published:
    with services.database.writing() as session:
        return publishing.publish(
            session,
            round_=session.get_one(Round, plan.round_id),
            plan=session.get_one(Plan, plan.id),
            by=by,
            **asked,
        )


def proposals(services: Services) -> list[Proposal]:
    with services.database.reading() as session:
        return list(session.exec(select(Proposal).order_by(col(Proposal.id))).all())


def answered_for(make: Make, visits: MakeVisit, **changes: object) -> Demand:
    """A demand of an organisation with somebody who can answer."""
    organisation = make.organisation()
    make.owner(organisation)
    return visits.demand(organisation, **changes)


def shown_by(make: Make, visits: MakeVisit, **changes: object) -> Offer:
    organisation = make.organisation()
    make.owner(organisation)
    return visits.offer(organisation, **changes)


def demand_now(services: Services, demand: Demand) -> Demand:
    with services.database.reading() as session:
        return session.get_one(Demand, demand.id)


def test_publishing_sends_every_new_visit_and_tells_the_others(
    services: Services, make: Make, visits: MakeVisit
) -> None:
    round_, by = visits.round(budget=45_000), coordinator(make)
    first = answered_for(make, visits, waited=4)
    second = answered_for(make, visits, party=2, women=0, roles={}, languages={"es": 2})
    offer = shown_by(make, visits, visits_per_year=9)
    plan = draft(services, round_, by)

    done = publish(services, plan, by)

    sent = proposals(services)
    assert [(each.state, each.demand_id, each.offer_id, each.cost, each.days) for each in sent] == [
        (ProposalState.SENT, first.id, offer.id, 40_000, 3)
    ]
    assert (sent[0].round_id, sent[0].plan_id) == (round_.id, plan.id)
    assert [sent[0].score] == plan.result["visits"][0]["scores"]
    assert [each["code"] for each in sent[0].components][:2] == ["topic", "language"]
    assert (len(done.sent), done.refused, done.told) == (1, [], 1)
    served, passed = demand_now(services, first), demand_now(services, second)
    assert (served.state, served.waited) == (DemandState.PROPOSED, 4)
    assert (passed.state, passed.waited) == (DemandState.OPEN, 2)
    with services.database.reading() as session:
        told = session.exec(select(Notification).where(Notification.kind == "visit_not_this_time")).one()
        kept = session.get_one(Round, round_.id)
    assert told.params["why"][0] == "The money of the round was not enough for one more visit."
    assert (told.params["left"], told.params["needs"], told.params["group"]) == ("50.00 EUR", "300.00 EUR", 1)
    assert (kept.state, the_plan(services, plan).state) == (RoundState.PUBLISHED, PlanState.PUBLISHED)


def test_publishing_twice_is_refused_and_changes_nothing(services: Services, make: Make, visits: MakeVisit) -> None:
    round_, by, other = visits.round(), coordinator(make), coordinator(make)
    answered_for(make, visits)
    shown_by(make, visits)
    plan, rival = draft(services, round_, by), draft(services, round_, other)
    publish(services, plan, by)

    with pytest.raises(Conflict) as again:
        publish(services, plan, by)
    with pytest.raises(Conflict) as late:
        publish(services, rival, other, although_changed=True)

    assert again.value.message == publishing.ALREADY
    assert late.value.message == publishing.MOVED_ON
    assert len(proposals(services)) == 1


def test_nobody_publishes_a_visit_of_their_own_organisation(services: Services, make: Make, visits: MakeVisit) -> None:
    round_, ours = visits.round(), make.organisation()
    visits.demand(ours)
    shown_by(make, visits)
    by = coordinator(make, ours)
    plan = draft(services, round_, by)

    with pytest.raises(Forbidden) as refused:
        publish(services, plan, by)

    assert (refused.value.message, refused.value.params) == (publishing.OWN, {"name": ours.name})
    assert proposals(services) == []


def test_nobody_publishes_a_visit_that_they_entered(services: Services, make: Make, visits: MakeVisit) -> None:
    round_, by = visits.round(), coordinator(make)
    theirs = make.organisation()
    visits.demand(theirs, on_behalf_by_id=by.id)
    shown_by(make, visits)
    plan = draft(services, round_, by)

    with pytest.raises(Forbidden) as refused:
        publish(services, plan, by)

    assert (refused.value.message, refused.value.params) == (publishing.ENTERED, {"name": theirs.name})
    assert proposals(services) == []


def test_a_what_if_cannot_be_published(services: Services, make: Make, visits: MakeVisit) -> None:
    round_, by = visits.round(), coordinator(make)
    plan = draft(services, round_, by, WhatIf(budget=1))

    with pytest.raises(Conflict) as refused:
        publish(services, plan, by)

    assert refused.value.message == publishing.WHAT_IF


def test_a_changed_draft_needs_a_tick_and_a_closed_wish_a_new_draft(
    services: Services, make: Make, visits: MakeVisit
) -> None:
    round_, by = visits.round(), coordinator(make)
    answered_for(make, visits)
    offer = shown_by(make, visits)
    plan = draft(services, round_, by)
    visits.demand()
    with pytest.raises(Conflict) as changed:
        publish(services, plan, by)
    with services.database.writing() as session:
        session.get_one(Offer, offer.id).state = OfferState.PAUSED

    with pytest.raises(Conflict) as closed:
        publish(services, plan, by, although_changed=True)

    assert (changed.value.message, closed.value.message) == (publishing.CHANGED, publishing.MOVED_ON)
    assert proposals(services) == []


def test_planned_again_sent_proposals_stay_and_nobody_moves_up_twice(
    services: Services, make: Make, visits: MakeVisit
) -> None:
    round_, by = visits.round(budget=45_000), coordinator(make)
    first, second = answered_for(make, visits, waited=4), answered_for(make, visits)
    shown_by(make, visits, visits_per_year=9)
    publish(services, draft(services, round_, by), by)

    again = publish(services, draft(services, round_, by), by)

    assert (len(again.sent), again.told) == (0, 0)
    assert [(each.demand_id, each.starts_on) for each in proposals(services)] == [
        (first.id, proposals(services)[0].starts_on)
    ]
    assert demand_now(services, second).waited == 2
    with services.database.reading() as session:
        events = session.exec(select(VisitEvent).where(VisitEvent.verb == "pass_over")).all()
    assert [event.facts["moved_up"] for event in events] == [True]


def test_who_could_not_have_been_received_keeps_their_place(services: Services, make: Make, visits: MakeVisit) -> None:
    round_, by = visits.round(), coordinator(make)
    demand = answered_for(make, visits, languages={"qu": 4})
    shown_by(make, visits)

    done = publish(services, draft(services, round_, by), by)

    assert (done.told, demand_now(services, demand).waited) == (1, 1)


def test_an_empty_draft_can_be_published(services: Services, make: Make, visits: MakeVisit) -> None:
    round_, by = visits.round(), coordinator(make)

    assert publish(services, draft(services, round_, by), by) == Published([], [], 0)


def test_what_cannot_be_sent_waits_and_the_rest_goes_out(services: Services, make: Make, visits: MakeVisit) -> None:
    round_, by = visits.round(), coordinator(make)
    answered_for(make, visits, windows=[[day(60).isoformat(), day(70).isoformat()]])
    visits.demand(windows=[[day(90).isoformat(), day(100).isoformat()]])
    shown_by(make, visits, visits_per_year=9)

    done = publish(services, draft(services, round_, by), by)

    assert [each.state for each in proposals(services)] == [ProposalState.SENT, ProposalState.SUGGESTED]
    assert (len(done.sent), len(done.refused)) == (1, 1)


def test_a_draft_that_lay_too_long_is_made_anew(services: Services, make: Make, visits: MakeVisit) -> None:
    round_, by = visits.round(), coordinator(make)
    answered_for(make, visits)
    shown_by(make, visits)
    plan = draft(services, round_, by)

    with time_machine.travel(now() + timedelta(days=205)), pytest.raises(Conflict) as refused:
        publish(services, plan, by, although_changed=True)

    assert refused.value.message == publishing.MOVED_ON


def test_of_two_who_publish_at_once_one_gets_a_clear_refusal(services: Services, make: Make, visits: MakeVisit) -> None:
    round_, by, other = visits.round(), coordinator(make), coordinator(make)
    answered_for(make, visits)
    shown_by(make, visits)
    drafts = [(draft(services, round_, one), one) for one in (by, other)]
    begin = Barrier(2)

    def try_it(each: tuple[Plan, Viewer]) -> str:
        begin.wait()
        try:
            publish(services, *each)
        except Conflict as refused:
            return refused.message
        return "sent"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(try_it, drafts))

    assert answers == sorted([publishing.MOVED_ON, "sent"])
    assert [each.state for each in proposals(services)] == [ProposalState.SENT]
