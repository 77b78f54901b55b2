"""Names and pages of what the audit trail says about learning visits, for those who may open them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fastapi import Request
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, false, select

from app.domain.viewer import Viewer
from app.domain.visits.access import (
    readable_coachings,
    readable_demands,
    readable_offers,
    readable_proposals,
    readable_reports,
    readable_visits,
)
from app.models.demands import Demand, Offer
from app.models.learning import Coaching, LearningReport
from app.models.organisations import Organisation
from app.models.rounds import Proposal, Round
from app.models.visits import Visit
from app.web.requests import language_of
from app.web.templating import address


def _readable_rounds(viewer: Viewer) -> Any:
    """Rounds are read by those who plan them."""
    return select(Round) if viewer.is_coordinator else select(Round).where(false())


_TITLED: Mapping[str, tuple[Any, Callable[[Viewer], Any]]] = {
    "demand": (Demand, readable_demands),
    "offer": (Offer, readable_offers),
    "round": (Round, _readable_rounds),
    "visit": (Visit, readable_visits),
    "report": (LearningReport, readable_reports),
}
# They have no title: they are called by their organisations, who travels or learns first.
_BETWEEN_TWO: Mapping[str, tuple[Any, Callable[[Viewer], Any], tuple[Any, Any]]] = {
    "proposal": (Proposal, readable_proposals, (Proposal.visitor_id, Proposal.host_id)),
    "coaching": (Coaching, readable_coachings, (Coaching.coached_id, Coaching.coach_id)),
}
KINDS = _TITLED.keys() | _BETWEEN_TWO.keys()


def of_visits(
    request: Request, session: Session, viewer: Viewer, kind: str, codes: set[str]
) -> Iterator[tuple[str, str, str]]:
    """Code, name and address of each that the viewer may open; one query."""
    query, table = _titles(viewer, kind) if kind in _TITLED else _sides(viewer, kind)
    for code, *names in session.execute(query.where(col(table.code).in_(codes))).all():
        yield code, " – ".join(names) or code, address(request, f"{kind}_page", lang=language_of(request), code=code)


def _titles(viewer: Viewer, kind: str) -> tuple[Any, Any]:
    table, readable = _TITLED[kind]
    return readable(viewer).with_only_columns(col(table.code), col(table.title)), table


def _sides(viewer: Viewer, kind: str) -> tuple[Any, Any]:
    table, readable, (first, second) = _BETWEEN_TWO[kind]
    one, other = aliased(Organisation), aliased(Organisation)
    names = readable(viewer).with_only_columns(col(table.code), col(one.name), col(other.name))
    return names.join(one, col(one.id) == first).join(other, col(other.id) == second), table
