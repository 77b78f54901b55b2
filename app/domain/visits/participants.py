"""Who takes part in a visit: as few data as the visit needs, kept with the person's consent, seen by few."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, delete, or_, select

from app.content.text import N_, one_line, tidy
from app.domain.errors import Forbidden, Invalid, NotFound, Stale
from app.domain.viewer import Viewer
from app.domain.visits import confirming
from app.domain.visits.access import HELD, TAKING_PLACE, VisitPart, guests_acted_for, guests_of, parts_in_visit
from app.domain.visits.workflow import note
from app.domain.visits.working import forget_papers, show_anew, today_at, work_on
from app.models.demands import Demand, Offer
from app.models.types import now
from app.models.visits import Invitation, Participant, ParticipantSide, Visa, Visit

SIDES: Mapping[ParticipantSide, str] = {
    ParticipantSide.VISITOR: N_("Visitor"),
    ParticipantSide.HOST: N_("Host"),
    ParticipantSide.COACH: N_("Coach"),
    ParticipantSide.INTERPRETER: N_("Interpreter"),
    ParticipantSide.COORDINATOR: N_("Coordinator"),
}
GENDERS: Mapping[str, str] = {"woman": N_("Woman"), "man": N_("Man"), "other": N_("Other")}
AGE_BANDS: Mapping[str, str] = {
    "under_18": N_("Under 18"),
    "18_35": N_("18 to 35"),
    "36_60": N_("36 to 60"),
    "over_60": N_("Over 60"),
}
YOUNG = frozenset({"under_18", "18_35"})
VISAS: Mapping[Visa, str] = {
    Visa.UNKNOWN: N_("Not known yet"),
    Visa.NOT_NEEDED: N_("Not needed"),
    Visa.NEEDED: N_("Needed"),
    Visa.APPLIED: N_("Asked for"),
    Visa.GRANTED: N_("Granted"),
    Visa.REFUSED: N_("Refused"),
}
PASSPORT_DAYS = 14
MOST_OTHERS = 40
LONGEST = {"name": 120, "role": 40, "email": 254, "phone": 60, "needs_note": 500, "passport": 60}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"[+0-9 ()./-]{3,60}")
_PRIVATE = ("gender", "age_band", "email", "phone", "languages", "needs", "needs_note", "passport")


@dataclass(frozen=True, slots=True)
class Person:
    """What is written down of somebody. Without `consent` only the name, the role, visa and insurance are kept."""

    name: str
    role: str = ""
    gender: str = ""
    age_band: str = ""
    email: str = ""
    phone: str = ""
    languages: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    needs_note: str = ""
    passport: str = ""
    consent: bool = False
    pictures_ok: bool = False
    visa: Visa = Visa.UNKNOWN
    insured: bool = False


def participants_of(session: Session, *, visit: Visit) -> list[Participant]:
    query = select(Participant).where(Participant.visit_id == visit.id)
    return list(session.exec(query.order_by(col(Participant.side), col(Participant.name), col(Participant.id))).all())


def add_participant(
    session: Session, *, visit: Visit, side: ParticipantSide, organisation_id: int | None, person: Person, by: Viewer
) -> Participant:
    """Raises Forbidden, Conflict, or Invalid naming the field: no more come than the hosts can receive."""
    work_on(session, visit=visit, by=by)
    one = Participant(visit_id=visit.id or 0, side=side, organisation_id=organisation_id, name="")
    if not may_write(session, visit=visit, one=one, by=by):
        raise Forbidden
    _check_room(session, visit, side, organisation_id)
    _write(one, person)
    session.add(one)
    show_anew(session, visit=visit)
    note(session, thing=visit, verb="participant", by=by, participant=one.id, side=str(side))
    confirming.recheck(session, visit=visit, by=by)
    return one


def change_participant(
    session: Session, *, visit: Visit, participant_id: int, person: Person, seen: int, by: Viewer
) -> Participant:
    """Raises Forbidden, Conflict, Stale, or Invalid naming the field."""
    work_on(session, visit=visit, by=by)
    one = participant_of(session, visit=visit, participant_id=participant_id, by=by)
    if one.row_version != seen:
        raise Stale(one, one.row_version)
    _write(one, person)
    forget_papers(session, visit=visit)
    one.row_version += 1
    session.add(one)
    show_anew(session, visit=visit)
    note(session, thing=visit, verb="participant", by=by, participant=one.id, side=str(one.side))
    confirming.recheck(session, visit=visit, by=by)
    return one


def remove_participant(session: Session, *, visit: Visit, participant_id: int, by: Viewer) -> None:
    """Nothing of the person is kept."""
    work_on(session, visit=visit, by=by)
    one = participant_of(session, visit=visit, participant_id=participant_id, by=by)
    note(session, thing=visit, verb="remove_participant", by=by, participant=one.id, side=str(one.side))
    session.delete(one)
    forget_papers(session, visit=visit)
    show_anew(session, visit=visit)
    confirming.recheck(session, visit=visit, by=by)


def say_who_came(session: Session, *, visit: Visit, came: Mapping[int, bool], by: Viewer) -> None:
    """By id; from the first day on. Each side for its own people, hosts and coordinators for everybody.

    Raises Forbidden, Conflict, or Invalid before the first day.
    """
    parts = work_on(session, visit=visit, by=by, states=(*TAKING_PLACE, *HELD))
    if today_at(visit) < visit.starts_on:
        raise Invalid(N_("The visit has not begun yet."))
    for one in participants_of(session, visit=visit):
        own = parts & {VisitPart.HOST, VisitPart.COORDINATOR} or may_write(session, visit=visit, one=one, by=by)
        if one.id and one.id in came and own:
            one.attended = came[one.id]
            session.add(one)
    note(session, thing=visit, verb="attendance", by=by, came=sum(came.values()))


def may_write(session: Session, *, visit: Visit, one: Participant, by: Viewer) -> bool:
    """Visitors by their own organisation, hosts by the host, interpreters and coaches by the host; all by coordinators.

    Nobody may be put into an organisation that has no part in the visit.
    """
    guests = guests_of(session, visit=visit)
    homes = {guest.organisation_id for guest in guests}
    if one.side is ParticipantSide.VISITOR and one.organisation_id not in homes:
        return False
    if one.side is ParticipantSide.HOST and one.organisation_id != visit.host_id:
        return False
    parts = parts_in_visit(session, visit=visit, viewer=by)
    if VisitPart.COORDINATOR in parts:
        return True
    if one.side is ParticipantSide.VISITOR:
        own = {guest.organisation_id for guest in guests_acted_for(session, visit=visit, viewer=by)}
        return one.organisation_id in own
    return VisitPart.HOST in parts and one.side is not ParticipantSide.COORDINATOR


def participant_of(session: Session, *, visit: Visit, participant_id: int, by: Viewer) -> Participant:
    """One that this person may write. Raises NotFound for those of others, too."""
    one = session.get(Participant, participant_id)
    if one is None or one.visit_id != visit.id or not may_write(session, visit=visit, one=one, by=by):
        raise NotFound
    session.refresh(one)
    return one


def _check_room(session: Session, visit: Visit, side: ParticipantSide, organisation_id: int | None) -> None:
    there = participants_of(session, visit=visit)
    if side is not ParticipantSide.VISITOR:
        if sum(one.side is not ParticipantSide.VISITOR for one in there) >= MOST_OTHERS:
            raise Invalid(N_("A visit has at most %(most)s of these."), "name", most=MOST_OTHERS)
        return
    visitors = [one for one in there if one.side is ParticipantSide.VISITOR]
    cap = session.get_one(Offer, visit.offer_id).people_cap
    if len(visitors) >= cap:
        raise Invalid(N_("The hosts receive at most %(most)s people at once."), "name", most=cap)
    party = _party(session, visit, organisation_id)
    if sum(one.organisation_id == organisation_id for one in visitors) >= party:
        raise Invalid(N_("Your organisation said that %(most)s people travel."), "name", most=party)


def _party(session: Session, visit: Visit, organisation_id: int | None) -> int:
    guests = [one for one in guests_of(session, visit=visit) if one.organisation_id == organisation_id]
    return session.get_one(Demand, guests[0].demand_id).party if guests else 0


def _write(one: Participant, person: Person) -> None:
    texts = {name: one_line(getattr(person, name)) for name in LONGEST}
    texts["needs_note"] = tidy(person.needs_note)
    if not texts["name"]:
        raise Invalid(N_("Please fill this in."), "name")
    for name, value in texts.items():
        if len(value) > LONGEST[name]:
            raise Invalid(N_("Too long: at most %(max_length)s characters."), name, max_length=LONGEST[name])
    values: dict[str, Any] = {**asdict(person), **texts}
    _check_values(values)
    if not person.consent and any(values[name] for name in _PRIVATE):
        raise Invalid(N_("We keep this only if the person agrees. Tick it, or leave the rest empty."), "consent")
    values.pop("consent")
    for name, value in values.items():
        setattr(one, name, value)
    one.consent_at = (one.consent_at or now()) if person.consent else None


def _check_values(values: Mapping[str, Any]) -> None:
    for name, known in (("gender", GENDERS), ("age_band", AGE_BANDS)):
        if values[name] and values[name] not in known:
            raise Invalid(N_("Choose one of the answers offered."), name)
    if values["email"] and not _EMAIL.fullmatch(values["email"]):
        raise Invalid(N_("This is no e-mail address."), "email")
    if values["phone"] and not _PHONE.fullmatch(values["phone"]):
        raise Invalid(N_("This is no telephone number."), "phone")
    for name, most in (("languages", 20), ("needs", 20)):
        if len(values[name]) > most or any(len(code) > 40 for code in values[name]):
            raise Invalid(N_("At most %(max_length)s of these."), name, max_length=most)


def forget_passports(session: Session, *, at: datetime | None = None) -> int:
    """Remove what passports say once it is of no more use. Returns of how many people.

    With it goes what reminds of people who are not in a visit any more: the addresses that it was sent to.
    """
    _forget_addresses(session, at or now())
    last = (at or now()).date() - timedelta(days=PASSPORT_DAYS)
    over = or_(col(Visit.ends_on) < last, col(Visit.state).not_in((*TAKING_PLACE, *HELD)))
    query = (
        select(Participant, Visit)
        .join(Visit, col(Visit.id) == col(Participant.visit_id))
        .where(Participant.passport != "", over)
    )
    rows = session.exec(query.order_by(col(Participant.id))).all()
    for one, _ in rows:
        one.passport = ""
        one.row_version += 1
        session.add(one)
    for visit in {visit.code: visit for _, visit in rows}.values():
        note(session, thing=visit, verb="forget_passports", by=None)
        forget_papers(session, visit=visit)
    return len(rows)


def _forget_addresses(session: Session, at: datetime) -> None:
    """Of invitations that were taken back, and of all once a visit is over: nothing is sent about it any more."""
    last = at.date() - timedelta(days=PASSPORT_DAYS)
    over = select(Visit.id).where(col(Visit.ends_on) < last, col(Visit.state).not_in(TAKING_PLACE))
    gone = or_(col(Invitation.cancelled).is_(True), col(Invitation.visit_id).in_(over))
    session.exec(delete(Invitation).where(gone))


def forget_day(visit: Visit) -> date:
    """The day after which nothing of passports is kept."""
    return visit.ends_on + timedelta(days=PASSPORT_DAYS)
