"""Jurors to entries: known answers, every small case against all assignments there are, and what never changes."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.judging.assignment import Assignment, Impossible, assign

KNOWN = [[4, 4, 4, 9], [1, 4, 0, 4], [9, 6, 3, 9], [6, 9, 0, 4]]
KNOWN_FORBIDDEN = [(0, 0), (3, 2)]


def every_plan(affinity, forbidden, per_entry, max_load, min_load=0, fixed=()):
    """All assignments, as tuples of tuples of jurors: an oracle for a few entries."""
    entries, jurors = affinity.shape
    choices = [
        [
            chosen
            for chosen in combinations(range(jurors), per_entry)
            if not any((entry, juror) in forbidden for juror in chosen)
            and all(juror in chosen for fixed_entry, juror in fixed if fixed_entry == entry)
        ]
        for entry in range(entries)
    ]
    for plan in product(*choices):
        loads = np.bincount([juror for chosen in plan for juror in chosen], minlength=jurors)
        if (loads <= max_load).all() and (loads >= min_load).all():
            yield plan


def worst_and_total(affinity, plan) -> tuple[float, float]:
    sums = [float(affinity[entry, list(chosen)].sum()) for entry, chosen in enumerate(plan)]
    return min(sums), sum(sums)


def is_connected(plan) -> bool:
    reached = set(plan[0])
    for _ in plan:
        reached |= {juror for chosen in plan if reached & set(chosen) for juror in chosen}
    return all(reached & set(chosen) for chosen in plan)


def small_case(seed: int, *, whole: bool):
    rng = np.random.default_rng(seed)
    entries, jurors = int(rng.integers(2, 5)), int(rng.integers(3, 6))
    affinity = rng.integers(0, 10, (entries, jurors)).astype(float) if whole else rng.random((entries, jurors))
    forbidden = {(int(e), int(j)) for e, j in np.argwhere(rng.random((entries, jurors)) < 0.2)}
    return affinity, forbidden, int(rng.integers(1, 3)), int(rng.integers(1, 4)), int(rng.integers(0, 2))


def test_known_example_is_the_fair_optimum() -> None:
    result = assign(KNOWN, KNOWN_FORBIDDEN, 2, 2)

    assert result.jurors == [[2, 3], [1, 3], [0, 2], [0, 1]]
    assert (result.total, result.worst, result.affinities) == (48, 8, [13, 8, 12, 15])
    assert (result.loads, result.coverage, result.load_range) == ([2, 2, 2, 2], (2, 2), (2, 2))
    assert (result.worst_entries, result.connected, result.given_up, result.proved) == ([1], True, 0, True)


def test_forbidden_pairs_may_come_as_an_array() -> None:
    mask = np.zeros((4, 4), dtype=bool)
    mask[0, 0] = mask[3, 2] = True

    assert assign(KNOWN, mask, 2, 2) == assign(np.array(KNOWN), iter(KNOWN_FORBIDDEN), [2] * 4, [2] * 4)


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("seed", range(60))
def test_small_cases_against_all_assignments(seed: int, whole: bool) -> None:
    affinity, forbidden, per_entry, max_load, min_load = small_case(seed, whole=whole)
    plans = list(every_plan(affinity, forbidden, per_entry, max_load, min_load))

    if not plans:
        with pytest.raises(Impossible):
            assign(affinity, forbidden, per_entry, max_load, min_load)
        return
    free = assign(affinity, forbidden, per_entry, max_load, min_load, connect=False)
    linked = assign(affinity, forbidden, per_entry, max_load, min_load)

    values = {plan: worst_and_total(affinity, plan) for plan in plans}
    worst = max(value[0] for value in values.values())
    fair = {plan: total for plan, (least, total) in values.items() if least > worst - 1e-6}
    best = max(fair.values())
    connected = [total for plan, total in fair.items() if is_connected(plan)]
    assert free.proved
    assert (free.worst, free.total) == pytest.approx((worst, best))
    assert linked.proved
    assert linked.worst == pytest.approx(worst)
    assert linked.connected == bool(connected)
    assert linked.total == pytest.approx(max(connected) if connected else best)
    assert linked.given_up == pytest.approx(best - linked.total, abs=1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_fixed_pairs_against_all_assignments(seed: int) -> None:
    affinity, forbidden, _, _, _ = small_case(seed, whole=True)
    fixed = [(0, next(juror for juror in range(affinity.shape[1]) if (0, juror) not in forbidden))]
    plans = list(every_plan(affinity, forbidden, 2, 3, fixed=fixed))

    if not plans:
        with pytest.raises(Impossible):
            assign(affinity, forbidden, 2, 3, fixed=fixed)
        return
    result = assign(affinity, forbidden, 2, 3, fixed=fixed, connect=False)

    assert (result.worst, result.total) == max(worst_and_total(affinity, plan) for plan in plans)
    assert fixed[0][1] in result.jurors[0]


@st.composite
def cases(draw):
    entries, jurors = draw(st.integers(1, 7)), draw(st.integers(2, 6))
    values = st.lists(st.integers(-5, 9), min_size=jurors, max_size=jurors)
    affinity = np.array(draw(st.lists(values, min_size=entries, max_size=entries)))
    pairs = st.tuples(st.integers(0, entries - 1), st.integers(0, jurors - 1))
    forbidden = draw(st.sets(pairs, max_size=entries * jurors // 4))
    per_entry = draw(st.lists(st.integers(0, 2), min_size=entries, max_size=entries))
    max_load = draw(st.lists(st.integers(1, entries + 1), min_size=jurors, max_size=jurors))
    allowed = sorted(set(product(range(entries), range(jurors))) - forbidden)
    fixed = [pair for pair in allowed[: draw(st.integers(0, 1))] if per_entry[pair[0]]]
    return affinity, forbidden, per_entry, max_load, fixed


def attempt(affinity, forbidden, per_entry, max_load, fixed) -> Assignment | Impossible:
    try:
        return assign(affinity, forbidden, per_entry, max_load, fixed=fixed)
    except Impossible as error:
        return error


@settings(max_examples=80, deadline=None)
@given(cases())
def test_what_always_holds(case) -> None:
    affinity, forbidden, per_entry, max_load, fixed = case
    result = attempt(*case)

    if isinstance(result, Impossible):
        assert result.missing > 0
        assert sum(result.extra_load.values()) == sum(lack.crowded for lack in result.lacks)
        return
    pairs = {(entry, juror) for entry, chosen in enumerate(result.jurors) for juror in chosen}
    assert [len(chosen) for chosen in result.jurors] == per_entry
    assert not pairs & forbidden
    assert set(fixed) <= pairs
    assert result.loads == [sum(juror == j for _, j in pairs) for juror in range(len(max_load))]
    assert all(load <= most for load, most in zip(result.loads, max_load, strict=True))
    assert result.total == sum(affinity[pair] for pair in pairs)
    assert attempt(*case) == result


def test_entries_that_need_nobody_leave_the_worst_off_of_the_others_as_well_off_as_can_be() -> None:
    affinity = np.array([[0, 0, 0], [0, 2, 1], [2, 3, 0]])

    found = assign(affinity, [], [0, 1, 1], 1)

    assert (found.jurors, found.worst, found.total) == ([[], [1], [0]], 2.0, 4.0)


@settings(max_examples=60, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_order_of_entries_and_jurors_does_not_matter(case, random) -> None:
    affinity, forbidden, per_entry, max_load, fixed = case
    entries, jurors = list(range(affinity.shape[0])), list(range(affinity.shape[1]))
    random.shuffle(entries)
    random.shuffle(jurors)
    moved = [{(entries.index(e), jurors.index(j)) for e, j in pairs} for pairs in (forbidden, fixed)]

    first = attempt(*case)
    second = attempt(
        affinity[np.ix_(entries, jurors)],
        moved[0],
        [per_entry[entry] for entry in entries],
        [max_load[juror] for juror in jurors],
        moved[1],
    )

    if isinstance(first, Impossible):
        assert isinstance(second, Impossible)
        assert (second.missing, sum(second.extra_load.values())) == (first.missing, sum(first.extra_load.values()))
    else:
        assert (second.worst, second.total, second.connected) == (first.worst, first.total, first.connected)


def test_connection_costs_as_little_total_as_possible() -> None:
    # Two pairs of jurors who each fit two entries; linking them must cost one step of affinity on each side.
    affinity = [[5, 5, 4, 0], [5, 5, 0, 0], [4, 0, 5, 5], [0, 0, 5, 5]]

    apart = assign(affinity, [], 2, 2, connect=False)
    linked = assign(affinity, [], [2, 2, 2, 2], 2)

    assert (apart.total, [part.jurors for part in apart.parts]) == (40, [(0, 1), (2, 3)])
    # Every link of the two sides leaves one entry with 9 or less: the worst-off entry comes first.
    assert (linked.jurors, linked.connected, linked.given_up) == (apart.jurors, False, 0)


def test_connection_is_made_where_the_worst_off_entry_allows() -> None:
    affinity = [[5, 5, 4, 0], [5, 5, 0, 0], [4, 0, 5, 5], [0, 0, 5, 5], [1, 0, 0, 1]]

    apart = assign(affinity, [], [2, 2, 2, 2, 1], 3, connect=False)
    linked = assign(affinity, [], [2, 2, 2, 2, 1], 3)

    assert (apart.worst, apart.total, apart.connected) == (1, 41, False)
    assert (linked.worst, linked.total, linked.connected, linked.given_up) == (1, 40, True, 1)


def test_languages_that_no_juror_shares_stay_apart_and_say_so() -> None:
    forbidden = [(0, 2), (0, 3), (1, 2), (1, 3), (2, 0), (2, 1), (3, 0), (3, 1)]

    result = assign(np.ones((4, 4)), forbidden, 2, 2)

    assert not result.connected
    assert [(part.entries, part.jurors) for part in result.parts] == [((0, 1), (0, 1)), ((2, 3), (2, 3))]
    assert result.proved


def test_rerun_after_a_decline_keeps_the_other_pairs() -> None:
    first = assign(KNOWN, KNOWN_FORBIDDEN, 2, 3)
    declined = (0, first.jurors[0][0])
    kept = [
        (entry, juror) for entry, chosen in enumerate(first.jurors) for juror in chosen if (entry, juror) != declined
    ]

    second = assign(KNOWN, [*KNOWN_FORBIDDEN, declined], 2, 3, fixed=kept)

    assert second.jurors[1:] == first.jurors[1:]
    assert set(second.jurors[0]) > set(first.jurors[0]) - {declined[1]}
    assert declined[1] not in second.jurors[0]


def test_smallest_load_is_met() -> None:
    assert assign([[9, 0, 0], [9, 0, 0], [9, 0, 0]], [], 1, 3, 1, connect=False).loads == [1, 1, 1]


def test_entry_that_needs_nobody_has_nobody() -> None:
    result = assign([[1, 2], [3, 4]], [], [0, 1], 1)

    assert (result.jurors, result.worst, result.loads) == ([[], [1]], 4, [0, 1])


def test_no_time_still_gives_a_plan_that_holds() -> None:
    rng = np.random.default_rng(4)
    affinity = rng.random((60, 12)) * np.linspace(0.1, 2, 12)

    result = assign(affinity, [], 3, 15, 15, time_limit=0.0)

    assert not result.proved
    assert result.coverage == (3, 3)
    assert result.load_range == (15, 15)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"affinity": [1, 2]}, "one row per entry"),
        ({"affinity": [[float("nan"), 1]]}, "finite"),
        ({"forbidden": [(0, 5)]}, r"do not exist: \(0, 5\)"),
        ({"forbidden": np.zeros((3, 3), dtype=bool)}, r"shape \(4, 4\)"),
        ({"forbidden": [(0, 1, 2)]}, "pairs of whole numbers"),
        ({"per_entry": [2, 2]}, "one number or 4 numbers"),
        ({"max_load": -1}, "not negative"),
        ({"max_load": 2.5}, "whole numbers"),
        ({"min_load": 3}, r"above max_load for jurors \[0, 1, 2, 3\]"),
        ({"fixed": [(0, 0)]}, r"fixed pairs are forbidden: \(0, 0\)"),
        ({"fixed": [(1, 0), (1, 1), (1, 2)]}, r"more fixed jurors than asked for: entries \[1\]"),
        ({"fixed": [(0, 3), (1, 3), (2, 3)]}, r"largest load: jurors \[3\]"),
    ],
)
def test_input_that_contradicts_itself_is_refused(arguments, message: str) -> None:
    sound = {"affinity": KNOWN, "forbidden": KNOWN_FORBIDDEN, "per_entry": 2, "max_load": 2}

    with pytest.raises(ValueError, match=message) as refused:
        assign(**(sound | arguments))
    assert not isinstance(refused.value, Impossible)
