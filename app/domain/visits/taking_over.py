"""What a what-if asked becomes the round's own, and its result a draft that can be published."""

from dataclasses import replace
from typing import Any

from sqlmodel import Session, col, func, select

from app.content.text import N_
from app.domain.errors import Conflict, Forbidden
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.domain.visits import pairs, rounds
from app.domain.visits.plan_inputs import WhatIf
from app.domain.visits.planning import ask_for_plan, changed_parts
from app.domain.visits.rounds import RoundSaid
from app.domain.visits.workflow import note
from app.models.demands import Demand, Offer
from app.models.rounds import PairKind, Plan, PlanState, Round, RoundPair
from app.models.types import now

NO_WHAT_IF = N_("This draft is of the round as it stood: there is nothing to take over.")
NOT_READY = N_("This draft is not ready.")


def take_over(
    session: Session, *, round_: Round, plan: Plan, seen: int, reason: str, terms: TermBook, by: Viewer
) -> Plan:
    """Change the round to what the draft asked. Its result is a draft of the round, or a new one is worked out if it
    does not hold any more. `reason` is kept with decisions about pairs.

    Raises Forbidden where a pair or a host is of one's own, Conflict, Stale, or Invalid.
    """
    if not by.is_coordinator:
        raise Forbidden
    if plan.state is not PlanState.READY:
        raise Conflict(NOT_READY)
    if not plan.changes:
        raise Conflict(NO_WHAT_IF)
    asked = WhatIf.of(plan.changes)
    rounds.change(session, round_=round_, said=_said(round_, asked), seen=seen, terms=terms, by=by)
    session.flush()
    for demand, offer, kind in asked.pairs:
        _decide(session, round_, demand, offer, kind, reason, by)
    note(session, thing=round_, verb="take_over", by=by, number=plan.number, changes=plan.changes)
    session.flush()
    return _adopted(session, round_, plan, by) or ask_for_plan(session, round_=round_, by=by)


def _said(round_: Round, asked: WhatIf) -> RoundSaid:
    before = RoundSaid.of(round_)
    numbers = {name: getattr(asked, name) for name in ("budget", "min_visits", "week_capacity")}
    changed: dict[str, Any] = {name: value for name, value in numbers.items() if value is not None}
    return replace(before, **changed, without=tuple(sorted({*before.without, *asked.without})))


def _decide(session: Session, round_: Round, demand: str, offer: str, kind: str, reason: str, by: Viewer) -> None:
    if kind:
        pairs.decide(
            session, round_=round_, demand_code=demand, offer_code=offer, kind=PairKind(kind), reason=reason, by=by
        )
        return
    query = (
        select(RoundPair.id)
        .join(Demand, col(Demand.id) == RoundPair.demand_id)
        .join(Offer, col(Offer.id) == RoundPair.offer_id)
        .where(RoundPair.round_id == round_.id, Demand.code == demand, Offer.code == offer)
    )
    if (decided := session.exec(query).first()) is not None:
        pairs.undo(session, round_=round_, pair_id=decided, by=by)


def _adopted(session: Session, round_: Round, plan: Plan, by: Viewer) -> Plan | None:
    """The same inputs give the same plan: nothing has to be worked out again. None if they are others now."""
    last = session.exec(select(func.max(Plan.number)).where(Plan.round_id == round_.id)).one()
    same = ("round_id", "label", "method", "inputs", "result", "inputs_hash", "plan_hash")
    draft = Plan(
        **{name: getattr(plan, name) for name in same},
        number=(last or 0) + 1,
        state=PlanState.READY,
        at=plan.at,
        ready_at=now(),
        by_id=by.id,
    )
    if changed_parts(session, round_=round_, plan=draft):
        return None
    session.add(draft)
    session.flush()
    return draft
