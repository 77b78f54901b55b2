"""One demand or offer as `app.matching` reads it. Rows may be old or incomplete: what is wrong with one is named."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from app import matching
from app.content.text import N_
from app.domain.visits.checked import read_spans
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
    `declined`: by visiting organisation, codes of offers that one of both said no to. `years`: in which a visit may be;
    `by_fullest`: whether an offer has only the visits that are left in the fullest of them.
    """

    organisations: Mapping[int, Organisation]
    shows: Mapping[int, frozenset[str]] = field(default_factory=dict)
    wants: Mapping[int, frozenset[str]] = field(default_factory=dict)
    busy: Mapping[int, list[Span]] = field(default_factory=dict)
    held: Mapping[int, list[int]] = field(default_factory=dict)
    hosted: Collection[int] = frozenset()
    declined: Mapping[int, frozenset[str]] = field(default_factory=dict)
    years: tuple[int, ...] = ()
    by_fullest: bool = True


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
    organisation = known.organisations[mine]
    return matching.Demand(
        id=row.code,
        organisation=organisation.code,
        topics=tuple(matching.Topic(topic["code"], topic["importance"]) for topic in row.topics),
        party=row.party,
        windows=tuple(read_spans(row.windows)),
        women=row.women or 0,
        youth=row.youth or 0,
        roles=row.roles or None,
        languages=row.languages or None,
        needs=frozenset(row.needs),
        blackouts=(*read_spans(row.blackouts), *known.busy.get(mine, ())),
        days=row.days,
        own_budget=row.own_budget,
        level=row.level,
        lead_days=row.lead_days,
        waited=row.waited,
        declined=known.declined.get(mine, frozenset()),
        shows=known.shows.get(mine, frozenset()),
        **_told_by(organisation),
    )


def _offer(row: Offer, known: Known) -> matching.Offer:
    mine = row.organisation_id
    organisation = known.organisations[mine]
    return matching.Offer(
        id=row.code,
        organisation=organisation.code,
        topics=tuple(matching.Shown(topic["code"], matching.Evidence(topic["evidence"])) for topic in row.topics),
        people_cap=row.people_cap,
        parties_per_visit=row.parties_per_visit,
        visits_left=_visits_left(row, known),
        length_days=row.days,
        roles=frozenset(row.roles) or None,
        languages=frozenset(row.languages) or None,
        interpreter=row.interpreter,
        # Without months it is open in all of them, as clashes have it.
        months_open=frozenset(row.months_open) or ALL_MONTHS,
        months_visible=frozenset(row.months_visible) or None,
        blackouts=(*read_spans(row.blackouts), *known.busy.get(mine, ())),
        provides=frozenset(row.provides),
        fixed_cost=row.fixed_cost or 0,
        cost_per_person=row.person_cost or 0,
        coaching_hours=row.coaching_hours,
        level=row.level,
        first_time=mine not in known.hosted,
        wants=known.wants.get(mine, frozenset()),
        **_told_by(organisation),
    )


def _told_by(organisation: Organisation) -> dict[str, Any]:
    """What both sides have from their organisation."""
    return {
        "products": frozenset(organisation.products) or None,
        "size": organisation.members,
        "certifications": frozenset(organisation.certifications) or None,
    }


def _visits_left(row: Offer, known: Known) -> int:
    """A plan counts the fullest of its years, so it is right whichever a visit falls in. Elsewhere the emptiest counts:
    each day is looked at by itself (`app.domain.visits.places`)."""
    held = known.held.get(row.id or 0, [])
    left = [row.visits_per_year - held.count(year) for year in known.years]
    return max(0, min(left) if known.by_fullest else max(left))
