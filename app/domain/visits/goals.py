"""What a visiting organisation wants to have learned; both sides sign it, and again after every change."""

from sqlmodel import Session, col, select

from app.content.text import N_, one_line, tidy
from app.domain.errors import Forbidden, Invalid, NotFound, Stale
from app.domain.viewer import Viewer
from app.domain.visits import confirming
from app.domain.visits.access import VisitPart, guests_acted_for, guests_of
from app.domain.visits.workflow import note
from app.domain.visits.working import work_on
from app.models.rounds import Side
from app.models.types import now
from app.models.visits import Goal, Visit, VisitState

MOST_GOALS = 10
BEFORE = (VisitState.PLANNED, VisitState.CONFIRMED)


def goals_of(session: Session, *, visit: Visit) -> list[Goal]:
    return list(session.exec(select(Goal).where(Goal.visit_id == visit.id).order_by(col(Goal.id))).all())


def set_goal(
    session: Session,
    *,
    visit: Visit,
    goal_id: int | None,
    organisation_id: int,
    text: str,
    indicator: str = "",
    seen: int = 0,
    by: Viewer,
) -> Goal:
    """Write a goal (a new one without `goal_id`). Changed, it is signed by nobody.

    Raises Forbidden, Conflict once the visit has begun, Stale, or Invalid naming the field.
    """
    parts = work_on(session, visit=visit, by=by, states=BEFORE)
    goal = goal_of(session, visit=visit, goal_id=goal_id) if goal_id else _new(visit, organisation_id)
    if VisitPart.COORDINATOR not in parts and not acts_for(session, visit, goal.organisation_id, by):
        raise Forbidden
    if goal.organisation_id not in {guest.organisation_id for guest in guests_of(session, visit=visit)}:
        raise NotFound
    if goal_id and goal.row_version != seen:
        raise Stale(goal, goal.row_version)
    text, indicator = tidy(text), one_line(indicator)
    _check(text, indicator)
    if goal_id is None and _count(session, visit, organisation_id) >= MOST_GOALS:
        raise Invalid(N_("At most %(most)s goals: choose what matters most."), "text", most=MOST_GOALS)
    if (text, indicator) == (goal.text, goal.indicator):
        return goal
    goal.text, goal.indicator = text, indicator
    goal.visitor_signed_at = goal.visitor_signed_by_id = goal.host_signed_at = goal.host_signed_by_id = None
    goal.row_version += 1 if goal_id else 0
    session.add(goal)
    session.flush()
    note(session, thing=visit, verb="goal", by=by, goal=goal.id)
    confirming.recheck(session, visit=visit, by=by)
    return goal


def _new(visit: Visit, organisation_id: int) -> Goal:
    return Goal(visit_id=visit.id or 0, organisation_id=organisation_id, text="")


def _check(text: str, indicator: str) -> None:
    if not text:
        raise Invalid(N_("Please fill this in."), "text")
    for name, value, most in (("text", text, 500), ("indicator", indicator, 300)):
        if len(value) > most:
            raise Invalid(N_("Too long: at most %(max_length)s characters."), name, max_length=most)


def _count(session: Session, visit: Visit, organisation_id: int) -> int:
    return sum(goal.organisation_id == organisation_id for goal in goals_of(session, visit=visit))


def goal_of(session: Session, *, visit: Visit, goal_id: int) -> Goal:
    goal = session.get(Goal, goal_id)
    if goal is None or goal.visit_id != visit.id:
        raise NotFound
    session.refresh(goal)
    return goal


def acts_for(session: Session, visit: Visit, organisation_id: int, by: Viewer) -> bool:
    return organisation_id in {one.organisation_id for one in guests_acted_for(session, visit=visit, viewer=by)}


def sides_to_sign(session: Session, *, visit: Visit, goal: Goal, by: Viewer, parts: frozenset[VisitPart]) -> list[Side]:
    """The sides for which this person may still sign. Coordinators sign for nobody, and nobody for both."""
    if by.id in (goal.visitor_signed_by_id, goal.host_signed_by_id):
        return []
    sides = []
    if goal.visitor_signed_at is None and acts_for(session, visit, goal.organisation_id, by):
        sides.append(Side.VISITOR)
    if goal.host_signed_at is None and VisitPart.HOST in parts:
        sides.append(Side.HOST)
    return sides


def sign(session: Session, *, visit: Visit, goal_id: int, side: Side, seen: int, by: Viewer) -> None:
    """Sign the words that this person has seen. Signed twice it stays as it is. Raises Forbidden, Conflict, Stale."""
    parts = work_on(session, visit=visit, by=by, states=BEFORE)
    goal = goal_of(session, visit=visit, goal_id=goal_id)
    signs = acts_for(session, visit, goal.organisation_id, by) if side is Side.VISITOR else VisitPart.HOST in parts
    other = goal.host_signed_by_id if side is Side.VISITOR else goal.visitor_signed_by_id
    if not signs or other == by.id:
        raise Forbidden
    if goal.row_version != seen:
        raise Stale(goal, goal.row_version)
    if side is Side.VISITOR and goal.visitor_signed_at is None:
        goal.visitor_signed_at, goal.visitor_signed_by_id = now(), by.id
    elif side is Side.HOST and goal.host_signed_at is None:
        goal.host_signed_at, goal.host_signed_by_id = now(), by.id
    else:
        return
    session.add(goal)
    note(session, thing=visit, verb="sign", by=by, goal=goal.id, side=str(side))


def remove_goal(session: Session, *, visit: Visit, goal_id: int, by: Viewer) -> None:
    parts = work_on(session, visit=visit, by=by, states=BEFORE)
    goal = goal_of(session, visit=visit, goal_id=goal_id)
    if VisitPart.COORDINATOR not in parts and not acts_for(session, visit, goal.organisation_id, by):
        raise Forbidden
    session.delete(goal)
    note(session, thing=visit, verb="goal", by=by, removed=goal_id)
    session.flush()
    confirming.recheck(session, visit=visit, by=by)
