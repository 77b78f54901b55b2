"""What an organisation can show: begun as a draft, offered, paused, taken back."""

from sqlmodel import Session

from app.content.text import N_
from app.domain.cup.behalf import Behalf
from app.domain.errors import Conflict, Forbidden, Invalid, Stale
from app.domain.jobs import enqueue
from app.domain.search_log import note_change
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.domain.visits.access import VisitPart, is_neutral, may_write_offer
from app.domain.visits.behalf import consent_of, entered_by, require_seen, tell_organisation
from app.domain.visits.checked import apply
from app.domain.visits.evidence import evidence_of
from app.domain.visits.offer_fields import OfferFields, missing, problems
from app.domain.visits.taking_back import hold, take_back
from app.domain.visits.workflow import take_step
from app.models.cases import Case
from app.models.demands import Offer, OfferState
from app.models.organisations import Organisation
from app.models.types import now


def begin(
    session: Session,
    *,
    organisation: Organisation,
    said: OfferFields,
    terms: TermBook,
    by: Viewer,
    behalf: Behalf | None = None,
    case: Case | None = None,
) -> Offer:
    """A draft that only the organisation sees. Raises Invalid, or NotFound to those who may not write for it."""
    record = consent_of(organisation, by, behalf)
    _require_right(said, terms)
    offer = Offer(
        organisation_id=organisation.id or 0,
        language=said.language,
        case_id=case.id if case else None,
        consent_record=record,
        on_behalf_by_id=entered_by(by, record),
        created_by_id=by.id,
    )
    _keep(session, offer, said)
    session.add(offer)
    session.flush()
    tell_organisation(session, thing=offer, by=by)
    return offer


def _keep(session: Session, offer: Offer, said: OfferFields) -> None:
    apply(offer, said.stored(evidence_of(session, organisation_id=offer.organisation_id)))


def _require_right(said: OfferFields, terms: TermBook) -> None:
    for name, problem in problems(said, terms=terms, today=now().date()).items():
        raise Invalid(problem.message, name, **problem.params)


def _require_complete(said: OfferFields) -> None:
    for name, problem in missing(said).items():
        raise Invalid(problem.message, name, **problem.params)


def save(session: Session, *, offer: Offer, said: OfferFields, terms: TermBook, row_version: int, by: Viewer) -> None:
    """Change the words. Raises Stale, Invalid, Forbidden. What others see already has to stay complete."""
    _hold(session, offer, by)
    if offer.row_version != row_version:
        raise Stale(OfferFields.of(offer), offer.row_version)
    _require_right(said, terms)
    if offer.state is OfferState.OPEN:
        _require_complete(said)
    _keep(session, offer, said)
    offer.row_version += 1
    offer.updated_at = now()
    session.add(offer)
    note_change(session, f"offer:{offer.code}")


def _hold(session: Session, offer: Offer, by: Viewer) -> None:
    session.refresh(offer, with_for_update={"key_share": True})
    if not may_write_offer(by, offer):
        raise Forbidden


def publish(session: Session, *, offer: Offer, by: Viewer) -> None:
    """Put it on the public list. Raises Invalid for what is missing, or Conflict."""
    _hold(session, offer, by)
    require_seen(session, offer.organisation_id)
    _require_complete(OfferFields.of(offer))
    take_step(session, thing=offer, verb="open", parts={VisitPart.HOST}, by=by)
    first = offer.opened_at is None
    offer.opened_at = now()
    session.add(offer)
    note_change(session, f"offer:{offer.code}")
    if first:
        enqueue(session, "visit_announce", about="offer", about_id=offer.id, by_id=by.id)


def _parts(offer: Offer, by: Viewer) -> set[VisitPart]:
    parts = {VisitPart.HOST} if may_write_offer(by, offer) else set()
    return parts | ({VisitPart.COORDINATOR} if is_neutral(by, offer) else set())


def pause(session: Session, *, offer: Offer, by: Viewer) -> None:
    """Nobody new comes for the time being; what was proposed stays."""
    take_step(session, thing=offer, verb="pause", parts=_parts(offer, by), by=by)
    note_change(session, f"offer:{offer.code}")


def withdraw(session: Session, *, offer: Offer, message: str, by: Viewer) -> None:
    """Take it back, with a sentence; proposals that wait for an answer end, and those who wanted to come have their
    wish open again. Visits that are agreed stay. Raises Forbidden, Conflict, Invalid (field "message")."""
    hold(session, offer=offer)
    take_step(session, thing=offer, verb="withdraw", parts=_parts(offer, by), by=by, message=message)
    take_back(session, offer=offer, by=by, message=message)
    note_change(session, f"offer:{offer.code}")


def discard(session: Session, *, offer: Offer, by: Viewer) -> None:
    """Throw away a draft that nobody else has seen. Raises Conflict for anything else."""
    _hold(session, offer, by)
    if offer.state is not OfferState.DRAFT:
        raise Conflict(N_("Only a draft can be thrown away."))
    session.delete(offer)
