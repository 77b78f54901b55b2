"""How many organisations tried at home what they saw, and how many do it now: counted for the case that was shown.

Counted are the resolutions of accepted and published reports of visits to an offer of the case, each organisation
once. What is only planned, or was given up, does not count.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import BindParameter, ScalarSelect
from sqlalchemy import select as sql
from sqlmodel import Session, col, func, select

from app.domain import search_log
from app.models.cases import Case
from app.models.demands import Offer
from app.models.learning import Commitment, CommitmentState, LearningReport, ReportState
from app.models.visits import Visit

ADOPTED = (CommitmentState.ADOPTED, CommitmentState.ADAPTED)
TRIED = (CommitmentState.TRYING, *ADOPTED)
COUNTED = (ReportState.ACCEPTED, ReportState.PUBLISHED)
CaseId = int | BindParameter[int]


@dataclass(frozen=True, slots=True)
class Adoption:
    """Numbers of organisations: that tried something (those that adopted it included), and that do it now."""

    tried: int = 0
    adopted: int = 0


def of_case(session: Session, *, case_id: int) -> Adoption:
    """For those who decide how mature a case is."""
    tried, adopted = session.execute(sql(organisations(case_id, TRIED), organisations(case_id, ADOPTED))).one()
    return Adoption(tried, adopted)


def organisations(case: CaseId, states: Collection[CommitmentState]) -> ScalarSelect[int]:
    """How many organisations said one of these after a visit to an offer of a case, as part of another query."""
    return (
        sql(func.count(col(LearningReport.organisation_id).distinct()))
        .join(Commitment, col(Commitment.report_id) == LearningReport.id)
        .join(Visit, col(Visit.id) == LearningReport.visit_id)
        .join(Offer, col(Offer.id) == Visit.offer_id)
        .where(
            col(Offer.case_id) == case,
            col(Commitment.state).in_(states),
            col(LearningReport.state).in_(COUNTED),
        )
        .scalar_subquery()
    )


def published_reports(case: CaseId) -> ScalarSelect[int]:
    """How many reports of visits to an offer of a case are public."""
    return (
        sql(func.count(col(LearningReport.id)))
        .join(Visit, col(Visit.id) == LearningReport.visit_id)
        .join(Offer, col(Offer.id) == Visit.offer_id)
        .where(col(Offer.case_id) == case, col(LearningReport.state) == ReportState.PUBLISHED)
        .scalar_subquery()
    )


def note_change(session: Session, *, report: LearningReport) -> None:
    """The search finds the report by its words, and the page of the host's case counts it: both are written anew."""
    search_log.note_change(session, f"report:{report.code}")
    query = (
        select(Case.code)
        .join(Offer, col(Offer.case_id) == Case.id)
        .join(Visit, col(Visit.offer_id) == Offer.id)
        .where(Visit.id == report.visit_id)
    )
    code = session.exec(query).first()
    if code:
        search_log.note_change(session, f"case:{code}")
