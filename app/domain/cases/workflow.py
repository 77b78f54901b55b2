"""The states of a case: one table of allowed transitions, and the one `change_state`.

The same table tells pages which steps to offer (`possible_steps`), so what is shown and what is allowed
cannot drift apart.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session

from app.content.text import N_, tidy
from app.domain import audit
from app.domain.cases.access import Part, parts_of
from app.domain.errors import Conflict, Forbidden, Invalid
from app.domain.viewer import Viewer
from app.models.cases import Case, CaseEvent, CaseState
from app.models.types import now

S = CaseState
LONGEST_MESSAGE = 4000


class Message(StrEnum):
    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Step:
    """One verb of the workflow: from which states to which, by whom, with or without a message."""

    verb: str
    label: str
    before: frozenset[CaseState]
    after: CaseState
    by: frozenset[Part]
    message: Message = Message.NONE
    message_label: str = ""


def _step(
    verb: str,
    label: str,
    before: Collection[CaseState],
    after: CaseState,
    by: Collection[Part],
    message: Message = Message.NONE,
    message_label: str = "",
) -> Step:
    return Step(verb, label, frozenset(before), after, frozenset(by), message, message_label)


_ORGANISATION, _COORDINATOR, _TEAM, _PLATFORM = Part.ORGANISATION, Part.COORDINATOR, Part.TEAM, Part.PLATFORM
_REQUIRED, _OPTIONAL = Message.REQUIRED, Message.OPTIONAL
_PUBLIC = (S.LEARNING_MATERIAL, S.PUBLISHED, S.FOLLOW_UP_DUE)
_UNDER_WORK = (S.SELECTED, S.SYSTEMATISING, S.VALIDATION, S.REVIEW, S.EDITING)

STEPS: dict[str, Step] = {
    step.verb: step
    for step in (
        _step("submit", N_("Send to the coordinator"), (S.DRAFT, S.RETURNED), S.SUBMITTED, {_ORGANISATION}),
        _step(
            "return",
            N_("Send back with a message"),
            (S.SUBMITTED,),
            S.RETURNED,
            {_COORDINATOR},
            _REQUIRED,
            N_("What should they mend, and how?"),
        ),
        _step(
            "decline",
            N_("Decline"),
            (S.SUBMITTED,),
            S.DECLINED,
            {_COORDINATOR},
            _REQUIRED,
            N_("The reason, as the organisation will read it"),
        ),
        _step(
            "appeal",
            N_("Ask for a second look"),
            (S.DECLINED,),
            S.SUBMITTED,
            {_ORGANISATION},
            _REQUIRED,
            N_("Why should it be looked at again?"),
        ),
        _step(
            "accept",
            N_("Publish as learning material"),
            (S.SUBMITTED,),
            S.LEARNING_MATERIAL,
            {_COORDINATOR, _PLATFORM},
            _OPTIONAL,
            N_("A word to the organisation"),
        ),
        # With the results of the cup every experience that took part becomes public, those that won are selected.
        _step(
            "publish_entry",
            N_("Publish with the results of the cup"),
            (S.DRAFT, S.RETURNED, S.SUBMITTED, S.DECLINED),
            S.LEARNING_MATERIAL,
            {_PLATFORM},
        ),
        _step(
            "select",
            N_("Select for systematisation"),
            (S.SUBMITTED, S.LEARNING_MATERIAL),
            S.SELECTED,
            {_COORDINATOR, _PLATFORM},
            _OPTIONAL,
            N_("A word to the organisation"),
        ),
        _step("begin", N_("Begin the systematisation"), (S.SELECTED,), S.SYSTEMATISING, {_ORGANISATION, _TEAM}),
        _step(
            "send_to_validation",
            N_("Ask the organisation to approve it"),
            (S.SYSTEMATISING, S.EDITING),
            S.VALIDATION,
            {_TEAM},
            _OPTIONAL,
            N_("What the organisation should look at"),
        ),
        _step(
            "approve",
            N_("Approve this version"),
            (S.VALIDATION,),
            S.REVIEW,
            {_ORGANISATION},
            _OPTIONAL,
            N_("A word to the team"),
        ),
        _step(
            "object",
            N_("Ask for changes"),
            (S.VALIDATION,),
            S.SYSTEMATISING,
            {_ORGANISATION},
            _REQUIRED,
            N_("What is not right yet?"),
        ),
        _step("pass_review", N_("Go on to editing"), (S.REVIEW,), S.EDITING, {_COORDINATOR, _PLATFORM}, _OPTIONAL),
        _step(
            "return_from_review",
            N_("Send back to the team"),
            (S.REVIEW,),
            S.SYSTEMATISING,
            {_COORDINATOR},
            _REQUIRED,
            N_("What the reviewers ask for"),
        ),
        _step(
            "publish",
            N_("Publish"),
            (S.EDITING,),
            S.PUBLISHED,
            {_COORDINATOR},
            _REQUIRED,
            N_("What is new in this version, for its readers"),
        ),
        _step(
            "revise",
            N_("Prepare a new version"),
            (S.PUBLISHED, S.FOLLOW_UP_DUE),
            S.SYSTEMATISING,
            {_ORGANISATION, _TEAM},
            _OPTIONAL,
            N_("What is to be changed?"),
        ),
        _step("ask_follow_up", N_("Ask whether it still works"), (S.PUBLISHED,), S.FOLLOW_UP_DUE, {_PLATFORM}),
        _step("follow_up", N_("Say how it is going"), (S.FOLLOW_UP_DUE,), S.PUBLISHED, {_ORGANISATION, _COORDINATOR}),
        _step(
            "archive",
            N_("Archive"),
            _PUBLIC,
            S.ARCHIVED,
            {_COORDINATOR},
            _REQUIRED,
            N_("Why it is no longer kept up to date"),
        ),
        _step(
            "withdraw",
            N_("Withdraw"),
            (*_PUBLIC, *_UNDER_WORK, S.SUBMITTED, S.RETURNED, S.DECLINED, S.ARCHIVED),
            S.WITHDRAWN,
            {_ORGANISATION, _COORDINATOR},
            _REQUIRED,
            N_("The reason. It stays at the address of the case for everybody to read."),
        ),
    )
}


def possible_steps(session: Session, *, case: Case, viewer: Viewer) -> list[Step]:
    """The steps this person may take now, in the order of the table."""
    parts = parts_of(session, case=case, viewer=viewer)
    return [step for step in STEPS.values() if case.state in step.before and step.by & parts]


def change_state(
    session: Session,
    *,
    case: Case,
    verb: str,
    by: Viewer | None,
    message: str = "",
    version_id: int | None = None,
    after: CaseState | None = None,
) -> CaseEvent:
    """Take one step: check it against the table, move the case, keep the event.

    `by` is None for what the platform does by itself. `after` may differ from the table's only where a verb
    of this package knows better (an approval of a version that was already reviewed goes on to editing).
    Raises Forbidden, Conflict or Invalid (field "message").
    """
    step = STEPS[verb]
    # Of two who take a step at once the second sees what the first has done. References to the case may come meanwhile.
    session.refresh(case, with_for_update={"key_share": True})
    allowed = parts_of(session, case=case, viewer=by) if by else frozenset({Part.PLATFORM})
    if not step.by & allowed:
        raise Forbidden
    if case.state not in step.before:
        raise Conflict(N_("The case has moved on in the meantime. Please look at it again."))
    message = tidy(message)
    if step.message is Message.REQUIRED and not message:
        raise Invalid(N_("Please write a sentence: the people concerned will read it."), "message")
    if len(message) > LONGEST_MESSAGE:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "message", max_length=LONGEST_MESSAGE)
    before, case.state, case.updated_at = case.state, after or step.after, now()
    event = CaseEvent(
        case_id=case.id or 0,
        version_id=version_id,
        before=before,
        after=case.state,
        message=message,
        by_id=by.id if by else None,
    )
    session.add(case)
    session.add(event)
    audit.record(
        session,
        by=by,
        verb=f"case.{verb}",
        object_type="case",
        object_id=case.code,
        before={"state": before},
        after={"state": case.state},
    )
    return event
