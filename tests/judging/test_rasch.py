"""Many-facet Rasch measurement: answers by hand, an independent maximiser, planted truths, and what never changes."""

from math import log

import numpy as np
import pytest
from scipy.optimize import minimize

from app.judging.connectivity import NotConnected
from app.judging.rasch import NotSeparable, RaschFit, fit_rasch

# J. P. Guilford (1954), Psychometric Methods, p. 282: three senior scientists rate the creativity of seven juniors on
# five traits, 1–9; the worked example of Linacre (1989), ch. 10. One string per junior.
GUILFORD = {
    "Avogadro": ["55353", "97585", "33371", "73133", "97785", "35351", "77555"],
    "Brahe": ["65463", "87572", "45366", "56455", "24323", "44642", "33554"],
    "Cavendish": ["55573", "77575", "35555", "53331", "97777", "33353", "77757"],
}
JUNIORS = ["Anne", "Betty", "Chris", "David", "Edward", "Fred", "George"]
TRAITS = ["attack", "basis", "clarity", "daring", "enthusiasm"]


def guilford() -> list[tuple[str, str, str, int]]:
    return [
        (junior, senior, trait, int(score))
        for senior, rows in GUILFORD.items()
        for junior, row in zip(JUNIORS, rows, strict=True)
        for trait, score in zip(TRAITS, row, strict=True)
    ]


def chances(eta: float, thresholds) -> np.ndarray:
    weights = np.exp(np.concatenate([[0.0], np.cumsum(eta - np.asarray(thresholds))]))
    return weights / weights.sum()


def simulated(seed: int, *, entries: int, severities, criteria: int, per_entry: int, thresholds=(-1.5, 0, 1.5)):
    rng = np.random.default_rng(seed)
    quality, difficulty = rng.normal(0, 1, entries), np.linspace(-0.6, 0.6, criteria)
    return [
        (entry, int(juror), criterion, int(rng.choice(len(thresholds) + 1, p=chances(eta, thresholds))))
        for entry in range(entries)
        for juror in rng.choice(len(severities), per_entry, replace=False)
        for criterion in range(criteria)
        for eta in [quality[entry] - severities[juror] - difficulty[criterion]]
    ]


def measures(fit: RaschFit) -> dict[object, float]:
    facets = {"entry": fit.entries, "juror": fit.jurors, "criterion": fit.criteria}
    return {(name, key): one.measure for name, facet in facets.items() for key, one in facet.items()}


def log_likelihood(observations, entries, jurors, criteria, thresholds) -> float:
    return sum(log(chances(entries[e] - jurors[j] - criteria[c], thresholds)[x]) for e, j, c, x in observations)


def test_two_criteria_by_hand() -> None:
    # Three entries pass only the first criterion, one only the second: by symmetry every entry stands in the middle
    # of the two, so P(first) = 3/4 there and each criterion lies log 3 from it (twice the conditional estimate).
    rows = [
        (entry, "juror", criterion, int((entry < 3) == (criterion == 0))) for entry in range(4) for criterion in (0, 1)
    ]

    fit = fit_rasch(rows)

    assert [fit.criteria[0].measure, fit.criteria[1].measure] == pytest.approx([-log(3), log(3)], abs=1e-5)
    assert [one.measure for one in fit.entries.values()] == pytest.approx([0] * 4, abs=1e-5)
    assert [one.standard_error for one in fit.entries.values()] == pytest.approx([(8 / 3) ** 0.5] * 4, abs=1e-5)
    assert fit.criteria[0].standard_error == pytest.approx((4 / 3) ** 0.5, abs=1e-5)
    # Surprises: the three residuals are 1/4, the odd one 3/4; variance 3/16.
    assert fit.entries[0].infit == pytest.approx(1 / 3, abs=1e-5)
    assert fit.entries[3].outfit == pytest.approx(3, abs=1e-5)
    assert fit.criteria[0].infit == pytest.approx(1, abs=1e-5)
    assert fit.fair_averages[0] == pytest.approx(0.5, abs=1e-5)
    assert (fit.thresholds, fit.categories) == ((0,), (0, 1))
    assert fit.jurors["juror"].measure == 0


