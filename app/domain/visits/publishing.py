"""A draft becomes proposals to both sides, in one step that happens once."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from app import matching
from app.content.text import N_
from app.domain.errors import Conflict, DomainError, Forbidden
from app.domain.viewer import Viewer
from app.domain.visits.access import VisitPart, is_neutral
from app.domain.visits.passing_over import pass_over
from app.domain.visits.plain_values import read_inputs, read_result
from app.domain.visits.planning import changed_parts
from app.domain.visits.proposing import keep_suggestion, send_all
from app.domain.visits.rounds import require_open
from app.domain.visits.scoring import components_of
from app.domain.visits.workflow import take_step
from app.models.demands import Demand, DemandState, Offer, OfferState
from app.models.organisations import Organisation
from app.models.rounds import Plan, PlanState, Proposal, ProposalState, Round
from app.models.types import now

NOT_READY = N_("This draft is not ready.")
ALREADY = N_("This draft was published already.")
WHAT_IF = N_(
    "This draft answers “what if”. Use its settings for the round first, and publish the draft that comes of it."
)
MOVED_ON = N_(
    "Since this draft was made, wishes were given away or closed, or answers came in. Please make a new draft."
)
CHANGED = N_("Since this draft was made, something has changed. Make a new draft, or tick that you publish this one.")
OWN = N_("This draft holds a visit of your own organisation, %(name)s. Another coordinator has to publish it.")
ENTERED = N_("This draft holds a visit that you entered on behalf of %(name)s. Another coordinator has to publish it.")
NONE_SENT = N_("None of the proposals could be sent. Please make a new draft.")


@dataclass(frozen=True, slots=True)
class Published:
    """What was sent, what could not be sent and waits among the proposals, and how many were told "not this time"."""

    sent: list[Proposal]
    refused: list[tuple[Proposal, DomainError]]
    told: int


@dataclass(frozen=True, slots=True)
class _Planned:
    """One demand of a visit that is new in a plan."""

    demand: Demand
    offer: Offer
    start: date
    days: int
    score: int
    cost: int


def publish(session: Session, *, round_: Round, plan: Plan, by: Viewer, although_changed: bool = False) -> Published:
    """Send every visit that is new in the draft to both sides; tell the others why not this time.

    Raises Forbidden, and Conflict for what cannot be published (any more): nothing is sent then.
    """
    if not by.is_coordinator:
        raise Forbidden
    # Of two who publish at once the second waits here, and then sees what the first has done.
    session.refresh(round_, with_for_update=True)
    session.refresh(plan, with_for_update=True)
    require_open(round_)
    _require_ready(session, round_, plan, although_changed=although_changed)
    planned = _planned(session, plan)
    _require_neutral(session, planned, by)
    sent, refused = send_all(session, proposals=_suggest(session, round_, plan, planned, by), by=by)
    if planned and not sent:
        raise Conflict(NONE_SENT)
    parts = {VisitPart.COORDINATOR}
    take_step(session, thing=round_, verb="publish", parts=parts, by=by, number=plan.number, plan=plan.plan_hash)
    plan.state, plan.published_at = PlanState.PUBLISHED, now()
    round_.published_at = now()
    session.add_all([plan, round_])
    return Published(sent, refused, pass_over(session, round_=round_, plan=plan, by=by))


def _require_ready(session: Session, round_: Round, plan: Plan, *, although_changed: bool) -> None:
    if plan.state is PlanState.PUBLISHED:
        raise Conflict(ALREADY)
    if plan.state is not PlanState.READY:
        raise Conflict(NOT_READY)
    if plan.changes:
        raise Conflict(WHAT_IF)
    changed = changed_parts(session, round_=round_, plan=plan)
    if "fixed" in changed:
        raise Conflict(MOVED_ON)
    if changed and not although_changed:
        raise Conflict(CHANGED)


def _planned(session: Session, plan: Plan) -> list[_Planned]:
    """Raises Conflict when one of them is not open any more."""
    new = [visit for visit in read_result(plan.result).visits if not visit.fixed]
    wanted = {code for visit in new for code in visit.demands}
    found = session.exec(select(Demand).where(col(Demand.code).in_(wanted)).order_by(col(Demand.id))).all()
    demands = {row.code: row for row in found}
    shown = session.exec(select(Offer).where(col(Offer.code).in_({visit.offer for visit in new}))).all()
    offers = {row.code: row for row in shown}
    if any(code not in demands or demands[code].state is not DemandState.OPEN for code in wanted):
        raise Conflict(MOVED_ON)
    if any(visit.offer not in offers or offers[visit.offer].state is not OfferState.OPEN for visit in new):
        raise Conflict(MOVED_ON)
    planned = [
        _Planned(demands[code], offers[visit.offer], visit.start, visit.days, visit.scores[place], cost)
        for visit in new
        for place, (code, cost) in enumerate(zip(visit.demands, costs_of(visit), strict=True))
    ]
    # A draft may lie for days: then too little time may be left for visas and preparations.
    if any(each.start < now().date() + timedelta(days=each.demand.lead_days) for each in planned):
        raise Conflict(MOVED_ON)
    return planned


def costs_of(visit: matching.PlannedVisit) -> list[int]:
    """What each party's proposal says it costs: what the host asks once stands with the first of them."""
    once = visit.cost - sum(visit.costs)
    return [cost + (once if place == 0 else 0) for place, cost in enumerate(visit.costs)]


def _require_neutral(session: Session, planned: list[_Planned], by: Viewer) -> None:
    """Nobody sends a visit of their own organisation, or of one for which they entered it, however fair the sums."""
    concerned = {one for each in planned for one in (each.demand.organisation_id, each.offer.organisation_id)}
    if own := sorted(concerned & by.memberships.keys()):
        raise Forbidden(OWN, name=session.get_one(Organisation, own[0]).name)
    entered = [one for each in planned for one in (each.demand, each.offer) if not is_neutral(by, one)]
    if entered:
        raise Forbidden(ENTERED, name=session.get_one(Organisation, entered[0].organisation_id).name)


def _suggest(session: Session, round_: Round, plan: Plan, planned: list[_Planned], by: Viewer) -> list[Proposal]:
    """Scored again from the stored inputs, for the components that the proposals keep."""
    _, wanted, shown, settings = read_inputs(plan.inputs)
    demands, offers = {each.id: each for each in wanted}, {each.id: each for each in shown}
    waiting = _suggested(session, planned)
    proposals = []
    for each in planned:
        found = matching.score(demands[each.demand.code], offers[each.offer.code], settings, start=each.start)
        proposal = waiting.get((each.demand.id or 0, each.offer.id or 0, each.start)) or keep_suggestion(
            session,
            demand=each.demand,
            offer=each.offer,
            starts_on=each.start,
            days=each.days,
            score=each.score,
            components=components_of(found),
            cost=each.cost,
            by=by,
        )
        proposal.round_id, proposal.plan_id = round_.id, plan.id
        session.add(proposal)
        proposals.append(proposal)
    session.flush()
    return proposals


def _suggested(session: Session, planned: list[_Planned]) -> dict[tuple[int, int, date], Proposal]:
    """What waits to be sent already, of an earlier publication or by hand."""
    ids = [each.demand.id for each in planned]
    query = select(Proposal).where(Proposal.state == ProposalState.SUGGESTED, col(Proposal.demand_id).in_(ids))
    return {(each.demand_id, each.offer_id, each.starts_on): each for each in session.exec(query).all()}
