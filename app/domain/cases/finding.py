"""Finding cases by their titles, for those who point at them from another case."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case as when
from sqlalchemy import exists
from sqlmodel import Session, col, select

from app.domain.cases.access import readable_cases
from app.domain.organisations.names import folded
from app.domain.viewer import Viewer
from app.models.cases import Case, CaseState, CaseVersion
from app.models.organisations import Organisation

MOST_FOUND = 8


@dataclass(frozen=True, slots=True)
class Found:
    """`title` is in `language`, the original's: what readers see, for a case never published what is being written."""

    code: str
    title: str
    language: str
    organisation: str


def find_titled(session: Session, *, words: str, viewer: Viewer, besides: Collection[str] = ()) -> list[Found]:
    """The cases that this person may read whose title has all the words or their parts, whatever accents and
    capitals; those that begin so come first."""
    wanted = folded(words)
    if not wanted:
        return []
    titles = {one: folded(one.title) for one in _readable(session, viewer) if one.code not in besides}
    found = [one for one, title in titles.items() if all(word in title for word in wanted.split())]
    return sorted(found, key=lambda one: (not titles[one].startswith(wanted), titles[one]))[:MOST_FOUND]


def titles_of(session: Session, *, codes: Collection[str], viewer: Viewer) -> dict[str, str]:
    """The titles of those of these cases that this person may read."""
    return {one.code: one.title for one in _readable(session, viewer, codes)} if codes else {}


def _readable(session: Session, viewer: Viewer, codes: Collection[str] | None = None) -> list[Found]:
    seen = readable_cases(viewer).where(Case.state != CaseState.WITHDRAWN)
    if codes is not None:
        seen = seen.where(col(Case.code).in_(codes))
    query = (
        select(Case.code, _title(), Case.original_language, Organisation.name)
        .join(Organisation, col(Organisation.id) == Case.organisation_id)
        .where(col(Case.id).in_(seen.with_only_columns(col(Case.id))))
    )
    return [Found(*row) for row in session.exec(query).all()]


def _title() -> Any:
    """While a public case is revised, its row has the title of the new text, which readers may not know."""
    revised = exists().where(col(CaseVersion.case_id) == Case.id, col(CaseVersion.number).is_(None))
    public = (
        select(col(CaseVersion.content)["summary"]["title"].as_string())
        .where(col(CaseVersion.id) == Case.current_version_id)
        .correlate(Case)
        .scalar_subquery()
    )
    return when((col(Case.current_version_id).is_not(None) & revised, public), else_=col(Case.title))
