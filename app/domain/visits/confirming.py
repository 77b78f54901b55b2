"""A visit is confirmed once nothing is missing: goals signed, visas, insurance, a programme for each day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select as sql
from sqlmodel import Session, col, func, select

from app.content.text import N_
from app.domain.errors import Conflict
from app.domain.viewer import Viewer
from app.domain.visits import itinerary
from app.domain.visits.access import VisitPart, guests_of
from app.domain.visits.telling import concerned_by, tell_with_calendar
from app.domain.visits.workflow import take_step
from app.domain.visits.working import show_anew, work_on
from app.models.demands import Demand
from app.models.organisations import Organisation
from app.models.visits import Goal, Guest, Participant, ParticipantSide, Visa, Visit, VisitState

MISSING: Mapping[str, str] = {
    "goal": N_("%(name)s: a goal that both sides have signed"),
    "nobody": N_("%(name)s: the names of those who travel"),
    "visa": N_("%(name)s: the visa, or that none is needed"),
    "insurance": N_("%(name)s: the insurance"),
    "papers": N_("%(name)s: visas and insurance"),
    "programme": N_("%(day)s: something in the programme with a time"),
}
# No reasons to wait, but worth a look before everybody relies on it.
DOUBTS: Mapping[str, str] = {
    "fewer": N_("%(name)s: named are %(named)s of %(party)s who travel"),
    "hosts": N_("Nobody of the hosts is named"),
    "emergency": N_("No number to call in an emergency"),
}
READY = (Visa.GRANTED, Visa.NOT_NEEDED)
NO_LONGER = N_("Something that a confirmed visit needs is missing again.")


@dataclass(frozen=True, slots=True)
class Missing:
    """A code of MISSING with what fills it; `person` is the id of a participant, for those who may not see more."""

    code: str
    name: str = ""
    day: date | None = None
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A code of DOUBTS with what fills it; `organisation` is the code of the one of which too few are named."""

    code: str
    name: str = ""
    organisation: str = ""
    named: int = 0
    party: int = 0


class NotReady(Conflict):
    """A visit cannot be confirmed yet; `missing` says why."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(N_("Something is still missing."))
        self.missing = missing


def missing_for(session: Session, *, visit: Visit) -> list[Missing]:
    """What stands between a visit and its confirmation."""
    people = session.exec(
        select(Participant)
        .where(Participant.visit_id == visit.id, Participant.side == ParticipantSide.VISITOR)
        .order_by(col(Participant.name))
    ).all()
    days = itinerary.days_without_time(visit, itinerary.items_of(session, visit=visit))
    return [
        *_of_guests(session, visit, {one.organisation_id for one in people}),
        *(Missing("visa", one.name, person=one.id) for one in people if one.visa not in READY),
        *(Missing("insurance", one.name, person=one.id) for one in people if not one.insured),
        *(Missing("programme", day=day) for day in days),
    ]


def _of_guests(session: Session, visit: Visit, travelling: set[int | None]) -> Iterator[Missing]:
    ids = [guest.organisation_id for guest in guests_of(session, visit=visit)]
    names = select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(ids))
    signed = session.exec(
        select(Goal.organisation_id).where(
            Goal.visit_id == visit.id,
            col(Goal.visitor_signed_at).is_not(None),
            col(Goal.host_signed_at).is_not(None),
        )
    ).all()
    for number, name in session.exec(names.order_by(col(Organisation.name))).all():
        if number not in signed:
            yield Missing("goal", name)
        if number not in travelling:
            yield Missing("nobody", name)


def doubts_about(session: Session, *, visit: Visit) -> list[Doubt]:
    """What whoever confirms a visit should know, and may still set aside. Nobody named at all is missing instead."""
    of_visit = select(func.count(col(Participant.id))).where(Participant.visit_id == visit.id)
    travelling = of_visit.where(
        Participant.side == ParticipantSide.VISITOR, Participant.organisation_id == Guest.organisation_id
    )
    hosts = of_visit.where(Participant.side == ParticipantSide.HOST)
    rows = session.execute(
        sql(Organisation, Demand.party, travelling.scalar_subquery(), hosts.scalar_subquery())  # type: ignore[call-overload]
        .join(Guest, col(Guest.organisation_id) == col(Organisation.id))
        .join(Demand, col(Demand.id) == col(Guest.demand_id))
        .where(Guest.visit_id == visit.id, col(Guest.left_at).is_(None))
        .order_by(col(Organisation.name))
    ).all()
    doubts = [Doubt("fewer", home.name, home.code, named, party) for home, party, named, _ in rows if 0 < named < party]
    if not any(of_hosts for *_, of_hosts in rows):
        doubts.append(Doubt("hosts"))
    if not any(sign.isdecimal() for sign in visit.emergency):
        doubts.append(Doubt("emergency"))
    return doubts


def confirm(session: Session, *, visit: Visit, by: Viewer) -> None:
    """Raises Forbidden, Conflict, or NotReady with what is missing. Doubts are kept with it."""
    parts = work_on(session, visit=visit, by=by, needs=(VisitPart.COORDINATOR,), states=(VisitState.PLANNED,))
    missing = missing_for(session, visit=visit)
    if missing:
        raise NotReady(missing)
    show_anew(session, visit=visit)
    although = [one.code for one in doubts_about(session, visit=visit)]
    take_step(session, thing=visit, verb="confirm", parts=parts, by=by, although=although)
    tell_with_calendar(
        session,
        visit=visit,
        kind="confirmed",
        people=concerned_by(session, visit),
        by=by,
        title=visit.title,
        starts=visit.starts_on.isoformat(),
        ends=visit.ends_on.isoformat(),
        place=visit.place,
    )


def recheck(session: Session, *, visit: Visit, by: Viewer | None) -> None:
    """After something changed: a confirmation that rests on nothing any more is undone, and people are told."""
    session.flush()
    if visit.state is not VisitState.CONFIRMED or not missing_for(session, visit=visit):
        return
    show_anew(session, visit=visit)
    take_step(session, thing=visit, verb="unconfirm", parts={VisitPart.PLATFORM}, by=by, message=NO_LONGER)
    tell_with_calendar(
        session,
        visit=visit,
        kind="unconfirmed",
        people=concerned_by(session, visit),
        by=by,
        title=visit.title,
    )
