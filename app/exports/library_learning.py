"""What everybody reads of learning visits, as rows of the export of the whole library: open offers, published reports.

People stay out (who does what was resolved, who travelled), and so does money: another instance may reckon in
another currency.
"""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.domain.cases.reading import ShownMedium
from app.domain.organisations.access import is_public
from app.domain.visits import report_media
from app.domain.visits.access import open_offers, public_reports
from app.domain.visits.offer_fields import OfferFields
from app.domain.visits.report_access import demand_of
from app.models.cases import Case
from app.models.demands import Offer, OfferState
from app.models.learning import Commitment, LearningReport
from app.models.media import Media
from app.models.organisations import Organisation
from app.models.visits import Goal, Visit

Row = dict[str, Any]
_MONEY = ("fixed_cost", "person_cost")
_TEXTS = ("title", "seen", "surprised", "not_here", "why_none", "host_comment")


def offer_rows(session: Session) -> Iterator[Row]:
    """Open offers of organisations that are exported."""
    query = open_offers().join(Organisation, col(Organisation.id) == Offer.organisation_id).where(is_public())
    for offer in session.exec(query.order_by(col(Offer.id))).all():
        said = OfferFields.of(offer)
        values = {name: getattr(said, name) for name in said.__dataclass_fields__ if name not in _MONEY}
        yield {
            "type": "offer",
            "external_id": offer.code,
            "organisation": _identity(session.get_one(Organisation, offer.organisation_id)),
            "case": _case(session, offer.case_id),
            **values,
            "visits": "yes" if offer.visits else "no",
            "opened": offer.opened_at,
        }


def report_rows(session: Session, medium: Callable[[Media], Row]) -> Iterator[Row]:
    """Published reports of which both organisations are exported; `medium` copies a file and gives its row."""
    host = aliased(Organisation)
    query = (
        public_reports()
        .join(Organisation, col(Organisation.id) == LearningReport.organisation_id)
        .join(Visit, col(Visit.id) == LearningReport.visit_id)
        .join(host, host.id == Visit.host_id)  # type: ignore[arg-type]
        .where(is_public(), col(host.approved_at).is_not(None))
    )
    for report in session.exec(query.order_by(col(LearningReport.id))).all():
        yield {
            "type": "report",
            "external_id": report.code,
            "organisation": _identity(session.get_one(Organisation, report.organisation_id)),
            "language": report.language,
            **{name: getattr(report, name) for name in _TEXTS},
            "licence": report.licence,
            "consent": report.consent_at,
            "submitted": report.submitted_at,
            "published": report.published_at,
            "host_commented": report.host_commented_at,
            "case": _case(session, report.case_id),
            "visit": _visit(session, session.get_one(Visit, report.visit_id)),
            "wish": _wish(session, report),
            "goals": _goals(session, report),
            "resolutions": _resolutions(session, report),
            "media": [{**medium(shown.medium), **_words(shown)} for shown in report_media.shown_media(session, report)],
        }


def _visit(session: Session, visit: Visit) -> Row:
    """The offer is named where everybody reads it; else what was seen there, if a case tells it."""
    offer = session.get_one(Offer, visit.offer_id)
    return {
        "code": visit.code,
        "host": _identity(session.get_one(Organisation, visit.host_id)),
        "offer": offer.code if offer.state is OfferState.OPEN else "",
        "case": _case(session, offer.case_id),
        **{name: getattr(visit, name) for name in ("title", "starts_on", "ends_on", "time_zone")},
    }


def _wish(session: Session, report: LearningReport) -> Row:
    """As everybody may read it at its address once the visit took place."""
    demand = demand_of(session, report)
    topics = [topic["code"] for topic in demand.topics]
    return {
        "code": demand.code,
        "language": demand.language,
        "title": demand.title,
        "text": demand.text,
        "topics": topics,
    }


def _goals(session: Session, report: LearningReport) -> list[Row]:
    goals = select(Goal).where(Goal.visit_id == report.visit_id, Goal.organisation_id == report.organisation_id)
    rows = session.exec(goals.order_by(col(Goal.id))).all()
    return [{"text": one.text, "result": report.goals.get(str(one.id), "")} for one in rows]


def _resolutions(session: Session, report: LearningReport) -> list[Row]:
    rows = select(Commitment).where(Commitment.report_id == report.id).order_by(col(Commitment.position))
    names = ("text", "due_on", "state", "note")
    return [{**{name: getattr(one, name) for name in names}, "told": one.state_at} for one in session.exec(rows).all()]


def _words(shown: ShownMedium) -> Row:
    return {name: text for name, text in shown.entry.items() if name != "medium"}


def _identity(thing: Organisation | Case) -> str:
    return thing.external_id or thing.code


def _case(session: Session, case_id: int | None) -> str:
    """A case that is exported, by the name of its own row."""
    if case_id is None:
        return ""
    query = select(Case).join(Organisation, col(Organisation.id) == Case.organisation_id)
    case = session.exec(query.where(Case.id == case_id, is_public())).first()
    return _identity(case) if case else ""
