"""What a juror says of themselves, and the ties they (and coordinators) declare before any text is seen."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.content.text import N_, tidy
from app.domain import audit
from app.domain.cup.appeals import coordinators_without_tie
from app.domain.cup.calculating import calculate_soon
from app.domain.cup.conflicts import binding_ties, conflicted_organisations
from app.domain.cup.jury import LARGEST_LOAD, TIED, free_cards
from app.domain.cup.phases import ORDER
from app.domain.cup.telling import tell
from app.domain.cup.uncounted import note_uncounted
from app.domain.cup.versions import version_of
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.viewer import Viewer
from app.models.cup import Edition, Phase
from app.models.entries import Entry, EntryState, EntrySubmission
from app.models.jury import Conflict as ConflictRow
from app.models.jury import ConflictKind, ConflictState, Juror, JurorState, Scorecard
from app.models.organisations import Organisation
from app.models.types import now

LONGEST_NOTE, LONGEST_ABOUT = 500, 1000
UNLISTED = (EntryState.DRAFT, EntryState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Entrant:
    """An organisation that entered: all that a juror learns of it before declaring."""

    id: int
    code: str
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class Profile:
    """`expertise`: codes of capability areas and of ways of learning."""

    languages: list[str]
    expertise: list[str]
    countries: list[str]
    max_load: int
    about: str
    named: bool


def set_profile(session: Session, *, juror: Juror, profile: Profile, by: Viewer) -> None:
    """Raises Invalid: at least one language, a load within reason."""
    if not profile.languages:
        raise Invalid(N_("Choose at least one language."), "languages")
    if not 1 <= profile.max_load <= LARGEST_LOAD:
        raise Invalid(N_("From 1 to %(most)s entries."), "max_load", most=LARGEST_LOAD)
    about = tidy(profile.about)
    if len(about) > LONGEST_ABOUT:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "about", max_length=LONGEST_ABOUT)
    juror.languages, juror.expertise, juror.countries = profile.languages, profile.expertise, profile.countries
    juror.max_load, juror.about, juror.named = profile.max_load, about, profile.named
    juror.row_version += 1
    session.add(juror)
    after = {"languages": juror.languages, "max_load": juror.max_load, "named": juror.named}
    audit.record(session, by=by, verb="juror.profile", object_type="juror", object_id=juror.id, after=after)


def call_is_over(edition: Edition) -> bool:
    """Only then is the list of those who entered whole, and nobody's plan to enter is told."""
    return ORDER.index(edition.phase) > ORDER.index(Phase.CALL_OPEN)


def check_call_over(edition: Edition) -> None:
    """Raises NotFound: before, nobody learns from the list who has entered."""
    if not call_is_over(edition):
        raise NotFound


def entrants_of(session: Session, edition: Edition) -> list[Entrant]:
    """The organisations that sent an entry, whatever became of it, by name."""
    query = (
        select(Organisation.id, Organisation.code, Organisation.name, Organisation.country)
        .join(Entry, col(Entry.organisation_id) == Organisation.id)
        .where(Entry.edition_id == edition.id, col(Entry.state).not_in(UNLISTED))
        .distinct()
    )
    found = [Entrant(number or 0, code, name, country) for number, code, name, country in session.exec(query).all()]
    return sorted(found, key=lambda one: (folded(one.name), one.code))


