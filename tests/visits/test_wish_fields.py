"""What may be written in a wish or an offer, and when a wish could last begin."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.terms import TermBook
from app.domain.visits.demand_fields import DemandFields, last_start, missing, problems
from app.domain.visits.offer_fields import OfferFields
from app.domain.visits.offer_fields import missing as missing_of_offer
from app.domain.visits.offer_fields import problems as problems_of_offer
from app.services import Services

TODAY = date(2026, 11, 22)
WINDOW = (date(2027, 3, 1), date(2027, 3, 20))
SAID = DemandFields(
    language="en",
    title="How to sell together",
    topics=["capability:marketing_negotiation"],
    party=4,
    languages={"es": 4},
    windows=[WINDOW],
)
SHOWN = OfferFields(
    language="es",
    title="Our warehouse",
    topics=["capability:marketing_negotiation"],
    languages=["es"],
    months_open=[3, 4],
)


@pytest.fixture
def terms(services: Services) -> TermBook:
    with services.database.reading() as session:
        return services.terms(session)


def test_whole_wish_and_whole_offer_have_no_problem(terms: TermBook) -> None:
    assert problems(SAID, terms=terms, today=TODAY) == {}
    assert missing(SAID, today=TODAY) == {}
    assert problems_of_offer(SHOWN, terms=terms, today=TODAY) == {}
    assert missing_of_offer(SHOWN) == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"windows": [(WINDOW[1], WINDOW[0])]}, "windows-0-last"),
        ({"windows": [WINDOW, (date(2027, 3, 1), date(2027, 3, 2))]}, "windows-1-last"),
        ({"windows": [(date(1, 1, 1), date(9999, 12, 31))]}, "windows-0-last"),
        ({"blackouts": [(WINDOW[1], WINDOW[0])]}, "blackouts-0-last"),
        ({"windows": [WINDOW] * 11}, "windows"),
        ({"party": 0}, "party"),
        ({"party": 500}, "party"),
        ({"women": 5}, "women"),
        ({"youth": 5}, "youth"),
        ({"roles": {"producer": 3, "manager": 2}}, "roles"),
        ({"roles": {"pilot": 1}}, "roles"),
        ({"languages": {"es": 5}}, "languages-es"),
        ({"languages": {"klingon": 1}}, "languages"),
        ({"language": "klingon"}, "language"),
        ({"topics": ["capability:magic"]}, "topics"),
        ({"topics": ["product:coffee"]}, "topics"),
        ({"topics": ["capability:advocacy"] * 2}, "topics"),
        ({"needs": ["a_horse"]}, "needs"),
        ({"title": "x" * 161}, "title"),
        ({"text": "x" * 2001}, "text"),
        ({"needs_note": "x" * 1001}, "needs_note"),
        ({"days": 0}, "days"),
        ({"days": 400}, "days"),
        ({"lead_days": 999}, "lead_days"),
        ({"own_budget": 10**12}, "own_budget"),
        ({"level": 6}, "level"),
    ],
)
def test_wish_with_a_wrong_value_names_its_field(terms: TermBook, change: dict[str, Any], field: str) -> None:
    assert field in problems(replace(SAID, **change), terms=terms, today=TODAY)


def test_women_and_young_people_may_be_the_same(terms: TermBook) -> None:
    assert problems(replace(SAID, women=4, youth=3), terms=terms, today=TODAY) == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"people_cap": 0}, "people_cap"),
        ({"people_cap": 500}, "people_cap"),
        ({"days": 0}, "days"),
        ({"months_open": [0]}, "months_open"),
        ({"months_visible": [13]}, "months_visible"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"languages": ["klingon"]}, "languages"),
        ({"roles": ["pilot"]}, "roles"),
        ({"provides": ["a_horse"]}, "provides"),
        ({"fixed_cost": -1}, "fixed_cost"),
        ({"person_cost": 10**12}, "person_cost"),
        ({"place": "x" * 201}, "place"),
        ({"topics": ["capability:magic"]}, "topics"),
    ],
)
def test_offer_with_a_wrong_value_names_its_field(terms: TermBook, change: dict[str, Any], field: str) -> None:
    assert field in problems_of_offer(replace(SHOWN, **change), terms=terms, today=TODAY)


def test_empty_drafts_say_what_is_missing_for_others() -> None:
    assert set(missing(DemandFields(language="en"), today=TODAY)) == {
        "title",
        "topics",
        "party",
        "languages",
        "windows",
    }
    assert set(missing_of_offer(OfferFields(language="en"))) == {"title", "topics", "languages", "months_open"}
    assert set(missing_of_offer(replace(SHOWN, visits=False, months_open=[]))) == {"visits"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, date(2027, 3, 18)),
        ({"days": 1}, date(2027, 3, 20)),
        ({"days": 20}, date(2027, 3, 1)),
        ({"days": 21}, None),
        ({"blackouts": [(date(2027, 3, 18), date(2027, 3, 25))]}, date(2027, 3, 15)),
        ({"blackouts": [(date(2027, 3, 10), date(2027, 3, 10))]}, date(2027, 3, 18)),
        ({"blackouts": [(date(2027, 2, 1), date(2027, 4, 1))]}, None),
        ({"windows": [WINDOW, (date(2027, 6, 1), date(2027, 6, 3))]}, date(2027, 6, 1)),
        ({"windows": []}, None),
    ],
)
def test_last_day_on_which_a_visit_could_begin(change: dict[str, Any], expected: date | None) -> None:
    assert last_start(replace(SAID, **change)) == expected


def test_window_before_preparations_are_done_is_too_early() -> None:
    near = (TODAY + timedelta(days=5), TODAY + timedelta(days=20))

    assert set(missing(replace(SAID, windows=[near], lead_days=30), today=TODAY)) == {"windows"}
    assert missing(replace(SAID, windows=[near], lead_days=3), today=TODAY) == {}
