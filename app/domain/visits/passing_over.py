"""Who has no visit in a published plan: told why and what would help, and moved up, once in every round."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app import matching
from app.domain.viewer import Viewer
from app.domain.visits.plain_values import read_result
from app.domain.visits.telling import acting_for_demand, tell
from app.domain.visits.unserved_words import HELP, NOBODY, WHY
from app.domain.visits.workflow import note
from app.matching.planning.problem import waiting_group
from app.models.demands import Demand, DemandState
from app.models.rounds import Plan, Round
from app.models.types import now
from app.models.visits import VisitEvent

MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Passed:
    """A demand without a visit. `moves_up`: it could have had one, so that it counts as having waited."""

    demand: Demand
    told: matching.Unserved
    moves_up: bool


def passed_over(session: Session, *, plan: Plan) -> list[Passed]:
    """In the order of their codes. An organisation that has a visit for another wish has not waited."""
    result = read_result(plan.result)
    codes = [each.demand for each in result.unserved]
    rows = session.exec(select(Demand).where(col(Demand.code).in_(codes))).all()
    demands = {row.code: row for row in rows}
    organisation = {each["id"]: each["organisation"] for each in plan.inputs["demands"]}
    served = {organisation[code] for code in result.served}
    return [
        Passed(demands[each.demand], each, bool(each.hosts) and organisation[each.demand] not in served)
        for each in result.unserved
        if each.demand in demands
    ]


def pass_over(session: Session, *, round_: Round, plan: Plan, by: Viewer) -> int:
    """Tell each once in a round, and let it move up once. Returns how many were told."""
    passed = [each for each in passed_over(session, plan=plan) if each.demand.state is DemandState.OPEN]
    told, moved = _before(session, round_, passed)
    count = 0
    for each in passed:
        number = each.demand.id or 0
        moves = each.moves_up and number not in moved
        if number in told and not moves:
            continue
        if moves:
            each.demand.waited += 1
            each.demand.updated_at = now()
            session.add(each.demand)
        note(session, thing=each.demand, verb="pass_over", by=by, round=round_.code, moved_up=moves)
        if number not in told:
            _tell(session, round_, each, by)
            count += 1
    return count


def _before(session: Session, round_: Round, passed: Sequence[Passed]) -> tuple[set[int], set[int]]:
    """Who was told in this round before, and who has moved up in it."""
    ids = [each.demand.id for each in passed]
    query = select(VisitEvent).where(
        VisitEvent.about == "demand", VisitEvent.verb == "pass_over", col(VisitEvent.about_id).in_(ids)
    )
    events = [event for event in session.exec(query).all() if event.facts.get("round") == round_.code]
    return {event.about_id for event in events}, {event.about_id for event in events if event.facts.get("moved_up")}


def _tell(session: Session, round_: Round, passed: Passed, by: Viewer) -> None:
    codes = list(dict.fromkeys(block.code for block in passed.told.reasons if block.code in WHY))[:MOST_REASONS]
    short = "budget" in codes and passed.told.needs is not None
    tell(
        session,
        kind="not_this_time",
        people=acting_for_demand(session, passed.demand),
        path=f"/learning/demands/{passed.demand.code}",
        by=by,
        title=passed.demand.title,
        round=round_.title,
        count=len(passed.told.hosts),
        why=[WHY[code] for code in codes] or [NOBODY],
        help=list(dict.fromkeys(HELP[code] for code in codes if code in HELP)),
        needs=amount(passed.told.needs or 0, round_.currency) if short else "",
        left=amount(passed.told.left, round_.currency) if short else "",
        group=waiting_group(passed.demand.waited) if passed.moves_up else 0,
    )


def amount(hundredths: int, currency: str) -> str:
    """As mails write it in every language: "1900.00 EUR"."""
    return f"{hundredths / 100:.2f} {currency}"