def folded(text: str) -> str:
    """For finding and sorting names without regard to accents and capitals."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def named_like(entrants: Sequence[Entrant], words: str) -> list[Entrant]:
    wanted = folded(words).split()
    return [one for one in entrants if all(word in folded(one.name) for word in wanted)]


def entrant_of(session: Session, *, edition: Edition, code: str) -> Entrant:
    """Raises NotFound."""
    for one in entrants_of(session, edition):
        if one.code == code:
            return one
    raise NotFound


def newcomers(session: Session, *, edition: Edition, juror: Juror) -> set[int]:
    """Organisations that came onto the list after this juror had looked through it."""
    declared = juror.conflicts_declared_at
    if declared is None:
        return set()
    query = (
        select(Entry.organisation_id)
        .join(EntrySubmission, col(EntrySubmission.entry_id) == Entry.id)
        .where(Entry.edition_id == edition.id, col(Entry.state).not_in(UNLISTED))
        .group_by(col(Entry.id), col(Entry.organisation_id))
        .having(func.min(EntrySubmission.at) > declared)
    )
    return set(session.exec(query).all())


def list_version(entrants: Sequence[Entrant]) -> str:
    """What the form carries of the list it showed."""
    return version_of([one.id for one in entrants])


def declare(session: Session, *, edition: Edition, juror: Juror, listed: str, by: Viewer) -> None:
    """'Besides the ties I named I know of none'. Raises Conflict if the list is not whole or has changed."""
    if not call_is_over(edition):
        raise Conflict(N_("The list of those who enter is not whole before the call ends."))
    if listed != list_version(entrants_of(session, edition)):
        raise Conflict(N_("The list has changed while you read it. Please look at it again."))
    juror.conflicts_declared_at = now()
    juror.row_version += 1
    session.add(juror)
    audit.record(session, by=by, verb="juror.declare", object_type="juror", object_id=juror.id)


def add_tie(session: Session, *, edition: Edition, entrant: Entrant, kind: ConflictKind, note: str, by: Viewer) -> int:
    """Declare a tie of one's own; it binds at once. How many open scorecards it took away.

    The coordinators who have no tie with the organisation are told.
    """
    note = tidy(note)
    if len(note) > LONGEST_NOTE:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "note", max_length=LONGEST_NOTE)
    row = _declared(session, edition, entrant, kind, by.id or 0)
    if row and row.state is not ConflictState.DISMISSED:
        raise Conflict(N_("You have declared this already."))
    row = row or ConflictRow(
        edition_id=edition.id or 0, organisation_id=entrant.id, user_id=by.id or 0, kind=kind, derived=False
    )
    row.note, row.state, row.decided_by_id, row.decided_at = note, ConflictState.OPEN, None, None
    session.add(row)
    session.flush()
    after = {"organisation": entrant.id, "kind": kind}
    audit.record(session, by=by, verb="conflict.add", object_type="conflict", object_id=row.id, after=after)
    freed = len(free_tied_cards(session, edition=edition, user_ids=[by.id or 0], by=by))
    _tell_of_tie(session, edition, entrant, by, freed)
    return freed


def _declared(
    session: Session, edition: Edition, entrant: Entrant, kind: ConflictKind, user_id: int
) -> ConflictRow | None:
    query = select(ConflictRow).where(
        ConflictRow.edition_id == edition.id,
        ConflictRow.organisation_id == entrant.id,
        ConflictRow.user_id == user_id,
        ConflictRow.kind == kind,
        col(ConflictRow.derived).is_(False),
    )
    return session.exec(query).first()


def _tell_of_tie(session: Session, edition: Edition, entrant: Entrant, by: Viewer, freed: int) -> None:
    query = select(Entry).where(Entry.edition_id == edition.id, Entry.organisation_id == entrant.id)
    entry = session.exec(query.limit(1)).one()
    tell(
        session,
        edition=edition,
        kind="juror_tie",
        people=coordinators_without_tie(session, edition=edition, entry=entry),
        by=by,
        path=f"/cup/{edition.year}/run/conflicts",
        who=by.user.name if by.user else "",
        organisation=entrant.name,
        count=freed,
    )


def free_tied_cards(
    session: Session, *, edition: Edition, user_ids: Sequence[int] | None = None, by: Viewer | None = None
) -> list[Scorecard]:
    """Take open scorecards from jurors who have a tie with the entry; of these people, or of the whole jury.

    Those that were handed in stay, and stop counting.
    """
    query = select(Juror).where(Juror.edition_id == edition.id, Juror.state == JurorState.ACCEPTED)
    if user_ids is not None:
        query = query.where(col(Juror.user_id).in_(list(user_ids)))
    jurors = session.exec(query).all()
    ties = binding_ties(session, edition=edition, user_ids=[juror.user_id or 0 for juror in jurors])
    entries = _entries_by_organisation(session, edition) if ties else {}
    freed: list[Scorecard] = []
    for juror in jurors:
        tied = {tie.organisation_id for tie in ties if tie.user_id == juror.user_id}
        hidden = [entry for organisation in tied for entry in entries.get(organisation, ())]
        freed += free_cards(session, juror=juror, reason=TIED, by=by, entry_ids=hidden) if hidden else []
    settle_counting(session, edition=edition, by=by)
    return freed


def settle_counting(session: Session, *, edition: Edition, by: Viewer | None) -> None:
    """After ties came up or were dismissed: keep which scorecards count now, and calculate again where results are."""
    session.flush()
    if note_uncounted(session, edition=edition, by=by) and edition.phase is Phase.DELIBERATION:
        calculate_soon(session, edition_id=edition.id or 0)


def _entries_by_organisation(session: Session, edition: Edition) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    query = select(Entry.organisation_id, Entry.id).where(Entry.edition_id == edition.id)
    for organisation, entry in session.exec(query).all():
        found.setdefault(organisation, []).append(entry or 0)
    return found


def may_know_of(session: Session, *, edition: Edition, organisation_id: int, viewer: Viewer) -> bool:
    """A coordinator who has no tie with this organisation."""
    hidden = conflicted_organisations(session, edition=edition, user_id=viewer.id)
    return viewer.is_coordinator and organisation_id not in hidden
