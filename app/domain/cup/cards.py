"""A juror's scorecard: saved as it is written, handed in, declined, reopened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from app.content.text import N_, tidy
from app.domain import audit
from app.domain.cup.appeals import coordinators_without_tie
from app.domain.cup.calculating import calculate_soon
from app.domain.cup.calibration_round import waits_for_anchors
from app.domain.cup.phases import may_score
from app.domain.cup.scoring import criteria_of, levels_of
from app.domain.errors import Conflict, Forbidden, Invalid, Stale
from app.domain.notices import notify
from app.domain.viewer import Viewer
from app.models.cup import Criterion, Edition, Phase
from app.models.entries import Entry
from app.models.jury import CardState, Juror, Scorecard
from app.models.types import now

C = CardState
STRENGTHS = 2
# Characters of each kind of text.
LIMITS = {"reason": 2000, "passage": 1000, "strength": 500, "next_step": 2000, "note": 4000}

# From which states a verb leads to which: the one table of a scorecard's states.
STEPS: dict[str, tuple[frozenset[CardState], CardState]] = {
    "save": (frozenset({C.ASSIGNED, C.DRAFT}), C.DRAFT),
    "mend": (frozenset({C.REOPENED}), C.REOPENED),
    "finish": (frozenset({C.ASSIGNED, C.DRAFT, C.REOPENED}), C.FINAL),
    "decline": (frozenset({C.ASSIGNED, C.DRAFT, C.REOPENED}), C.DECLINED),
    "reopen": (frozenset({C.FINAL}), C.REOPENED),
}
OPEN = STEPS["finish"][0]


@dataclass(frozen=True, slots=True)
class Written:
    """What a juror wrote, as far as it is written; scores, reasons and passages by the code of their criterion."""

    scores: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    passages: Mapping[str, str] = field(default_factory=dict)
    strengths: Sequence[str] = ()
    next_step: str = ""
    note: str = ""


class Unfinished(Conflict):
    """A scorecard cannot be handed in yet; `problems` maps the name of a control to what it still needs."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(N_("Something is still missing."))
        self.problems = problems


def _change_state(session: Session, card: Scorecard, verb: str, by: Viewer | None, **after: object) -> None:
    before, state = STEPS[verb]
    if card.state not in before:
        raise Conflict(N_("This scorecard has been handed in or declined already."))
    was, card.state = card.state, state
    session.add(card)
    if was is state:
        return
    audit.record(
        session,
        by=by,
        verb=f"card.{verb}",
        object_type="card",
        object_id=card.id,
        before={"state": was},
        after={"state": state, **after},
    )


def check_open(session: Session, *, edition: Edition, card: Scorecard) -> None:
    """Raises Conflict with the reason why this card cannot be written now."""
    if card.state not in OPEN:
        raise Conflict(N_("This scorecard has been handed in or declined already."))
    # What a coordinator reopened may be mended as long as nothing was announced.
    if card.state is C.REOPENED and edition.phase in (Phase.JUDGING, Phase.DELIBERATION):
        return
    if card.round != edition.round or not may_score(session, edition):
        raise Conflict(N_("The judging is closed. Nothing you wrote is lost; ask the coordinator to reopen it."))
    if waits_for_anchors(session, edition=edition, card=card, anchor=entry_of(session, card).anchor):
        raise Conflict(N_("Please score the entries of the calibration round first. This one opens then."))


def save(
    session: Session, *, card: Scorecard, edition: Edition, written: Written, expected: int, by: Viewer
) -> Scorecard:
    """Keep what is written so far. `expected` is the row version the juror saw: two tabs never overwrite each other.

    Raises Conflict when closed, Stale with the card as it stands, Invalid (field "score-CODE" …) for what cannot be.
    """
    session.refresh(card, with_for_update={"key_share": True})
    check_open(session, edition=edition, card=card)
    kept = _cleaned(criteria_of(session, edition), written)
    if kept == _stored(card):
        return card
    if expected != card.row_version:
        raise Stale(card, card.row_version)
    _change_state(session, card, "mend" if card.state is C.REOPENED else "save", by)
    _store(card, kept)
    session.add(card)
    # Handing in looks at the row again, and must find this.
    session.flush()
    return card


def _store(card: Scorecard, kept: Written) -> None:
    card.scores, card.reasons, card.passages = dict(kept.scores), dict(kept.reasons), dict(kept.passages)
    card.strengths, card.next_step, card.note = list(kept.strengths), kept.next_step, kept.note
    card.saved_at = now()
    card.row_version += 1


def _stored(card: Scorecard) -> Written:
    return Written(card.scores, card.reasons, card.passages, tuple(card.strengths), card.next_step, card.note)


def _cleaned(criteria: Sequence[Criterion], written: Written) -> Written:
    codes = {criterion.code: criterion for criterion in criteria}
    for code, score in written.scores.items():
        if code in codes and score not in levels_of(codes[code]):
            raise Invalid(N_("This score is not on the scale."), f"score-{code}")
    strengths = [_short(text, f"strength-{place}", LIMITS["strength"]) for place, text in enumerate(written.strengths)]
    return Written(
        {code: score for code, score in written.scores.items() if code in codes},
        _texts(written.reasons, codes, "reason", LIMITS["reason"]),
        _texts(written.passages, codes, "passage", LIMITS["passage"]),
        tuple(strengths[:STRENGTHS]),
        _short(written.next_step, "next_step", LIMITS["next_step"]),
        _short(written.note, "note", LIMITS["note"]),
    )


