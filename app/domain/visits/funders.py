"""What those who pay for visits get: visits, counts of visitors, money, adoption, wishes and offers, row by row.

Nobody is named: of the people who travelled there are only counts by role, by gender and by age, never of these
together, which in a group of four would be as good as a name.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy import select as sql
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, func, select

from app.domain.viewer import Viewer
from app.domain.visits.access import HELD, readable_demands, readable_offers, readable_visits
from app.domain.visits.overview import in_year
from app.domain.visits.overview_adoption import ADOPTION_MONTHS, said, was_asked
from app.models.demands import Demand, DemandState, Offer, OfferState
from app.models.learning import Commitment, CommitmentCheck, CommitmentState, LearningReport, ReportState
from app.models.organisations import Organisation
from app.models.rounds import Round
from app.models.visits import BudgetLine, Guest, Participant, ParticipantSide, Visit

COUNTED = ("role", "gender", "age_band")


@dataclass(frozen=True, slots=True)
class VisitRow:
    """`guests` are names with their country; `round` is "" outside rounds."""

    visit: Visit
    host: str
    country: str
    round: str
    currency: str
    guests: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PeopleRow:
    """How many of one kind (`what`, a name of COUNTED) were on the list of a visit, and how many came."""

    visit: str
    what: str
    value: str
    people: int
    came: int


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What one organisation answered so many months after a visit, counted over what it had resolved to do."""

    visit: str
    organisation: str
    months: int
    answers: Counter[CommitmentState | None]


@dataclass(frozen=True, slots=True)
class WishRow:
    demand: Demand
    organisation: str
    country: str


@dataclass(frozen=True, slots=True)
class OfferRow:
    offer: Offer
    organisation: str
    country: str
    held: int


@dataclass(frozen=True, slots=True)
class ForFunders:
    visits: list[VisitRow]
    people: list[PeopleRow]
    money: list[tuple[VisitRow, BudgetLine]]
    answers: list[AnswerRow]
    demands: list[WishRow]
    offers: list[OfferRow]


def for_funders(session: Session, *, year: int | None, viewer: Viewer, currency: str) -> ForFunders:
    """Visits that begin in the year with what belongs to them; wishes and offers published until its end."""
    visits = _visits(session, year, viewer, currency)
    ids = [row.visit.id or 0 for row in visits]
    lines = session.exec(
        select(BudgetLine)
        .where(col(BudgetLine.visit_id).in_(ids))
        .order_by(col(BudgetLine.visit_id), col(BudgetLine.id))
    ).all()
    by_id = {row.visit.id: row for row in visits}
    return ForFunders(
        visits,
        _people(session, ids),
        [(by_id[line.visit_id], line) for line in lines],
        _answers(session, ids),
        _demands(session, year, viewer),
        _offers(session, year, viewer),
    )


def _visits(session: Session, year: int | None, viewer: Viewer, currency: str) -> list[VisitRow]:
    ids = readable_visits(viewer).where(in_year(year)).with_only_columns(col(Visit.id))
    found = session.execute(
        sql(Visit, col(Organisation.name), col(Organisation.country), col(Round.title), col(Round.currency))
        .join(Organisation, col(Organisation.id) == Visit.host_id)
        .outerjoin(Round, col(Round.id) == Visit.round_id)
        .where(col(Visit.id).in_(ids))
        .order_by(col(Visit.starts_on), col(Visit.id))
    ).all()
    rows = [
        VisitRow(visit, host, country, title or "", kept or currency) for visit, host, country, title, kept in found
    ]
    by_id = {row.visit.id: row for row in rows}
    guests = session.execute(
        sql(col(Guest.visit_id), col(Organisation.name), col(Organisation.country))
        .join(Organisation, col(Organisation.id) == Guest.organisation_id)
        .where(col(Guest.visit_id).in_(list(by_id)), col(Guest.left_at).is_(None))
        .order_by(col(Guest.id))
    ).all()
    for visit_id, name, country in guests:
        by_id[visit_id].guests.append((name, country))
    return rows


