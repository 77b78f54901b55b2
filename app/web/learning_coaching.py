"""What the page of a coaching says to each of its readers."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session, col, select

from app.domain.viewer import Viewer
from app.domain.visits import coaching_sessions
from app.domain.visits.access import VisitPart, readable_visits
from app.domain.visits.coaching import LONGEST, minutes_of, parts_in_coaching
from app.forms.bind import Bound
from app.models.cases import Case
from app.models.learning import Coaching, CoachingState
from app.models.organisations import Organisation
from app.models.people import User
from app.models.visits import Visit, VisitEvent
from app.web.learning_report_words import COACHING_STATES, COACHING_VERBS
from app.web.templating import render


def coaching_page(
    request: Request, session: Session, coaching: Coaching, viewer: Viewer, bound: Bound[Any]
) -> Response:
    """`bound` is a form of this page that was refused."""
    parts = parts_in_coaching(coaching, viewer)
    sides = parts & {VisitPart.HOST, VisitPart.VISITOR}
    active = coaching.state is CoachingState.ACTIVE
    case = session.get(Case, coaching.case_id) if coaching.case_id else None
    return render(
        request,
        "learning/coaching.html",
        coaching=coaching,
        state=COACHING_STATES[coaching.state],
        coach=session.get_one(Organisation, coaching.coach_id),
        coached=session.get_one(Organisation, coaching.coached_id),
        visit=_visit(session, coaching, viewer),
        case=case if case and case.current_version_id else None,
        sessions=coaching_sessions.of_coaching(session, coaching),
        minutes=minutes_of(session, coaching_ids=[coaching.id or 0]).get(coaching.id or 0, 0),
        channels=coaching_sessions.CHANNELS,
        answers=coaching.state is CoachingState.PROPOSED and VisitPart.HOST in parts,
        works=active and bool(sides),
        ends=active and bool(parts),
        history=_history(session, coaching),
        longest=LONGEST,
        longest_notes=coaching_sessions.LONGEST_NOTES,
        longest_step=coaching_sessions.LONGEST_STEP,
        bound=bound,
        status=bound.status,
    )


def _visit(session: Session, coaching: Coaching, viewer: Viewer) -> Visit | None:
    if coaching.visit_id is None:
        return None
    return session.exec(readable_visits(viewer).where(Visit.id == coaching.visit_id)).first()


def _history(session: Session, coaching: Coaching) -> list[dict[str, Any]]:
    query = (
        select(VisitEvent, User.name)
        .join(User, col(User.id) == VisitEvent.by_id, isouter=True)
        .where(VisitEvent.about == "coaching", VisitEvent.about_id == coaching.id)
        .order_by(col(VisitEvent.id))
    )
    return [
        {"at": event.at, "text": COACHING_VERBS[event.verb], "who": name or "", "note": event.message}
        for event, name in session.exec(query).all()
    ]
