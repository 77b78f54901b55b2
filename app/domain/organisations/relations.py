"""Relations between organisations, shown from both sides; they matter for conflicts of interest."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, or_, select

from app.content.text import N_
from app.domain.errors import Invalid, NotFound
from app.domain.notices import notify
from app.domain.organisations import trail
from app.domain.organisations.access import is_readable, lock, people_of
from app.domain.viewer import Viewer
from app.models.organisations import MemberRole, Organisation, OrganisationRelation, RelationKind

# How an organisation says it of itself: as the first of the relation, and as the second.
PHRASES = {
    (RelationKind.APEX_OF, True): N_("Apex organisation of %(other)s"),
    (RelationKind.APEX_OF, False): N_("Belongs to its apex organisation %(other)s"),
    (RelationKind.FUNDED_BY, True): N_("Funded by %(other)s"),
    (RelationKind.FUNDED_BY, False): N_("Funds %(other)s"),
    (RelationKind.BUYS_FROM, True): N_("Buys from %(other)s"),
    (RelationKind.BUYS_FROM, False): N_("Sells to %(other)s"),
    (RelationKind.CERTIFIED_BY, True): N_("Certified by %(other)s"),
    (RelationKind.CERTIFIED_BY, False): N_("Certifies %(other)s"),
    (RelationKind.ADVISED_BY, True): N_("Advised by %(other)s"),
    (RelationKind.ADVISED_BY, False): N_("Advises %(other)s"),
}


@dataclass(frozen=True, slots=True)
class Stated:
    """One relation as one of its organisations says it; `phrase` has a place for the other's name."""

    id: int
    phrase: str
    kind: RelationKind
    forward: bool
    code: str
    name: str


def relations_of(session: Session, *, organisation: Organisation, viewer: Viewer) -> Sequence[Stated]:
    """Its relations, either way, with organisations that this person may see."""
    rows = session.exec(
        select(OrganisationRelation).where(
            or_(
                OrganisationRelation.from_id == organisation.id,
                OrganisationRelation.to_id == organisation.id,
            )
        )
    ).all()
    others = {_other(row, organisation) for row in rows}
    if not others:
        return []
    columns = select(col(Organisation.id), col(Organisation.code), col(Organisation.name))
    query = columns.where(is_readable(viewer), col(Organisation.id).in_(others))
    found = {key: (code, name) for key, code, name in session.exec(query).all()}
    stated = [_said(row, organisation, *found[key]) for row in rows if (key := _other(row, organisation)) in found]
    order = list(PHRASES)
    return sorted(stated, key=lambda one: (order.index((one.kind, one.forward)), one.name.casefold()))


def _other(row: OrganisationRelation, organisation: Organisation) -> int:
    return row.to_id if row.from_id == organisation.id else row.from_id


def _said(row: OrganisationRelation, organisation: Organisation, code: str, name: str) -> Stated:
    forward = row.from_id == organisation.id
    return Stated(row.id or 0, PHRASES[row.kind, forward], row.kind, forward, code, name)


def state(
    session: Session,
    *,
    organisation: Organisation,
    kind: RelationKind,
    other: Organisation,
    by: Viewer,
    forward: bool = True,
) -> OrganisationRelation:
    """State a relation; turned round when `forward` is False. The other's owners are told. Raises Invalid."""
    first, second = (organisation, other) if forward else (other, organisation)
    lock(session, first, second)
    _refuse_nonsense(session, kind, first, second)
    relation = OrganisationRelation(from_id=first.id or 0, kind=kind, to_id=second.id or 0, stated_by_id=by.id)
    session.add(relation)
    session.flush()
    _note(session, "relation.state", relation, (first, second), by)
    notify(
        session,
        people=people_of(session, other, MemberRole.OWNER),
        kind="relation_stated",
        path=f"/organisations/{other.code}/relations",
        besides=by.id,
        organisation=other.name,
        other=organisation.name,
    )
    return relation


def _refuse_nonsense(session: Session, kind: RelationKind, first: Organisation, second: Organisation) -> None:
    if first.id == second.id:
        raise Invalid(N_("An organisation has no relation with itself."), "other")
    if _stated(session, kind, first, second):
        raise Invalid(N_("This is stated already."), "other")
    if kind is RelationKind.APEX_OF and _stated(session, kind, second, first):
        raise Invalid(N_("It is stated that the other way round. Remove that first."), "other")


def _stated(session: Session, kind: RelationKind, first: Organisation, second: Organisation) -> bool:
    query = select(OrganisationRelation.id).where(
        OrganisationRelation.from_id == first.id,
        OrganisationRelation.kind == kind,
        OrganisationRelation.to_id == second.id,
    )
    return session.exec(query).first() is not None


def remove(session: Session, *, organisation: Organisation, relation_id: int, by: Viewer) -> None:
    """Either side may remove what is said of it. Raises NotFound for a relation of others."""
    relation = session.get(OrganisationRelation, relation_id)
    if relation is None or organisation.id not in (relation.from_id, relation.to_id):
        raise NotFound
    first = session.get_one(Organisation, relation.from_id)
    second = session.get_one(Organisation, relation.to_id)
    _note(session, "relation.remove", relation, (first, second), by)
    session.delete(relation)


def _note(
    session: Session,
    verb: str,
    relation: OrganisationRelation,
    ends: tuple[Organisation, Organisation],
    by: Viewer,
) -> None:
    """In the trails of both: a relation concerns both."""
    said = {"kind": relation.kind, "from": ends[0].code, "to": ends[1].code}
    before, after = (said, None) if verb == "relation.remove" else (None, said)
    for organisation in ends:
        trail.note(session, organisation=organisation, verb=verb, by=by, before=before, after=after)
