"""Every part of a score and everything that stands in the way has its sentence, in every language."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fastapi import FastAPI, Request

import app.matching
from app import matching
from app.domain.visits.fits import blocks_of
from app.domain.visits.scoring import components_of
from app.i18n import LANGUAGES
from app.services import Services
from app.web.learning_score_words import BLOCKS, COMPONENTS, ScoreWords
from tests.conftest import application_for

TODAY = date(2027, 1, 1)
DEMAND = matching.Demand(
    id="d",
    organisation="visitors",
    topics=(matching.Topic("capability:marketing_negotiation", 3),),
    party=4,
    windows=((date(2027, 3, 1), date(2027, 9, 30)),),
    roles={"producer": 3},
    languages={"es": 3},
    level=2,
    products=frozenset({"coffee"}),
    size=100,
    certifications=frozenset({"organic"}),
    shows=frozenset({"benefit:better_prices"}),
)
OFFER = matching.Offer(
    id="o",
    organisation="hosts",
    topics=(matching.Shown("capability:marketing_negotiation", matching.Evidence.DOCUMENTED),),
    people_cap=8,
    roles=frozenset({"producer"}),
    languages=frozenset({"es", "qu"}),
    months_visible=frozenset({4, 5}),
    coaching_hours=5,
    level=3,
    products=frozenset({"coffee"}),
    size=1000,
    certifications=frozenset({"organic"}),
    wants=frozenset({"benefit:better_prices"}),
)
UNTOLD_DEMAND = matching.Demand("d", "visitors", (), 2, ((date(2027, 3, 1), date(2027, 3, 9)),))
UNTOLD_OFFER = matching.Offer("o", "hosts", (), 4)


def words(services: Services, applications: list[FastAPI], language: str) -> ScoreWords:
    scope = {
        "type": "http",
        "path": f"/{language}/learning",
        "headers": [],
        "query_string": b"",
        "server": ("testserver", 80),
        "app": application_for(services, applications),
    }
    with services.database.reading() as session:
        return ScoreWords(Request(scope), services.terms(session))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("demand", "offer"),
    [
        (DEMAND, OFFER),
        (UNTOLD_DEMAND, UNTOLD_OFFER),
        (replace(DEMAND, languages={"fr": 4}, roles={"manager": 1}), replace(OFFER, interpreter=True)),
        (replace(DEMAND, products=frozenset({"honey"}), size=None), replace(OFFER, coaching_hours=0)),
    ],
)
def test_every_part_of_a_score_is_said(
    services: Services, applications: list[FastAPI], language: str, demand: matching.Demand, offer: matching.Offer
) -> None:
    found = matching.score(demand, offer, matching.Settings(), start=date(2027, 4, 1))

    said = words(services, applications, language).components(components_of(found))

    assert len(said) == len(COMPONENTS)
    assert [one.weight for one in said] == sorted((one.weight for one in said), reverse=True)
    assert round(sum(one.points for one in said)) in (found.total, found.total - 1)
    assert all(one.text and "%(" not in one.text for one in said)


def test_score_in_words_tells_names_and_numbers(services: Services, applications: list[FastAPI]) -> None:
    found = matching.score(DEMAND, OFFER, matching.Settings(), start=date(2027, 4, 1))

    said = {one.label: one for one in words(services, applications, "en").components(components_of(found))}

    language = said["A language in common"]
    assert (language.points, language.share, language.text) == (
        11.2,
        75,
        "3 of 4 speak a language of the hosts: Spanish.",
    )
    assert said["The right season"].text == "It can be seen at work in: April–May."


@pytest.mark.parametrize(
    ("demand", "offer", "code"),
    [
        ({"organisation": "hosts"}, {}, "same_organisation"),
        ({"declined": frozenset({"o"})}, {}, "declined"),
        ({"topics": (matching.Topic("capability:governance"),)}, {}, "topic"),
        ({"languages": {"fr": 4}}, {}, "language"),
        ({}, {"people_cap": 3}, "places"),
        ({}, {"visits_left": 0}, "visits"),
        ({"needs": frozenset({"childcare"})}, {}, "needs"),
        ({}, {"months_open": frozenset({1, 12})}, "dates"),
        ({"lead_days": 700}, {}, "lead"),
        ({}, {"blackouts": ((date(2027, 1, 1), date(2027, 12, 31)),)}, "blackout"),
    ],
)
def test_what_stands_in_the_way_is_said(
    services: Services, applications: list[FastAPI], demand: dict[str, object], offer: dict[str, object], code: str
) -> None:
    blocks = matching.blocked(
        replace(DEMAND, **demand),  # type: ignore[arg-type]
        replace(OFFER, **offer),  # type: ignore[arg-type]
        matching.Settings(),
        today=TODAY,
    )

    said = words(services, applications, "en").blocks(blocks_of(blocks))

    assert code in [block.code for block in blocks]
    assert all(one and "%(" not in one for one in said)


def test_every_code_of_matching_has_a_sentence() -> None:
    source = "".join(path.read_text() for path in Path(app.matching.__file__).parent.rglob("*.py"))

    assert set(re.findall(r'Block\("(\w+)"', source)) <= set(BLOCKS)
