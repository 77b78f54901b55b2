"""The calculation of results: from final scorecards to qualities, margins, chances and agreement.

`calculate` is pure: what it needs stands in `inputs` and `settings`, which are stored with what comes out, so that
anybody can make it again, to the same digits. Change METHOD whenever a number could come out differently.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from statistics import fmean
from typing import Any

import numpy as np

from app.domain.cup.fair_averages import fair_averages
from app.domain.cup.scoring import Weighed, learning_total, total, weighed_from
from app.judging import (
    Calibration,
    NotConnected,
    NotDefined,
    NothingToCompare,
    calibrate,
    icc,
    krippendorff_alpha,
    swaps_across_line,
)

METHOD = "2"
# Digits that are kept: far more than anybody reads, and few enough to be the same on every machine.
DIGITS = 6
DRAWS = 10_000

Inputs = Mapping[str, Any]
Card = tuple[str, str, dict[str, int]]


def inputs_from(criteria: Sequence[Weighed], cards: Sequence[Card]) -> dict[str, Any]:
    """What is stored: the criteria, and the final cards as [entry, juror, {criterion: score}], sorted."""
    rows = sorted([entry, juror, dict(sorted(scores.items()))] for entry, juror, scores in cards)
    names = ("code", "weight", "learning", "lowest", "highest")
    return {"criteria": [{name: getattr(one, name) for name in names} for one in criteria], "cards": rows}


def settings_for(*, places: int, seed: int) -> dict[str, Any]:
    """The places for winners, where chance begins (so that it can be had again), and whether Rasch is asked for."""
    return {"places": places, "seed": seed, "draws": DRAWS, "rasch": True}


def hash_of(part: Any) -> str:
    """SHA-256 of the canonical JSON: names in order, no spaces, numbers as written by `repr`."""
    written = json.dumps(part, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return sha256(written.encode()).hexdigest()


def calculate(inputs: Inputs, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Everything the board and the public page show.

    {"entries": {code: {...}}, "order": [codes, the best first], "jurors": {id: {...}}, "agreement": {...},
    "swaps": [[rises, falls]], "problem": "" or why nothing was calibrated, "parts": [[codes]], "rasch": see
    `fair_averages`, or None}. Uncalibrated qualities are None, and the order is that of raw means then.
    """
    criteria = weighed_from(inputs["criteria"])
    cards: list[Card] = [(entry, juror, scores) for entry, juror, scores in inputs["cards"]]
    totals = [(entry, juror, total(scores, criteria) or 0.0) for entry, juror, scores in cards]
    if not totals:
        return _without_calibration([], {}, "no_scores")
    entries = _entries(cards, totals, criteria)
    places = min(settings["places"], len(entries))
    try:
        fitted = calibrate(totals)
    except NotConnected as apart:
        parts = [sorted(part.entries) for part in apart.parts]
        return _without_calibration(totals, entries, "not_connected", parts)
    except NothingToCompare:
        return _without_calibration(totals, entries, "nothing_to_compare")
    _add_quality(entries, fitted, places, settings)
    swaps = swaps_across_line(fitted.raw, fitted.quality, places) if places else ()
    return {
        "entries": entries,
        "order": in_order(entries),
        "jurors": _jurors(totals, fitted),
        "agreement": _agreement(totals, fitted),
        "mean": _short(fitted.mean),
        "swaps": [[swap.rises, swap.falls] for swap in swaps],
        "problem": "",
        "parts": [],
        "rasch": fair_averages(cards, criteria) if settings["rasch"] else None,
    }


