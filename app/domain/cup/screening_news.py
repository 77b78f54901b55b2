"""What coordinators are told about the screening."""

from collections.abc import Collection

from sqlmodel import Session

from app.domain.cup.appeals import coordinators_without_tie
from app.domain.notices import notify
from app.models.cases import Case
from app.models.cup import Edition
from app.models.entries import Entry


def call_third(session: Session, *, edition: Edition, entry: Entry, besides: Collection[int]) -> None:
    """Two have decided differently: those who may settle it hear of that, not what the two said."""
    people = set(coordinators_without_tie(session, edition=edition, entry=entry)) - set(besides)
    notify(
        session,
        people=people,
        kind="cup_third_look",
        path=f"/cup/{edition.year}/run/entries/{entry.code}",
        year=edition.year,
        title=session.get_one(Case, entry.case_id).title,
    )
