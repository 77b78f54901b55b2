"""The rules of the screening, without a database: what a verdict needs, and what several of them come to."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from app.content.text import N_, tidy
from app.domain.cup.reasons import REASONS, VIEWS_DIFFER, in_order
from app.domain.errors import Invalid
from app.models.entries import Verdict

V = Verdict
# So that the notes of three deciders fit into one message.
LONGEST_NOTE = 1000
# One who looks first, one who looks second, and a third where these two differ.
ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one decider says; `note` is written to the organisation."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the verdicts come to, and what the organisation is told."""

    verdict: Verdict
    reasons: tuple[str, ...]
    message: str


def ruling(*, verdict: str, reasons: Iterable[str], note: str, asked_before: Collection[str] = ()) -> Ruling:
    """A verdict with all it needs; `asked_before` are the reasons for which it had to be completed before.

    Nobody is turned down for what they were never asked to mend. Raises Invalid (fields "verdict", "reasons", "note").
    """
    if verdict not in set(V):
        raise Invalid(N_("Choose one of the answers offered."), "verdict")
    chosen, note = tuple(in_order(reasons)), tidy(note)
    if V(verdict) is V.ELIGIBLE and chosen:
        raise Invalid(N_("It takes part, so nothing is to be said against it: take the ticks away."), "reasons")
    if V(verdict) is not V.ELIGIBLE:
        _check_reasons(V(verdict), chosen, asked_before)
    _check_note(note, needed=V(verdict) is not V.ELIGIBLE)
    return Ruling(V(verdict), chosen, note)


def _check_reasons(verdict: Verdict, reasons: Sequence[str], asked_before: Collection[str]) -> None:
    if not reasons:
        raise Invalid(N_("Choose at least one reason."), "reasons")
    if any(code not in REASONS or not REASONS[code].offered for code in reasons):
        raise Invalid(N_("Choose one of the answers offered."), "reasons")
    for code in reasons:
        repairable = REASONS[code].repairable
        if verdict is V.TO_COMPLETE and not repairable:
            raise Invalid(N_("“%(reason)s” cannot be mended."), "reasons", reason=REASONS[code].sentence)
        if verdict is V.INELIGIBLE and repairable and code not in asked_before:
            raise Invalid(
                N_("“%(reason)s” can be mended: ask for that first."), "reasons", reason=REASONS[code].sentence
            )


def _check_note(note: str, *, needed: bool) -> None:
    if needed and not note:
        raise Invalid(N_("Please write what exactly: the organisation reads it."), "note")
    if len(note) > LONGEST_NOTE:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "note", max_length=LONGEST_NOTE)


def outcome(given: Sequence[Ruling]) -> Outcome | None:
    """What the verdicts on one submission come to; None while another person is needed.

    Two that agree decide. Where three all differ the organisation may mend its entry: repair, not rejection.
    """
    if not given:
        return None
    verdict, votes = Counter(one.verdict for one in given).most_common(1)[0]
    if votes >= ENOUGH:
        agreeing = [one for one in given if one.verdict is verdict]
        return Outcome(verdict, _reasons(agreeing), _message(agreeing))
    if len(given) <= ENOUGH:
        return None
    objecting = [one for one in given if one.verdict is not V.ELIGIBLE]
    return Outcome(V.TO_COMPLETE, (VIEWS_DIFFER, *_reasons(objecting)), _message(objecting))


def _reasons(rulings: Iterable[Ruling]) -> tuple[str, ...]:
    return tuple(in_order(code for one in rulings for code in one.reasons))


def _message(rulings: Iterable[Ruling]) -> str:
    """Every note once, below one another."""
    return "\n\n".join(dict.fromkeys(one.note for one in rulings if one.note))