def in_order(entries: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The best first; ties are broken by the learning criteria, then by the code, which says nothing."""

    def place(code: str) -> tuple[float, float, str]:
        entry = entries[code]
        quality = entry["raw"] if entry["quality"] is None else entry["quality"]
        return -quality, -(entry["learning"] or 0.0), code

    return sorted(entries, key=place)


def _entries(
    cards: Sequence[Card], totals: Sequence[tuple[str, str, float]], criteria: Sequence[Weighed]
) -> dict[str, dict[str, Any]]:
    given: dict[str, list[float]] = {}
    for entry, _, score in totals:
        given.setdefault(entry, []).append(score)
    by_entry: dict[str, list[dict[str, int]]] = {}
    for entry, _, scores in cards:
        by_entry.setdefault(entry, []).append(scores)
    return {
        entry: {
            "raw": _short(fmean(scores)),
            "quality": None,
            "margin": None,
            "chance": None,
            "learning": _short(fmean(learning_total(one, criteria) or 0.0 for one in by_entry[entry])),
            "cards": len(scores),
            "lowest": _short(min(scores)),
            "highest": _short(max(scores)),
            "criteria": {c.code: _short(fmean(one[c.code] for one in by_entry[entry])) for c in criteria},
        }
        for entry, scores in sorted(given.items())
    }


def _add_quality(
    entries: dict[str, dict[str, Any]], fitted: Calibration[str, str], places: int, settings: Mapping[str, Any]
) -> None:
    chances = fitted.best(max(places, 1), draws=settings["draws"], seed=settings["seed"])
    for code, entry in entries.items():
        entry["quality"] = _short(fitted.quality[code])
        entry["margin"] = _short(fitted.margin[code])
        entry["chance"] = _short(chances[code])


def _jurors(totals: Sequence[tuple[str, str, float]], fitted: Calibration[str, str]) -> dict[str, dict[str, Any]]:
    """By juror: how many cards, how far from the others, and how far their scores scatter once that is taken out."""
    left: dict[str, list[float]] = {}
    for entry, juror, score in totals:
        left.setdefault(juror, []).append(score - fitted.quality[entry] - fitted.offset[juror])
    usual = fitted.variances.noise**0.5
    return {
        juror: {
            "cards": len(residuals),
            "offset": _short(fitted.offset[juror]),
            "corrected": juror not in fitted.uncorrected,
            "scatter": _short(float(np.sqrt(np.mean(np.square(residuals)))) / usual) if usual else 0.0,
        }
        for juror, residuals in sorted(left.items())
    }


def _agreement(totals: Sequence[tuple[str, str, float]], fitted: Calibration[str, str] | None) -> dict[str, Any]:
    """Alpha over all cards, ICC over the entries that all jurors scored (the anchors), and the variances."""
    found: dict[str, Any] = {"alpha": None, "a1": None, "c1": None, "ck": None, "complete": 0, "variances": None}
    ratings = _ratings(totals)
    with suppress(NotDefined):
        found["alpha"] = _short(krippendorff_alpha(ratings, "interval"))
    with suppress(NotDefined):
        block = icc(ratings)
        found |= {"a1": _short(block.a1), "c1": _short(block.c1), "ck": _short(block.ck), "complete": block.entries}
    if fitted is not None:
        found["variances"] = [_short(variance) for variance in fitted.variances]
    return found


def _ratings(totals: Sequence[tuple[str, str, float]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    entries = {code: place for place, code in enumerate(sorted({entry for entry, _, _ in totals}))}
    jurors = {juror: place for place, juror in enumerate(sorted({juror for _, juror, _ in totals}))}
    ratings = np.full((len(jurors), len(entries)), np.nan)
    for entry, juror, score in totals:
        ratings[jurors[juror], entries[entry]] = score
    return ratings


def _without_calibration(
    totals: Sequence[tuple[str, str, float]],
    entries: dict[str, dict[str, Any]],
    problem: str,
    parts: Sequence[Sequence[str]] = (),
) -> dict[str, Any]:
    counted: dict[str, int] = {}
    for _, juror, _ in totals:
        counted[juror] = counted.get(juror, 0) + 1
    jurors = {
        juror: {"cards": count, "offset": 0.0, "corrected": False, "scatter": 0.0}
        for juror, count in sorted(counted.items())
    }
    return {
        "entries": entries,
        "order": in_order(entries),
        "jurors": jurors,
        "agreement": _agreement(totals, None) if totals else {},
        "mean": _short(fmean(score for _, _, score in totals)) if totals else None,
        "swaps": [],
        "problem": problem,
        "parts": [list(part) for part in parts],
        "rasch": None,
    }


def _short(number: float) -> float:
    return round(float(number), DIGITS)
