"""What the public pages of the cup tell: the years, the jury, the winners."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.domain.cup.access import readable_editions
from app.domain.cup.phases import following
from app.domain.viewer import Viewer
from app.models.cases import Case, CaseState
from app.models.cup import Edition, EditionPhase, Phase
from app.models.entries import Entry, EntryState
from app.models.jury import Juror, JurorState
from app.models.organisations import Organisation
from app.models.types import now

AWARDED = (EntryState.WINNER, EntryState.FINALIST, EntryState.HONOURED)


@dataclass(frozen=True, slots=True)
class Awarded:
    """An entry that got a prize. `case` and `title` are those of its case where everybody may read it, else ""."""

    edition_id: int
    state: EntryState
    award: str
    title: str
    language: str
    organisation: str
    organisation_code: str
    country: str
    case: str


@dataclass(frozen=True, slots=True)
class Year:
    """One line in the list of years; `ends` is when the present phase ends."""

    edition: Edition
    ends: datetime | None
    winners: list[Awarded]


def years(session: Session, viewer: Viewer) -> list[Year]:
    """Every edition this person may see, the latest first, with those who won; in three queries."""
    editions = session.exec(readable_editions(viewer).order_by(col(Edition.year).desc())).all()
    ids = [edition.id or 0 for edition in editions]
    rows = {
        (row.edition_id, row.phase): row
        for row in session.exec(select(EditionPhase).where(col(EditionPhase.edition_id).in_(ids))).all()
    }
    public = [edition.id or 0 for edition in editions if rows[edition.id or 0, edition.phase].results]
    winners = awarded(session, public, states=(EntryState.WINNER,))
    return [
        Year(edition, _ends(rows, edition), [one for one in winners if one.edition_id == edition.id])
        for edition in editions
    ]


def open_call(session: Session) -> Edition | None:
    """The latest edition that takes entries now."""
    deadline = sa.and_(col(EditionPhase.edition_id) == Edition.id, col(EditionPhase.phase) == Phase.SCREENING)
    lasts = sa.or_(col(EditionPhase.starts_at).is_(None), col(EditionPhase.starts_at) > now())
    query = select(Edition).join(EditionPhase, deadline).where(Edition.phase == Phase.CALL_OPEN, lasts)
    return session.exec(query.order_by(col(Edition.year).desc())).first()


def _ends(rows: dict[tuple[int, Phase], EditionPhase], edition: Edition) -> datetime | None:
    after = following(edition.phase)
    return rows[edition.id or 0, after].starts_at if after else None


def awarded(
    session: Session, edition_ids: Collection[int], *, states: Collection[EntryState] = AWARDED
) -> list[Awarded]:
    """Entries with a prize of editions whose results are public, the highest prize first."""
    if not edition_ids:
        return []
    readable = sa.and_(col(Case.current_version_id).is_not(None), col(Case.state) != CaseState.WITHDRAWN)
    columns: list[Any] = [
        *(Entry.edition_id, Entry.state, Entry.award, sa.case((readable, col(Case.title)), else_="")),
        *(Case.original_language, Organisation.name, Organisation.code, Organisation.country),
        sa.case((readable, col(Case.code)), else_=""),
    ]
    query = (
        sa.select(*columns)
        .join(Case, col(Case.id) == Entry.case_id)
        .join(Organisation, col(Organisation.id) == Entry.organisation_id)
        .where(col(Entry.edition_id).in_(list(edition_ids)), col(Entry.state).in_(list(states)))
    )
    found = [Awarded(*row) for row in session.execute(query).all()]
    return sorted(found, key=lambda one: (AWARDED.index(one.state), one.organisation))


def named_jury(session: Session, edition: Edition) -> list[Juror]:
    """The jurors who agreed to be named on the public page."""
    query = select(Juror).where(
        Juror.edition_id == edition.id, Juror.state == JurorState.ACCEPTED, col(Juror.named).is_(True)
    )
    return list(session.exec(query.order_by(col(Juror.name))).all())
