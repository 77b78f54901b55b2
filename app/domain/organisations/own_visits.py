"""Learning visits of an organisation, for its owners to take along: wishes, offers, proposals, and visits as a side.

What the other side keeps for itself stays out: why it said no, and more than the names of its people, unless the
organisation received them.
"""

from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, SQLModel, col, or_, select

from app.domain.organisations.own_learning import Plain
from app.models.demands import Demand, Offer
from app.models.organisations import Organisation
from app.models.rounds import Proposal, ProposalState
from app.models.visits import BudgetLine, Goal, Guest, ItineraryItem, Participant, Visit, VisitEvent, VisitTask

_ELSEWHERE = ("offer_id", "demand_id", "host_id", "visitor_id", "round_id", "plan_id", "visit_id", "instead_of_id")
# What a coordinator sees of a proposal, and nobody else.
_COORDINATORS = ("cost", "reminded_at")
_KNOWN_TO_ALL = {"side", "name", "role", "attended"}
Documents = Iterator[tuple[str, dict[str, Any]]]


def own_demands(session: Session, organisation: Organisation, plain: Plain) -> Documents:
    """Code and document of each wish."""
    query = select(Demand).where(Demand.organisation_id == organisation.id).order_by(col(Demand.id))
    for demand in session.exec(query).all():
        yield demand.code, {**plain(session, demand, *_ELSEWHERE), "events": _events(session, demand, "demand", plain)}


def own_offers(session: Session, organisation: Organisation, plain: Plain) -> Documents:
    """Code and document of each offer."""
    query = select(Offer).where(Offer.organisation_id == organisation.id).order_by(col(Offer.id))
    for offer in session.exec(query).all():
        yield offer.code, {**plain(session, offer, *_ELSEWHERE), "events": _events(session, offer, "offer", plain)}


def own_proposals(session: Session, organisation: Organisation, plain: Plain) -> Documents:
    """Code and document of each proposal that was sent to it."""
    concerned = or_(col(Proposal.visitor_id) == organisation.id, col(Proposal.host_id) == organisation.id)
    query = select(Proposal).where(concerned, Proposal.state != ProposalState.SUGGESTED).order_by(col(Proposal.id))
    for proposal in session.exec(query).all():
        own_side = "visitor" if proposal.visitor_id == organisation.id else "host"
        theirs = proposal.declined_by is not None and proposal.declined_by != own_side
        yield (
            proposal.code,
            {
                **plain(session, proposal, *_ELSEWHERE, *_COORDINATORS, *(["reason"] if theirs else [])),
                "wish": session.get_one(Demand, proposal.demand_id).code,
                "offer": session.get_one(Offer, proposal.offer_id).code,
                "visitors": _name(session, proposal.visitor_id),
                "hosts": _name(session, proposal.host_id),
            },
        )


def own_visits(session: Session, organisation: Organisation, plain: Plain) -> Documents:
    """Code and document of each visit to it or by it; of one it cancelled for itself only what it gave."""
    guests = select(Guest.visit_id).where(Guest.organisation_id == organisation.id)
    concerned = or_(col(Visit.host_id) == organisation.id, col(Visit.id).in_(guests))
    for visit in session.exec(select(Visit).where(concerned).order_by(col(Visit.id))).all():
        yield visit.code, _visit(session, visit, organisation, plain)


def _visit(session: Session, visit: Visit, organisation: Organisation, plain: Plain) -> dict[str, Any]:
    coming = session.exec(select(Guest).where(Guest.visit_id == visit.id).order_by(col(Guest.id))).all()
    left = next((one.left_at for one in coming if one.organisation_id == organisation.id and one.left_at), None)
    people = _of_visit(session, Participant, visit)
    goals = _of_visit(session, Goal, visit)
    if left is not None:
        told = {"code": visit.code, "title": visit.title, "left_at": left.isoformat()}
        people = [one for one in people if one.organisation_id == organisation.id]
        goals = [one for one in goals if one.organisation_id == organisation.id]
        rest = {}
    else:
        told = plain(session, visit, *_ELSEWHERE, "uid", "sequence")
        rest = {
            "guests": [_name(session, one.organisation_id) for one in coming if one.left_at is None],
            "programme": [_row(session, one, plain) for one in _of_visit(session, ItineraryItem, visit)],
            "tasks": [_row(session, one, plain) for one in _of_visit(session, VisitTask, visit)],
            "money": [_row(session, one, plain) for one in _of_visit(session, BudgetLine, visit)],
            "events": _events(session, visit, "visit", plain),
        }
    return {
        **told,
        "hosts": _name(session, visit.host_id),
        "people": [_person(session, one, visit, organisation, plain) for one in people],
        "goals": [{"organisation": _name(session, one.organisation_id), **_row(session, one, plain)} for one in goals],
        **rest,
    }


def _of_visit(session: Session, table: Any, visit: Visit) -> list[Any]:
    return list(session.exec(select(table).where(table.visit_id == visit.id).order_by(table.id)).all())


def _row(session: Session, row: SQLModel, plain: Plain) -> dict[str, Any]:
    return plain(session, row, "visit_id")


def _person(
    session: Session, one: Participant, visit: Visit, organisation: Organisation, plain: Plain
) -> dict[str, Any]:
    """As the page of the visit shows somebody: hosts see more than the name of everybody."""
    home = _name(session, one.organisation_id) if one.organisation_id else ""
    if organisation.id in (one.organisation_id, visit.host_id):
        return {"organisation": home, **plain(session, one, "visit_id", "user_id")}
    return {"organisation": home, **one.model_dump(mode="json", include=_KNOWN_TO_ALL)}


def _events(session: Session, thing: Demand | Offer | Visit, about: str, plain: Plain) -> list[dict[str, Any]]:
    query = select(VisitEvent).where(VisitEvent.about == about, VisitEvent.about_id == thing.id)
    rows = session.exec(query.order_by(col(VisitEvent.id))).all()
    return [plain(session, one, "about", "about_id", "facts") for one in rows]


def _name(session: Session, organisation_id: int) -> str:
    return session.get_one(Organisation, organisation_id).name
