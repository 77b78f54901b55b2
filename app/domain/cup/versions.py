"""Two people at one edition: each part of it (texts, questions, criteria, …) clashes only with itself."""

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any, TypeVar

from sqlmodel import Session

from app.domain import audit
from app.domain.errors import Stale
from app.domain.viewer import Viewer
from app.models.cup import Edition
from app.models.types import now

T = TypeVar("T")


def version_of(part: object) -> str:
    """What a form carries of the part it shows, to know whether somebody changed that meanwhile."""
    return sha256(json.dumps(part, sort_keys=True, default=str).encode()).hexdigest()[:16]


def begin_change(session: Session, *, edition: Edition, seen: str, part: Callable[[], T]) -> T:
    """Lock the edition and give the part as it is now. Raises Stale with it if it is not as it was seen."""
    session.refresh(edition, with_for_update=True)
    theirs = part()
    if version_of(theirs) != seen:
        raise Stale(theirs, edition.row_version)
    return theirs


def keep_change(
    session: Session,
    *,
    edition: Edition,
    by: Viewer,
    part: str,
    language: str,
    before: Sequence[T],
    after: Callable[[], Sequence[T]],
    plain: Callable[[T], dict[str, Any]],
) -> None:
    """End what `begin_change` began on a list of the edition; if its words in a language differ, record it, `plain`."""
    mark_changed(session, edition)
    session.flush()
    there = after()
    if there != before:
        audit.record(
            session,
            by=by,
            verb=f"edition.{part}",
            object_type="edition",
            object_id=edition.year,
            before={"language": language, part: [plain(one) for one in before]},
            after={"language": language, part: [plain(one) for one in there]},
        )


def mark_changed(session: Session, edition: Edition) -> None:
    edition.row_version += 1
    edition.updated_at = now()
    session.add(edition)
