"""The meetings of a coaching: when, how long, by which channel, what was talked about, and what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.content.text import N_, one_line, tidy
from app.domain.errors import Invalid, NotFound, Stale
from app.domain.viewer import Viewer
from app.domain.visits.coaching import require_working
from app.domain.visits.telling import acting_for, tell
from app.domain.visits.workflow import note
from app.models.learning import Coaching, CoachingSession
from app.models.organisations import Organisation
from app.models.types import now

CHANNELS: Mapping[str, str] = {
    "visit": N_("In person"),
    "telephone": N_("Telephone"),
    "video": N_("Video call"),
    "messages": N_("Messages"),
}
MOST_MINUTES = 24 * 60
LONGEST_NOTES, LONGEST_STEP = 2000, 500


@dataclass(frozen=True, slots=True)
class Met:
    day: date
    minutes: int
    channel: str
    notes: str = ""
    next_step: str = ""


def of_coaching(session: Session, coaching: Coaching) -> list[CoachingSession]:
    """The latest first."""
    query = select(CoachingSession).where(CoachingSession.coaching_id == coaching.id)
    return list(session.exec(query.order_by(col(CoachingSession.day).desc(), col(CoachingSession.id).desc())).all())


def session_of(session: Session, *, coaching: Coaching, session_id: int) -> CoachingSession:
    query = select(CoachingSession).where(CoachingSession.id == session_id, CoachingSession.coaching_id == coaching.id)
    found = session.exec(query).first()
    if found is None:
        raise NotFound
    return found


def add(session: Session, *, coaching: Coaching, met: Met, by: Viewer) -> CoachingSession:
    """Note a meeting; the other side hears of it. Raises Invalid, naming the field."""
    session.refresh(coaching, with_for_update=True)
    require_working(coaching, by)
    kept = CoachingSession(coaching_id=coaching.id or 0, by_id=by.id, **_checked(met))
    session.add(kept)
    session.flush()
    note(session, thing=coaching, verb="session", by=by, day=met.day.isoformat(), minutes=met.minutes)
    _tell(session, coaching, by)
    return kept


def change(
    session: Session, *, coaching: Coaching, meeting: CoachingSession, met: Met, expected: int, by: Viewer
) -> None:
    """Raises Stale if somebody else changed it since, Invalid naming the field."""
    session.refresh(coaching, with_for_update=True)
    require_working(coaching, by)
    session.refresh(meeting)
    values = _checked(met)
    if meeting.row_version != expected:
        raise Stale(meeting.notes, meeting.row_version)
    for name, value in values.items():
        setattr(meeting, name, value)
    meeting.row_version += 1
    session.add(meeting)
    note(session, thing=coaching, verb="change_session", by=by, day=met.day.isoformat(), minutes=met.minutes)


def _checked(met: Met) -> dict[str, Any]:
    if met.day > now().date() + timedelta(days=1):
        raise Invalid(N_("Meetings are noted once they took place."), "day")
    if met.day.year < 2000:
        raise Invalid(N_("There is no such date."), "day")
    if met.minutes < 1:
        raise Invalid(N_("At least %(ge)s."), "minutes", ge=1)
    if met.minutes > MOST_MINUTES:
        raise Invalid(N_("At most %(le)s."), "minutes", le=MOST_MINUTES)
    if met.channel not in CHANNELS:
        raise Invalid(N_("Choose one of the answers offered."), "channel")
    texts = {"notes": (tidy(met.notes), LONGEST_NOTES), "next_step": (one_line(met.next_step), LONGEST_STEP)}
    for field, (text, limit) in texts.items():
        if len(text) > limit:
            raise Invalid(N_("Too long: at most %(max_length)s characters."), field, max_length=limit)
    kept = {field: text for field, (text, _) in texts.items()}
    return {"day": met.day, "minutes": met.minutes, "channel": met.channel, **kept}


def _tell(session: Session, coaching: Coaching, by: Viewer) -> None:
    coach, coached = (session.get_one(Organisation, one).name for one in (coaching.coach_id, coaching.coached_id))
    people = acting_for(session, coaching.coach_id) | acting_for(session, coaching.coached_id)
    path = f"/learning/coaching/{coaching.code}"
    tell(session, kind="coaching_session", people=people, path=path, by=by, coach=coach, coached=coached)
