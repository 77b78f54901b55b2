"""Drafts of a round: asked for by coordinators, worked out by a job, checked by independent code before they show."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from app import matching
from app.content.text import N_, one_line
from app.domain.errors import Conflict, Forbidden, NotFound
from app.domain.jobs import enqueue
from app.domain.viewer import Viewer
from app.domain.visits.plain_values import read_inputs, read_result
from app.domain.visits.plan_inputs import WhatIf, check_what_if, inputs_for
from app.domain.visits.rounds import require_open
from app.domain.visits.workflow import note
from app.models.platform import Job, JobState
from app.models.rounds import Plan, PlanState, Round
from app.models.types import now

METHOD = "visits-1"
MOST_AT_ONCE = 3
UNDER_WAY = (PlanState.WAITING, PlanState.RUNNING)
ENDED_EARLY = N_("The work on this draft was ended before it was done. Please make a new one.")
TOO_LONG = N_("No plan was found in the time there is. Give it more time, or fewer wishes and offers.")
WRONG_INPUT = N_("Something in the wishes, offers or proposals does not go together, so that no plan can be made.")
BROKEN_RULES = N_(
    "The independent check found a broken rule in this plan, so it is not shown. Please tell an administrator."
)


def ask_for_plan(session: Session, *, round_: Round, by: Viewer, asked: WhatIf | None = None, label: str = "") -> Plan:
    """A draft from everything as it is now, in the background. Raises Forbidden, Conflict, or Invalid."""
    if not by.is_coordinator:
        raise Forbidden
    asked = asked or WhatIf()
    check_what_if(asked)
    session.refresh(round_, with_for_update=True)
    require_open(round_)
    query = select(Plan.state, func.count()).where(Plan.round_id == round_.id).group_by(col(Plan.state))
    under_way = sum(count for state, count in session.exec(query).all() if state in UNDER_WAY)
    if under_way >= MOST_AT_ONCE:
        raise Conflict(N_("Other drafts of this round are being made. Please wait until one of them is done."))
    last = session.exec(select(func.max(Plan.number)).where(Plan.round_id == round_.id)).one()
    plan = Plan(
        round_id=round_.id or 0,
        number=(last or 0) + 1,
        label=one_line(label)[:120],
        method=METHOD,
        changes=asked.stored(),
        inputs={**inputs_for(session, round_=round_, changes=asked.stored()), "time_limit": round_.time_limit},
        by_id=by.id,
    )
    session.add(plan)
    session.flush()
    enqueue(session, "visit_plan", key=key_of(plan.id or 0), plan_id=plan.id)
    note(session, thing=round_, verb="plan", by=by, number=plan.number, changes=plan.changes)
    return plan


def key_of(plan_id: int) -> str:
    return f"visit_plan:{plan_id}"


def plans_of(session: Session, *, round_: Round) -> list[Plan]:
    """The latest first."""
    query = select(Plan).where(Plan.round_id == round_.id)
    return list(session.exec(query.order_by(col(Plan.number).desc())).all())


def plan_of(session: Session, *, round_: Round, number: int) -> Plan:
    found = session.exec(select(Plan).where(Plan.round_id == round_.id, Plan.number == number)).first()
    if found is None:
        raise NotFound
    return found


def begin(session: Session, *, plan_id: int) -> dict[str, Any] | None:
    """What to work on; None for a draft that is done already. A draft begun by a worker that died begins again."""
    plan = session.get_one(Plan, plan_id, with_for_update=True)
    if plan.state not in UNDER_WAY:
        return None
    plan.state, plan.progress = PlanState.RUNNING, {}
    session.add(plan)
    return plan.inputs


def keep_progress(session: Session, *, plan_id: int, progress: Mapping[str, Any]) -> None:
    plan = session.get_one(Plan, plan_id, with_for_update=True)
    if plan.state is PlanState.RUNNING:
        plan.progress = dict(progress)
        session.add(plan)


def keep_result(session: Session, *, plan_id: int, result: Mapping[str, Any], inputs: Mapping[str, Any]) -> None:
    """Ready, if the independent check finds nothing wrong but what was so before: in fixed proposals."""
    broken = broken_rules(inputs, result)
    plan = session.get_one(Plan, plan_id, with_for_update=True)
    if plan.state not in UNDER_WAY:
        return
    if any(not each.fixed for each in broken):
        _failed(plan, BROKEN_RULES)
        plan.progress = {"broken": sorted({each.code for each in broken if not each.fixed})}
    else:
        plan.state, plan.ready_at, plan.progress = PlanState.READY, now(), {}
        plan.result = {**result, "fixed_problems": sorted({each.code for each in broken})}
        plan.inputs_hash, plan.plan_hash = str(result["inputs_hash"]), str(result["plan_hash"])
    session.add(plan)


def broken_rules(inputs: Mapping[str, Any], result: Mapping[str, Any]) -> list[matching.Violation]:
    """By code that shares nothing with the planner."""
    round_, demands, offers, settings = read_inputs(inputs)
    plan = read_result(result)
    found = matching.violations(plan, round_, demands, offers, settings)
    fixed = sum(visit.cost for visit in plan.visits if visit.fixed)
    if plan.cost == fixed > round_.budget:
        # What was agreed costs more than there is; new visits may still be had for nothing.
        return [replace(each, fixed=True) if each.code == "budget" else each for each in found]
    return found


def fail(session: Session, *, plan_id: int, problem: str) -> None:
    plan = session.get_one(Plan, plan_id, with_for_update=True)
    if plan.state in UNDER_WAY:
        _failed(plan, problem)
        session.add(plan)


def _failed(plan: Plan, problem: str) -> None:
    plan.state, plan.problem, plan.ready_at = PlanState.FAILED, problem, now()


def fail_abandoned(session: Session) -> int:
    """Drafts whose job was given up, because its workers were ended again and again. Returns how many."""
    query = select(Plan).where(col(Plan.state).in_(UNDER_WAY)).with_for_update()
    plans = session.exec(query).all()
    keys = [key_of(plan.id or 0) for plan in plans]
    alive = select(Job.key).where(col(Job.key).in_(keys), col(Job.state).in_((JobState.WAITING, JobState.RUNNING)))
    living = set(session.exec(alive).all())
    abandoned = [plan for plan in plans if key_of(plan.id or 0) not in living]
    for plan in abandoned:
        _failed(plan, ENDED_EARLY)
        session.add(plan)
    return len(abandoned)


def changed_parts(session: Session, *, round_: Round, plan: Plan) -> list[str]:
    """What the same question would be answered from otherwise now, the day of today aside; empty for a draft of today.

    Some of "fixed" (proposals that are out or agreed), "round", "demands", "offers", "settings", "left_out".
    """
    fresh = inputs_for(session, round_=round_, changes=plan.changes, today=day_of(plan))
    kept = plan.inputs
    changed = [name for name in fresh if fresh[name] != kept.get(name)]
    fixed = fresh["round"]["fixed"] != kept["round"]["fixed"]
    return ["fixed", *changed] if fixed else changed


def day_of(plan: Plan) -> date:
    """The day on which the draft was asked for."""
    return date.fromisoformat(plan.inputs["round"]["today"])
