"""What a what-if asked becomes the round's own with one button, and its result a draft."""

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from app.domain.errors import Conflict, Forbidden, Stale
from app.domain.terms import TermBook, read_book
from app.domain.viewer import Viewer
from app.domain.visits import pairs, rounds, taking_over
from app.domain.visits.plan_inputs import WhatIf
from app.domain.visits.planning import changed_parts, plans_of
from app.jobs.worker import Worker
from app.models.platform import AuditEvent
from app.models.rounds import PairKind, Plan, PlanState, Round, RoundPair
from app.services import Services
from tests.factories import Make
from tests.pages import Browser
from tests.visits.making import MakeVisit
from tests.visits.planned import coordinator, draft

Visit = Callable[..., Browser]


@pytest.fixture
def terms(services: Services) -> TermBook:
    with services.database.reading() as session:
        return read_book(session)


def take_over(services: Services, terms: TermBook, plan: Plan, by: Viewer, seen: int = 1) -> Plan:
    with services.database.writing() as session:
        return taking_over.take_over(
            session,
            round_=session.get_one(Round, plan.round_id),
            plan=session.get_one(Plan, plan.id),
            seen=seen,
            reason="Taken over from draft 1.",
            terms=terms,
            by=by,
        )


def round_now(services: Services) -> Round:
    with services.database.reading() as session:
        return session.exec(select(Round)).one()


def test_all_that_was_asked_is_taken_over_and_its_plan_is_a_draft(
    services: Services, make: Make, visits: MakeVisit, terms: TermBook
) -> None:
    round_, by = visits.round(), coordinator(make)
    demand, other = visits.demand(), visits.demand()
    shown, without = visits.offer(), visits.offer()
    decided = (demand.code, shown.code, "added"), (other.code, shown.code, "forbidden")
    asked = WhatIf(budget=50_000, min_visits=1, week_capacity=3, without=(without.code,), pairs=decided)
    plan = draft(services, round_, by, asked)

    made = take_over(services, terms, plan, by)

    kept = round_now(services)
    assert (kept.budget, kept.min_visits, kept.week_capacity, kept.row_version) == (50_000, 1, 3, 2)
    assert kept.settings["without"] == [without.code]
    assert (made.number, made.state, made.changes) == (2, PlanState.READY, {})
    assert (made.result, made.inputs_hash, made.plan_hash) == (plan.result, plan.inputs_hash, plan.plan_hash)
    with services.database.reading() as session:
        assert changed_parts(session, round_=kept, plan=made) == []
        rows = session.exec(select(RoundPair).order_by(col(RoundPair.id))).all()
        verbs = session.exec(select(AuditEvent.verb).order_by(col(AuditEvent.id))).all()
    assert [(each.kind, each.reason) for each in rows] == [
        (PairKind.ADDED, "Taken over from draft 1."),
        (PairKind.FORBIDDEN, "Taken over from draft 1."),
    ]
    assert verbs[-4:] == ["round.change", "round.pair", "round.pair", "round.take_over"]


def test_a_plan_that_does_not_hold_any_more_is_worked_out_anew(
    services: Services, make: Make, visits: MakeVisit, terms: TermBook
) -> None:
    round_, by = visits.round(), coordinator(make)
    visits.demand(), visits.offer()
    plan = draft(services, round_, by, WhatIf(budget=50_000))
    visits.demand()

    made = take_over(services, terms, plan, by)
    Worker(services).run_once()

    with services.database.reading() as session:
        states = [(each.number, each.state, each.changes) for each in plans_of(session, round_=round_)]
    assert made.state is PlanState.WAITING
    assert states == [(2, PlanState.READY, {}), (1, PlanState.READY, {"budget": 50_000})]
    assert round_now(services).budget == 50_000


def test_nothing_decided_about_a_pair_is_taken_over_too(
    services: Services, make: Make, visits: MakeVisit, terms: TermBook
) -> None:
    round_, by = visits.round(), coordinator(make)
    demand, offer = visits.demand(), visits.offer()
    with services.database.writing() as session:
        pairs.decide(
            session,
            round_=session.get_one(Round, round_.id),
            demand_code=demand.code,
            offer_code=offer.code,
            kind=PairKind.FORBIDDEN,
            reason="They quarrelled",
            by=by,
        )
    plan = draft(services, round_, by, WhatIf(pairs=((demand.code, offer.code, ""),)))

    made = take_over(services, terms, plan, by)

    assert [each["demands"] for each in made.result["visits"]] == [[demand.code]]
    with services.database.reading() as session:
        assert session.exec(select(RoundPair)).all() == []


