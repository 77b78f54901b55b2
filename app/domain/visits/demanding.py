"""What an organisation wants to learn: begun as a draft, put on the board, changed, taken back."""

from sqlmodel import Session

from app.content.text import N_
from app.domain.cup.behalf import Behalf
from app.domain.errors import Conflict, Forbidden, Invalid, Stale
from app.domain.jobs import enqueue
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.domain.visits.access import VisitPart, is_neutral, may_write_demand
from app.domain.visits.behalf import consent_of, entered_by, require_seen, tell_organisation
from app.domain.visits.checked import apply
from app.domain.visits.demand_fields import DemandFields, missing, problems
from app.domain.visits.taking_back import hold, take_back
from app.domain.visits.workflow import take_step
from app.models.cases import Case
from app.models.demands import Demand, DemandState, Offer
from app.models.organisations import Organisation
from app.models.types import now

CHANGEABLE = (DemandState.DRAFT, DemandState.OPEN, DemandState.WITHDRAWN, DemandState.EXPIRED)
UNDER_WAY = N_("A visit is being arranged on these words, so they stay as they are.")


def begin(
    session: Session,
    *,
    organisation: Organisation,
    said: DemandFields,
    terms: TermBook,
    by: Viewer,
    behalf: Behalf | None = None,
    case: Case | None = None,
    offer: Offer | None = None,
) -> Demand:
    """A draft that only the organisation sees. Raises Invalid, or NotFound to those who may not write for it."""
    record = consent_of(organisation, by, behalf)
    _require_right(said, terms)
    demand = Demand(
        organisation_id=organisation.id or 0,
        language=said.language,
        case_id=case.id if case else None,
        offer_id=offer.id if offer else None,
        consent_record=record,
        on_behalf_by_id=entered_by(by, record),
        created_by_id=by.id,
    )
    apply(demand, said.stored())
    session.add(demand)
    session.flush()
    tell_organisation(session, thing=demand, by=by)
    return demand


def _require_right(said: DemandFields, terms: TermBook) -> None:
    for name, problem in problems(said, terms=terms, today=now().date()).items():
        raise Invalid(problem.message, name, **problem.params)


def _require_complete(said: DemandFields) -> None:
    for name, problem in missing(said, today=now().date()).items():
        raise Invalid(problem.message, name, **problem.params)


def save(
    session: Session, *, demand: Demand, said: DemandFields, terms: TermBook, row_version: int, by: Viewer
) -> None:
    """Change the words. Raises Stale, Conflict while a visit is arranged, Invalid, Forbidden.

    What others see already has to stay complete.
    """
    _hold(session, demand, by)
    if demand.row_version != row_version:
        raise Stale(DemandFields.of(demand), demand.row_version)
    if demand.state not in CHANGEABLE:
        raise Conflict(UNDER_WAY)
    _require_right(said, terms)
    if demand.state is DemandState.OPEN:
        _require_complete(said)
    apply(demand, said.stored())
    demand.row_version += 1
    demand.updated_at = now()
    session.add(demand)


def _hold(session: Session, demand: Demand, by: Viewer) -> None:
    session.refresh(demand, with_for_update={"key_share": True})
    if not may_write_demand(by, demand):
        raise Forbidden


def publish(session: Session, *, demand: Demand, by: Viewer) -> None:
    """Put it on the public board; who can show it hears of it. Raises Invalid for what is missing, or Conflict."""
    _hold(session, demand, by)
    require_seen(session, demand.organisation_id)
    _require_complete(DemandFields.of(demand))
    take_step(session, thing=demand, verb="open", parts={VisitPart.VISITOR}, by=by)
    demand.opened_at = now()
    session.add(demand)
    enqueue(session, "visit_announce", about="demand", about_id=demand.id, by_id=by.id)


def withdraw(session: Session, *, demand: Demand, message: str, by: Viewer) -> None:
    """Take it off the board, with a sentence; proposals that wait for an answer end. Raises Forbidden, Conflict,
    Invalid (field "message")."""
    hold(session, demand=demand)
    parts = {VisitPart.VISITOR} if may_write_demand(by, demand) else set()
    if is_neutral(by, demand):
        parts.add(VisitPart.COORDINATOR)
    take_step(session, thing=demand, verb="withdraw", parts=parts, by=by, message=message)
    take_back(session, demand=demand, by=by, message=message)


def discard(session: Session, *, demand: Demand, by: Viewer) -> None:
    """Throw away a draft that nobody else has seen. Raises Conflict for anything else."""
    _hold(session, demand, by)
    if demand.state is not DemandState.DRAFT:
        raise Conflict(N_("Only a draft can be thrown away."))
    session.delete(demand)
