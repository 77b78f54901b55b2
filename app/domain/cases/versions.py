"""Working copies and published versions of a case."""

import copy

from sqlmodel import Session, col, func, select

from app.content.card import card_of
from app.content.text import N_
from app.content.units import fingerprint
from app.domain.errors import Conflict, NotFound
from app.domain.search_log import note_change
from app.domain.viewer import Viewer
from app.models.cases import Case, CaseTier, CaseTranslation, CaseVersion
from app.models.types import now


def find_working_copy(session: Session, case: Case) -> CaseVersion | None:
    """The version that is being written, if there is one."""
    return session.exec(
        select(CaseVersion).where(CaseVersion.case_id == case.id, col(CaseVersion.number).is_(None))
    ).first()


def working_copy(session: Session, case: Case) -> CaseVersion:
    """The version that is being written, locked against others until this transaction ends.

    Raises Conflict where nothing is being written.
    """
    query = select(CaseVersion).where(CaseVersion.case_id == case.id, col(CaseVersion.number).is_(None))
    version = session.exec(query.with_for_update()).first()
    if version is None:
        raise Conflict(N_("Nobody is working on this case at the moment. Prepare a new version first."))
    return version


def current_version(session: Session, case: Case) -> CaseVersion | None:
    """What readers see."""
    return session.get(CaseVersion, case.current_version_id) if case.current_version_id else None


def published_versions(session: Session, case: Case) -> list[CaseVersion]:
    """The latest first."""
    query = select(CaseVersion).where(CaseVersion.case_id == case.id, col(CaseVersion.number).is_not(None))
    return list(session.exec(query.order_by(col(CaseVersion.number).desc())).all())


def published_version(session: Session, case: Case, number: int) -> CaseVersion:
    version = session.exec(
        select(CaseVersion).where(CaseVersion.case_id == case.id, CaseVersion.number == number)
    ).first()
    if version is None:
        raise NotFound
    return version


def open_working_copy(session: Session, *, case: Case, by: Viewer | None) -> CaseVersion:
    """The working copy, made from the current version with its translations where there is none yet."""
    version = find_working_copy(session, case)
    if version is None:
        current = current_version(session, case)
        version = CaseVersion(
            case_id=case.id or 0,
            tier=current.tier if current else CaseTier.RAW,
            content=copy.deepcopy(current.content) if current else {},
            author_id=by.id if by else None,
        )
        session.add(version)
        session.flush()
        if current:
            _copy_translations(session, current, version)
    return version


def _copy_translations(session: Session, source: CaseVersion, target: CaseVersion) -> None:
    rows = session.exec(select(CaseTranslation).where(CaseTranslation.version_id == source.id)).all()
    for row in rows:
        session.add(CaseTranslation(**row.model_dump(exclude={"id", "version_id"}), version_id=target.id or 0))


def freeze(session: Session, *, case: Case, version: CaseVersion, what_changed: str, by: Viewer | None) -> None:
    """Give the working copy its number: from now on it is what readers see, and never changes again."""
    latest = session.exec(select(func.max(CaseVersion.number)).where(CaseVersion.case_id == case.id)).one()
    version.number = (latest or 0) + 1
    version.what_changed = what_changed
    version.content_hash = fingerprint(version.content)
    version.card = card_of(version.content)
    version.published_at = now()
    version.author_id = version.author_id or (by.id if by else None)
    case.current_version_id = version.id
    case.first_published_at = case.first_published_at or version.published_at
    mirror(case, version)
    session.add(version)
    session.add(case)
    note_change(session, f"case:{case.code}")


def mirror(case: Case, version: CaseVersion) -> None:
    """Keep the columns by which lists show a case in line with its content."""
    case.title = version.content.get("summary", {}).get("title", "")
    facts = version.content.get("facts", {})
    case.country, case.kind = facts.get("country", ""), facts.get("kind", "")
    case.updated_at = now()
