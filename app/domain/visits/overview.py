"""How the programme of visits is doing in a year, or in all: numbers for those who run it and those who pay for it.

They are counted over all visits, whoever asks: sums tell nothing that only the two sides should know. A visit belongs
to the year in which it begins, the money of a round to the year of the round.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, extract
from sqlalchemy import select as sql
from sqlmodel import Session, and_, col, func, or_, select

from app.domain.visits.access import HELD, TAKING_PLACE
from app.domain.visits.budget import NOT_HELD
from app.domain.visits.overview_adoption import Adoption, adoption_after
from app.domain.visits.overview_turns import Band, IdleOffer, Waiting, bands, idle_offers, without_turn
from app.domain.visits.participants import YOUNG
from app.models.organisations import Organisation
from app.models.rounds import Round
from app.models.visits import BudgetLine, Guest, Participant, ParticipantSide, Visit, VisitState

TARGET = 3


@dataclass(frozen=True, slots=True)
class VisitCounts:
    held: int = 0
    coming: int = 0
    not_held: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """That one organisation visited another, or will: how often. Countries are codes, "" where none is known."""

    visitor: str
    visitor_code: str
    visitor_country: str
    host: str
    host_code: str
    host_country: str
    held: int
    coming: int


@dataclass(frozen=True, slots=True)
class People:
    """Of the organisations that travel. `gender_known` and `age_known` say of how many the others were counted."""

    people: int = 0
    women: int = 0
    youth: int = 0
    gender_known: int = 0
    age_known: int = 0


@dataclass(frozen=True, slots=True)
class Places:
    """`came`: were there; `unsaid`: nobody wrote down whether they came; `coming`: on visits to come."""

    came: People = People()
    unsaid: People = People()
    coming: People = People()


@dataclass(frozen=True, slots=True)
class Money:
    """In hundredths of `currency`. Of visits not held only what was spent counts. Without `title`: outside rounds.

    `spent` is None where nobody has said it of any line.
    """

    title: str
    year: int
    currency: str
    budget: int
    planned: int
    spent: int | None
    by_others: int


@dataclass(frozen=True, slots=True)
class Overview:
    """`year` is None for all years together; `target` is then that of no year, and None."""

    year: int | None
    years: list[int]
    target: int | None
    visits: VisitCounts
    by_year: dict[int, VisitCounts]
    pairs: list[Pair]
    places: Places
    money: list[Money]
    adoption: list[Adoption]
    bands: list[Band]
    idle: list[IdleOffer]
    without_turn: list[Waiting]

    @property
    def totals(self) -> list[Money]:
        """By currency, where there is more than one row to add up."""
        currencies = dict.fromkeys(one.currency for one in self.money)
        rows = {currency: [one for one in self.money if one.currency == currency] for currency in currencies}
        return [_total(currency, mine) for currency, mine in rows.items() if len(mine) > 1]

    @property
    def open_demands(self) -> int:
        return sum(band.demands for band in self.bands)


def _total(currency: str, rows: Sequence[Money]) -> Money:
    sums = {name: sum(getattr(one, name) for one in rows) for name in ("budget", "planned", "by_others")}
    spent = [one.spent for one in rows if one.spent is not None]
    return Money(title="", year=0, currency=currency, spent=sum(spent) if spent else None, **sums)


def overview(session: Session, *, year: int | None, this_year: int, currency: str) -> Overview:
    """`currency` is that of what visits outside rounds cost. Nine queries."""
    rounds = session.exec(select(Round).order_by(col(Round.starts_on).desc(), col(Round.id).desc())).all()
    by_year = _by_year(session)
    return Overview(
        year=year,
        years=sorted({this_year, *by_year, *(one.year for one in rounds)}, reverse=True),
        target=_target(rounds, year),
        visits=_all(by_year) if year is None else by_year.get(year, VisitCounts()),
        by_year=by_year,
        pairs=_pairs(session, year),
        places=_places(session, year),
        money=_money(session, rounds, year, currency),
        adoption=adoption_after(session, in_year(year)),
        bands=bands(session),
        idle=idle_offers(session),
        without_turn=without_turn(session),
    )


def in_year(year: int | None) -> ColumnElement[bool]:
    """Visits that begin in a year; all for None."""
    if year is None:
        return col(Visit.id).is_not(None)
    return and_(col(Visit.starts_on) >= date(year, 1, 1), col(Visit.starts_on) <= date(year, 12, 31))


def _target(rounds: Sequence[Round], year: int | None) -> int | None:
    """What the rounds of the year promise, the usual number where there is none."""
    if year is None:
        return None
    return max((one.min_visits for one in rounds if one.year == year), default=TARGET)


def _by_year(session: Session) -> dict[int, VisitCounts]:
    when = extract("year", col(Visit.starts_on))
    rows = session.execute(
        sql(when, func.sum(_one_if(HELD)), func.sum(_one_if(TAKING_PLACE)), func.sum(_one_if(NOT_HELD))).group_by(when)
    ).all()
    return {int(year): VisitCounts(*map(int, counts)) for year, *counts in rows}


def _one_if(states: Sequence[VisitState]) -> ColumnElement[int]:
    return case((col(Visit.state).in_(states), 1), else_=0)


def _all(by_year: dict[int, VisitCounts]) -> VisitCounts:
    counts = by_year.values()
    return VisitCounts(
        sum(one.held for one in counts), sum(one.coming for one in counts), sum(one.not_held for one in counts)
    )


def _pairs(session: Session, year: int | None) -> list[Pair]:
    """The most frequent first."""
    visitor, host = Organisation.__table__.alias("visitor"), Organisation.__table__.alias("host")  # type: ignore[attr-defined]
    named = [one.c[name] for one in (visitor, host) for name in ("name", "code", "country")]
    held, coming = func.sum(_one_if(HELD)), func.sum(_one_if(TAKING_PLACE))
    query = (
        sql(*named, held, coming)
        .select_from(Visit)
        .join(Guest, and_(col(Guest.visit_id) == Visit.id, col(Guest.left_at).is_(None)))
        .join(visitor, visitor.c.id == Guest.organisation_id)
        .join(host, host.c.id == Visit.host_id)
        .where(in_year(year), col(Visit.state).not_in(NOT_HELD))
        .group_by(*named)
        .order_by((held + coming).desc(), host.c.name, visitor.c.name)
    )
    return [Pair(*row) for row in session.execute(query).all()]


def _places(session: Session, year: int | None) -> Places:
    kinds = (Visit.state, Participant.attended, Participant.gender, Participant.age_band)
    query = (
        sql(*map(col, kinds), func.count())
        .join(Visit, col(Visit.id) == Participant.visit_id)
        .where(in_year(year), col(Participant.side) == ParticipantSide.VISITOR, col(Visit.state).not_in(NOT_HELD))
        .group_by(*map(col, kinds))
    )
    found: dict[str, list[tuple[str, str, int]]] = {"came": [], "unsaid": [], "coming": []}
    for state, attended, gender, age, number in session.execute(query).all():
        where = "coming" if state not in HELD else "came" if attended else "unsaid" if attended is None else ""
        if where:
            found[where].append((gender, age, number))
    return Places(**{name: _people(rows) for name, rows in found.items()})


def _people(rows: Sequence[tuple[str, str, int]]) -> People:
    return People(
        sum(number for *_, number in rows),
        sum(number for gender, _, number in rows if gender == "woman"),
        sum(number for _, age, number in rows if age in YOUNG),
        sum(number for gender, _, number in rows if gender),
        sum(number for _, age, number in rows if age),
    )


def _money(session: Session, rounds: Sequence[Round], year: int | None, currency: str) -> list[Money]:
    ours, held = col(BudgetLine.paid_by) == "round", col(Visit.state).not_in(NOT_HELD)
    sums = (
        func.sum(case((and_(ours, held), col(BudgetLine.planned)), else_=0)),
        func.sum(case((ours, col(BudgetLine.spent)))),
        func.sum(case((and_(~ours, held), col(BudgetLine.planned)), else_=0)),
    )
    chosen = [one for one in rounds if year in (None, one.year)]
    outside = and_(col(Visit.round_id).is_(None), in_year(year))
    rows = session.execute(
        sql(col(Visit.round_id), *sums)
        .join(BudgetLine, col(BudgetLine.visit_id) == Visit.id)
        .where(or_(col(Visit.round_id).in_([one.id for one in chosen]), outside))
        .group_by(col(Visit.round_id))
    ).all()
    found = {
        number: (int(planned), None if spent is None else int(spent), int(others))
        for number, planned, spent, others in rows
    }
    money = [Money(one.title, one.year, one.currency, one.budget, *found.get(one.id, (0, None, 0))) for one in chosen]
    return [*money, Money("", year or 0, currency, 0, *found[None])] if None in found else money
