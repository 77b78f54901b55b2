"""Whether a public page of a case is still the same: everything it depends on, read in one query."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from sqlalchemy import Executable, Integer, String, bindparam, cast, func, select
from sqlmodel import Session, col

from app.domain.visits import adoption
from app.models.cases import Case, CaseTranslation, CaseVersion, FollowUp, TranslationState
from app.models.media import Media, MediaState
from app.models.organisations import Organisation
from app.models.search_log import SearchLogEntry
from app.web.static import STATIC_DIR
from app.web.templating import TEMPLATES

_APP = STATIC_DIR.parent


@dataclass(frozen=True, slots=True)
class Stamp:
    """Same `key`, same page. `changed` is when any of it last changed, `latest` the last row of the search log,
    `versions` how many versions are public, `answered` whether the organisation said how it went on; how many others
    `tried` it after a visit and have `adopted` it, and how many `reports` of such visits are public."""

    key: tuple[Any, ...]
    changed: datetime
    latest: int
    versions: int
    answered: bool
    tried: int
    adopted: int
    reports: int

    def etag(self, *more: Any) -> str:
        """Weak, because the answer is compressed on its way."""
        parts = repr((self.key, more, design()))
        return f'W/"{hashlib.sha256(parts.encode()).hexdigest()[:24]}"'


def stamp_of(session: Session, case: Case, version_id: int) -> Stamp:
    """The case itself, its organisation, the public translations of the version, the media that may be shown,
    the follow-ups; and, for the cases around it, the last change of any public case."""
    given = {"case": case.id, "version": version_id, "organisation": case.organisation_id}
    row = session.connection().execute(_query(), given).one()
    moments = [case.updated_at, case.first_published_at, *(value for value in row if isinstance(value, datetime))]
    facts = (case.state, case.maturity, case.licence, case.illustration, case.source, case.current_version_id)
    return Stamp(
        key=(version_id, facts, tuple(row)),
        changed=max(moment for moment in moments if moment),
        latest=row.latest or 0,
        versions=row.versions,
        answered=row.answered is not None,
        tried=row.tried,
        adopted=row.adopted,
        reports=row.reports,
    )


@cache
def _query() -> Executable:
    """Built once: its parts are many, and building it would cost more than running it."""
    case, version = bindparam("case", type_=Integer), bindparam("version", type_=Integer)
    translation, medium = col(CaseTranslation.version_id) == version, col(Media.case_id) == case
    public = translation & (col(CaseTranslation.state) == TranslationState.PUBLISHED)
    organisation, later = (
        col(Organisation.id) == bindparam("organisation", type_=Integer),
        col(FollowUp.case_id) == case,
    )
    shown = (
        medium
        & col(Media.consent).is_(True)
        & (col(Media.state) == MediaState.READY)
        & col(Media.removed_at).is_(None)
        & col(Media.consent_withdrawn_at).is_(None)
    )
    return select(
        select(func.max(SearchLogEntry.id)).scalar_subquery().label("latest"),
        select(func.count(col(CaseVersion.number)))
        .where(col(CaseVersion.case_id) == case)
        .scalar_subquery()
        .label("versions"),
        select(col(SearchLogEntry.at)).order_by(col(SearchLogEntry.id).desc()).limit(1).scalar_subquery(),
        select(_listed(CaseTranslation.id, CaseTranslation.row_version)).where(public).scalar_subquery(),
        select(func.max(CaseTranslation.updated_at)).where(translation).scalar_subquery(),
        select(_listed(Media.id, Media.licence)).where(shown).scalar_subquery(),
        select(func.max(Media.consent_withdrawn_at)).where(medium).scalar_subquery(),
        select(func.max(Media.removed_at)).where(medium).scalar_subquery(),
        select(col(Organisation.row_version)).where(organisation).scalar_subquery(),
        select(col(Organisation.updated_at)).where(organisation).scalar_subquery(),
        select(func.max(FollowUp.answered_at)).where(later).scalar_subquery().label("answered"),
        adoption.organisations(case, adoption.TRIED).label("tried"),
        adoption.organisations(case, adoption.ADOPTED).label("adopted"),
        adoption.published_reports(case).label("reports"),
        select(col(CaseVersion.published_at)).where(col(CaseVersion.id) == version).scalar_subquery(),
        select(func.max(CaseVersion.published_at)).where(col(CaseVersion.case_id) == case).scalar_subquery(),
    )


def _listed(key: Any, value: Any) -> Any:
    return func.aggregate_strings(cast(key, String) + "=" + cast(value, String), ",")


@cache
def design() -> str:
    """The fingerprint of what pages are made with: after an upgrade no old page counts as fresh."""
    digest = hashlib.sha256()
    for path in sorted(_sources(TEMPLATES, ".html", ".txt") + _sources(_APP, ".py", ".po", ".css", ".svg", ".js")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _sources(folder: Path, *endings: str) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix in endings]


def is_fresh(request: Request, etag: str, changed: datetime) -> bool:
    """Whether what the reader has is still right (RFC 9110, section 13.2.2: the tag counts before the date)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return etag in (tag.strip() for tag in tags.split(","))
    try:
        since = parsedate_to_datetime(request.headers["if-modified-since"])
    except (KeyError, TypeError, ValueError):
        return False
    return since.tzinfo is not None and changed.replace(microsecond=0) <= since


def http_date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)
