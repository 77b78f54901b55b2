"""A draft as coordinators read it, with the names of those concerned; and two drafts side by side."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from app import matching
from app.domain.visits.fits import blocks_of
from app.domain.visits.plain_values import read_result
from app.domain.visits.plan_inputs import WhatIf
from app.models.demands import Demand, Offer
from app.models.organisations import Organisation
from app.models.rounds import Plan

Block = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Party:
    """A wish, or an offer, with its organisation."""

    row: Demand | Offer
    organisation: Organisation


@dataclass(frozen=True, slots=True)
class GuestLine:
    demand: Party
    score: int
    cost: int


@dataclass(frozen=True, slots=True)
class VisitLine:
    host: Party
    starts_on: date
    ends_on: date
    cost: int
    fixed: bool
    guests: list[GuestLine]


@dataclass(frozen=True, slots=True)
class UnservedLine:
    """`hosts`: who could receive them; `nearest`: without such a host, who lacks least."""

    demand: Party
    told: matching.Unserved
    hosts: list[Party]
    nearest: Party | None
    blocks: Sequence[Block]

    @property
    def moves_up(self) -> bool:
        """Into the next waiting group, if the draft is published."""
        return self.told.next_group > self.told.group


@dataclass(frozen=True, slots=True)
class PlanView:
    result: matching.Plan
    visits: list[VisitLine]
    unserved: list[UnservedLine]

    @property
    def places(self) -> tuple[int, int | None, int | None]:
        """People who travel, women and young people among them; None for what no organisation told."""
        rows = [guest.demand.row for visit in self.visits for guest in visit.guests]
        travellers = [row for row in rows if isinstance(row, Demand)]
        return (
            sum(row.party for row in travellers),
            _told(row.women for row in travellers),
            _told(row.youth for row in travellers),
        )

    @property
    def fairness(self) -> float:
        return percent(self.result)


def _told(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def percent(result: matching.Plan) -> float:
    """What fairness costs, in per cent of the largest total score."""
    return round(float(result.fairness_price) * 100, 1)


@dataclass(frozen=True, slots=True)
class Book:
    """Wishes and offers of drafts, by code."""

    demands: Mapping[str, Party]
    offers: Mapping[str, Party]


def book_of(session: Session, *plans: Plan) -> Book:
    demands = {each["id"] for plan in plans for each in plan.inputs.get("demands", ())}
    offers = {each["id"] for plan in plans for each in plan.inputs.get("offers", ())}
    wanted = session.exec(select(Demand).where(col(Demand.code).in_(demands))).all()
    shown = session.exec(select(Offer).where(col(Offer.code).in_(offers))).all()
    rows: list[Demand | Offer] = [*wanted, *shown]
    ids = {row.organisation_id for row in rows}
    homes = {row.id: row for row in session.exec(select(Organisation).where(col(Organisation.id).in_(ids))).all()}
    return Book(
        {row.code: Party(row, homes[row.organisation_id]) for row in wanted},
        {row.code: Party(row, homes[row.organisation_id]) for row in shown},
    )


def names_in(session: Session, *, changes: Mapping[str, Any]) -> dict[str, str]:
    """Of the organisations that a what-if speaks of, by the codes of their wishes and offers."""
    asked = WhatIf.of(changes)
    demands = {demand for demand, _, _ in asked.pairs}
    offers = {*asked.without, *(offer for _, offer, _ in asked.pairs)}
    return {**_names(session, Demand, demands), **_names(session, Offer, offers)}


def _names(session: Session, table: type[Demand] | type[Offer], codes: Collection[str]) -> dict[str, str]:
    query = select(table.code, Organisation.name).join(Organisation, col(Organisation.id) == col(table.organisation_id))
    return dict(session.exec(query.where(col(table.code).in_(codes))).all()) if codes else {}


def plan_view(session: Session, *, plan: Plan) -> PlanView:
    """Of a draft that is ready, or was published."""
    result, book = read_result(plan.result), book_of(session, plan)
    return PlanView(
        result,
        [_visit(visit, book) for visit in result.visits],
        [_unserved(each, book) for each in sorted(result.unserved, key=lambda each: (-each.waited, each.demand))],
    )


def _visit(visit: matching.PlannedVisit, book: Book) -> VisitLine:
    return VisitLine(
        host=book.offers[visit.offer],
        starts_on=visit.start,
        ends_on=visit.start + timedelta(days=visit.days - 1),
        cost=visit.cost,
        fixed=visit.fixed,
        guests=[
            GuestLine(book.demands[code], score, cost)
            for code, score, cost in zip(visit.demands, visit.scores, visit.costs, strict=True)
        ],
    )


def _unserved(each: matching.Unserved, book: Book) -> UnservedLine:
    return UnservedLine(
        demand=book.demands[each.demand],
        told=each,
        hosts=[book.offers[code] for code in each.hosts],
        nearest=book.offers.get(each.nearest or ""),
        blocks=blocks_of(each.reasons),
    )


@dataclass(frozen=True, slots=True)
class Move:
    """A wish that has a visit in both drafts, elsewhere or at another time: (host, first day) before and after."""

    demand: Party
    before: tuple[Party, date]
    after: tuple[Party, date]


@dataclass(frozen=True, slots=True)
class Comparison:
    before: matching.Plan
    after: matching.Plan
    difference: matching.Difference
    gained: list[Party]
    lost: list[Party]
    moved: list[Move]

    @property
    def fairness(self) -> tuple[float, float]:
        return percent(self.before), percent(self.after)


def compare(session: Session, *, before: Plan, after: Plan) -> Comparison:
    """What `after` gives and takes, compared with `before`; both are ready."""
    old, new = read_result(before.result), read_result(after.result)
    found, book = matching.difference(old, new), book_of(session, before, after)
    places = _places(old, book), _places(new, book)
    return Comparison(
        old,
        new,
        found,
        [book.demands[code] for code in found.gained],
        [book.demands[code] for code in found.lost],
        [Move(book.demands[code], places[0][code], places[1][code]) for code in found.moved],
    )


def _places(result: matching.Plan, book: Book) -> dict[str, tuple[Party, date]]:
    return {code: (book.offers[visit.offer], visit.start) for visit in result.visits for code in visit.demands}
