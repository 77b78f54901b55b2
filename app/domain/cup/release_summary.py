"""What a release sends and sent, in numbers, of the entries that a coordinator may know of."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select

from app.domain.cup.access import entries_to_run
from app.domain.cup.calculating import IN_JUDGING
from app.domain.cup.showing import AWARDED
from app.domain.viewer import Viewer
from app.models.cup import Edition
from app.models.entries import Decision, Entry


@dataclass(frozen=True, slots=True)
class Summary:
    """`results` counts decisions by result, "" for none; `entries` all that get an answer."""

    entries: int
    results: dict[str, int]


def summary(session: Session, *, edition: Edition, viewer: Viewer) -> Summary:
    taking_part = entries_to_run(session, edition=edition, viewer=viewer).where(
        col(Entry.state).in_((*IN_JUDGING, *AWARDED))
    )
    ids = taking_part.with_only_columns(col(Entry.id))
    results: Any = (
        select(Decision.result, func.count()).where(col(Decision.entry_id).in_(ids)).group_by(col(Decision.result))
    )
    count = session.exec(select(func.count()).select_from(taking_part.subquery())).one()
    return Summary(count, dict(session.execute(results).all()))
