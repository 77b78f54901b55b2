"""The audit trail: who did what to what, with the values before and after."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from app.domain.viewer import Viewer
from app.models.platform import AuditEvent


def record(
    session: Session,
    *,
    by: Viewer | None,
    verb: str,
    object_type: str,
    object_id: object,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Add one event to the trail; `by` is None for what the platform does by itself."""
    session.add(
        AuditEvent(
            by_id=by.id if by else None,
            verb=verb,
            object_type=object_type,
            object_id=str(object_id),
            before=dict(before or {}),
            after=dict(after or {}),
        )
    )
