"""What happened to a visit, with who did it."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from sqlmodel import Session, col, select

from app.models.people import User
from app.models.visits import Visit, VisitEvent

# Written down for the trail, but no news to anybody who reads the page.
QUIET = ("participant", "remove_participant", "budget", "programme", "announce")
MOST = 40


@dataclass(frozen=True, slots=True)
class Happened:
    """`message` is what a person wrote; the platform's own (without `who`) is still to be translated.

    `times`: how often somebody did the same without a word, one after the other; `at` is the last time.
    """

    at: datetime
    verb: str
    who: str
    message: str
    times: int = 1


def history(session: Session, *, visit: Visit) -> list[Happened]:
    """The newest first."""
    query = (
        select(VisitEvent, User.name)
        .outerjoin(User, col(User.id) == col(VisitEvent.by_id))
        .where(VisitEvent.about == "visit", VisitEvent.about_id == visit.id, col(VisitEvent.verb).not_in(QUIET))
        .order_by(col(VisitEvent.id).desc())
        .limit(MOST)
    )
    events = [Happened(event.at, event.verb, name or "", event.message) for event, name in session.exec(query).all()]
    alike = [list(same) for _, same in groupby(events, key=lambda one: (one.verb, one.who, one.message))]
    return [replace(same[0], times=len(same)) for same in alike]
