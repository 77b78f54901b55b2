"""Who has a tie with whom: people and organisations, and what coordinators decided about each tie."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.content.text import N_, tidy
from app.domain import audit
from app.domain.cases.telling import coordinators
from app.domain.cup.conflicts import Tie, derived_ties, hidden_from
from app.domain.cup.declaring import LONGEST_NOTE, Entrant, entrants_of, free_tied_cards, may_know_of, settle_counting
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound
from app.domain.viewer import Viewer
from app.models.cup import Edition
from app.models.jury import Conflict as ConflictRow
from app.models.jury import ConflictKind, ConflictState, Juror, JurorState
from app.models.people import User
from app.models.types import now

S = ConflictState
KINDS: dict[ConflictKind, str] = {
    ConflictKind.SAME_ORGANISATION: N_("belongs to it"),
    ConflictKind.APEX: N_("apex organisation and member"),
    ConflictKind.FUNDER: N_("funder and funded"),
    ConflictKind.BUYER: N_("buyer and seller"),
    ConflictKind.CERTIFIER: N_("certifier and certified"),
    ConflictKind.ADVISER: N_("adviser and advised"),
    ConflictKind.HOUSEHOLD: N_("lives with somebody of it"),
    ConflictKind.OTHER: N_("another tie"),
}


@dataclass(frozen=True, slots=True)
class TiedPerson:
    id: int
    name: str
    juror: bool
    coordinator: bool
    declared_at: datetime | None


@dataclass(frozen=True, slots=True)
class TieRow:
    """`derived`: seen by the platform. `certain`: nobody can dismiss it. `note` is what was said of it."""

    person: TiedPerson
    organisation: Entrant
    kind: ConflictKind
    derived: bool
    state: ConflictState
    note: str
    decided_by: str
    certain: bool
    own: bool

    @property
    def binds(self) -> bool:
        return self.certain or self.state is not S.DISMISSED


@dataclass(frozen=True, slots=True)
class Matrix:
    """`ties`: of organisations that the reader has no tie with. `mine`: the reader's own, wherever they lead."""

    people: list[TiedPerson]
    ties: list[TieRow]
    mine: list[TieRow]

    @property
    def organisations(self) -> list[Entrant]:
        return list(dict.fromkeys(row.organisation for row in self.ties))

    @property
    def tied_people(self) -> list[TiedPerson]:
        tied = {row.person.id for row in self.ties}
        return [person for person in self.people if person.id in tied]

    def between(self, person: TiedPerson, organisation: Entrant) -> list[TieRow]:
        return [row for row in self.ties if row.person == person and row.organisation == organisation]

    @property
    def undecided(self) -> list[TieRow]:
        return [row for row in self.ties if row.state is S.OPEN and not row.certain]


def matrix_of(session: Session, *, edition: Edition, viewer: Viewer) -> Matrix:
    """The ties of jurors and coordinators with those who entered."""
    people = _people(session, edition)
    entrants = {one.id: one for one in entrants_of(session, edition)}
    hidden = hidden_from(session, edition=edition, viewer=viewer)
    rows = [
        row for row in _rows(session, edition, people, entrants, viewer) if row.own or row.organisation.id not in hidden
    ]
    return Matrix(
        list(people.values()),
        [row for row in rows if row.organisation.id not in hidden],
        [row for row in rows if row.own],
    )


def _people(session: Session, edition: Edition) -> dict[int, TiedPerson]:
    """Accepted jurors, then coordinators, by name."""
    query = select(Juror).where(Juror.edition_id == edition.id, Juror.state == JurorState.ACCEPTED)
    jurors = {juror.user_id or 0: juror for juror in session.exec(query).all()}
    running = set(coordinators(session))
    users = session.exec(select(User).where(col(User.id).in_(sorted(running | set(jurors))))).all()
    found = [
        TiedPerson(
            user.id or 0,
            user.name,
            user.id in jurors,
            user.id in running,
            jurors[user.id].conflicts_declared_at if user.id in jurors else None,
        )
        for user in users
        if user.deleted_at is None
    ]
    return {one.id: one for one in sorted(found, key=lambda one: (not one.juror, one.name, one.id))}