def _texts(texts: Mapping[str, str], codes: Mapping[str, Criterion], name: str, limit: int) -> dict[str, str]:
    cleaned = {code: _short(text, f"{name}-{code}", limit) for code, text in texts.items() if code in codes}
    return {code: text for code, text in cleaned.items() if text}


def _short(text: str, where: str, limit: int) -> str:
    text = tidy(text)
    if len(text) > limit:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), where, max_length=limit)
    return text


def missing(criteria: Sequence[Criterion], card: Scorecard) -> dict[str, str]:
    """What a card still needs, by the name of its control."""
    found: dict[str, str] = {}
    for criterion in criteria:
        if criterion.code not in card.scores:
            found[f"score-{criterion.code}"] = N_("Give a score.")
        if not card.reasons.get(criterion.code):
            found[f"reason-{criterion.code}"] = N_("Say why, in a sentence: the score alone teaches nobody.")
    for place in range(STRENGTHS):
        if len(card.strengths) <= place or not card.strengths[place]:
            found[f"strength-{place}"] = N_("Name two strengths.")
    if not card.next_step:
        found["next_step"] = N_("Advise one next step.")
    return found


def finish(session: Session, *, card: Scorecard, edition: Edition, by: Viewer) -> None:
    """Hand in a complete card. Raises Unfinished with what is missing."""
    session.refresh(card, with_for_update={"key_share": True})
    check_open(session, edition=edition, card=card)
    if problems := missing(criteria_of(session, edition), card):
        raise Unfinished(problems)
    _change_state(session, card, "finish", by, scores=card.scores)
    card.final_at = now()
    card.row_version += 1
    _calculate_again(session, edition)


def decline(session: Session, *, card: Scorecard, reason: str, by: Viewer) -> None:
    """Leave an entry to somebody else, with a reason. What was written stays, and counts nowhere."""
    session.refresh(card, with_for_update={"key_share": True})
    if not (reason := tidy(reason)):
        raise Invalid(N_("Please write a sentence: the people concerned will read it."), "reason")
    card.decline_reason = _short(reason, "reason", 1000)
    _change_state(session, card, "decline", by, reason=card.decline_reason)
    edition, entry, juror = (
        session.get_one(Edition, card.edition_id),
        entry_of(session, card),
        juror_of_card(session, card),
    )
    notify(
        session,
        people=coordinators_without_tie(session, edition=edition, entry=entry),
        kind="cup_card_declined",
        path=f"/cup/{edition.year}/run/assignment",
        year=edition.year,
        code=entry.code,
        who=juror.name,
        message=card.decline_reason,
    )


def free(session: Session, *, card: Scorecard, reason: str, by: Viewer | None) -> None:
    """Take an open card from its juror without asking: a tie came up, or they left. `reason` is a code or a text."""
    session.refresh(card, with_for_update={"key_share": True})
    card.decline_reason = reason
    _change_state(session, card, "decline", by, reason=reason)


def reopen(session: Session, *, card: Scorecard, edition: Edition, reason: str, by: Viewer) -> None:
    """Give a handed-in card back to its juror; until it is handed in again it does not count."""
    entry, juror = entry_of(session, card), juror_of_card(session, card)
    if not by.is_coordinator:
        raise Forbidden
    # Whoever has handed in sees what the others gave.
    if juror.user_id == by.id:
        raise Forbidden(N_("Somebody else has to give your own scorecard back to you."))
    session.refresh(card, with_for_update={"key_share": True})
    if not (reason := tidy(reason)):
        raise Invalid(N_("Please write a sentence: the people concerned will read it."), "reason")
    if edition.phase not in (Phase.JUDGING, Phase.DELIBERATION):
        raise Conflict(N_("Scorecards can be reopened until the results are announced."))
    if card.round != edition.round:
        raise Conflict(N_("The round of this scorecard is over. It cannot be reopened any more."))
    card.reopened_reason = _short(reason, "reason", 1000)
    _change_state(session, card, "reopen", by, reason=card.reopened_reason, scores=card.scores)
    card.row_version += 1
    _calculate_again(session, edition)
    notify(
        session,
        people=[juror.user_id] if juror.user_id else [],
        kind="cup_card_reopened",
        path=f"/cup/{edition.year}/desk/{entry.code}",
        year=edition.year,
        code=entry.code,
        message=card.reopened_reason,
    )


def _calculate_again(session: Session, edition: Edition) -> None:
    """Nobody looks at results before the jury deliberates, so that until then none are made."""
    if edition.phase is Phase.DELIBERATION:
        calculate_soon(session, edition_id=edition.id or 0)


def entry_of(session: Session, card: Scorecard) -> Entry:
    return session.get_one(Entry, card.entry_id)


def juror_of_card(session: Session, card: Scorecard) -> Juror:
    return session.get_one(Juror, card.juror_id)
