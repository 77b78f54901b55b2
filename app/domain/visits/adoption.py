"""How many organisations tried at home what they saw, and how many do it now: counted for the case that was shown.

Counted are the resolutions of accepted and published reports of visits to an offer of the case, each organisation
once. What is only planned, or was given up, does not count.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, case, col, func, select

from app.domain import search_log
from app.models.cases import Case
from app.models.demands import Offer
from app.models.learning import Commitment, CommitmentState, LearningReport, ReportState
from app.models.visits import Visit

ADOPTED = (CommitmentState.ADOPTED, CommitmentState.ADAPTED)
COUNTED = (ReportState.ACCEPTED, ReportState.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Adoption:
    """Numbers of organisations: that tried something (those that adopted it included), and that do it now."""

    tried: int = 0
    adopted: int = 0


def of_case(session: Session, *, case_id: int) -> Adoption:
    return of_cases(session, case_ids=[case_id]).get(case_id, Adoption())


def of_cases(session: Session, *, case_ids: Collection[int]) -> dict[int, Adoption]:
    """By the id of the case; without those of which nothing is known."""
    organisation = col(LearningReport.organisation_id)
    query = (
        select(
            col(Offer.case_id),
            func.count(organisation.distinct()),
            func.count(case((col(Commitment.state).in_(ADOPTED), organisation)).distinct()),
        )
        .join_from(Commitment, LearningReport, col(LearningReport.id) == Commitment.report_id)
        .join(Visit, col(Visit.id) == LearningReport.visit_id)
        .join(Offer, col(Offer.id) == Visit.offer_id)
        .where(col(Offer.case_id).in_(list(case_ids)), *tried())
        .group_by(col(Offer.case_id))
    )
    return {number or 0: Adoption(tried, adopted) for number, tried, adopted in session.exec(query).all()}


def tried() -> tuple[ColumnElement[bool], ...]:
    """What counts, of Commitment joined with LearningReport."""
    return (
        col(Commitment.state).in_((CommitmentState.TRYING, *ADOPTED)),
        col(LearningReport.state).in_(COUNTED),
    )


def note_change(session: Session, *, report: LearningReport) -> None:
    """The page of the host's case says it, so it is written anew."""
    query = (
        select(Case.code)
        .join(Offer, col(Offer.case_id) == Case.id)
        .join(Visit, col(Visit.offer_id) == Offer.id)
        .where(Visit.id == report.visit_id)
    )
    code = session.exec(query).first()
    if code:
        search_log.note_change(session, f"case:{code}")
