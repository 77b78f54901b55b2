"""Both sides answer a proposal, in any order: yes, no with a reason, or other first days."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date

from sqlmodel import Session

from app.content.text import N_, tidy
from app.domain.errors import Conflict, Forbidden, Invalid
from app.domain.viewer import Viewer
from app.domain.visits import answer_links
from app.domain.visits.access import VisitPart, parts_in_proposal
from app.domain.visits.clashes import Clash
from app.domain.visits.making import make_visit
from app.domain.visits.proposal_ends import finish
from app.domain.visits.proposal_telling import (
    ABOUT,
    STILL_TO_ANSWER,
    able_to_answer,
    answerable,
    ask,
    coordinators_of,
    other,
    people_of,
    say,
)
from app.domain.visits.proposal_words import HEARD, OUT, REASONS, kept_reason
from app.domain.visits.proposing import hold, put_out, suggest
from app.domain.visits.workflow import MOVED_ON, note, take_step
from app.models.demands import Demand, Offer
from app.models.rounds import Proposal, ProposalState, Side
from app.models.types import now
from app.models.visits import Visit

LONGEST_WORDS = 800
MOST_DAYS = 3
PART = {Side.VISITOR: VisitPart.VISITOR, Side.HOST: VisitPart.HOST}
S = ProposalState
ONLY_YOU = N_(
    "Nobody but you could answer for the other organisation, and nobody says yes for both. Say yes for that one, and "
    "let somebody else answer for this one."
)


def side_to_answer(proposal: Proposal, parts: Iterable[VisitPart]) -> Side | None:
    """For which side somebody in these parts may say yes now; None if that was said, or is not theirs to say."""
    mine = set(parts)
    return next((side for side in STILL_TO_ANSWER.get(proposal.state, ()) if PART[side] in mine), None)


def may_decline(proposal: Proposal, parts: Iterable[VisitPart]) -> Side | None:
    """Until both have said yes, a side may still say no, even after its own yes."""
    if proposal.state not in OUT:
        return None
    mine = set(parts)
    return side_to_answer(proposal, mine) or next((side for side in Side if PART[side] in mine), None)


def side_for(session: Session, *, proposal: Proposal, by: Viewer) -> Side | None:
    """For which side this person is asked now: of both, for the one for which nobody else can answer."""
    side = side_to_answer(proposal, parts_in_proposal(session, proposal=proposal, viewer=by))
    if side is None or proposal.state is not S.SENT:
        return side
    mine = [one for one in Side if by.id in people_of(session, proposal, one)]
    alone = [one for one in mine if not able_to_answer(session, proposal, one) - {by.id}]
    return alone[0] if len(mine) > 1 and alone else side


def _require_part(session: Session, proposal: Proposal, side: Side, by: Viewer) -> frozenset[VisitPart]:
    parts = parts_in_proposal(session, proposal=proposal, viewer=by)
    if PART[side] not in parts:
        raise Forbidden
    return parts


def accept(session: Session, *, proposal: Proposal, side: Side, by: Viewer, base_url: str) -> Visit | None:
    """Say yes for a side. With the second yes the visit is made, in the same transaction.

    Raises Forbidden, Conflict, and Clashing where the days are not free any more: then call it in a savepoint, and
    `tell_clash` after it was rolled back; the proposal stays as it was.
    """
    # Asked only once it is held: of two answers that one person gives at once the second finds the first.
    hold(session, proposal=proposal)
    _require_part(session, proposal, side, by)
    if side not in STILL_TO_ANSWER.get(proposal.state, ()):
        raise Conflict(MOVED_ON)
    if proposal.state is S.SENT:
        take_step(session, thing=proposal, verb=f"accept_as_{side}", parts={PART[side]}, by=by)
        session.flush()
        require_another(session, proposal)
        ask(session, proposal=proposal, kind="proposal_half")
        return None
    take_step(session, thing=proposal, verb="agree", parts={PART[side]}, by=by)
    proposal.agreed_at = now()
    session.add(proposal)
    session.flush()
    answer_links.close(session, about=ABOUT, about_id=proposal.id or 0)
    return make_visit(session, proposal=proposal, by=by, base_url=base_url)


def require_another(session: Session, proposal: Proposal) -> None:
    """After the first yes. Raises Conflict where nobody else could say the second."""
    if not answerable(session, proposal):
        raise Conflict(ONLY_YOU)


def tell_clash(session: Session, *, proposal: Proposal, clashes: Sequence[Clash], by: Viewer) -> None:
    """Coordinators hear that a yes came too late: they can propose other days, or take the proposal back."""
    note(session, thing=proposal, verb="clash", by=by, clashes=[clash.code for clash in clashes])
    found = [asdict(one) for one in clashes]
    people = coordinators_of(session, proposal)
    say(session, proposal=proposal, kind="proposal_clash", people=people, by=by, clashes=found)


def decline(
    session: Session,
    *,
    proposal: Proposal,
    side: Side,
    reason: str,
    words: str = "",
    other_days: Sequence[date] = (),
    by: Viewer,
) -> None:
    """Say no for a side: with a code of REASONS and own words for the coordinators, and perhaps other first days.

    The other side hears it in general words. Raises Forbidden, Conflict, or Invalid ("reason", "words", "day-NUMBER").
    """
    _require_part(session, proposal, side, by)
    words = tidy(words)
    days = _days(proposal, other_days)
    _require_reason(reason, words)
    hold(session, proposal=proposal)
    event_message = words or REASONS[reason]
    take_step(session, thing=proposal, verb="decline", parts={PART[side]}, by=by, message=event_message, reason=reason)
    proposal.declined_by, proposal.reason, proposal.other_days = side, kept_reason(reason, words), days
    finish(session, proposal)
    _tell_declined(session, proposal, side, reason, words, by)


def _days(proposal: Proposal, asked: Sequence[date]) -> list[str]:
    for number, day in enumerate(asked):
        if day <= now().date():
            raise Invalid(N_("This day has passed. Choose a later one."), f"day-{number}")
        if day == proposal.starts_on:
            raise Invalid(N_("This is the day that was proposed. Choose another one."), f"day-{number}")
        if (day - now().date()).days > 3 * 365:
            raise Invalid(N_("Please give days of the next few years."), f"day-{number}")
    days = sorted({day.isoformat() for day in asked})
    if len(days) > MOST_DAYS:
        raise Invalid(N_("At most %(max_length)s of these."), "day-0", max_length=MOST_DAYS)
    return days


def _require_reason(reason: str, words: str) -> None:
    if reason not in REASONS:
        raise Invalid(N_("Choose one of the answers offered."), "reason")
    if reason == "other" and not words:
        raise Invalid(N_("Please write a sentence. Only your own people and the coordinators read it."), "words")
    if len(words) > LONGEST_WORDS:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "words", max_length=LONGEST_WORDS)


def _tell_declined(session: Session, proposal: Proposal, side: Side, reason: str, words: str, by: Viewer) -> None:
    named = {"side": str(side), "first_days": proposal.other_days}
    others = people_of(session, proposal, other(side)) - people_of(session, proposal, side)
    say(
        session,
        proposal=proposal,
        kind="proposal_no",
        people=others,
        by=by,
        heard=reason if reason in HEARD else "",
        **named,
    )
    people = coordinators_of(session, proposal) - others - people_of(session, proposal, side)
    told = {"reason": reason, "words": words, **named}
    say(session, proposal=proposal, kind="proposal_declined", people=people, by=by, **told)


def chooser_of_days(proposal: Proposal, parts: Iterable[VisitPart]) -> bool:
    """May turn the other days that came with a no into a new proposal: the other side, and coordinators."""
    if proposal.state is not S.DECLINED or proposal.declined_by is None or not proposal.other_days:
        return False
    return bool(set(parts) & {PART[other(proposal.declined_by)], VisitPart.COORDINATOR})


def day_offered(proposal: Proposal, typed: str) -> date:
    """Raises Invalid (field "starts_on") for anything but one of the days offered."""
    if typed not in proposal.other_days:
        raise Invalid(N_("Choose one of the days offered."), "starts_on")
    return date.fromisoformat(typed)


def choose_day(session: Session, *, proposal: Proposal, starts_on: date, by: Viewer) -> Proposal:
    """Propose one of the other days: of the other side this is its yes, and only those who offered it are asked.

    Raises Forbidden, Conflict, Clashing, or Invalid (field "starts_on").
    """
    parts = parts_in_proposal(session, proposal=proposal, viewer=by)
    if not chooser_of_days(proposal, parts):
        raise Forbidden
    day_offered(proposal, starts_on.isoformat())
    demand, offer = session.get_one(Demand, proposal.demand_id), session.get_one(Offer, proposal.offer_id)
    new = suggest(
        session,
        demand=demand,
        offer=offer,
        starts_on=starts_on,
        by=by if VisitPart.COORDINATOR in parts else None,
        instead_of=proposal,
    )
    side = other(proposal.declined_by or Side.HOST)
    if PART[side] not in parts:
        put_out(session, proposal=new, parts=parts, by=by)
    else:
        # The days are the word of the one side, the choice that of the other: neither waits for a coordinator.
        put_out(session, proposal=new, parts=frozenset({VisitPart.HOST}), by=by)
        take_step(session, thing=new, verb=f"accept_as_{side}", parts={PART[side]}, by=by)
    session.flush()
    ask(session, proposal=new, kind="proposed")
    return new
