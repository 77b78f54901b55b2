"""Who is concerned by a demand, a proposal, a visit, and what they are told."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.domain.cases.telling import coordinators
from app.domain.notices import notify
from app.domain.viewer import Viewer
from app.domain.visits.access import WRITERS, guests_of
from app.domain.visits.looked_after import looks_after
from app.models.demands import Demand, Offer
from app.models.organisations import Membership
from app.models.people import PlatformRole, Role
from app.models.platform import Notification
from app.models.types import now
from app.models.visits import Visit

# Whoever wants no mails leaves theirs unmailed for ever.
WAITS_AT_MOST = timedelta(days=7)
__all__ = [
    "acting_for",
    "acting_for_demand",
    "acting_for_offer",
    "caretaker_of",
    "concerned_by",
    "coordinators",
    "neutral_coordinators",
    "tell",
    "tell_with_calendar",
    "waiting_with",
]


def acting_for(session: Session, organisation_id: int, on_behalf_by_id: int | None = None) -> set[int]:
    """The people who act for an organisation, and who entered something on its behalf, as `access.acts_for` says."""
    query = select(Membership.user_id).where(Membership.organisation_id == organisation_id)
    people = set(session.exec(query.where(Membership.role.in_(WRITERS))).all())  # type: ignore[attr-defined]
    return people | ({on_behalf_by_id} if on_behalf_by_id and _helps(session, on_behalf_by_id) else set())


def _helps(session: Session, user_id: int) -> bool:
    """Still: whoever lost the role acts for nobody else any more, and hears nothing of them."""
    query = select(PlatformRole.role).where(PlatformRole.user_id == user_id)
    helping = col(PlatformRole.role).in_((Role.COORDINATOR, Role.FACILITATOR))
    return session.exec(query.where(helping)).first() is not None


def acting_for_demand(session: Session, demand: Demand) -> set[int]:
    return acting_for(session, demand.organisation_id, demand.on_behalf_by_id)


def acting_for_offer(session: Session, offer: Offer) -> set[int]:
    return acting_for(session, offer.organisation_id, offer.on_behalf_by_id)


def concerned_by(session: Session, visit: Visit) -> set[int]:
    """Host, guests, and the coordinator who looks after the visit, if somebody does."""
    people = acting_for_offer(session, session.get_one(Offer, visit.offer_id))
    for guest in guests_of(session, visit=visit):
        people |= acting_for_demand(session, session.get_one(Demand, guest.demand_id))
    return people | caretaker_of(session, visit)


def caretaker_of(session: Session, visit: Visit) -> set[int]:
    """The coordinator who looks after a visit; empty where nobody does."""
    person = looks_after(session, visit)
    return {person.id or 0} if person else set()


def neutral_coordinators(session: Session, *things: Demand | Offer) -> set[int]:
    """Those who belong to no organisation of these wishes and offers, and entered none of them on behalf."""
    sides = [thing.organisation_id for thing in things]
    partial = select(Membership.user_id).where(col(Membership.organisation_id).in_(sides))
    entered = {thing.on_behalf_by_id for thing in things}
    return set(coordinators(session)) - set(session.exec(partial).all()) - entered


def tell(
    session: Session,
    *,
    kind: str,
    people: Iterable[int],
    path: str,
    by: Viewer | None = None,
    mailed_with: str = "",
    **params: Any,
) -> None:
    """Send the notice `visit_KIND` (`templates/mail/visit_KIND.txt`)."""
    besides = by.id if by else None
    notify(session, people=people, kind=f"visit_{kind}", path=path, besides=besides, mailed_with=mailed_with, **params)


def tell_with_calendar(
    session: Session,
    *,
    visit: Visit,
    kind: str,
    people: Iterable[int],
    by: Viewer | None = None,
    path: str = "",
    **params: Any,
) -> None:
    """What calendars hear of, too: `inviting` mails both in one (`waiting_with`), within minutes."""
    path = path or f"/learning/visits/{visit.code}"
    tell(session, kind=kind, people=people, path=path, by=by, mailed_with=f"visit:{visit.code}", **params)


def waiting_with(session: Session, visit: Visit) -> dict[int, list[Notification]]:
    """By person, what was told of a visit and waits for its mail to the calendar; the latest first."""
    query = select(Notification).where(
        col(Notification.mailed_at).is_(None),
        col(Notification.kind).like("visit_%"),
        col(Notification.at) > now() - WAITS_AT_MOST,
    )
    found: dict[int, list[Notification]] = {}
    for one in session.exec(query.order_by(col(Notification.id).desc()).with_for_update()).all():
        if one.params.get("mailed_with") == f"visit:{visit.code}":
            found.setdefault(one.user_id, []).append(one)
    return found
