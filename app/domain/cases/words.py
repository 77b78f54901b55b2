"""The states of a case in plain words, and what each of them means for those who wait."""

from collections.abc import Collection
from dataclasses import dataclass

from app.content.text import N_
from app.domain.cases.access import Part
from app.models.cases import CaseState

S = CaseState


@dataclass(frozen=True, slots=True)
class Words:
    """`tone` colours the word; `next` says what happens now, and who acts."""

    label: str
    tone: str
    next: str


STATES: dict[CaseState, Words] = {
    S.DRAFT: Words(N_("Draft"), "quiet", N_("Only your organisation sees it. Send it when it is ready.")),
    S.SUBMITTED: Words(
        N_("Sent"), "info", N_("A coordinator looks at it, usually within a week, and answers by message.")
    ),
    S.RETURNED: Words(
        N_("To be mended"), "warn", N_("The organisation mends what the message asks for, and sends it again.")
    ),
    S.DECLINED: Words(N_("Declined"), "bad", N_("The organisation can ask for a second look.")),
    S.LEARNING_MATERIAL: Words(
        N_("Learning material"), "good", N_("Everybody can read it. It may be selected for full systematisation.")
    ),
    S.SELECTED: Words(
        N_("Selected"),
        "info",
        N_("The organisation and the team agree how to go about it, then the systematisation begins."),
    ),
    S.SYSTEMATISING: Words(
        N_("Being systematised"),
        "info",
        N_("The team and the organisation write. When nothing is missing, the organisation is asked to approve."),
    ),
    S.VALIDATION: Words(
        N_("Waits for approval"),
        "warn",
        N_("The organisation reads this very text and approves it or asks for changes."),
    ),
    S.REVIEW: Words(
        N_("In review"), "info", N_("Two reviewers, one of them from a producer organisation, read and score it.")
    ),
    S.EDITING: Words(
        N_("Last editing"),
        "info",
        N_("A coordinator goes through the checklist and publishes. A changed text is approved again."),
    ),
    S.PUBLISHED: Words(
        N_("Published"), "good", N_("Everybody can read it. After 12 and 24 months we ask whether it still works.")
    ),
    S.FOLLOW_UP_DUE: Words(
        N_("Does it still work?"), "warn", N_("The organisation says in two sentences how it is going.")
    ),
    S.ARCHIVED: Words(N_("Archived"), "quiet", N_("It stays readable at its address, and is no longer in any list.")),
    S.WITHDRAWN: Words(N_("Withdrawn"), "bad", N_("Only the reason is still shown at its address.")),
}


# What the person reads whose turn it is.
YOUR_TURN: dict[tuple[CaseState, Part], str] = {
    (S.SUBMITTED, Part.COORDINATOR): N_("Your turn: read it, and accept it, select it, send it back or decline it."),
    (S.RETURNED, Part.ORGANISATION): N_("Your turn: mend what the message asks for, and send it again."),
    (S.DECLINED, Part.ORGANISATION): N_("You can ask for a second look."),
    (S.SELECTED, Part.ORGANISATION): N_("Agree with the team how to go about it, then begin."),
    (S.SYSTEMATISING, Part.ORGANISATION): N_(
        "You write together with the team. You will be asked to approve the text."
    ),
    (S.SYSTEMATISING, Part.TEAM): N_(
        "Write with the organisation. When nothing is missing, ask it to approve the text."
    ),
    (S.VALIDATION, Part.ORGANISATION): N_("Your turn: read this very text, and approve it or ask for changes."),
    (S.REVIEW, Part.COORDINATOR): N_("Your turn: ask two reviewers, one of them from a producer organisation."),
    (S.EDITING, Part.COORDINATOR): N_("Your turn: go through the checklist and publish."),
    (S.FOLLOW_UP_DUE, Part.ORGANISATION): N_("Your turn: say in two sentences how it is going."),
}


def next_for(state: CaseState, parts: Collection[Part]) -> str:
    """What happens next, said to somebody with these parts in the case."""
    for part in (Part.ORGANISATION, Part.COORDINATOR, Part.TEAM):
        if part in parts and (state, part) in YOUR_TURN:
            return YOUR_TURN[state, part]
    return STATES[state].next
