"""One organisation accompanies another for some hours: asked for, accepted or declined, met, ended with a result.

The coach's people are its hosts, those who are coached its visitors: these ask, and the coach answers.
"""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.content.text import N_, tidy
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from app.domain.viewer import Viewer
from app.domain.visits import clashes
from app.domain.visits.access import VisitPart, coordinates
from app.domain.visits.telling import acting_for, coordinators, tell
from app.domain.visits.workflow import note, take_step
from app.models.demands import Offer, OfferState
from app.models.learning import Coaching, CoachingSession, CoachingState
from app.models.organisations import Organisation
from app.models.types import now
from app.models.visits import Guest, Visit

LONGEST = 2000
MOST_HOURS = 500


@dataclass(frozen=True, slots=True)
class Asking:
    """What somebody asks for: in whose name, of which offer, after which visit."""

    coached_id: int
    offer: Offer
    goals: str
    hours: int
    visit_id: int | None = None


def parts_in_coaching(coaching: Coaching, viewer: Viewer) -> frozenset[VisitPart]:
    parts = set()
    if viewer.edits_for(coaching.coach_id):
        parts.add(VisitPart.HOST)
    if viewer.edits_for(coaching.coached_id):
        parts.add(VisitPart.VISITOR)
    if coordinates(viewer, (coaching.coach_id, coaching.coached_id)):
        parts.add(VisitPart.COORDINATOR)
    return frozenset(parts)


def ask(session: Session, *, asking: Asking, by: Viewer) -> Coaching:
    """Ask the organisation of an offer to coach one's own. Raises NotFound, Conflict, Invalid ("goals", "hours")."""
    offer = asking.offer
    if not by.edits_for(asking.coached_id):
        raise NotFound
    if offer.organisation_id == asking.coached_id:
        raise Conflict(N_("This is your own organisation."))
    if not offer.coaching or offer.state is not OfferState.OPEN:
        raise Conflict(N_("This organisation offers no coaching at the moment."))
    if asking.visit_id is not None:
        _require_visit(session, asking)
    goals = _checked(asking.goals, "goals", needed=True)
    _check_hours(asking.hours)
    # Not the offer alone: an organisation may have several.
    clashes.hold(session, organisations=[offer.organisation_id, asking.coached_id])
    session.refresh(offer)
    if _under_way(session, offer.organisation_id, asking.coached_id):
        raise Conflict(N_("A coaching between these two organisations is under way, or waits for an answer."))
    coaching = Coaching(
        coach_id=offer.organisation_id,
        coached_id=asking.coached_id,
        visit_id=asking.visit_id,
        case_id=offer.case_id,
        goals=goals,
        hours=asking.hours,
        asked_by_id=by.id,
    )
    session.add(coaching)
    session.flush()
    note(session, thing=coaching, verb="ask", by=by, hours=asking.hours)
    people = acting_for(session, coaching.coach_id, offer.on_behalf_by_id)
    _tell(session, coaching, kind="coaching_asked", people=people, by=by)
    return coaching


def _require_visit(session: Session, asking: Asking) -> None:
    """The coaching follows a visit of this very organisation to this very host."""
    query = select(Guest.id).join(Visit, col(Visit.id) == Guest.visit_id)
    came = query.where(
        Visit.id == asking.visit_id,
        Visit.host_id == asking.offer.organisation_id,
        Guest.organisation_id == asking.coached_id,
    )
    if session.exec(came).first() is None:
        raise NotFound


def _checked(text: str, field: str, *, needed: bool, limit: int = LONGEST) -> str:
    text = tidy(text)
    if needed and not text:
        raise Invalid(N_("Please fill this in."), field)
    if len(text) > limit:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), field, max_length=limit)
    return text


def _check_hours(hours: int) -> None:
    if hours < 1:
        raise Invalid(N_("At least %(ge)s."), "hours", ge=1)
    if hours > MOST_HOURS:
        raise Invalid(N_("At most %(le)s."), "hours", le=MOST_HOURS)


def _under_way(session: Session, coach_id: int, coached_id: int) -> bool:
    query = select(Coaching.id).where(
        Coaching.coach_id == coach_id,
        Coaching.coached_id == coached_id,
        col(Coaching.state).in_((CoachingState.PROPOSED, CoachingState.ACTIVE)),
    )
    return session.exec(query).first() is not None