def test_one_threshold_pair_by_hand() -> None:
    # One entry, one criterion, one juror, scores 0, 1, 1, 1, 2: mean 1 puts η on the middle, and the middle category is
    # three times as frequent as its neighbours: F = −log 3, +log 3.
    fit = fit_rasch([("entry", "juror", "criterion", score) for score in (0, 1, 1, 1, 2)])

    assert fit.thresholds == pytest.approx((-log(3), log(3)), abs=1e-5)
    assert fit.entries["entry"].measure == pytest.approx(0, abs=1e-5)
    assert fit.fair_averages["entry"] == pytest.approx(1, abs=1e-5)
    assert fit.entries["entry"].standard_error == pytest.approx((5 * 2 / 5) ** -0.5, abs=1e-5)


def test_guilford_has_the_scores_and_order_of_linacre() -> None:
    fit = fit_rasch(guilford())

    totals = {name: one.count * one.average for name, one in (fit.jurors | fit.entries).items()}
    assert totals == pytest.approx(
        {"Avogadro": 171, "Brahe": 156, "Cavendish": 181}
        | {"Anne": 70, "Betty": 94, "Chris": 64, "David": 57, "Edward": 87, "Fred": 54, "George": 82}
    )
    assert sorted(fit.jurors, key=lambda name: fit.jurors[name].measure) == ["Cavendish", "Avogadro", "Brahe"]
    assert max(fit.entries, key=lambda name: fit.entries[name].outfit) == "Edward"
    assert min(fit.entries, key=lambda name: fit.entries[name].outfit) == "Anne"
    assert fit.converged
    assert fit.residual < 1e-4


def test_guilford_agrees_with_an_independent_maximiser() -> None:
    rows = [(JUNIORS.index(e), list(GUILFORD).index(j), TRAITS.index(c), x - 1) for e, j, c, x in guilford()]
    fit = fit_rasch(rows)

    def parts(values):
        entries, jurors, criteria, thresholds = np.split(values, [7, 9, 13])
        return entries, *(np.append(free, -free.sum()) for free in (jurors, criteria, thresholds))

    solved = minimize(lambda values: -log_likelihood(rows, *parts(values)), np.zeros(20), method="BFGS")

    ours = [*measures(fit).values(), *fit.thresholds]
    assert ours == pytest.approx(np.concatenate(parts(solved.x)), abs=2e-4)
    assert fit.log_likelihood == pytest.approx(-solved.fun, abs=1e-6)


def test_scores_expected_equal_scores_observed() -> None:
    rows = simulated(3, entries=15, severities=[-0.5, 0, 0.5], criteria=4, per_entry=2)
    fit = fit_rasch(rows)

    def surplus(element: int, name: object) -> float:
        return sum(
            x
            - chances(fit.entries[e].measure - fit.jurors[j].measure - fit.criteria[c].measure, fit.thresholds)
            @ range(4)
            for e, j, c, x in rows
            if (e, j, c)[element] == name
        )

    for element, facet in enumerate((fit.entries, fit.jurors, fit.criteria)):
        assert [surplus(element, name) for name in facet] == pytest.approx([0] * len(facet), abs=1e-4)


def test_simulation_recovers_severities() -> None:
    severities = np.array([-0.8, -0.3, 0.0, 0.2, 0.9])
    fit = fit_rasch(simulated(1, entries=300, severities=severities, criteria=6, per_entry=3))

    found = np.array([fit.jurors[juror].measure for juror in range(5)])
    # Joint maximum likelihood stretches by about 1/18 here, with 18 scores per entry of few categories.
    assert np.abs(found - severities).max() < 0.12
    assert found @ severities / (severities @ severities) == pytest.approx(1.05, abs=0.05)
    assert fit.thresholds == pytest.approx((-1.5, 0, 1.5), abs=0.2)
    assert fit.juror_spread.reliability > 0.99
    assert fit.entry_spread.reliability == pytest.approx(0.9, abs=0.05)


def test_fit_is_near_one_for_scores_of_the_model() -> None:
    fit = fit_rasch(simulated(2, entries=300, severities=[-0.5, -0.2, 0.2, 0.5], criteria=6, per_entry=3))

    for one in (*fit.jurors.values(), *fit.criteria.values()):
        assert (one.infit, one.outfit) == pytest.approx((1, 1), abs=0.15)
    assert np.mean([one.infit for one in fit.entries.values()]) == pytest.approx(1, abs=0.05)


