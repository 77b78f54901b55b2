"""What happened to a case, for those who have a part in it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.models.cases import Case, CaseEvent
from app.models.people import User


@dataclass(frozen=True, slots=True)
class Happening:
    at: datetime
    who: str
    before: str
    after: str
    note: str


def history(session: Session, *, case: Case) -> list[Happening]:
    """The latest first; `who` is "" for what the platform did by itself and for people who have left."""
    query = (
        select(CaseEvent, User.name)
        .join(User, col(User.id) == CaseEvent.by_id, isouter=True)
        .where(CaseEvent.case_id == case.id)
        .order_by(col(CaseEvent.at).desc(), col(CaseEvent.id).desc())
    )
    return [
        Happening(event.at, name or "", event.before, event.after, event.message)
        for event, name in session.exec(query).all()
    ]
