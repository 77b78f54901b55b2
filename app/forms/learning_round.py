"""The forms about a round of visits, its pairs, and what-if."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from pydantic import BaseModel, Field
from starlette.datastructures import FormData

from app.content.clean import Problem
from app.content.text import N_
from app.domain.visits.plan_inputs import WhatIf
from app.domain.visits.rounds import WEIGHTS, RoundSaid
from app.forms.bind import Bound, filled, typed_values
from app.forms.learning_values import Reader
from app.forms.learning_visit import typed_amount
from app.models.rounds import PairKind

LABELS: Mapping[str, str] = {
    "title": N_("Title"),
    "starts_on": N_("First day on which a visit may begin"),
    "ends_on": N_("Last day of the last visit"),
    "budget": N_("Money for visits"),
    "min_visits": N_("Visits there should be this year, at least"),
    "week_capacity": N_("Visits that may begin in one week, at most"),
    "without": N_("Hosts left out of this round"),
    "seed": N_("Word for the lots"),
    "time_limit": N_("Seconds for working out a draft"),
    "note": N_("Note for coordinators"),
    "weights": N_("Weights"),
}
PER: Mapping[str, str] = {
    "party": N_("for each organisation"),
    "day": N_("for each day"),
    "person": N_("for each person"),
    "person_day": N_("for each person and day"),
}
FILL_IN = N_("Please fill this in.")


class PairForm(BaseModel):
    demand: str = Field(max_length=12)
    offer: str = Field(max_length=12)
    kind: PairKind
    reason: str = Field(default="", max_length=2000)
    starts_on: date | None = None


class PublishForm(BaseModel):
    although_changed: bool = False


class TakeOverForm(BaseModel):
    seen: int


class CloseForm(BaseModel):
    message: str = Field(default="", max_length=1000)


def read_round(
    form: FormData, needs: Sequence[str], left_out: Sequence[str] = ()
) -> tuple[Bound[Any], RoundSaid | None]:
    """What was typed, and what it says when all of it can be read; `needs` are codes that may have a price.

    `left_out` are offers that the round leaves out: those that are not ticked any more come back.
    """
    reader = Reader(typed_values(form))
    whole = {name: reader.number(name) for name in ("min_visits", "week_capacity", "time_limit")}
    days = {name: reader.day(name) for name in ("starts_on", "ends_on")}
    values = {"title": reader.line("title") or None, "budget": reader.amount("budget"), **whole, **days}
    weights = {code: reader.number(f"weight-{code}") or 0 for code in WEIGHTS}
    funded = _prices(reader, needs)
    for name, value in values.items():
        if value is None:
            reader.problems.setdefault(name, Problem(FILL_IN))
    if reader.problems:
        return Bound(reader.typed, reader.problems), None
    texts = {"seed": reader.line("seed"), "note": reader.text("note")}
    without = tuple(code for code in left_out if code in reader.codes("without"))
    said = RoundSaid(**values, **texts, weights=weights, funded=funded, without=without)  # type: ignore[arg-type]
    return Bound(reader.typed), said


def _prices(reader: Reader, needs: Sequence[str]) -> dict[str, tuple[int, str]]:
    """A need without a price is not paid for."""
    found = {}
    for need in needs:
        price = reader.amount(f"price-{need}")
        if price is not None:
            found[need] = (price, reader.raw(f"per-{need}") or "party")
    return found


def filled_round(said: RoundSaid) -> Bound[Any]:
    """A form as stored."""
    plain = {name: value for name, value in asdict(said).items() if name not in ("weights", "funded", "budget")}
    weights = {f"weight-{code}": points for code, points in said.weights.items()}
    prices = {f"price-{need}": typed_amount(price) for need, (price, _) in said.funded.items()}
    pers = {f"per-{need}": per for need, (_, per) in said.funded.items()}
    return filled({**plain, "budget": typed_amount(said.budget), **weights, **prices, **pers})


def read_what_if(form: FormData) -> tuple[Bound[Any], WhatIf | None]:
    """Empty fields leave what the round has."""
    reader = Reader(typed_values(form))
    asked = {name: reader.number(name) for name in ("min_visits", "week_capacity")}
    budget = reader.amount("budget")
    pair = (reader.line("demand")[:12], reader.line("offer")[:12], reader.line("kind")[:20])
    if any(pair[:2]) and not all(pair[:2]):
        reader.problems["demand"] = Problem(N_("Choose both, or none of them."))
    if reader.problems:
        return Bound(reader.typed, reader.problems), None
    without = tuple(code[:12] for code in reader.codes("without")[:200])
    pairs = (pair,) if all(pair[:2]) else ()
    return Bound(reader.typed), WhatIf(budget=budget, **asked, without=without, pairs=pairs)
