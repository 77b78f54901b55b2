"""The public experiences of organisations, as their pages and lists show them."""

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, func

from app.domain.cases.access import public_cases
from app.models.cases import Case
from app.models.organisations import Organisation


def cases_of(session: Session, organisation: Organisation) -> Sequence[Case]:
    """Its public experiences, the latest first."""
    query = public_cases().where(Case.organisation_id == organisation.id)
    return session.exec(query.order_by(col(Case.first_published_at).desc(), col(Case.id).desc())).all()


def case_counts(session: Session, ids: Collection[int]) -> dict[int, int]:
    """How many public experiences organisations have, by id; those without any are missing."""
    query = public_cases().where(col(Case.organisation_id).in_(ids))
    counted = query.with_only_columns(col(Case.organisation_id), func.count()).group_by(col(Case.organisation_id))
    return dict(session.execute(counted).all())
