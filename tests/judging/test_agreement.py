"""Agreement: the published answers, the textbook formulas, and what must not change a coefficient."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.judging import NotDefined, icc, krippendorff_alpha
from app.judging.agreement import Level
from tests.judging import dense
from tests.judging.published import KRIPPENDORFF, SHROUT_FLEISS

LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval")


@st.composite
def tables(draw: st.DrawFn, missing: bool = True) -> NDArray[np.float64]:
    """Ratings on a scale of quarters that can be compared and are not all the same."""
    jurors, entries = draw(st.integers(2, 5)), draw(st.integers(2, 8))
    rating = st.integers(0, 20).map(lambda quarter: quarter / 4)
    one = rating | st.just(np.nan) if missing else rating
    table = np.array(
        draw(st.lists(st.lists(one, min_size=entries, max_size=entries), min_size=jurors, max_size=jurors))
    )
    pairable = table[:, (~np.isnan(table)).sum(axis=0) > 1]
    assume(len({*pairable[~np.isnan(pairable)]}) > 1)
    return table


@pytest.mark.parametrize(("level", "expected"), [("nominal", 0.7434), ("ordinal", 0.8154), ("interval", 0.8491)])
def test_alpha_of_krippendorffs_example(level: Level, expected: float) -> None:
    assert round(krippendorff_alpha(KRIPPENDORFF, level), 4) == expected


@given(tables(), st.sampled_from(LEVELS))
def test_alpha_is_that_of_the_matrix_of_coincidences(table: NDArray[np.float64], level: Level) -> None:
    assert krippendorff_alpha(table, level) == pytest.approx(dense.alpha(table.tolist(), level), abs=1e-12)


@given(tables(), st.sampled_from(LEVELS), st.randoms(use_true_random=False))
def test_alpha_is_the_same_to_the_last_digit_in_any_order(
    table: NDArray[np.float64], level: Level, shuffle: Any
) -> None:
    jurors, entries = list(range(table.shape[0])), list(range(table.shape[1]))
    shuffle.shuffle(jurors)
    shuffle.shuffle(entries)

    assert krippendorff_alpha(table[jurors][:, entries], level) == krippendorff_alpha(table, level)


@given(tables(), st.sampled_from(LEVELS))
def test_alpha_ignores_who_rated_nothing_and_what_one_alone_rated(table: NDArray[np.float64], level: Level) -> None:
    silent = np.full((1, table.shape[1]), np.nan)
    alone = np.full((table.shape[0] + 1, 1), np.nan)
    alone[0] = 3.5

    assert krippendorff_alpha(np.hstack([np.vstack([table, silent]), alone]), level) == krippendorff_alpha(table, level)


@given(tables())
def test_ordinal_alpha_knows_only_the_order_and_interval_alpha_no_unit(table: NDArray[np.float64]) -> None:
    interval = krippendorff_alpha(table, "interval")

    assert krippendorff_alpha(np.exp(table), "ordinal") == krippendorff_alpha(table, "ordinal")
    assert krippendorff_alpha(20 - table, "ordinal") == pytest.approx(krippendorff_alpha(table, "ordinal"), abs=1e-12)
    assert krippendorff_alpha(np.exp(-table), "nominal") == krippendorff_alpha(table, "nominal")
    assert krippendorff_alpha(table * -7.3 + 11.1, "interval") == pytest.approx(interval, abs=1e-9)


@given(tables(), st.floats(0, 1), st.floats(0, 1))
def test_interval_alpha_rises_as_the_jurors_draw_together(
    table: NDArray[np.float64], nearer: float, farther: float
) -> None:
    means = np.nansum(table, axis=0) / np.maximum((~np.isnan(table)).sum(axis=0), 1)
    nearer, farther = sorted((nearer, farther))
    assume(np.ptp(means[(~np.isnan(table)).sum(axis=0) > 1]) > 0)

    drawn = [krippendorff_alpha(means + (table - means) * part, "interval") for part in (nearer, farther)]

    assert drawn[0] >= drawn[1] - 1e-9
    assert krippendorff_alpha(means + (table - means) * 0, "interval") == 1


@given(tables(missing=False), st.randoms(use_true_random=False))
def test_nominal_alpha_is_higher_where_the_same_ratings_agree_in_more_pairs(
    table: NDArray[np.float64], shuffle: Any
) -> None:
    values = table.ravel().tolist()
    shuffle.shuffle(values)
    other = np.array(values).reshape(table.shape)

    def agreeing(ratings: NDArray[np.float64]) -> int:
        return int((ratings[:, None] == ratings[None]).sum())

    difference = krippendorff_alpha(table, "nominal") - krippendorff_alpha(other, "nominal")
    assert np.sign(agreeing(table) - agreeing(other)) == np.sign(round(difference, 12))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    ("ratings", "why"),
    [
        ([[1, None], [None, 2]], "No entry has two ratings"),
        ([[1, 2, 3]], "No entry has two ratings"),
        ([[]], "No entry has two ratings"),
        ([[3, 3, 5], [3, 3, None]], "All ratings are the same"),
    ],
)
def test_alpha_without_anything_to_compare_says_so(ratings: Any, level: Level, why: str) -> None:
    with pytest.raises(NotDefined, match=why):
        krippendorff_alpha(ratings, level)


@pytest.mark.parametrize("ratings", [[1, 2, 3], [[1, np.inf], [1, 2]], [[[1]]]])
def test_agreement_refuses_what_is_no_table(ratings: Any) -> None:
    with pytest.raises(ValueError, match="Ratings are"):
        krippendorff_alpha(ratings, "interval")
    with pytest.raises(ValueError, match="Ratings are"):
        icc(ratings)


def test_alpha_refuses_a_level_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="nominal, ordinal, interval"):
        krippendorff_alpha(KRIPPENDORFF, "ratio")  # type: ignore[arg-type]


def test_icc_of_shrout_and_fleiss() -> None:
    found = icc(SHROUT_FLEISS)

    assert (round(found.msr, 4), round(found.msc, 4), round(found.mse, 4)) == (11.2417, 32.4861, 1.0194)
    assert (round(found.a1, 3), round(found.c1, 3), round(found.ck, 3)) == (0.290, 0.715, 0.909)
    assert (found.entries, found.jurors) == (6, 4)


def test_icc_leaves_out_entries_that_somebody_did_not_rate() -> None:
    more = np.hstack([SHROUT_FLEISS, [[7.0], [np.nan], [3.0], [1.0]]])

    assert icc(more) == icc(SHROUT_FLEISS)


@given(tables(missing=False))
def test_icc_mean_squares_share_out_the_sum_of_squares(table: NDArray[np.float64]) -> None:
    jurors, entries = table.shape
    assume(np.ptp(table.sum(axis=0)) > 0)

    found = icc(table)

    parts = found.msr * (entries - 1) + found.msc * (jurors - 1) + found.mse * (entries - 1) * (jurors - 1)
    assert parts == pytest.approx(((table - table.mean()) ** 2).sum(), rel=1e-9)
    # Severity takes from agreement where jurors agree at all.
    assert found.a1 < found.c1 or not (found.msr > found.mse and found.msc > found.mse + 1e-9)
    # Spearman and Brown: the mean of k jurors is as consistent as single ones stepped up.
    assume(found.c1 > 0)
    assert found.ck == pytest.approx(jurors * found.c1 / (1 + (jurors - 1) * found.c1), rel=1e-9)


@given(tables(missing=False), st.lists(st.integers(-20, 20), min_size=5, max_size=5))
def test_consistency_does_not_see_severity(table: NDArray[np.float64], severities: list[int]) -> None:
    assume(np.ptp(table.sum(axis=0)) > 0)

    plain, shifted = icc(table), icc(table + np.array(severities[: len(table)])[:, None] / 4)

    assert (shifted.c1, shifted.ck) == pytest.approx((plain.c1, plain.ck), abs=1e-9, rel=1e-9)
    assert (shifted.msr, shifted.mse) == pytest.approx((plain.msr, plain.mse), abs=1e-9)


@given(tables(missing=False), st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_icc_is_the_same_in_any_order(table: NDArray[np.float64], shuffle: Any) -> None:
    assume(np.ptp(table.sum(axis=0)) > 0)
    jurors = list(range(table.shape[0]))
    shuffle.shuffle(jurors)

    assert icc(table[jurors][:, ::-1]) == icc(table)


@pytest.mark.parametrize(
    ("ratings", "why"),
    [
        ([[1, 2, 3]], "two jurors and two entries"),
        ([[1], [2]], "two jurors and two entries"),
        ([[1, None], [2, 3]], "two jurors and two entries"),
        ([[4, 4, 4], [4, 4, 4]], "the same mean"),
        ([[0.1, 0.3], [0.2, 0.2], [0.3, 0.1]], "the same mean"),
    ],
)
def test_icc_without_anything_to_tell_apart_says_so(ratings: Any, why: str) -> None:
    with pytest.raises(NotDefined, match=why):
        icc(ratings)
