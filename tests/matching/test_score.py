"""Scores by hand, their parts, and what is not told."""

from fractions import Fraction

import pytest

from app.matching import Demand, Evidence, InputError, Shown, Taxonomy, Topic, Weights, score
from app.matching.inputs import Settings
from app.matching.relations import relation, rounded, season_value, size_value, step_value
from tests.matching.worlds import SETTINGS, YEAR, a_round, demand, offer

FEBRUARY = YEAR[0].replace(month=2)
WORKED = demand(
    topics=(Topic("credit", 3), Topic("savings", 1)),
    languages={"es": 3, "qu": 4},
    roles={"leader": 3, "producer": 1},
    level=2,
    products=frozenset({"coffee"}),
    size=100,
    certifications=frozenset({"organic"}),
)
HOST = offer(
    topics=(Shown("credit", Evidence.SYSTEMATISED), Shown("loans", Evidence.DOCUMENTED)),
    languages=frozenset({"es"}),
    roles=frozenset({"leader"}),
    level=4,
    products=frozenset({"coffee", "cocoa"}),
    size=1000,
    certifications=frozenset({"organic", "fairtrade"}),
    months_visible=frozenset({2}),
    coaching_hours=12,
)
KIN = Settings(taxonomy=Taxonomy(topics={"savings": "money", "loans": "money"}))


def value(found, code: str) -> Fraction:
    return next(each.value for each in found.components if each.code == code)


def test_worked_example_in_season() -> None:
    found = score(WORKED, HOST, KIN, start=FEBRUARY)

    assert [(each.code, each.value) for each in found.components] == [
        ("topic", Fraction(129, 160)),
        ("language", Fraction(3, 4)),
        ("step", Fraction(1)),
        ("context", Fraction(5, 6)),
        ("audience", Fraction(3, 4)),
        ("season", Fraction(1)),
        ("coach", Fraction(1)),
        ("reciprocity", Fraction(0)),
    ]
    assert (found.total, sum(each.points for each in found.components)) == (
        80,
        Fraction(35 * 129, 160) + Fraction(625, 12),
    )
    assert not any(each.unknown for each in found.components)


def test_worked_example_off_season_and_with_an_interpreter_only() -> None:
    stranger = offer(**{name: getattr(HOST, name) for name in HOST.__slots__} | {"languages": frozenset({"en"})})
    interpreted = offer(**{name: getattr(stranger, name) for name in HOST.__slots__} | {"interpreter": True})

    assert score(WORKED, HOST, KIN, start=FEBRUARY.replace(month=6)).total == 70
    assert score(WORKED, interpreted, KIN, start=FEBRUARY).total == 77
    assert value(score(WORKED, stranger, KIN, start=FEBRUARY), "language") == 0


def test_what_is_not_told_counts_one_half_and_is_marked() -> None:
    found = score(demand(languages=None), offer(), SETTINGS)

    unknown = {each.code: each.value for each in found.components if each.unknown}
    assert unknown == dict.fromkeys(("language", "step", "context", "audience", "season", "coach"), Fraction(1, 2))
    assert found.total == 35 + 30


def test_reciprocity_when_the_host_wants_what_the_visitor_shows() -> None:
    assert (
        value(score(demand(shows=frozenset({"savings"})), offer(wants=frozenset({"money"})), SETTINGS), "reciprocity")
        == 1
    )
    assert (
        value(score(demand(shows=frozenset({"savings"})), offer(wants=frozenset({"credit"})), SETTINGS), "reciprocity")
        == 0
    )


def test_relations_of_terms() -> None:
    parents = {"a": "root", "b": "root"}

    pairs = [("a", "a"), ("a", "root"), ("root", "a"), ("a", "b"), ("a", "z")]
    assert [relation(*pair, parents) for pair in pairs] == ["same", "parent", "parent", "sibling", "none"]
    assert relation("x", "y", {}) == "none"


def test_tables_of_steps_sizes_and_seasons() -> None:
    assert [step_value(gap) for gap in range(-1, 5)] == [0, Fraction(2, 5), 1, 1, Fraction(3, 5), Fraction(3, 10)]
    assert [size_value(100, other) for other in (100, 1000, 10, 10_000, 1_000_000)] == [
        1,
        Fraction(1, 2),
        Fraction(1, 2),
        0,
        0,
    ]
    assert size_value(0, 1) == 1
    assert [season_value(month, frozenset({12})) for month in (12, 1, 11, 2)] == [1, Fraction(1, 2), Fraction(1, 2), 0]


def test_halves_are_rounded_up() -> None:
    assert [rounded(Fraction(number, 2)) for number in (1, 3, 159)] == [1, 2, 80]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"party": 0}, "party"),
        ({"party": 500}, "party"),
        ({"women": 5}, "women"),
        ({"languages": {"en": 9}}, "languages"),
        ({"level": 6}, "level"),
        ({"days": 0}, "days"),
        ({"own_budget": -1}, "own_budget"),
        ({"windows": ((YEAR[1], YEAR[0]),)}, "windows_end_before_start"),
        ({"blackouts": ((YEAR[1], YEAR[0]),)}, "blackouts_end_before_start"),
    ],
)
def test_demands_that_cannot_be_are_refused(changes, code: str) -> None:
    with pytest.raises(InputError) as refused:
        demand(**changes)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"people_cap": 0}, "people_cap"),
        ({"months_open": frozenset({13})}, "month"),
        ({"fixed_cost": -1}, "fixed_cost"),
    ],
)
def test_offers_that_cannot_be_are_refused(changes, code: str) -> None:
    with pytest.raises(InputError) as refused:
        offer(**changes)

    assert refused.value.code == code


def test_other_values_that_cannot_be_are_refused() -> None:
    for make, code in (
        (lambda: Topic("credit", 4), "importance"),
        (lambda: Weights(topic=36), "weights"),
        (lambda: a_round(last=YEAR[0].replace(year=2026)), "round_end_before_start"),
        (lambda: a_round(last=YEAR[0].replace(year=2040)), "round_too_long"),
        (lambda: a_round(added=frozenset({("a", "X")}), forbidden=frozenset({("a", "X")})), "forbidden_and_added"),
    ):
        with pytest.raises(InputError) as refused:
            make()
        assert refused.value.code == code


def test_inputs_are_values() -> None:
    assert demand() == Demand(
        id="a", organisation="org-a", topics=(Topic("credit", 3),), party=4, windows=(YEAR,), languages={"en": 4}
    )
