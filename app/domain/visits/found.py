"""Offers and reports by their codes, for lists of what a search has found: only what everybody may read."""

from collections.abc import Collection

from sqlalchemy import bindparam
from sqlmodel import Session, col

from app.domain.visits import report_lists
from app.domain.visits.access import open_offers
from app.domain.visits.boards import Line
from app.domain.visits.report_lists import ReportLine
from app.models.demands import Offer
from app.models.learning import LearningReport
from app.models.organisations import Organisation

# Built once: every list of what was found may ask.
_OFFERS = (
    open_offers()
    .join(Organisation, col(Organisation.id) == Offer.organisation_id)
    .where(col(Offer.code).in_(bindparam("codes", expanding=True)))
    .add_columns(Organisation)
)


def offers(session: Session, codes: Collection[str]) -> dict[str, Line]:
    """Those of these offers that are open, with their organisations; one query."""
    if not codes:
        return {}
    rows = session.execute(_OFFERS, {"codes": list(codes)})
    return {offer.code: Line(offer, organisation) for offer, organisation in rows}


def reports(session: Session, codes: Collection[str]) -> dict[str, ReportLine]:
    """Those of these reports that are published; one query."""
    if not codes:
        return {}
    query = report_lists.lines(report_lists.is_public(), col(LearningReport.code).in_(list(codes)))
    return {line.code: line for line in (ReportLine(*row) for row in session.exec(query).all())}
