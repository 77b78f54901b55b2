"""Who has left an organisation not long ago: they still have a stake in what it wrote."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.domain.organisations import trail
from app.models.organisations import Organisation
from app.models.platform import AuditEvent
from app.models.types import now

# For so long a former member neither decides over a case of the organisation nor reviews one.
STAKE_LASTS = timedelta(days=365)


def organisations_left_by(
    user_id: int | BindParameter[Any] | None, since: datetime | BindParameter[Any] | None = None
) -> SelectOfScalar[int | None]:
    """The ids of the organisations that this person has left not long ago, as the audit trail knows it."""
    codes = _ended(since).with_only_columns(col(AuditEvent.object_id))
    left = codes.where(col(AuditEvent.before)["user_id"].as_integer() == user_id)
    return select(col(Organisation.id)).where(col(Organisation.code).in_(left))


def recently_left(session: Session, organisation: Organisation) -> set[int]:
    """The people who have left this organisation not long ago."""
    events = session.exec(_ended().where(AuditEvent.object_id == organisation.code)).all()
    return {event.before["user_id"] for event in events}


def ended(since: datetime | BindParameter[Any]) -> tuple[ColumnElement[bool], ...]:
    """Which events of the trail tell that somebody left an organisation after this."""
    return (
        col(AuditEvent.object_type) == trail.OBJECT,
        col(AuditEvent.verb) == "membership.end",
        col(AuditEvent.at) > since,
    )


def _ended(since: datetime | BindParameter[Any] | None = None) -> SelectOfScalar[AuditEvent]:
    return select(AuditEvent).where(*ended(now() - STAKE_LASTS if since is None else since))