def _rows(
    session: Session,
    edition: Edition,
    people: Mapping[int, TiedPerson],
    entrants: Mapping[int, Entrant],
    viewer: Viewer,
) -> list[TieRow]:
    stored = session.exec(
        select(ConflictRow).where(ConflictRow.edition_id == edition.id, col(ConflictRow.user_id).in_(list(people)))
    ).all()
    decided = {(_tie_of(row), row.derived): row for row in stored}
    deciders = _names(session, stored)
    ties = [(tie, True) for tie in derived_ties(session, edition=edition, user_ids=list(people))]
    ties += [(_tie_of(row), False) for row in stored if not row.derived]
    found = []
    for tie, derived in ties:
        if tie.organisation_id not in entrants:
            continue
        row = decided.get((tie, derived))
        found.append(
            TieRow(
                person=people[tie.user_id],
                organisation=entrants[tie.organisation_id],
                kind=tie.kind,
                derived=derived,
                state=row.state if row else S.OPEN,
                note=row.note if row else "",
                decided_by=deciders.get(row.decided_by_id or 0, "") if row else "",
                certain=_is_certain(tie.kind, derived=derived),
                own=tie.user_id == viewer.id,
            )
        )
    return sorted(found, key=lambda one: (one.organisation.name, one.person.name, one.kind, one.derived))


def _tie_of(row: ConflictRow) -> Tie:
    return Tie(row.user_id, row.organisation_id, row.kind)


def _names(session: Session, rows: Sequence[ConflictRow]) -> dict[int, str]:
    wanted = {row.decided_by_id for row in rows if row.decided_by_id}
    if not wanted:
        return {}
    return {
        number or 0: name
        for number, name in session.exec(select(User.id, User.name).where(col(User.id).in_(sorted(wanted)))).all()
    }


def _is_certain(kind: ConflictKind, *, derived: bool) -> bool:
    """Who belongs to an organisation never judges it, whatever anybody decides."""
    return derived and kind is ConflictKind.SAME_ORGANISATION


def decide(
    session: Session, *, edition: Edition, tie: Tie, derived: bool, dismiss: bool, reason: str, by: Viewer
) -> None:
    """Confirm a tie, or dismiss it with a reason. By a coordinator without a tie to that organisation, never one's own.

    Raises NotFound, Forbidden, Conflict, Invalid (field "reason").
    """
    if tie.user_id == by.id:
        raise Forbidden(N_("Somebody else decides about your own ties."))
    if not may_know_of(session, edition=edition, organisation_id=tie.organisation_id, viewer=by):
        raise NotFound
    if dismiss and _is_certain(tie.kind, derived=derived):
        raise Conflict(N_("Who belongs to an organisation cannot judge it: this tie always binds."))
    row = _row_of(session, edition, tie, derived)
    reason = tidy(reason)
    if dismiss and not reason:
        raise Invalid(N_("Please write a sentence: the people concerned will read it."), "reason")
    if len(reason) > LONGEST_NOTE - 10:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "reason", max_length=LONGEST_NOTE - 10)
    before, row.state = row.state, S.DISMISSED if dismiss else S.CONFIRMED
    row.note = reason if derived else _with_decision(row.note, reason)
    row.decided_by_id, row.decided_at = by.id, now()
    session.add(row)
    session.flush()
    audit.record(
        session,
        by=by,
        verb="conflict.dismiss" if dismiss else "conflict.confirm",
        object_type="conflict",
        object_id=row.id,
        before={"state": before},
        after={"state": row.state, "reason": reason},
    )
    if dismiss:
        settle_counting(session, edition=edition, by=by)
    else:
        free_tied_cards(session, edition=edition, user_ids=[tie.user_id], by=by)


def _with_decision(note: str, reason: str) -> str:
    """What the person said of their tie stays first; the latest decision stands below it."""
    said = note.partition("\n\n→ ")[0]
    return f"{said}\n\n→ {reason}" if reason else said


def _row_of(session: Session, edition: Edition, tie: Tie, derived: bool) -> ConflictRow:
    """The row that keeps the decision; a new one for a tie that the platform sees now. Raises NotFound."""
    query = select(ConflictRow).where(
        ConflictRow.edition_id == edition.id,
        ConflictRow.organisation_id == tie.organisation_id,
        ConflictRow.user_id == tie.user_id,
        ConflictRow.kind == tie.kind,
        col(ConflictRow.derived).is_(derived),
    )
    row = session.exec(query.with_for_update()).first()
    if derived and tie not in derived_ties(session, edition=edition, user_ids=[tie.user_id]):
        raise NotFound
    if row is None and not derived:
        raise NotFound
    return row or ConflictRow(
        edition_id=edition.id or 0,
        organisation_id=tie.organisation_id,
        user_id=tie.user_id,
        kind=tie.kind,
        derived=True,
    )
