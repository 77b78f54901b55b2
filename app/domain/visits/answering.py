"""Anyone with a fitting offer answers a wish: "we can show this", with a first day. The hosts' yes is in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, or_, select

from app.content.text import N_, tidy
from app.domain.cases.telling import coordinators
from app.domain.errors import Conflict, Forbidden, Invalid
from app.domain.viewer import Viewer
from app.domain.visits import clashes
from app.domain.visits.access import VisitPart, may_write_offer, open_offers
from app.domain.visits.pairing import Pairing, clashing, kept_of, on_day, pairing, possible_on
from app.domain.visits.proposal_telling import answerable, ask, people_of, say
from app.domain.visits.proposal_words import OUT
from app.domain.visits.proposing import LONGEST_NOTE, NOBODY, keep_suggestion, put_out
from app.domain.visits.workflow import MOVED_ON, take_step
from app.models.demands import Demand, DemandState, Offer, OfferState
from app.models.rounds import Proposal, ProposalState, Side

# Needs that nobody meets yet and the money are for the coordinator, who plans with both.
NOT_FOR_HOSTS = frozenset({"needs", "cost", "round"})
WHY_NOT: Mapping[str, str] = {
    "same_organisation": N_("This is your own organisation's wish."),
    "declined": N_("One of you said no to this within the last twelve months."),
    "topic": N_("Your offer is about something else than they want to learn. Choose or write one that is about it."),
    "language": N_("Nobody of them speaks a language of your offer. Say in your offer that you have an interpreter."),
    "places": N_("More people would come than your offer has places for."),
    "visits": N_("You have received as many visits this year as your offer allows."),
    "dates": N_("In none of the months in which you receive visitors can they travel."),
    "lead": N_("They need more time to prepare than is left before their last day."),
    "blackout": N_("On all days that would fit, one of you cannot."),
}
OTHERWISE = N_("This offer does not fit this wish.")
MOST_DAYS = 12
MOST_OFFERS = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether one offer answers a demand: `why_not` are sentences; `days` on some of which a visit may begin."""

    offer: Offer
    why_not: list[str]
    days: list[date]


def answerable_with(session: Session, *, demand: Demand, viewer: Viewer) -> list[Answer]:
    """One's own open offers of visits, those that fit first."""
    query = open_offers().where(col(Offer.visits).is_(True), col(Offer.organisation_id) != demand.organisation_id)
    mine = or_(col(Offer.organisation_id).in_(list(viewer.memberships)), col(Offer.on_behalf_by_id) == viewer.id)
    offers = session.exec(query.where(mine).order_by(col(Offer.id))).all()
    own = [offer for offer in offers if may_write_offer(viewer, offer)]
    answers = [_answer(pairing(session, demand=demand, offer=offer)) for offer in own[:MOST_OFFERS]]
    return sorted(answers, key=lambda answer: bool(answer.why_not))


def _answer(pair: Pairing) -> Answer:
    return Answer(pair.offer, _why_not(pair), list(pair.days[:MOST_DAYS]))


def _why_not(pair: Pairing) -> list[str]:
    codes = [block.code for block in pair.match.blocks if block.code not in NOT_FOR_HOSTS]
    return [WHY_NOT.get(code, OTHERWISE) for code in codes]


def show_this(session: Session, *, demand: Demand, offer: Offer, starts_on: date, note: str, by: Viewer) -> Proposal:
    """Propose a visit to those who want to learn, with the hosts' yes already given.

    Raises Forbidden, Conflict (Clashing among them), or Invalid (fields "offer", "starts_on", "note").
    """
    if not may_write_offer(by, offer):
        raise Forbidden
    clashes.hold(session, organisations=[offer.organisation_id, demand.organisation_id])
    for thing in (offer, demand):
        session.refresh(thing, with_for_update={"key_share": True})
    if demand.state is not DemandState.OPEN or offer.state is not OfferState.OPEN or not offer.visits:
        raise Conflict(MOVED_ON)
    text = tidy(note)
    if len(text) > LONGEST_NOTE:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "note", max_length=LONGEST_NOTE)
    pair = on_day(session, pair=pairing(session, demand=demand, offer=offer), day=starts_on)
    _require_possible(session, demand, pair, starts_on)
    proposal = keep_suggestion(
        session, demand=demand, offer=offer, starts_on=starts_on, by=by, text=text, **kept_of(pair, starts_on)
    )
    _put_out(session, proposal, by)
    return proposal


def _require_possible(session: Session, demand: Demand, pair: Pairing, starts_on: date) -> None:
    for sentence in _why_not(pair):
        raise Invalid(sentence, "offer")
    if not possible_on(pair, starts_on):
        raise Invalid(N_("From this day on one of you cannot. Choose one of the days below."), "starts_on")
    found = clashing(session, demand=demand, offer=pair.offer, starts_on=starts_on, days=pair.match.days)
    if found:
        raise clashes.Clashing(found)


def _put_out(session: Session, proposal: Proposal, by: Viewer) -> None:
    """Ask the visitors, and tell coordinators and the others of the host."""
    parts = frozenset({VisitPart.HOST})
    put_out(session, proposal=proposal, parts=parts, by=by)
    take_step(session, thing=proposal, verb="accept_as_host", parts=parts, by=by)
    session.flush()
    if not answerable(session, proposal):
        raise Conflict(NOBODY)
    ask(session, proposal=proposal)
    visitors = people_of(session, proposal, Side.VISITOR)
    others = (set(coordinators(session)) | people_of(session, proposal, Side.HOST)) - visitors
    say(session, proposal=proposal, kind="answered_by_host", people=others, by=by)


def waiting_answer(session: Session, *, demand: Demand) -> Proposal | None:
    """The proposal that this demand waits with, if one is out or agreed."""
    query = select(Proposal).where(
        Proposal.demand_id == demand.id, col(Proposal.state).in_((*OUT, ProposalState.AGREED))
    )
    return session.exec(query.order_by(col(Proposal.id).desc())).first()