def test_taking_over_is_for_neutral_coordinators(
    services: Services, make: Make, visits: MakeVisit, terms: TermBook
) -> None:
    round_, ours = visits.round(), make.organisation()
    demand, offer = visits.demand(ours), visits.offer(ours)
    one, by = coordinator(make, ours), coordinator(make)
    fixed = draft(services, round_, by, WhatIf(pairs=((demand.code, visits.offer().code, "added"),)))
    without = draft(services, round_, by, WhatIf(without=(offer.code,)))

    for plan, who in ((fixed, one), (without, one), (without, make.viewer(make.owner(ours)))):
        with pytest.raises(Forbidden):
            take_over(services, terms, plan, who)

    assert (round_now(services).row_version, round_now(services).settings) == (1, {})


def test_a_round_that_somebody_changed_meanwhile_stays(
    services: Services, make: Make, visits: MakeVisit, terms: TermBook
) -> None:
    round_, by = visits.round(), coordinator(make)
    plan = draft(services, round_, by, WhatIf(budget=50_000))
    take_over(services, terms, plan, by)

    with pytest.raises(Stale):
        take_over(services, terms, plan, by, seen=1)

    with services.database.reading() as session:
        assert [each.number for each in plans_of(session, round_=round_)] == [2, 1]


@pytest.mark.parametrize("state", ["plain", "waiting", "closed"])
def test_what_is_no_ready_what_if_is_refused(
    services: Services, make: Make, visits: MakeVisit, terms: TermBook, state: str
) -> None:
    round_, by = visits.round(), coordinator(make)
    plan = draft(services, round_, by, None if state == "plain" else WhatIf(budget=50_000))
    with services.database.writing() as session:
        if state == "waiting":
            session.get_one(Plan, plan.id).state = PlanState.WAITING
        if state == "closed":
            rounds.close(session, round_=session.get_one(Round, round_.id), message="", by=by)
    seen = round_now(services).row_version

    with pytest.raises(Conflict) as refused:
        take_over(services, terms, plan, by, seen=seen)

    why = {"plain": taking_over.NO_WHAT_IF, "waiting": taking_over.NOT_READY, "closed": rounds.CLOSED}
    assert refused.value.message == why[state]
    assert round_now(services).budget == round_.budget


def test_one_button_takes_over_and_leads_to_the_draft(
    services: Services, make: Make, visits: MakeVisit, visit: Visit
) -> None:
    round_, host = visits.round(), make.organisation("Tierra Nueva")
    without = visits.offer(host)
    visits.demand(), visits.offer()
    draft(services, round_, coordinator(make), WhatIf(budget=123_400, without=(without.code,)))
    browser = visit(make.coordinator())
    page = browser.open(f"/en/learning/rounds/{round_.code}/plans/1")
    form = page.form("/take-over")

    taken = page.send(form)
    late = page.send(form)
    edit = browser.open(f"/en/learning/rounds/{round_.code}/edit")
    back = edit.form(having="title")
    back.values["without"] = []
    again = edit.send(back)

    assert "the round is changed so: with €1,234.00, without Tierra Nueva" in page.text
    assert "The round is changed. This is its draft now" in taken.text
    assert taken.form("/publish")
    assert "Somebody else changed this round in the meantime." in late.text
    assert "Tierra Nueva" in edit.text
    assert "left out of this round" not in again.text
    assert round_now(services).settings["without"] == []


def test_hosts_left_out_are_marked_and_not_planned(
    services: Services, make: Make, visits: MakeVisit, visit: Visit
) -> None:
    offer = visits.offer()
    visits.demand()
    round_ = visits.round(settings={"without": [offer.code]})

    plan = draft(services, round_, coordinator(make))
    page = visit(make.coordinator()).open(f"/en/learning/rounds/{round_.code}")

    assert (plan.inputs["offers"], plan.result["visits"]) == ([], [])
    assert "left out of this round" in page.text
