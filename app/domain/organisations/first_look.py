"""The newcomer's first look: a coordinator approves an organisation, and with it the person who wrote it down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.content.text import N_, tidy
from app.domain.errors import Conflict, Forbidden, Invalid
from app.domain.notices import notify
from app.domain.organisations import trail
from app.domain.organisations.access import belongs, coordinators, people_of
from app.domain.organisations.names import folded
from app.domain.people.roles import approve_person
from app.domain.search_log import note_change
from app.domain.viewer import Viewer
from app.models.organisations import MemberRole, Organisation
from app.models.people import User
from app.models.platform import AuditEvent
from app.models.types import now

DECLINE, SEND_AGAIN = "organisation.decline", "organisation.send_again"
LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An organisation that waits: who wrote it down, why it was declined if it was, and its namesakes."""

    organisation: Organisation
    person: User | None
    declined: str
    namesakes: list[Organisation]


def newcomers(session: Session) -> list[Newcomer]:
    """Every organisation that is not approved, the one that has waited longest first."""
    waiting = session.exec(
        select(Organisation).where(col(Organisation.approved_at).is_(None)).order_by(col(Organisation.created_at))
    ).all()
    people = _people(session, [organisation.created_by_id for organisation in waiting])
    reasons = decline_reasons(session, [organisation.code for organisation in waiting])
    same = _namesakes(session, waiting)
    return [
        Newcomer(
            organisation,
            people.get(organisation.created_by_id or 0),
            reasons.get(organisation.code, ""),
            same.get(organisation.id or 0, []),
        )
        for organisation in waiting
    ]


@cache
def newcomers_waiting() -> SelectOfScalar[int]:
    """How many organisations wait for a first look; declined ones wait for their own people instead. As a select of one
    row, put together once: every page of a coordinator asks for it."""
    latest = (
        select(AuditEvent.verb)
        .where(
            AuditEvent.object_type == trail.OBJECT,
            AuditEvent.object_id == Organisation.code,
            col(AuditEvent.verb).in_((DECLINE, SEND_AGAIN)),
        )
        .order_by(col(AuditEvent.id).desc())
        .limit(1)
        .correlate(Organisation)
        .scalar_subquery()
    )
    return (
        select(func.count())
        .select_from(Organisation)
        .where(col(Organisation.approved_at).is_(None), func.coalesce(latest, "") != DECLINE)
    )


def decline_reasons(session: Session, codes: Sequence[str]) -> dict[str, str]:
    """Why organisations were declined that have not been sent again since, by code."""
    rows = trail.events(session, codes, DECLINE, SEND_AGAIN) if codes else []
    latest = {event.object_id: event for event in rows}
    return {code: event.after["reason"] for code, event in latest.items() if event.verb == DECLINE}


def _people(session: Session, ids: Sequence[int | None]) -> dict[int, User]:
    rows = session.exec(select(User).where(col(User.id).in_({*ids} - {None}))).all()
    return {user.id or 0: user for user in rows}


def _namesakes(session: Session, waiting: Sequence[Organisation]) -> dict[int, list[Organisation]]:
    """Organisations of the same country and name, by the id of the waiting one."""
    countries = {organisation.country for organisation in waiting}
    if not countries:
        return {}
    there = session.exec(select(Organisation).where(col(Organisation.country).in_(countries))).all()
    by_name: dict[tuple[str, str], list[Organisation]] = {}
    for organisation in there:
        by_name.setdefault((organisation.country, folded(organisation.name)), []).append(organisation)
    return {
        one.id or 0: [other for other in by_name[one.country, folded(one.name)] if other.id != one.id]
        for one in waiting
    }


def approve(session: Session, *, organisation: Organisation, by: Viewer) -> None:
    """Make it public, and its writer somebody whose things go through by themselves. Raises Conflict, Forbidden."""
    _may_look(organisation, by)
    _still_waiting(session, organisation)
    _approve_person(session, organisation, by)
    for one in (organisation, *_others_of(session, organisation)):
        one.approved_at, one.approved_by_id = now(), by.id
        session.add(one)
        trail.note(session, organisation=one, verb="organisation.approve", by=by)
        note_change(session, f"organisation:{one.code}")
        _tell(session, one, "organisation_approved", by)


def approve_with(session: Session, *, organisation_id: int, people: Iterable[int | None], by: Viewer) -> None:
    """The first look that comes with approving what an organisation sent: at itself, and at who wrote it."""
    organisation = session.get_one(Organisation, organisation_id)
    if organisation.approved_at is None:
        approve(session, organisation=organisation, by=by)
    for number in sorted({person for person in people if person}):
        person = session.get(User, number)
        if person is not None and person.approved_at is None:
            approve_person(session, user=person, by=by, tell=False)


def _others_of(session: Session, organisation: Organisation) -> list[Organisation]:
    """What else the same person wrote down and nobody has declined: one look at a person is enough."""
    if organisation.created_by_id is None:
        return []
    query = select(Organisation).where(
        Organisation.created_by_id == organisation.created_by_id,
        col(Organisation.approved_at).is_(None),
        Organisation.id != organisation.id,
    )
    others = session.exec(query).all()
    declined = decline_reasons(session, [other.code for other in others])
    return [other for other in others if other.code not in declined]


def _approve_person(session: Session, organisation: Organisation, by: Viewer) -> None:
    person = session.get(User, organisation.created_by_id) if organisation.created_by_id else None
    if person is not None:
        approve_person(session, user=person, by=by, tell=False)


def decline(session: Session, *, organisation: Organisation, reason: str, by: Viewer) -> None:
    """Send it back to its own people, who are told why and can send it again. Raises Invalid, Conflict."""
    reason = tidy(reason)
    if not reason:
        raise Invalid(N_("Please say why, so that they can mend it."), "reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "reason", max_length=LONGEST_REASON)
    _may_look(organisation, by)
    _still_waiting(session, organisation)
    trail.note(session, organisation=organisation, verb=DECLINE, by=by, after={"reason": reason})
    _tell(session, organisation, "organisation_declined", by, reason=reason)


def send_again(session: Session, *, organisation: Organisation, by: Viewer) -> None:
    """After mending it. Raises Conflict unless it was declined."""
    _still_waiting(session, organisation)
    if organisation.code not in decline_reasons(session, [organisation.code]):
        raise Conflict(N_("This organisation waits for a coordinator already."))
    trail.note(session, organisation=organisation, verb=SEND_AGAIN, by=by)
    notify(
        session,
        people=coordinators(session),
        kind="organisation_waiting",
        path="/first-looks",
        besides=by.id,
        organisation=organisation.name,
        person=by.user.name if by.user else "",
    )


def _may_look(organisation: Organisation, by: Viewer) -> None:
    if belongs(by, organisation):
        raise Forbidden(N_("This is your own organisation: another coordinator has to look at it."))


def _still_waiting(session: Session, organisation: Organisation) -> None:
    session.refresh(organisation, with_for_update=True)
    if organisation.approved_at:
        raise Conflict(N_("This organisation is approved already."))


def _tell(session: Session, organisation: Organisation, kind: str, by: Viewer, **params: str) -> None:
    notify(
        session,
        people=people_of(session, organisation, MemberRole.OWNER),
        kind=kind,
        path=f"/organisations/{organisation.code}",
        besides=by.id,
        organisation=organisation.name,
        **params,
    )
