"""Two people at one edition: each part of it (texts, questions, criteria, …) clashes only with itself."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar

from sqlmodel import Session

from app.domain.errors import Stale
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


def mark_changed(session: Session, edition: Edition) -> None:
    edition.row_version += 1
    edition.updated_at = now()
    session.add(edition)
