"""What a date does to visits, in the time of their place: they begin, end, and are announced a week ahead."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.domain.errors import Conflict
from app.domain.visits.ending import complete
from app.domain.visits.telling import concerned_by, tell
from app.domain.visits.workflow import note, take_step
from app.domain.visits.working import show_anew, today_at
from app.models.types import now
from app.models.visits import Participant, Visit, VisitEvent, VisitState

ANNOUNCED_DAYS_BEFORE = 7
# No place is further from UTC than a day.
_A_DAY = timedelta(days=1)
ANNOUNCE = "announce"


def move_due(session: Session, *, at: datetime | None = None) -> int:
    """Begin and complete the confirmed visits whose day has come there. Returns how many."""
    at = at or now()
    states = (VisitState.CONFIRMED, VisitState.UNDER_WAY)
    query = select(Visit).where(col(Visit.state).in_(states), col(Visit.starts_on) <= (at + _A_DAY).date())
    return sum(_move(session, visit, at) for visit in session.exec(query.order_by(col(Visit.id))).all())


def _move(session: Session, visit: Visit, at: datetime) -> bool:
    today, before = today_at(visit, at), visit.state
    try:
        if visit.state is VisitState.CONFIRMED and today >= visit.starts_on:
            take_step(session, thing=visit, verb="begin", parts=(), by=None)
            show_anew(session, visit=visit)
        if visit.state is VisitState.UNDER_WAY and today > visit.ends_on:
            complete(session, visit=visit, by=None, at=at)
    except Conflict:
        # Somebody else has just done it.
        return False
    return visit.state is not before


def announce_due(session: Session, *, at: datetime | None = None) -> int:
    """Tell everybody a week ahead that a visit begins, once for each first day. Returns of how many visits."""
    at = at or now()
    last = (at + _A_DAY).date() + timedelta(days=ANNOUNCED_DAYS_BEFORE)
    query = select(Visit).where(
        col(Visit.state).in_((VisitState.PLANNED, VisitState.CONFIRMED)),
        col(Visit.starts_on) <= last,
        col(Visit.starts_on) >= (at - _A_DAY).date(),
    )
    near = session.exec(query.order_by(col(Visit.id)).with_for_update()).all()
    due = [one for one in near if 0 <= (one.starts_on - today_at(one, at)).days <= ANNOUNCED_DAYS_BEFORE]
    told = _announced(session, [visit.id or 0 for visit in due])
    due = [visit for visit in due if (visit.id, visit.starts_on.isoformat()) not in told]
    for visit in due:
        _announce(session, visit)
    return len(due)


def _announced(session: Session, ids: list[int]) -> set[tuple[int, str]]:
    query = select(VisitEvent).where(
        VisitEvent.about == "visit", col(VisitEvent.about_id).in_(ids), VisitEvent.verb == ANNOUNCE
    )
    return {(event.about_id, str(event.facts.get("starts"))) for event in session.exec(query).all()}


def _announce(session: Session, visit: Visit) -> None:
    taking_part = select(Participant.user_id).where(
        Participant.visit_id == visit.id, col(Participant.user_id).is_not(None)
    )
    people = concerned_by(session, visit) | {one for one in session.exec(taking_part).all() if one}
    note(session, thing=visit, verb=ANNOUNCE, by=None, starts=visit.starts_on.isoformat())
    tell(
        session,
        kind="soon",
        people=people,
        path=f"/learning/visits/{visit.code}/today",
        title=visit.title,
        starts=visit.starts_on.isoformat(),
        place=visit.place,
        meeting_point=visit.meeting_point,
        confirmed=visit.state is VisitState.CONFIRMED,
    )
