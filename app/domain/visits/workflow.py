"""The states of demands, offers, rounds, proposals, visits, reports and coaching: one table, one `take_step`.

The table says in which part a step is taken; the verb that calls asks `app.domain.visits.access` for the parts of a
person.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from app.content.text import N_, tidy
from app.domain import audit
from app.domain.errors import Conflict, Forbidden, Invalid
from app.domain.viewer import Viewer
from app.domain.visits.access import VisitPart
from app.models.demands import Demand, DemandState, Offer, OfferState
from app.models.learning import Coaching, CoachingState, LearningReport, ReportState
from app.models.rounds import Proposal, ProposalState, Round, RoundState
from app.models.types import now
from app.models.visits import Visit, VisitEvent, VisitState

Thing = Demand | Offer | Round | Proposal | Visit | LearningReport | Coaching
ABOUT: dict[type[Thing], str] = {
    Demand: "demand",
    Offer: "offer",
    Round: "round",
    Proposal: "proposal",
    Visit: "visit",
    LearningReport: "report",
    Coaching: "coaching",
}
LONGEST_MESSAGE = 1000
MOVED_ON = N_("This has moved on in the meantime. Please look at it again.")

V, H, C, P = VisitPart.VISITOR, VisitPart.HOST, VisitPart.COORDINATOR, VisitPart.PLATFORM
D, OS, R, PS, VS, RS, CS = DemandState, OfferState, RoundState, ProposalState, VisitState, ReportState, CoachingState


@dataclass(frozen=True, slots=True)
class Step:
    """From which states to which, by whom, and whether a reason is needed."""

    before: frozenset[StrEnum]
    after: StrEnum
    by: frozenset[VisitPart]
    needs_reason: bool = False


def _step(
    before: Collection[StrEnum], after: StrEnum, by: Collection[VisitPart], *, needs_reason: bool = False
) -> Step:
    return Step(frozenset(before), after, frozenset(by), needs_reason)


_OUT = (PS.SENT, PS.VISITOR_ACCEPTED, PS.HOST_ACCEPTED)
_TO_COME = (VS.PLANNED, VS.CONFIRMED)

STEPS: Mapping[tuple[str, str], Step] = {
    ("demand", "open"): _step({D.DRAFT, D.WITHDRAWN, D.EXPIRED}, D.OPEN, {V}),
    ("demand", "propose"): _step({D.OPEN}, D.PROPOSED, {P}),
    ("demand", "schedule"): _step({D.OPEN, D.PROPOSED}, D.SCHEDULED, {P}),
    ("demand", "reopen"): _step({D.PROPOSED, D.SCHEDULED}, D.OPEN, {P}),
    ("demand", "serve"): _step({D.SCHEDULED}, D.SERVED, {P}),
    ("demand", "withdraw"): _step({D.OPEN, D.PROPOSED}, D.WITHDRAWN, {V, C}, needs_reason=True),
    ("demand", "expire"): _step({D.OPEN}, D.EXPIRED, {P}),
    ("offer", "open"): _step({OS.DRAFT, OS.PAUSED, OS.WITHDRAWN}, OS.OPEN, {H}),
    ("offer", "pause"): _step({OS.OPEN}, OS.PAUSED, {H, C}),
    ("offer", "withdraw"): _step({OS.OPEN, OS.PAUSED}, OS.WITHDRAWN, {H, C}, needs_reason=True),
    ("round", "publish"): _step({R.PLANNING, R.PUBLISHED}, R.PUBLISHED, {C}),
    ("round", "close"): _step({R.PLANNING, R.PUBLISHED}, R.CLOSED, {C}),
    ("proposal", "send"): _step({PS.SUGGESTED}, PS.SENT, {C, H}),
    ("proposal", "accept_as_visitor"): _step({PS.SENT}, PS.VISITOR_ACCEPTED, {V}),
    ("proposal", "accept_as_host"): _step({PS.SENT}, PS.HOST_ACCEPTED, {H}),
    ("proposal", "agree"): _step({PS.VISITOR_ACCEPTED, PS.HOST_ACCEPTED}, PS.AGREED, {V, H}),
    ("proposal", "decline"): _step(_OUT, PS.DECLINED, {V, H}, needs_reason=True),
    ("proposal", "expire"): _step(_OUT, PS.EXPIRED, {P}),
    ("proposal", "take_back"): _step({PS.SUGGESTED, *_OUT}, PS.TAKEN_BACK, {C, P}),
    ("proposal", "cancel"): _step({PS.AGREED}, PS.CANCELLED, {V, H, C, P}, needs_reason=True),
    ("visit", "confirm"): _step({VS.PLANNED}, VS.CONFIRMED, {C}),
    # What changes after a visit was confirmed may undo what the confirmation rests on.
    ("visit", "unconfirm"): _step({VS.CONFIRMED}, VS.PLANNED, {C, P}, needs_reason=True),
    ("visit", "begin"): _step({VS.CONFIRMED}, VS.UNDER_WAY, {P, C}),
    ("visit", "complete"): _step({VS.CONFIRMED, VS.UNDER_WAY}, VS.COMPLETED, {P, C, H}),
    ("visit", "report"): _step({VS.COMPLETED}, VS.REPORTED, {P}),
    ("visit", "close"): _step({VS.REPORTED, VS.COMPLETED}, VS.CLOSED, {P, C}),
    ("visit", "cancel"): _step({*_TO_COME, VS.UNDER_WAY}, VS.CANCELLED, {V, H, C}, needs_reason=True),
    ("visit", "did_not_happen"): _step({*_TO_COME, VS.UNDER_WAY}, VS.DID_NOT_HAPPEN, {C}, needs_reason=True),
    ("report", "submit"): _step({RS.DRAFT}, RS.SUBMITTED, {V}),
    ("report", "comment"): _step({RS.SUBMITTED}, RS.COMMENTED, {H}),
    ("report", "accept"): _step({RS.SUBMITTED, RS.COMMENTED}, RS.ACCEPTED, {C}),
    ("report", "return"): _step({RS.SUBMITTED, RS.COMMENTED}, RS.DRAFT, {C}, needs_reason=True),
    ("report", "publish"): _step({RS.ACCEPTED}, RS.PUBLISHED, {C}),
    ("report", "unpublish"): _step({RS.PUBLISHED}, RS.ACCEPTED, {C, V}, needs_reason=True),
    ("coaching", "accept"): _step({CS.PROPOSED}, CS.ACTIVE, {V, H}),
    ("coaching", "decline"): _step({CS.PROPOSED}, CS.DECLINED, {V, H}, needs_reason=True),
    ("coaching", "end"): _step({CS.ACTIVE}, CS.ENDED, {V, H, C}),
}


def take_step(
    session: Session,
    *,
    thing: Thing,
    verb: str,
    parts: Collection[VisitPart],
    by: Viewer | None,
    message: str = "",
    **facts: Any,
) -> VisitEvent:
    """Take one step: check it against the table, move the thing, keep the event and the audit trail.

    `parts` are those of `by`, who is None for what the platform does by itself. Of two who take a step at once the
    second sees what the first has done. Raises Forbidden, Conflict, or Invalid (field "message").
    """
    about = ABOUT[type(thing)]
    step = STEPS[about, verb]
    session.refresh(thing, with_for_update={"key_share": True})
    if not step.by & (set(parts) if by else {P}):
        raise Forbidden
    if thing.state not in step.before:
        raise Conflict(MOVED_ON)
    message = tidy(message)
    if step.needs_reason and not message:
        raise Invalid(N_("Please write a sentence: the people concerned will read it."), "message")
    if len(message) > LONGEST_MESSAGE:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "message", max_length=LONGEST_MESSAGE)
    before = str(thing.state)
    thing.state = step.after  # type: ignore[assignment]
    thing.row_version += 1
    if not isinstance(thing, Round | Proposal):
        thing.updated_at = now()
    session.add(thing)
    return note(session, thing=thing, verb=verb, by=by, before=before, message=message, **facts)


def note(
    session: Session,
    *,
    thing: Thing,
    verb: str,
    by: Viewer | None,
    before: str = "",
    message: str = "",
    **facts: Any,
) -> VisitEvent:
    """Keep that something happened, in the thing's own history and in the audit trail as "ABOUT.VERB"."""
    about = ABOUT[type(thing)]
    after = str(thing.state)
    event = VisitEvent(
        about=about,
        about_id=thing.id or 0,
        verb=verb,
        before=before,
        after=after,
        message=message,
        facts=facts,
        by_id=by.id if by else None,
    )
    session.add(event)
    audit.record(
        session,
        by=by,
        verb=f"{about}.{verb}",
        object_type=about,
        object_id=thing.code,
        before={"state": before} if before else {},
        after={"state": after, **facts},
    )
    return event


def possible(about: str, state: StrEnum, parts: Collection[VisitPart]) -> list[str]:
    """The steps that somebody in these parts may take from a state, dates and guards aside."""
    return [
        verb for (what, verb), step in STEPS.items() if what == about and state in step.before and step.by & set(parts)
    ]
