"""The wishes and offers for which somebody acts, in every state."""

from typing import Any

from sqlmodel import Session, col, or_, select

from app.domain.viewer import Viewer
from app.domain.visits.access import writes_for
from app.domain.visits.boards import Line
from app.models.demands import Demand, Offer
from app.models.organisations import Organisation

MOST = 200


def own_lines(session: Session, table: type[Demand] | type[Offer], *, viewer: Viewer) -> list[Line]:
    """Those of one's organisations and those entered for others, the latest changed first."""
    mine: Any = col(table.organisation_id).in_(writes_for(viewer))
    if viewer.is_coordinator or viewer.is_facilitator:
        mine = or_(mine, col(table.on_behalf_by_id) == viewer.id)
    query = select(table, Organisation).join(Organisation, col(Organisation.id) == table.organisation_id)
    rows: Any = session.exec(query.where(mine).order_by(col(table.updated_at).desc(), col(table.id)).limit(MOST)).all()
    return [Line(thing, organisation) for thing, organisation in rows]
