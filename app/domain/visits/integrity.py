"""What must always be true of wishes, offers, proposals, visits, reports and coaching, for `python -m app check`."""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from itertools import combinations
from typing import Any

from sqlmodel import Session, col, or_, select

from app.domain.histories import faults_of_history
from app.domain.visits.access import HELD, TAKING_PLACE
from app.domain.visits.confirming import missing_for
from app.domain.visits.participants import PASSPORT_DAYS
from app.domain.visits.workflow import ABOUT, STEPS
from app.models.demands import Demand, DemandState, Offer
from app.models.learning import Coaching, CoachingState, CommitmentCheck, LearningReport, ReportState
from app.models.media import Media
from app.models.organisations import Organisation
from app.models.rounds import AnswerLink, Proposal, ProposalState
from app.models.types import now
from app.models.visits import Goal, Guest, Participant, Visit, VisitEvent, VisitState

Found = Iterator[tuple[str, str]]
_OUT = (ProposalState.SENT, ProposalState.VISITOR_ACCEPTED, ProposalState.HOST_ACCEPTED)
_ARRANGING = (*_OUT, ProposalState.AGREED)
_NEVER_HELD = (VisitState.PLANNED, VisitState.CANCELLED, VisitState.DID_NOT_HAPPEN)
_ANSWERED: Mapping[str, Any] = {"proposal": Proposal, "check": CommitmentCheck}
# The worker forgets once a day; it may have been at rest for a while.
_PATIENCE = 7


def faults(session: Session) -> Found:
    """(subject, what is wrong with it)."""
    yield from _histories(session)
    yield from _of_demands(session)
    yield from _of_proposals(session)
    yield from _of_visits(session)
    yield from _of_people(session)
    yield from _of_reports(session)
    yield from _of_coachings(session)
    yield from _of_links(session)
    session.expire_all()


def _all(session: Session, table: Any, *conditions: Any) -> Any:
    return session.exec(select(table).where(*conditions).order_by(table.id)).all()


def _histories(session: Session) -> Found:
    """What took steps got where it is by them. What was imported, or never moved, has none."""
    for table, about in ABOUT.items():
        allowed = {
            (str(before), str(step.after))
            for (what, _), step in STEPS.items()
            if what == about
            for before in step.before
        }
        steps: dict[int, list[tuple[str, str]]] = {}
        for event in _all(session, VisitEvent, VisitEvent.about == about, VisitEvent.before != ""):
            steps.setdefault(event.about_id, []).append((event.before, event.after))
        for thing in _all(session, table):
            taken = steps.pop(thing.id, [])
            for what in faults_of_history(taken, state=thing.state, allowed=allowed) if taken else ():
                yield f"{about} {thing.code}", what
        for number in steps:
            yield f"{about} id {number}", "it took steps, but is not there"


def _of_demands(session: Session) -> Found:
    """A wish is where its proposals and visits have brought it."""
    proposed = set(session.exec(select(Proposal.demand_id).where(col(Proposal.state).in_(_ARRANGING))).all())
    coming, held = _visited(session, TAKING_PLACE), _visited(session, HELD)
    needed = {DemandState.PROPOSED: proposed, DemandState.SCHEDULED: coming, DemandState.SERVED: held}
    for demand in _all(session, Demand):
        if demand.state in needed and demand.id not in needed[demand.state]:
            yield f"demand {demand.code}", f"it is in the state {demand.state}, but no proposal or visit is"
        if demand.state is not DemandState.SCHEDULED and demand.id in coming:
            yield f"demand {demand.code}", f"it is in the state {demand.state}, but a visit is being prepared for it"


def _visited(session: Session, states: Collection[VisitState]) -> set[int]:
    query = select(Guest.demand_id).join(Visit, col(Visit.id) == Guest.visit_id)
    return set(session.exec(query.where(col(Visit.state).in_(states), col(Guest.left_at).is_(None))).all())


def _of_proposals(session: Session) -> Found:
    query = (
        select(Proposal, Demand, Offer)
        .join(Demand, col(Demand.id) == Proposal.demand_id)
        .join(Offer, col(Offer.id) == Proposal.offer_id)
        .order_by(col(Proposal.id))
    )
    states = dict(session.exec(select(Visit.id, Visit.state)).all())
    for proposal, demand, offer in session.exec(query).all():
        subject = f"proposal {proposal.code}"
        if (proposal.visitor_id, proposal.host_id) != (demand.organisation_id, offer.organisation_id):
            yield subject, "it is between other organisations than its wish and its offer"
        if proposal.state in _OUT and proposal.expires_at is None:
            yield subject, "it waits for an answer without end"
        if proposal.state is ProposalState.DECLINED and proposal.declined_by is None:
            yield subject, "it was declined by nobody"
        if proposal.state is ProposalState.AGREED and states.get(proposal.visit_id) not in (*TAKING_PLACE, *HELD):
            yield subject, "both sides agreed, but there is no visit"


def _of_visits(session: Session) -> Found:
    guests: dict[int, list[Guest]] = {}
    for guest in _all(session, Guest):
        guests.setdefault(guest.visit_id, []).append(guest)
    for visit in _all(session, Visit):
        coming = [one for one in guests.get(visit.id, []) if one.left_at is None]
        for what in (*_of_visit(session, visit, coming), *_of_guests(session, visit, guests.get(visit.id, []))):
            yield f"visit {visit.code}", what
    yield from _at_once(session, guests)


