"""The public cases as those read them who keep a copy: newest first, and what changed since."""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.domain.cases.access import public_cases
from app.models.cases import Case, CaseTranslation, CaseVersion, TranslationState
from app.models.media import Media


def cases_since(moment: datetime | None) -> SelectOfScalar[Case]:
    """Every public case, or those in which something changed for readers: a version, a translation, a medium."""
    query = public_cases().order_by(col(Case.first_published_at).desc(), col(Case.id).desc())
    return query.where(or_(*_changed(moment))) if moment else query


def _changed(moment: datetime) -> list[ColumnElement[bool]]:
    version = select(CaseVersion.id).where(
        col(CaseVersion.id) == col(Case.current_version_id), col(CaseVersion.published_at) >= moment
    )
    translation = select(CaseTranslation.id).where(
        col(CaseTranslation.version_id) == col(Case.current_version_id),
        col(CaseTranslation.state) == TranslationState.PUBLISHED,
        col(CaseTranslation.updated_at) >= moment,
    )
    gone = (col(Media.removed_at) >= moment) | (col(Media.consent_withdrawn_at) >= moment)
    medium = select(Media.id).where(col(Media.case_id) == col(Case.id), gone)
    return [version.exists(), translation.exists(), medium.exists()]
