"""Who fits whom: every open counterpart of a demand or an offer with its score, or what speaks against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from app import matching
from app.content.text import N_
from app.domain.errors import Conflict
from app.domain.visits.input_rows import RowProblem
from app.domain.visits.inputs import Gathered, gather
from app.domain.visits.plain_values import to_plain
from app.domain.visits.scoring import components_of
from app.models.demands import Demand, Offer
from app.models.organisations import Organisation
from app.models.types import now

UNREADABLE = N_("What is written in this wish or this offer cannot be matched. Please open and save it again.")


@dataclass(frozen=True, slots=True)
class Fit:
    """A demand and an offer, of whom one is given and the other the counterpart, with its organisation."""

    match: matching.Match
    demand: Demand
    offer: Offer
    organisation: Organisation

    @property
    def components(self) -> list[dict[str, Any]]:
        return components_of(self.match.score)

    @property
    def blocks(self) -> list[dict[str, Any]]:
        return blocks_of(self.match.blocks)


@dataclass(frozen=True, slots=True)
class Fits:
    """Those that fit, best first; those that do not, fewest obstacles first; rows that cannot be matched."""

    feasible: list[Fit]
    blocked: list[Fit]
    problems: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Scored:
    """A pair on a day, as a proposal keeps it; `blocks` are empty when the pair is feasible at all."""

    total: int
    components: list[dict[str, Any]]
    cost: int
    days: int
    blocks: list[dict[str, Any]]


def blocks_of(blocks: Sequence[matching.Block]) -> list[dict[str, Any]]:
    """ "code" and "facts", see `app.matching.Block`."""
    return [to_plain(each) for each in blocks]


def matches(session: Session, *, demand: Demand) -> Fits:
    """Every open offer of a visit for a demand."""
    gathered = gather(session, demands=[demand.id or 0])
    wanted = gathered.demands.get(demand.code)
    if wanted is None:
        return Fits([], [], gathered.problems)
    return _ranked(
        [
            Fit(_match(wanted, offer, gathered), demand, row, gathered.organisation_of(row))
            for code, row in gathered.offer_rows.items()
            if row.organisation_id != demand.organisation_id and (offer := gathered.offers.get(code))
        ],
        gathered.problems,
    )


def matches_of_offer(session: Session, *, offer: Offer) -> Fits:
    """Every open demand for an offer."""
    gathered = gather(session, offers=[offer.id or 0])
    shown = gathered.offers.get(offer.code)
    if shown is None:
        return Fits([], [], gathered.problems)
    return _ranked(
        [
            Fit(_match(demand, shown, gathered), row, offer, gathered.organisation_of(row))
            for code, row in gathered.demand_rows.items()
            if row.organisation_id != offer.organisation_id and (demand := gathered.demands.get(code))
        ],
        gathered.problems,
    )


def _match(demand: matching.Demand, offer: matching.Offer, gathered: Gathered) -> matching.Match:
    return matching.match(demand, offer, gathered.settings, today=gathered.today)


def _ranked(fits: Sequence[Fit], problems: tuple[RowProblem, ...]) -> Fits:
    def order(fit: Fit) -> tuple[int, int, str, str]:
        return len(fit.match.blocks), -fit.match.score.total, fit.demand.code, fit.offer.code

    ordered = sorted(fits, key=order)
    return Fits(
        [fit for fit in ordered if fit.match.feasible], [fit for fit in ordered if not fit.match.feasible], problems
    )


def scored(session: Session, *, demand: Demand, offer: Offer, start: date | None = None) -> Scored:
    """One pair, with the first day of the visit if it is known. Raises Conflict for rows that cannot be matched."""
    gathered = gather(session, demands=[demand.id or 0], offers=[offer.id or 0])
    wanted, shown = gathered.demands.get(demand.code), gathered.offers.get(offer.code)
    if wanted is None or shown is None:
        raise Conflict(UNREADABLE)
    found = matching.match(wanted, shown, gathered.settings, today=now().date())
    score = matching.score(wanted, shown, gathered.settings, start=start) if start else found.score
    return Scored(score.total, components_of(score), found.cost, found.days, blocks_of(found.blocks))
