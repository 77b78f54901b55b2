"""Who hears that something new stands on the board: coordinators, and organisations that could show what is wanted."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from app.domain.cases.telling import coordinators
from app.domain.viewer import viewer_of
from app.domain.visits.access import WRITERS, open_offers
from app.domain.visits.telling import acting_for, tell
from app.domain.visits.workflow import note
from app.models.cases import Case
from app.models.demands import Demand, DemandState, Offer, OfferState
from app.models.organisations import Membership, Organisation
from app.models.people import User
from app.models.visits import VisitEvent


def announce(session: Session, *, about: str, about_id: int, by_id: int | None) -> None:
    """Tell who is concerned by a demand or an offer that was put on the board, if it still stands there."""
    if about == "demand":
        demand = session.get(Demand, about_id)
        if demand and demand.state is DemandState.OPEN:
            _announce_demand(session, demand, by_id)
    else:
        offer = session.get(Offer, about_id)
        if offer and offer.state is OfferState.OPEN:
            _tell(session, "new_offer", offer, coordinators(session), by_id)


def _announce_demand(session: Session, demand: Demand, by_id: int | None) -> None:
    """Each organisation hears of a demand at most once, however often it is opened again."""
    told = _told_before(session, demand)
    if not told:
        _tell(session, "new_demand", demand, coordinators(session), by_id)
    asked = _asked(session, demand) - told
    fitting = fitting_organisations(session, demand) - told - asked
    for organisation_id in asked:
        _tell(session, "asked_to_show", demand, acting_for(session, organisation_id), by_id)
    _tell(session, "fitting_demand", demand, _people_of(session, fitting), by_id)
    note(
        session,
        thing=demand,
        verb="announce",
        by=None,
        organisations=sorted({demand.organisation_id} | asked | fitting),
    )


def _told_before(session: Session, demand: Demand) -> set[int]:
    query = select(VisitEvent.facts).where(
        VisitEvent.about == "demand", VisitEvent.about_id == demand.id, VisitEvent.verb == "announce"
    )
    return {one for facts in session.exec(query).all() for one in facts.get("organisations", ())}


def _asked(session: Session, demand: Demand) -> set[int]:
    """The organisation from whose case, or to whose offer, the wish was written."""
    query = select(Case.organisation_id).where(Case.id == demand.case_id)
    offers = select(Offer.organisation_id).where(Offer.id == demand.offer_id)
    return {*session.exec(query).all(), *session.exec(offers).all()} - {demand.organisation_id}


def fitting_organisations(session: Session, demand: Demand) -> set[int]:
    """Others with an open offer on one of the topics of a demand."""
    wanted = {topic["code"] for topic in demand.topics}
    query = open_offers().with_only_columns(col(Offer.organisation_id), col(Offer.topics))
    return {
        organisation_id
        for organisation_id, topics in session.execute(query).all()
        if organisation_id != demand.organisation_id and wanted & {topic["code"] for topic in topics}
    }


def _people_of(session: Session, organisations: Iterable[int]) -> set[int]:
    ids = sorted(organisations)
    members = select(Membership.user_id).where(
        col(Membership.organisation_id).in_(ids), col(Membership.role).in_(WRITERS)
    )
    helpers = (
        open_offers()
        .with_only_columns(col(Offer.on_behalf_by_id))
        .where(col(Offer.organisation_id).in_(ids), col(Offer.on_behalf_by_id).is_not(None))
    )
    return {*session.exec(members).all(), *(one for one in session.scalars(helpers).all() if one)}


def _tell(session: Session, kind: str, thing: Demand | Offer, people: Iterable[int], by_id: int | None) -> None:
    organisation = session.get_one(Organisation, thing.organisation_id)
    by = session.get(User, by_id) if by_id else None
    tell(
        session,
        kind=kind,
        people=people,
        path=f"/learning/{'demands' if isinstance(thing, Demand) else 'offers'}/{thing.code}",
        by=viewer_of(session, by) if by else None,
        title=thing.title,
        organisation=organisation.name,
        country=organisation.country,
    )