def test_erratic_juror_stands_out() -> None:
    rng = np.random.default_rng(5)
    rows = simulated(5, entries=80, severities=[-0.5, 0, 0.1, 0.4], criteria=5, per_entry=3)
    rows = [(e, j, c, int(rng.integers(0, 4)) if j == 2 else x) for e, j, c, x in rows]

    fit = fit_rasch(rows)

    assert max(fit.jurors, key=lambda juror: fit.jurors[juror].outfit) == 2
    assert max(fit.jurors, key=lambda juror: fit.jurors[juror].infit) == 2
    assert fit.jurors[2].outfit > 1.4


def test_fair_average_corrects_for_the_severe_juror() -> None:
    # The same work, read by the mild one and by the severe one; four shared entries tell who is severe.
    shared = [
        (entry, juror, c, score - (juror == "severe"))
        for entry, score in enumerate((2, 3, 4, 5))
        for juror in ("mild", "severe")
        for c in "xyz"
    ]
    shared[0] = (0, "mild", "x", 3)
    rows = [*shared, *(("lucky", "mild", c, 4) for c in "xyz"), *(("unlucky", "severe", c, 3) for c in "xyz")]

    fit = fit_rasch(rows)

    assert fit.fair_averages["lucky"] == pytest.approx(fit.fair_averages["unlucky"], abs=0.15)
    assert fit.entries["lucky"].average - fit.entries["unlucky"].average == 1
    assert fit.jurors["severe"].measure > 0 > fit.jurors["mild"].measure


def test_order_and_names_do_not_matter() -> None:
    rows = guilford()
    shuffled = [rows[place] for place in np.random.default_rng(0).permutation(len(rows))]
    renamed = [(f"z{JUNIORS.index(e) * 7 % 10}", len(j), c[::-1], x) for e, j, c, x in rows]

    first, other = fit_rasch(rows), fit_rasch(renamed)

    assert fit_rasch(shuffled) == first
    assert other.entries["z7"].measure == pytest.approx(first.entries["Betty"].measure)
    assert other.jurors[5].outfit == pytest.approx(first.jurors["Brahe"].outfit)


def test_shift_and_gaps_of_the_scale_do_not_matter_to_measures() -> None:
    first = fit_rasch(guilford())
    shifted = fit_rasch((e, j, c, x - 20) for e, j, c, x in guilford())
    stretched = fit_rasch((e, j, c, 10 * x) for e, j, c, x in guilford())

    assert measures(shifted) == measures(stretched) == measures(first)
    assert shifted.fair_averages["Anne"] == pytest.approx(first.fair_averages["Anne"] - 20)
    assert stretched.fair_averages["Anne"] == pytest.approx(10 * first.fair_averages["Anne"])
    assert stretched.categories == tuple(range(10, 100, 10))


def test_reversed_scores_turn_every_measure_round() -> None:
    first = fit_rasch(guilford())
    turned = fit_rasch((e, j, c, 10 - x) for e, j, c, x in guilford())

    assert measures(turned) == pytest.approx({key: -value for key, value in measures(first).items()}, abs=1e-5)
    assert turned.thresholds == pytest.approx([-value for value in reversed(first.thresholds)], abs=1e-5)


def test_extreme_entry_is_finite_and_changes_nobody_else() -> None:
    rows = guilford()
    star = [("Star", senior, trait, 9) for senior in GUILFORD for trait in TRAITS]

    alone, fit = fit_rasch(rows), fit_rasch([*rows, *star])

    others = {key: value for key, value in measures(fit).items() if key != ("entry", "Star")}
    assert others == pytest.approx(measures(alone), abs=1e-9)
    found = fit.entries["Star"]
    assert found.extreme
    assert found.measure > max(one.measure for one in alone.entries.values()) + 1
    expected = sum(
        chances(found.measure - juror.measure - criterion.measure, fit.thresholds) @ np.arange(1, 10)
        for juror in fit.jurors.values()
        for criterion in fit.criteria.values()
    )
    assert expected == pytest.approx(15 * 9 - 0.3)
    assert 8.9 < fit.fair_averages["Star"] < 9


