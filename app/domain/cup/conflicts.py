"""Who may know nothing of whose entry: ties that people declared, and those the platform sees by itself.

What the platform sees is worked out anew each time, so that whoever joins an organisation today is kept from its entry
today. A row of `Conflict` with `derived` only keeps what a coordinator decided about such a tie.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, String, bindparam, literal, type_coerce, union_all
from sqlalchemy import select as sql
from sqlmodel import Session, col

from app.domain.asking import STAKE_SINCE
from app.domain.organisations.former import STAKE_LASTS, ended
from app.domain.viewer import Viewer
from app.models.cup import Edition
from app.models.entries import Entry
from app.models.jury import Conflict, ConflictKind, ConflictState, Juror, JurorState
from app.models.organisations import Membership, Organisation, OrganisationRelation, RelationKind
from app.models.platform import AuditEvent
from app.models.types import now

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


# In the rows of ties: seen by the platform, declared, or dismissed by a coordinator although the platform sees it.
_SEEN, _DECLARED, _DISMISSED = "seen", "declared", "dismissed"


def derived_ties(session: Session, *, edition: Edition, user_ids: Collection[int]) -> list[Tie]:
    """What memberships, relations of organisations and the writing of entries say about these people."""
    if not user_ids:
        return []
    rows = session.execute(_derived(), _values(edition, user_ids)).all()
    return sorted({_tie(row) for row in rows})


def _tie(row: Any) -> Tie:
    """The kind is that of a relation, or of a declaration; "" stands for the organisation itself."""
    _, user, organisation, word, source = row
    if source == _SEEN:
        return Tie(user, organisation, BY_RELATION[RelationKind(word)] if word else K.SAME_ORGANISATION)
    return Tie(user, organisation, K(word))


def _asked() -> tuple[BindParameter[Any], BindParameter[Any]]:
    return bindparam("editions", expanding=True), bindparam("people", expanding=True)


def _values(edition: Edition, user_ids: Collection[int]) -> dict[str, Any]:
    return {"editions": [edition.id], "people": list(user_ids), "stake_since": now() - STAKE_LASTS}


@cache
def _derived() -> CompoundSelect[Any]:
    """Everything in one query, put together once: these people's pages ask for it every time."""
    return union_all(*_seen(*_asked()))


@cache
def _ties() -> CompoundSelect[Any]:
    return union_all(*tie_rows(*_asked()))


def tie_rows(editions: Any, people: Any) -> list[Any]:
    """Selects of edition, person, organisation, word and source, for `ties_of`. Both are what `in_` takes."""
    return [*_seen(editions, people), *_kept(editions, people)]


def _seen(editions: Any, people: Any) -> list[Any]:
    same, seen = literal(""), literal(_SEEN)
    edition, entrant = col(Entry.edition_id), col(Entry.organisation_id)
    user, own = col(Membership.user_id), col(Membership.organisation_id)
    here = edition.in_(editions)
    parts: list[Any] = [sql(edition, user, own, same, seen).join(Entry, entrant == own).where(user.in_(people), here)]
    parts += [
        sql(edition, person, entrant, same, seen).where(here, person.in_(people))
        for person in (col(Entry.created_by_id), col(Entry.on_behalf_by_id))
    ]
    # Whoever leaves an organisation has a stake in its entry for a year: nobody leaves in order to look.
    left = col(AuditEvent.before)["user_id"].as_integer()
    parts.append(
        sql(edition, left, entrant, same, seen)
        .select_from(AuditEvent)
        .join(Organisation, col(Organisation.code) == AuditEvent.object_id)
        .join(Entry, entrant == Organisation.id)
        .where(*ended(STAKE_SINCE), left.in_(people), here)
    )
    # Whoever of the two organisations is named first.
    kind = type_coerce(col(OrganisationRelation.kind), String)
    first, second = col(OrganisationRelation.from_id), col(OrganisationRelation.to_id)
    parts += [
        sql(edition, user, there, kind, seen)
        .select_from(Membership)
        .join(OrganisationRelation, one == own)
        .join(Entry, entrant == there)
        .where(user.in_(people), here)
        for one, there in ((first, second), (second, first))
    ]
    return parts


def _kept(editions: Any, people: Any) -> list[Any]:
    """What people declared, and what a coordinator dismissed although the platform sees it."""
    dismissed = col(Conflict.state) == ConflictState.DISMISSED
    derived, kind = col(Conflict.derived), col(Conflict.kind)
    about = (col(Conflict.edition_id), col(Conflict.user_id), col(Conflict.organisation_id), type_coerce(kind, String))
    whose = (col(Conflict.edition_id).in_(editions), col(Conflict.user_id).in_(people))
    return [
        sql(*about, literal(_DECLARED)).where(*whose, derived.is_(False), ~dismissed),
        sql(*about, literal(_DISMISSED)).where(*whose, derived.is_(True), dismissed, kind != K.SAME_ORGANISATION),
    ]


def binding_ties(session: Session, *, edition: Edition, user_ids: Collection[int]) -> list[Tie]:
    """Every tie that keeps one of these people from an organisation's entry."""
    if not user_ids:
        return []
    rows = session.execute(_ties(), _values(edition, user_ids)).all()
    return ties_of(rows)


def ties_of_jury(session: Session, *, edition: Edition) -> list[Tie]:
    """The same of all who accepted to be in the jury, in one query."""
    return ties_of(session.execute(_ties_of_jury(), _values(edition, ())).all())


@cache
def _ties_of_jury() -> CompoundSelect[Any]:
    editions, _ = _asked()
    members = sql(col(Juror.user_id)).where(
        col(Juror.edition_id).in_(editions), col(Juror.state) == JurorState.ACCEPTED, col(Juror.user_id).is_not(None)
    )
    return union_all(*tie_rows(editions, members))


def ties_of(rows: Iterable[Any]) -> list[Tie]:
    """Those that bind, of the `tie_rows` of one edition."""
    found: dict[str, set[Tie]] = {_SEEN: set(), _DECLARED: set(), _DISMISSED: set()}
    for row in rows:
        found[row[-1]].add(_tie(row))
    return sorted(found[_DECLARED] | (found[_SEEN] - found[_DISMISSED]))


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