def _of_visit(session: Session, visit: Visit, coming: Collection[Guest]) -> Iterator[str]:
    if visit.host_id != session.get_one(Offer, visit.offer_id).organisation_id:
        yield "its host is not the organisation whose offer it is"
    if visit.ends_on < visit.starts_on:
        yield "it ends before it begins"
    if visit.state in HELD and visit.ends_on > now().date() + timedelta(days=1):
        yield f"it is in the state {visit.state}, but its last day is to come"
    if visit.state in (*TAKING_PLACE, *HELD) and not coming:
        yield f"it is in the state {visit.state}, but nobody visits"
    if visit.state is VisitState.CONFIRMED and (missing := missing_for(session, visit=visit)):
        yield f"it is confirmed without: {', '.join(sorted({one.code for one in missing}))}"


def _of_guests(session: Session, visit: Visit, guests: Collection[Guest]) -> Iterator[str]:
    for guest in guests:
        demand, proposal = session.get_one(Demand, guest.demand_id), session.get_one(Proposal, guest.proposal_id)
        if guest.organisation_id != demand.organisation_id or demand.id != proposal.demand_id:
            yield f"guest {guest.id} does not fit its wish and its proposal"
        if guest.left_at is None and proposal.visit_id != visit.id:
            yield f"guest {guest.id} comes by a proposal of another visit"
    known = {visit.host_id, *(one.organisation_id for one in guests)}
    if set(session.exec(select(Goal.organisation_id).where(Goal.visit_id == visit.id)).all()) - known:
        yield "it has goals of an organisation that does not take part"


def _at_once(session: Session, guests: Mapping[int, Collection[Guest]]) -> Found:
    """Nobody is in two visits at once, as host or as guest."""
    by_organisation: dict[int, list[Visit]] = {}
    for visit in _all(session, Visit, col(Visit.state).in_(TAKING_PLACE)):
        here = {one.organisation_id for one in guests.get(visit.id, []) if one.left_at is None}
        for organisation_id in here | {visit.host_id}:
            by_organisation.setdefault(organisation_id, []).append(visit)
    for organisation_id, visits in by_organisation.items():
        code = session.get_one(Organisation, organisation_id).code
        for first, second in combinations(visits, 2):
            if first.starts_on <= second.ends_on and second.starts_on <= first.ends_on:
                yield f"visit {second.code}", f"organisation {code} is in visit {first.code} on the same days"


def _of_people(session: Session) -> Found:
    """Data of people are kept with their consent, passports no longer than promised."""
    private = or_(*(col(getattr(Participant, name)) != "" for name in ("email", "phone", "gender", "age_band")))
    for one in _all(session, Participant, col(Participant.consent_at).is_(None), private):
        yield f"participant {one.id}", "more than the name is kept without consent"
    last = now().date() - timedelta(days=PASSPORT_DAYS + _PATIENCE)
    query = select(Participant.id).join(Visit, col(Visit.id) == Participant.visit_id)
    for number in session.exec(query.where(Participant.passport != "", col(Visit.ends_on) < last)).all():
        yield f"participant {number}", "the data of the passport are kept longer than promised"


def _of_reports(session: Session) -> Found:
    goals = {str(number): visit_id for number, visit_id in session.exec(select(Goal.id, Goal.visit_id)).all()}
    guests = set(session.exec(select(Guest.visit_id, Guest.organisation_id)).all())
    states = dict(session.exec(select(Visit.id, Visit.state)).all())
    owners = dict(session.exec(select(Media.public_id, Media.report_id)).all())
    for report in _all(session, LearningReport):
        subject = f"report {report.code}"
        for what in _of_report(report, states[report.visit_id]):
            yield subject, what
        if (report.visit_id, report.organisation_id) not in guests:
            yield subject, "its organisation did not take part in the visit"
        # Goals that were removed meanwhile are of no importance.
        if any(goals.get(number, report.visit_id) != report.visit_id for number in report.goals):
            yield subject, "it tells of a goal of another visit"
        if any(owners.get(entry["medium"]) != report.id for entry in report.media):
            yield subject, "it describes a file that is not its own"


def _of_report(report: LearningReport, visit: str) -> Iterator[str]:
    public = report.state is ReportState.PUBLISHED
    if public != (report.published_at is not None):
        yield f"it is in the state {report.state}, published: {report.published_at is not None}"
    if public and (report.consent_at is None or not report.licence):
        yield "it is published without consent or licence"
    if public and visit in _NEVER_HELD:
        yield f"it is published, but its visit is in the state {visit}"
    if report.state is not ReportState.DRAFT and report.submitted_at is None:
        yield f"it is in the state {report.state}, but was never sent"


def _of_coachings(session: Session) -> Found:
    for coaching in _all(session, Coaching):
        subject = f"coaching {coaching.code}"
        if coaching.coach_id == coaching.coached_id:
            yield subject, "an organisation coaches itself"
        begun, over = coaching.state is CoachingState.ACTIVE, coaching.state is CoachingState.ENDED
        if (begun or over) and coaching.started_at is None:
            yield subject, f"it is in the state {coaching.state}, but never began"
        if over and coaching.ended_at is None:
            yield subject, "it is over, but never ended"


def _of_links(session: Session) -> Found:
    """Links in mails lead to what is there."""
    for about, table in _ANSWERED.items():
        there = select(table.id)
        for link in _all(session, AnswerLink, AnswerLink.about == about, col(AnswerLink.about_id).not_in(there)):
            yield f"answer link {link.id}", f"it answers a {about} that is not there"
