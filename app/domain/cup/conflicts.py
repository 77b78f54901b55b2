"""Who may know nothing of whose entry: ties that people declared, and those the platform sees by itself.

What the platform sees is worked out anew each time, so that whoever joins an organisation today is kept from its entry
today. A row of `Conflict` with `derived` only keeps what a coordinator decided about such a tie.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, String, bindparam, literal, type_coerce, union_all
from sqlalchemy import select as sql
from sqlmodel import Session, col, select

from app.domain.viewer import Viewer
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
    if not user_ids:
        return []
    rows = session.execute(_derived(), {"edition": edition.id, "people": list(user_ids)}).all()
    return sorted({Tie(user, organisation, _kind(word)) for user, organisation, word in rows})


def _kind(word: str) -> ConflictKind:
    """Of a tie from its word in the query: that of a relation, or "" for the organisation itself."""
    return BY_RELATION[RelationKind(word)] if word else K.SAME_ORGANISATION


@cache
def _derived() -> CompoundSelect[Any]:
    """Everything in one query, put together once: these people's pages ask for it every time."""
    people: BindParameter[int] = bindparam("people", expanding=True)
    edition: BindParameter[int] = bindparam("edition")
    same = literal("")
    entering = select(Entry.organisation_id).where(col(Entry.edition_id) == edition)
    user, own, entrant = col(Membership.user_id), col(Membership.organisation_id), col(Entry.organisation_id)
    mine = user.in_(people)
    parts: list[Any] = [sql(user, own, same).where(mine, own.in_(entering))]
    parts += [
        sql(person, entrant, same).where(col(Entry.edition_id) == edition, person.in_(people))
        for person in (col(Entry.created_by_id), col(Entry.on_behalf_by_id))
    ]
    # Whoever of the two organisations is named first.
    kind = type_coerce(col(OrganisationRelation.kind), String)
    first, second = col(OrganisationRelation.from_id), col(OrganisationRelation.to_id)
    parts += [
        sql(user, there, kind).join(OrganisationRelation, here == own).where(mine, there.in_(entering))
        for here, there in ((first, second), (second, first))
    ]
    return union_all(*parts)


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


def hidden_from(session: Session, *, edition: Edition, viewer: Viewer) -> frozenset[int]:
    """The same for who is looking, found once a request: gates, lists and counts of one page all ask it."""
    return viewer.once(
        f"ties:{edition.id}", lambda: conflicted_organisations(session, edition=edition, user_id=viewer.id)
    )
