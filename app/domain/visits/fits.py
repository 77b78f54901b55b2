"""Who fits a demand: every open offer with its score, or what speaks against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app import matching
from app.domain.visits.input_rows import RowProblem
from app.domain.visits.inputs import Gathered, gather
from app.domain.visits.plain_values import to_plain
from app.domain.visits.scoring import components_of
from app.models.demands import Demand, Offer
from app.models.organisations import Organisation


@dataclass(frozen=True, slots=True)
class Fit:
    """An offer with its organisation, and how it fits."""

    match: matching.Match
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
            Fit(_match(wanted, offer, gathered), row, gathered.organisation_of(row))
            for code, row in gathered.offer_rows.items()
            if row.organisation_id != demand.organisation_id and (offer := gathered.offers.get(code))
        ],
        gathered.problems,
    )


def _match(demand: matching.Demand, offer: matching.Offer, gathered: Gathered) -> matching.Match:
    return matching.match(demand, offer, gathered.settings, today=gathered.today)


def _ranked(fits: Sequence[Fit], problems: tuple[RowProblem, ...]) -> Fits:
    def order(fit: Fit) -> tuple[int, int, str]:
        return len(fit.match.blocks), -fit.match.score.total, fit.offer.code

    ordered = sorted(fits, key=order)
    return Fits(
        [fit for fit in ordered if fit.match.feasible], [fit for fit in ordered if not fit.match.feasible], problems
    )
