"""One demand or offer as `app.matching` reads it. Rows may be old or incomplete: what is wrong with one is named."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from app import matching
from app.content.text import N_
from app.domain.visits.scoring import as_demand, as_offer
from app.matching.inputs import ALL_MONTHS
from app.models.demands import Demand, Offer
from app.models.organisations import Organisation

Span = tuple[date, date]
T = TypeVar("T")

MALFORMED = "malformed"
PROBLEMS: Mapping[str, str] = {
    "party": N_("How many people travel is missing, or not possible."),
    "women": N_("There are more women than people who travel."),
    "youth": N_("There are more young people than people who travel."),
    "roles": N_("There are more people in a role than travel."),
    "languages": N_("There are more people who speak a language than travel."),
    "days": N_("The days of the visit are missing, or too many."),
    "length_days": N_("The days of the visit are missing, or too many."),
    "level": N_("The level is not between 1 and 5."),
    "importance": N_("How much a topic matters is not between 1 and 3."),
    "windows_end_before_start": N_("Days on which a visit could be end before they start."),
    "blackouts_end_before_start": N_("Days that are not possible end before they start."),
    "people_cap": N_("How many people can be received is missing."),
    "parties_per_visit": N_("How many organisations can come together is missing."),
    "month": N_("A month is none of the twelve."),
    "own_budget": N_("An amount of money is below zero."),
    "fixed_cost": N_("An amount of money is below zero."),
    "cost_per_person": N_("An amount of money is below zero."),
    MALFORMED: N_("Something in it cannot be read. Please open and save it again."),
}


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A demand or offer (`about`, `code`) that cannot be matched, and why: a code of PROBLEMS, else MALFORMED."""

    about: str
    code: str
    title: str
    problem: str


@dataclass(slots=True)
class Known:
    """What rows say only together; ids of tables, topics as codes.

    `busy`: spans in which an organisation travels or receives already. `held`: years in which an offer has visits.
    `declined`: by visiting organisation, codes of offers that one of both said no to.
    """

    organisations: Mapping[int, Organisation]
    shows: Mapping[int, frozenset[str]] = field(default_factory=dict)
    wants: Mapping[int, frozenset[str]] = field(default_factory=dict)
    busy: Mapping[int, list[Span]] = field(default_factory=dict)
    held: Mapping[int, list[int]] = field(default_factory=dict)
    hosted: Collection[int] = frozenset()
    declined: Mapping[int, frozenset[str]] = field(default_factory=dict)
    years: tuple[int, ...] = ()


def read_demand(row: Demand, known: Known) -> matching.Demand | RowProblem:
    return _checked("demand", row, lambda: _demand(row, known))


def read_offer(row: Offer, known: Known) -> matching.Offer | RowProblem:
    return _checked("offer", row, lambda: _offer(row, known))


def _checked(about: str, row: Demand | Offer, read: Callable[[], T]) -> T | RowProblem:
    try:
        return read()
    except matching.InputError as wrong:
        return RowProblem(about, row.code, row.title, wrong.code if wrong.code in PROBLEMS else MALFORMED)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return RowProblem(about, row.code, row.title, MALFORMED)


def _demand(row: Demand, known: Known) -> matching.Demand:
    mine = row.organisation_id
    read = as_demand(
        row,
        known.organisations[mine],
        declined=known.declined.get(mine, frozenset()),
        shows=known.shows.get(mine, frozenset()),
    )
    return replace(read, blackouts=(*read.blackouts, *known.busy.get(mine, ())))


def _offer(row: Offer, known: Known) -> matching.Offer:
    mine = row.organisation_id
    read = as_offer(
        row,
        known.organisations[mine],
        wants=known.wants.get(mine, frozenset()),
        visits_left=_visits_left(row, known),
        first_time=mine not in known.hosted,
    )
    # Without months it is open in all of them, as clashes have it.
    months = read.months_open or ALL_MONTHS
    return replace(read, months_open=months, blackouts=(*read.blackouts, *known.busy.get(mine, ())))


def _visits_left(row: Offer, known: Known) -> int:
    """Of the years in which the visit may be, the one with least left: so it is right whichever it falls in."""
    held = known.held.get(row.id or 0, [])
    return max(0, min(row.visits_per_year - held.count(year) for year in known.years))