def accept(session: Session, *, coaching: Coaching, hours: int, by: Viewer) -> None:
    """The coach agrees to accompany them, for as many hours as they can give. Raises Invalid (field "hours")."""
    parts = _as_coach(coaching, by)
    _check_hours(hours)
    take_step(session, thing=coaching, verb="accept", parts=parts, by=by, hours=hours)
    coaching.hours, coaching.started_at = hours, now()
    session.add(coaching)
    people = acting_for(session, coaching.coached_id) | set(coordinators(session))
    _tell(session, coaching, kind="coaching_accepted", people=people, by=by)


def decline(session: Session, *, coaching: Coaching, message: str, by: Viewer) -> None:
    """Raises Invalid (field "message") without a reason."""
    take_step(session, thing=coaching, verb="decline", parts=_as_coach(coaching, by), by=by, message=message)
    coaching.reason, coaching.ended_at = tidy(message), now()
    session.add(coaching)
    people = acting_for(session, coaching.coached_id)
    _tell(session, coaching, kind="coaching_declined", people=people, by=by, message=tidy(message))


def _as_coach(coaching: Coaching, by: Viewer) -> frozenset[VisitPart]:
    """Nobody answers what their own organisation asked for."""
    parts = parts_in_coaching(coaching, by) & {VisitPart.HOST}
    if not parts:
        raise Forbidden
    return frozenset(parts)


def change(session: Session, *, coaching: Coaching, goals: str, hours: int, expected: int, by: Viewer) -> None:
    """Goals and hours, while it is going on. Raises Stale, Invalid ("goals", "hours")."""
    session.refresh(coaching, with_for_update=True)
    require_working(coaching, by)
    goals = _checked(goals, "goals", needed=True)
    _check_hours(hours)
    if (goals, hours) == (coaching.goals, coaching.hours):
        return
    if coaching.row_version != expected:
        raise Stale(coaching.goals, coaching.row_version)
    coaching.goals, coaching.hours, coaching.updated_at = goals, hours, now()
    coaching.row_version += 1
    session.add(coaching)
    note(session, thing=coaching, verb="change", by=by, hours=hours)


def require_working(coaching: Coaching, by: Viewer) -> None:
    """Both sides keep the record while it goes on; coordinators look."""
    if not parts_in_coaching(coaching, by) & {VisitPart.HOST, VisitPart.VISITOR}:
        raise Forbidden
    if coaching.state is not CoachingState.ACTIVE:
        raise Conflict(N_("This coaching is not going on."))


def end(session: Session, *, coaching: Coaching, result: str, by: Viewer) -> None:
    """Raises Invalid (field "result") without saying what came of it."""
    text = _checked(result, "result", needed=True)
    take_step(session, thing=coaching, verb="end", parts=parts_in_coaching(coaching, by), by=by)
    coaching.result, coaching.ended_at = text, now()
    session.add(coaching)
    people = acting_for(session, coaching.coach_id) | acting_for(session, coaching.coached_id)
    _tell(session, coaching, kind="coaching_ended", people=people | set(coordinators(session)), by=by)


def _tell(session: Session, coaching: Coaching, *, kind: str, people: set[int], by: Viewer, message: str = "") -> None:
    given = {"message": message} if message else {}
    coach, coached = (session.get_one(Organisation, one).name for one in (coaching.coach_id, coaching.coached_id))
    tell(
        session,
        kind=kind,
        people=people,
        path=f"/learning/coaching/{coaching.code}",
        by=by,
        coach=coach,
        coached=coached,
        **given,
    )


def minutes_of(session: Session, *, coaching_ids: list[int]) -> dict[int, int]:
    """Minutes met so far, by the id of the coaching."""
    query = (
        select(CoachingSession.coaching_id, func.sum(CoachingSession.minutes))
        .where(col(CoachingSession.coaching_id).in_(coaching_ids))
        .group_by(col(CoachingSession.coaching_id))
    )
    return {number: int(minutes) for number, minutes in session.exec(query).all()}
