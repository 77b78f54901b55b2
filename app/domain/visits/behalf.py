"""Coordinators and facilitators enter wishes and offers for organisations that agreed to it, and are told so."""

from sqlmodel import Session

from app.content.text import N_
from app.domain.cup.behalf import Agreement, Behalf
from app.domain.errors import Conflict, NotFound
from app.domain.viewer import Viewer
from app.domain.visits.telling import acting_for, tell
from app.domain.visits.workflow import note
from app.models.demands import Demand, Offer
from app.models.organisations import Organisation

NOT_SEEN_YET = N_("A coordinator has to look at your organisation before others can see this. What you wrote is kept.")


def may_help(viewer: Viewer) -> bool:
    return viewer.is_coordinator or viewer.is_facilitator


def consent_of(organisation: Organisation, by: Viewer, behalf: Behalf | None) -> str:
    """The record of the organisation's consent; "" for its own people, who need none.

    Raises NotFound for others, Invalid (fields "who", "how", "day") for a consent that is not told in full.
    """
    if by.edits_for(organisation.id or 0):
        return ""
    if behalf is None or not may_help(by) or organisation.approved_at is None:
        raise NotFound
    return behalf.record()


def entered_by(by: Viewer, record: str) -> int | None:
    return by.id if record else None


def require_seen(session: Session, organisation_id: int) -> Organisation:
    """Raises Conflict for an organisation that nobody has looked at yet."""
    organisation = session.get_one(Organisation, organisation_id)
    if organisation.approved_at is None:
        raise Conflict(NOT_SEEN_YET)
    return organisation


def agreement_of(thing: Demand | Offer) -> Agreement | None:
    """None where the organisation wrote it by itself."""
    return Agreement(*thing.consent_record.split("\n")) if thing.consent_record else None


def tell_organisation(session: Session, *, thing: Demand | Offer, by: Viewer) -> None:
    """That somebody wrote it for them, once it was begun."""
    agreement = agreement_of(thing)
    if agreement is None:
        return
    note(session, thing=thing, verb="on_behalf", by=by, agreed=agreement.who)
    what = "demands" if isinstance(thing, Demand) else "offers"
    tell(
        session,
        kind="on_behalf",
        people=acting_for(session, thing.organisation_id),
        path=f"/learning/{what}/{thing.code}",
        by=by,
        title=thing.title,
        what=what,
        who=by.user.name if by.user else "",
        agreed=agreement.who,
        how=agreement.how,
        day=agreement.day,
    )
