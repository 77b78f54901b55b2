"""Rounds of visits in words: states, the stages of a draft, what a what-if asks, amounts."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency

from app.content.text import N_
from app.i18n import locale, translate
from app.models.rounds import PlanState, RoundState

Word = tuple[str, str]

ROUND_STATES: Mapping[RoundState, Word] = {
    RoundState.PLANNING: (N_("Being planned"), "info"),
    RoundState.PUBLISHED: (N_("Proposals are out"), "good"),
    RoundState.CLOSED: (N_("Closed"), "quiet"),
}
PLAN_STATES: Mapping[PlanState, Word] = {
    PlanState.WAITING: (N_("Waits to be worked out"), "info"),
    PlanState.RUNNING: (N_("Being worked out"), "info"),
    PlanState.READY: (N_("Draft"), "good"),
    PlanState.FAILED: (N_("No plan came out"), "bad"),
    PlanState.PUBLISHED: (N_("Published"), "good"),
}
STAGES: Mapping[str, str] = {
    "required": N_("What coordinators fixed"),
    "shortfall": N_("Visits missing to the target of the year"),
    "served": N_("Wishes served of waiting group %(group)s"),
    "places": N_("Places of women and young people"),
    "weak": N_("Weak matches"),
    "total": N_("Total of all scores"),
    "best_total": N_("The largest total there could be, whoever waits"),
    "first_time": N_("Hosts for the first time"),
    "total_again": N_("Total of all scores, with first-time hosts"),
    "lots": N_("Lots among equals"),
}
CHANGED: Mapping[str, str] = {
    "fixed": N_("proposals were sent, answered or ended"),
    "round": N_("the round, or a decision about a pair"),
    "demands": N_("wishes to learn"),
    "offers": N_("offers to show"),
    "settings": N_("weights or prices"),
    "left_out": N_("what cannot be matched"),
}
PAIR_KINDS: Mapping[str, Word] = {
    "fixed": (N_("Fixed"), "good"),
    "forbidden": (N_("Never"), "bad"),
    "added": (N_("Added"), "info"),
    "": (N_("Nothing decided"), "quiet"),
}


def amount(hundredths: int, currency: str, language: str) -> str:
    """As the reader writes it."""
    return str(format_currency(Decimal(hundredths) / 100, currency, locale=locale(language)))


def stage_words(stage: Mapping[str, Any], language: str) -> str:
    """A stage, or the one that is being worked on: {"code" or "stage", "group"?}."""
    code = str(stage.get("code") or stage.get("stage") or "")
    message = STAGES.get(code, N_("One more goal"))
    group = stage.get("group")
    return translate(language, message if group is not None or code != "served" else N_("Wishes served"), group=group)


def asked_words(changes: Mapping[str, Any], names: Mapping[str, str], currency: str, language: str) -> list[str]:
    """What a what-if asks, each in a few words; `names` by the codes of wishes and offers."""
    said = []
    if "budget" in changes:
        said.append(translate(language, N_("with %(money)s"), money=amount(changes["budget"], currency, language)))
    if "min_visits" in changes:
        said.append(translate(language, N_("with at least %(number)s visits"), number=changes["min_visits"]))
    if "week_capacity" in changes:
        said.append(translate(language, N_("with up to %(number)s visits a week"), number=changes["week_capacity"]))
    without = changes.get("without", ())
    said += [translate(language, N_("without %(name)s"), name=names.get(code, code)) for code in without]
    for demand, offer, kind in changes.get("pairs", ()):
        pair = {"visitor": names.get(demand, demand), "host": names.get(offer, offer)}
        word = translate(language, PAIR_KINDS[kind][0])
        said.append(translate(language, N_("%(visitor)s to %(host)s: %(decision)s"), **pair, decision=word))
    return said


def changed_words(parts: Sequence[str], language: str) -> str:
    return ", ".join(translate(language, CHANGED[part]) for part in parts)
