"""What waits for a person in learning visits: the number in the header and the lines of the page behind it come from
the same selects.

A kind of thing that waits is a select of ids, put together once, with what is `asked_by` somebody as parameters.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.content.text import N_
from app.domain.asking import ME, WRITES, asked_by
from app.domain.viewer import Viewer
from app.models.demands import Demand, DemandState, Offer, OfferState

WISH_TO_PUBLISH = N_("Wishes to learn that you have not published yet")
OFFER_TO_PUBLISH = N_("Offers to show that you have not published yet")


@dataclass(frozen=True, slots=True)
class WaitingOnVisits:
    """One line: why it waits (marked for translation), the path without the language, and the words of the link."""

    reason: str
    path: str
    title: str
    language: str = ""
    due: date | None = None


def own_visit_things(*, facilitator: bool) -> tuple[SelectOfScalar[Any], ...]:
    """The numbers of what waits, each as a select of one row. `facilitator`: of somebody who writes for others too."""
    return tuple(
        select(func.count()).select_from(part.subquery())
        for part in (_demands(facilitator=facilitator), _offers(facilitator=facilitator))
    )


def _own(table: type[Demand] | type[Offer], *, facilitator: bool) -> ColumnElement[bool]:
    mine = col(table.organisation_id).in_(WRITES)
    return or_(mine, col(table.on_behalf_by_id) == ME) if facilitator else mine


def _demands(*, facilitator: bool) -> SelectOfScalar[Any]:
    return select(Demand.id).where(_own(Demand, facilitator=facilitator), Demand.state == DemandState.DRAFT)


def _offers(*, facilitator: bool) -> SelectOfScalar[Any]:
    return select(Offer.id).where(_own(Offer, facilitator=facilitator), Offer.state == OfferState.DRAFT)


def waiting_on_visits(session: Session, viewer: Viewer) -> list[WaitingOnVisits]:
    """Everything about visits in which this person is the next to act."""
    if viewer.user is None:
        return []
    helper = viewer.is_coordinator or viewer.is_facilitator
    asked = asked_by(viewer)
    demands = select(Demand).where(col(Demand.id).in_(_demands(facilitator=helper)))
    offers = select(Offer).where(col(Offer.id).in_(_offers(facilitator=helper)))
    wishes = session.execute(demands.order_by(col(Demand.updated_at)), asked).scalars().all()
    shown = session.execute(offers.order_by(col(Offer.updated_at)), asked).scalars().all()
    return [
        *(_line(WISH_TO_PUBLISH, "demands", one) for one in wishes),
        *(_line(OFFER_TO_PUBLISH, "offers", one) for one in shown),
    ]


def _line(reason: str, folder: str, thing: Demand | Offer) -> WaitingOnVisits:
    return WaitingOnVisits(reason, f"/learning/{folder}/{thing.code}/edit", thing.title, thing.language)