def test_extreme_juror_is_finite_and_jurors_stay_centred() -> None:
    rows = [*guilford(), *((junior, "Galilei", trait, 1) for junior in JUNIORS for trait in TRAITS)]

    fit = fit_rasch(rows)

    assert fit.jurors["Galilei"].extreme
    assert np.isfinite(fit.jurors["Galilei"].measure)
    assert max(fit.jurors, key=lambda name: fit.jurors[name].measure) == "Galilei"
    assert sum(one.measure for one in fit.jurors.values()) == pytest.approx(0, abs=1e-9)
    assert fit.jurors["Brahe"].measure - fit.jurors["Avogadro"].measure == pytest.approx(
        fit_rasch(guilford()).jurors["Brahe"].measure - fit_rasch(guilford()).jurors["Avogadro"].measure
    )


def test_juror_who_read_nothing_but_a_star_takes_the_middle() -> None:
    star = [("Star", senior, trait, 9) for senior in (*GUILFORD, "Newton") for trait in TRAITS]

    fit = fit_rasch([*guilford(), *star])

    assert fit.jurors["Newton"].extreme
    assert fit.jurors["Newton"].measure == pytest.approx(0, abs=1e-9)
    assert fit.entries["Star"].measure > fit.entries["Betty"].measure


def test_highest_score_that_only_a_star_got_counts_as_the_next() -> None:
    rows = [(e, j, c, min(x, 8)) for e, j, c, x in guilford()]
    star = [("Star", senior, trait, 9) for senior in GUILFORD for trait in TRAITS]

    fit = fit_rasch([*rows, *star])

    assert fit.categories == tuple(range(1, 10))
    assert len(fit.thresholds) == 7
    assert max(fit.fair_averages, key=fit.fair_averages.__getitem__) == "Star"
    assert fit.entries["Betty"].measure == pytest.approx(fit_rasch(rows).entries["Betty"].measure)


def test_groups_of_which_one_is_always_better_stay_finite() -> None:
    rows = [
        (e, j, c, x) for e in range(6) for j in "ab" for c in (0, 1) for x in [3 * (e >= 3) + (e + c + (j == "b")) % 2]
    ]

    fit = fit_rasch(rows)

    assert all(np.isfinite(value) for value in measures(fit).values())
    assert min(fit.entries[e].measure for e in (3, 4, 5)) > max(fit.entries[e].measure for e in (0, 1, 2))


def test_unconnected_panels_are_named() -> None:
    rows = [(e, j, c, (e + c) % 3) for e, j in ((0, "a"), (1, "a"), (2, "b"), (3, "b")) for c in range(3)]

    with pytest.raises(NotConnected) as refused:
        fit_rasch(rows)

    assert {(part.entries, part.jurors) for part in refused.value.parts} == {((0, 1), ("a",)), ((2, 3), ("b",))}


def test_each_juror_scoring_another_criterion_is_refused() -> None:
    rows = [(e, j, f"only {j}", (e * 2 + (j == "b")) % 3) for e in range(5) for j in "ab"]

    with pytest.raises(NotSeparable) as refused:
        fit_rasch(rows)

    assert refused.value.groups["jurors"] == (("a",), ("b",))
    assert refused.value.groups["criteria"] == (("only a",), ("only b",))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "no scores"),
        ([(1, 1, 1, 2.5)], "whole number"),
        ([(1, 1, 1, None)], "whole number"),
        ([(e, 1, c, 4) for e in range(3) for c in range(2)], "do not differ enough"),
        ([(e, 1, c, e) for e in range(2) for c in range(2)], "do not differ enough"),
    ],
)
def test_scores_that_say_nothing_are_refused(rows, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fit_rasch(rows)


def test_single_juror_and_single_criterion_work() -> None:
    one_juror = fit_rasch(row for row in guilford() if row[1] == "Brahe")
    one_criterion = fit_rasch(row for row in guilford() if row[2] == "basis")

    assert one_juror.jurors["Brahe"].measure == pytest.approx(0, abs=1e-9)
    assert one_juror.juror_spread.separation == one_juror.juror_spread.reliability == 0
    assert one_criterion.criteria["basis"].measure == pytest.approx(0, abs=1e-9)
    assert one_juror.converged
    assert one_criterion.converged