def _people(session: Session, ids: Sequence[int]) -> list[PeopleRow]:
    kinds = [col(getattr(Participant, name)) for name in COUNTED]
    found = session.execute(
        sql(col(Visit.code), col(Participant.attended), *kinds)
        .join(Visit, col(Visit.id) == Participant.visit_id)
        .where(col(Visit.id).in_(ids), col(Participant.side) == ParticipantSide.VISITOR)
        .order_by(col(Visit.starts_on), col(Visit.id))
    ).all()
    return [row for visit in dict.fromkeys(row[0] for row in found) for row in _counted(visit, found)]


def _counted(visit: str, found: Sequence[Any]) -> Iterable[PeopleRow]:
    mine = [row for row in found if row[0] == visit]
    for place, what in enumerate(COUNTED, 2):
        people, came = Counter(row[place] for row in mine), Counter(row[place] for row in mine if row[1])
        for value in sorted(people):
            yield PeopleRow(visit, what, value, people[value], came[value])


def _answers(session: Session, ids: Sequence[int]) -> list[AnswerRow]:
    found = session.execute(
        sql(col(Visit.code), col(Organisation.name), col(CommitmentCheck.months), said())
        .join(Commitment, col(Commitment.id) == CommitmentCheck.commitment_id)
        .join(LearningReport, col(LearningReport.id) == Commitment.report_id)
        .join(Visit, col(Visit.id) == LearningReport.visit_id)
        .join(Organisation, col(Organisation.id) == LearningReport.organisation_id)
        .where(
            col(Visit.id).in_(ids),
            col(CommitmentCheck.months).in_(ADOPTION_MONTHS),
            was_asked(),
            col(LearningReport.state) != ReportState.DRAFT,
        )
        .order_by(col(Visit.starts_on), col(Visit.id), col(LearningReport.id), col(CommitmentCheck.months))
    ).all()
    counts: dict[tuple[str, str, int], Counter[CommitmentState | None]] = {}
    for *key, answer in found:
        counts.setdefault((key[0], key[1], key[2]), Counter())[answer] += 1
    return [AnswerRow(*key, answers) for key, answers in counts.items()]


def _until(opened: Mapped[datetime | None], year: int | None) -> ColumnElement[bool]:
    return opened.is_not(None) if year is None else opened < datetime(year + 1, 1, 1, tzinfo=UTC)


def _demands(session: Session, year: int | None, viewer: Viewer) -> list[WishRow]:
    ids = readable_demands(viewer).with_only_columns(col(Demand.id))
    query = (
        sql(Demand, col(Organisation.name), col(Organisation.country))
        .join(Organisation, col(Organisation.id) == Demand.organisation_id)
        .where(col(Demand.id).in_(ids), col(Demand.state) != DemandState.DRAFT, _until(col(Demand.opened_at), year))
        .order_by(col(Demand.opened_at), col(Demand.id))
    )
    return [WishRow(*row) for row in session.execute(query).all()]


def _offers(session: Session, year: int | None, viewer: Viewer) -> list[OfferRow]:
    ids = readable_offers(viewer).with_only_columns(col(Offer.id))
    held = (
        sql(func.count(col(Visit.id)))
        .where(col(Visit.offer_id) == Offer.id, col(Visit.state).in_(HELD))
        .correlate(Offer)
        .scalar_subquery()
    )
    query = (
        sql(Offer, col(Organisation.name), col(Organisation.country), held)
        .join(Organisation, col(Organisation.id) == Offer.organisation_id)
        .where(col(Offer.id).in_(ids), col(Offer.state) != OfferState.DRAFT, _until(col(Offer.opened_at), year))
        .order_by(col(Offer.opened_at), col(Offer.id))
    )
    return [OfferRow(*row) for row in session.execute(query).all()]
