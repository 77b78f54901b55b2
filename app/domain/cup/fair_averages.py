"""Many-facet Rasch measurement of the scorecards, beside the calibration: fair averages, and how well jurors fit.

It looks at single levels, not at totals, so it sees what a total hides: a juror who gives high and low levels against
all others. Where it cannot be had nothing is said, because the calibration does not depend on it.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from app.domain.cup.scoring import Weighed
from app.judging import RaschFit, fit_rasch

# Found by iteration, so fewer digits are the same on every machine than of what is solved at once.
DIGITS = 3


def fair_averages(
    cards: Sequence[tuple[str, str, Mapping[str, int]]], criteria: Sequence[Weighed]
) -> dict[str, Any] | None:
    """{"entries": {code: fair average in levels}, "jurors": {id: {"infit", "outfit"}}, "separation", "reliability"}.

    None where criteria have different scales (their thresholds are not the same then), where the scores do not tell
    entries, jurors and criteria apart, and where the fit did not settle.
    """
    if any(one.lowest != other.lowest or one.highest != other.highest for one, other in pairwise(criteria)):
        return None
    levels = [(entry, juror, one.code, scores[one.code]) for entry, juror, scores in cards for one in criteria]
    try:
        fitted = fit_rasch(levels)
    except ValueError:
        return None
    return _said(fitted) if fitted.converged else None


def _said(fitted: RaschFit) -> dict[str, Any]:
    return {
        "entries": {str(code): _short(value) for code, value in fitted.fair_averages.items()},
        "jurors": {
            str(juror): {"infit": _short(one.infit), "outfit": _short(one.outfit)}
            for juror, one in fitted.jurors.items()
        },
        "separation": _short(fitted.entry_spread.separation),
        "reliability": _short(fitted.entry_spread.reliability),
    }


def _short(number: float) -> float:
    return round(float(number), DIGITS)
