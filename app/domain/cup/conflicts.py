"""Who may know nothing of whose entry: ties that people declared, and those the platform sees by itself.

What the platform sees is worked out anew each time, so that whoever joins an organisation today is kept from its entry
today. A row of `Conflict` with `derived` only keeps what a coordinator decided about such a tie.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, or_, select

from app.models.cup import Edition
from app.models.entries import Entry
from app.models.jury import Conflict, ConflictKind, ConflictState
from app.models.organisations import Membership, OrganisationRelation, RelationKind

K = ConflictKind
BY_RELATION: dict[RelationKind, ConflictKind] = {
    RelationKind.APEX_OF: K.APEX,
    RelationKind.FUNDED_BY: K.FUNDER,
    RelationKind.BUYS_FROM: K.BUYER,
    RelationKind.CERTIFIED_BY: K.CERTIFIER,
    RelationKind.ADVISED_BY: K.ADVISER,
}


@dataclass(frozen=True, slots=True, order=True)
class Tie:
    user_id: int
    organisation_id: int
    kind: ConflictKind


def derived_ties(session: Session, *, edition: Edition, user_ids: Collection[int]) -> list[Tie]:
    """What memberships, relations of organisations and the writing of entries say about these people."""
    entries = session.exec(
        select(Entry.organisation_id, Entry.created_by_id, Entry.on_behalf_by_id).where(Entry.edition_id == edition.id)
    ).all()
    entering = {organisation for organisation, _, _ in entries}
    ties = {
        Tie(person, organisation, K.SAME_ORGANISATION)
        for organisation, *people in entries
        for person in people
        if person is not None and person in user_ids
    }
    memberships = session.exec(
        select(Membership.user_id, Membership.organisation_id).where(col(Membership.user_id).in_(list(user_ids)))
    ).all()
    ties |= {Tie(user, mine, K.SAME_ORGANISATION) for user, mine in memberships if mine in entering}
    neighbours = _neighbours(session, {mine for _, mine in memberships})
    ties |= {
        Tie(user, other, kind)
        for user, mine in memberships
        for other, kind in neighbours.get(mine, ())
        if other in entering
    }
    return sorted(ties)


def _neighbours(session: Session, organisations: Collection[int]) -> dict[int, list[tuple[int, ConflictKind]]]:
    """For each organisation those it is related to, whoever of the two is named first."""
    if not organisations:
        return {}
    ids = list(organisations)
    relations = session.exec(
        select(OrganisationRelation).where(
            or_(col(OrganisationRelation.from_id).in_(ids), col(OrganisationRelation.to_id).in_(ids))
        )
    ).all()
    found: dict[int, list[tuple[int, ConflictKind]]] = {}
    for relation in relations:
        kind = BY_RELATION[relation.kind]
        found.setdefault(relation.from_id, []).append((relation.to_id, kind))
        found.setdefault(relation.to_id, []).append((relation.from_id, kind))
    return found


def binding_ties(session: Session, *, edition: Edition, user_ids: Collection[int]) -> list[Tie]:
    """Every tie that keeps one of these people from an organisation's entry."""
    if not user_ids:
        return []
    rows = session.exec(
        select(Conflict).where(Conflict.edition_id == edition.id, col(Conflict.user_id).in_(list(user_ids)))
    ).all()
    dismissed = {
        Tie(row.user_id, row.organisation_id, row.kind)
        for row in rows
        if row.derived and row.state is ConflictState.DISMISSED and row.kind is not K.SAME_ORGANISATION
    }
    declared = {
        Tie(row.user_id, row.organisation_id, row.kind)
        for row in rows
        if not row.derived and row.state is not ConflictState.DISMISSED
    }
    derived = derived_ties(session, edition=edition, user_ids=user_ids)
    return sorted(declared | {tie for tie in derived if tie not in dismissed})


def conflicted_organisations(session: Session, *, edition: Edition, user_id: int | None) -> frozenset[int]:
    """The organisations of whose entry this person may know nothing."""
    if user_id is None:
        return frozenset()
    return frozenset(tie.organisation_id for tie in binding_ties(session, edition=edition, user_ids=[user_id]))
