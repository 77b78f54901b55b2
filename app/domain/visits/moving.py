"""A visit gets other days, or another place."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.content.text import N_, one_line, tidy
from app.domain.errors import Conflict, Invalid, Stale
from app.domain.viewer import Viewer
from app.domain.visits import clashes, itinerary, tasks
from app.domain.visits.access import TAKING_PLACE, VisitPart, guests_of
from app.domain.visits.making import party_of
from app.domain.visits.telling import concerned_by, tell_with_calendar
from app.domain.visits.workflow import LONGEST_MESSAGE, MOVED_ON, note, take_step
from app.domain.visits.working import show_anew, today_at, work_on
from app.models.demands import Offer
from app.models.rounds import Proposal
from app.models.visits import Guest, Visit, VisitState

LONGEST_VISIT = 60
FURTHEST = 3 * 366
OTHER_DAYS = N_("The days are others now.")


@dataclass(frozen=True, slots=True)
class Details:
    """Where a visit is, where people meet, whom they call."""

    title: str
    place: str
    meeting_point: str
    emergency: str


def move_visit(
    session: Session, *, visit: Visit, starts_on: date, ends_on: date, message: str = "", seen: int, by: Viewer
) -> None:
    """Give a visit other days: programme, checklist and proposals move along, a confirmation is undone, all are told.

    `seen` is the `row_version` that the coordinator saw: of two who move at once the second is told so.
    Raises Forbidden, Conflict, Stale, Clashing, or Invalid naming the field.
    """
    offer, guests = session.get_one(Offer, visit.offer_id), guests_of(session, visit=visit)
    clashes.hold(session, organisations=[visit.host_id, *(guest.organisation_id for guest in guests)])
    parts = work_on(session, visit=visit, by=by, needs=(VisitPart.COORDINATOR,))
    if visit.row_version != seen:
        raise Stale(visit, visit.row_version)
    check_days(visit, starts_on, ends_on)
    message = _checked(message)
    if (starts_on, ends_on) == (visit.starts_on, visit.ends_on):
        return
    guests = guests_of(session, visit=visit)
    clashes.check(
        session,
        offer=offer,
        guests=[guest.organisation_id for guest in guests],
        people=party_of(session, guests),
        starts_on=starts_on,
        ends_on=ends_on,
        besides=visit.id,
    )
    was = visit.starts_on, visit.ends_on
    visit.starts_on, visit.ends_on = starts_on, ends_on
    visit.row_version += 1
    show_anew(session, visit=visit)
    _move_parts(session, visit, guests, was[0], offer.language)
    days = [day.isoformat() for day in (*was, starts_on, ends_on)]
    note(session, thing=visit, verb="move", by=by, message=message, was=days[:2], days=days[2:])
    if visit.state is VisitState.CONFIRMED:
        parts = parts | {VisitPart.PLATFORM}
        take_step(session, thing=visit, verb="unconfirm", parts=parts, by=by, message=message or OTHER_DAYS)
    _tell(session, visit, by, message)


def try_move(session: Session, *, visit: Visit, starts_on: date, ends_on: date) -> None:
    """Raise what would keep a visit from these days, and change nothing: Conflict, Clashing, or Invalid."""
    if visit.state not in TAKING_PLACE:
        raise Conflict(MOVED_ON)
    check_days(visit, starts_on, ends_on)
    guests = guests_of(session, visit=visit)
    found = clashes.clashes(
        session,
        offer=session.get_one(Offer, visit.offer_id),
        guests=[guest.organisation_id for guest in guests],
        people=party_of(session, guests),
        starts_on=starts_on,
        ends_on=ends_on,
        besides=visit.id,
    )
    if found:
        raise clashes.Clashing(found)


def check_days(visit: Visit, starts_on: date, ends_on: date) -> None:
    """Raises Conflict, or Invalid naming the field."""
    if ends_on < starts_on:
        raise Invalid(N_("The last day is before the first."), "ends_on")
    if (ends_on - starts_on).days >= LONGEST_VISIT:
        raise Invalid(N_("A visit has at most %(most)s days."), "ends_on", most=LONGEST_VISIT)
    if visit.state is VisitState.UNDER_WAY and starts_on != visit.starts_on:
        raise Conflict(N_("The visit has begun: only its last day can still change."))
    if (starts_on - today_at(visit)).days > FURTHEST:
        raise Invalid(N_("This day is too far away."), "starts_on")
    if visit.state is not VisitState.UNDER_WAY and starts_on < today_at(visit):
        raise Invalid(N_("This day is over."), "starts_on")


def _checked(message: str) -> str:
    message = tidy(message)
    if len(message) > LONGEST_MESSAGE:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "message", max_length=LONGEST_MESSAGE)
    return message


def _move_parts(session: Session, visit: Visit, guests: list[Guest], was: date, language: str) -> None:
    itinerary.move_items(session, visit=visit, was=was, language=language)
    tasks.move_due(session, visit=visit)
    for guest in guests:
        proposal = session.get_one(Proposal, guest.proposal_id)
        proposal.starts_on, proposal.days = visit.starts_on, (visit.ends_on - visit.starts_on).days + 1
        proposal.row_version += 1
        session.add(proposal)


def set_details(session: Session, *, visit: Visit, details: Details, seen: int, by: Viewer) -> None:
    """Hosts and coordinators. Who is concerned hears of another place. Raises Forbidden, Stale, or Invalid."""
    work_on(session, visit=visit, by=by, needs=(VisitPart.HOST, VisitPart.COORDINATOR))
    if visit.row_version != seen:
        raise Stale(visit, visit.row_version)
    values = {
        "title": one_line(details.title),
        "place": one_line(details.place),
        "meeting_point": tidy(details.meeting_point),
        "emergency": tidy(details.emergency),
    }
    if not values["title"]:
        raise Invalid(N_("Please fill this in."), "title")
    for name, most in (("title", 160), ("place", 200), ("meeting_point", 500), ("emergency", 500)):
        if len(values[name]) > most:
            raise Invalid(N_("Too long: at most %(max_length)s characters."), name, max_length=most)
    changed = [name for name, value in values.items() if getattr(visit, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(visit, name, values[name])
    visit.row_version += 1
    show_anew(session, visit=visit)
    note(session, thing=visit, verb="details", by=by, changed=changed)
    if "place" in changed:
        _tell(session, visit, by, "")


def _tell(session: Session, visit: Visit, by: Viewer, message: str) -> None:
    tell_with_calendar(
        session,
        visit=visit,
        kind="moved",
        people=concerned_by(session, visit),
        by=by,
        title=visit.title,
        starts=visit.starts_on.isoformat(),
        ends=visit.ends_on.isoformat(),
        place=visit.place,
        message=message,
    )
