"""The states of an entry: one table of allowed transitions, and the one `change_state`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.content.text import N_, tidy
from app.domain import audit
from app.domain.cup.access import CupPart, parts_in
from app.domain.cup.locking import hold
from app.domain.errors import Conflict, Forbidden, Invalid
from app.domain.viewer import Viewer
from app.models.entries import Entry, EntryEvent, EntryState
from app.models.types import now

S = EntryState
LONGEST_MESSAGE = 4000


@dataclass(frozen=True, slots=True)
class EntryStep:
    """One verb: from which states to which, by whom, and whether a message is needed."""

    verb: str
    before: frozenset[EntryState]
    after: EntryState
    by: frozenset[CupPart]
    needs_message: bool = False


def _step(
    verb: str, before: Collection[EntryState], after: EntryState, by: Collection[CupPart], needs_message: bool = False
) -> EntryStep:
    return EntryStep(verb, frozenset(before), after, frozenset(by), needs_message)


_ENTRANT, _COORDINATOR, _PLATFORM = CupPart.ENTRANT, CupPart.COORDINATOR, CupPart.PLATFORM
_IN_JUDGING = (S.ELIGIBLE, S.SHORTLISTED)
_BEFORE_RESULTS = (S.SUBMITTED, S.TO_COMPLETE, S.INELIGIBLE, S.APPEAL, *_IN_JUDGING)

STEPS: dict[str, EntryStep] = {
    step.verb: step
    for step in (
        # Until the deadline an organisation may send a better text; the latest counts.
        _step("submit", (S.DRAFT, S.TO_COMPLETE, S.SUBMITTED), S.SUBMITTED, {_ENTRANT}),
        _step("ask_to_complete", (S.SUBMITTED,), S.TO_COMPLETE, {_COORDINATOR}),
        _step("find_eligible", (S.SUBMITTED, S.APPEAL), S.ELIGIBLE, {_COORDINATOR}),
        _step("find_ineligible", (S.SUBMITTED, S.APPEAL), S.INELIGIBLE, {_COORDINATOR}),
        _step("run_out", (S.TO_COMPLETE,), S.INELIGIBLE, {_PLATFORM}),
        _step("appeal", (S.INELIGIBLE,), S.APPEAL, {_ENTRANT}, needs_message=True),
        _step("shortlist", (S.ELIGIBLE,), S.SHORTLISTED, {_COORDINATOR}),
        _step("take_off_shortlist", (S.SHORTLISTED,), S.ELIGIBLE, {_COORDINATOR}, needs_message=True),
        _step("make_winner", _IN_JUDGING, S.WINNER, {_PLATFORM}),
        _step("make_finalist", _IN_JUDGING, S.FINALIST, {_PLATFORM}),
        _step("make_honoured", _IN_JUDGING, S.HONOURED, {_PLATFORM}),
        _step("withdraw", _BEFORE_RESULTS, S.WITHDRAWN, {_ENTRANT}, needs_message=True),
    )
}


def possible_verbs(session: Session, *, entry: Entry, viewer: Viewer) -> list[str]:
    """The steps this person may take with this entry, dates aside."""
    parts = parts_in(session, entry=entry, viewer=viewer)
    return [step.verb for step in STEPS.values() if entry.state in step.before and step.by & parts]


def change_state(
    session: Session,
    *,
    entry: Entry,
    verb: str,
    by: Viewer | None,
    message: str = "",
    reasons: Sequence[str] = (),
) -> EntryEvent:
    """Take one step: check it against the table, move the entry, keep the event.

    `by` is None for what the platform does by itself. Raises Forbidden, Conflict or Invalid (field "message").
    """
    step = STEPS[verb]
    # Of two who take a step at once the second sees what the first has done.
    hold(session, entry)
    allowed = parts_in(session, entry=entry, viewer=by) if by else frozenset({CupPart.PLATFORM})
    if not step.by & allowed:
        raise Forbidden
    if entry.state not in step.before:
        raise Conflict(N_("This entry has moved on in the meantime. Please look at it again."))
    message = tidy(message)
    if step.needs_message and not message:
        raise Invalid(N_("Please write a sentence: the people concerned will read it."), "message")
    if len(message) > LONGEST_MESSAGE:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "message", max_length=LONGEST_MESSAGE)
    before, entry.state, entry.updated_at = entry.state, step.after, now()
    event = EntryEvent(
        entry_id=entry.id or 0,
        before=before,
        after=entry.state,
        message=message,
        reasons=list(reasons),
        by_id=by.id if by else None,
    )
    session.add_all([entry, event])
    audit.record(
        session,
        by=by,
        verb=f"entry.{verb}",
        object_type="entry",
        object_id=entry.code,
        before={"state": before},
        after={"state": entry.state},
    )
    return event
