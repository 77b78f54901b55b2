"""Who may see what of the cup: editions, entries, scorecards. Strangers and conflicted people get NotFound."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.domain.cup.conflicts import conflicted_organisations, hidden_from
from app.domain.cup.phases import may_score, rights_now
from app.domain.errors import NotFound
from app.domain.viewer import Viewer
from app.models.cup import Edition, Phase
from app.models.entries import Entry, EntryState
from app.models.jury import CardState, Juror, JurorState, Scorecard

S = EntryState


class CupPart(StrEnum):
    """In which part somebody acts on one entry."""

    ENTRANT = "entrant"  # owner or editor of the organisation, or the facilitator who enters for it
    COORDINATOR = "coordinator"  # of the platform, without a conflict
    PLATFORM = "platform"  # nobody: a date, a rule


def readable_editions(viewer: Viewer) -> SelectOfScalar[Edition]:
    """Coordinators see the editions they prepare; everybody those that were announced to the public."""
    query = select(Edition)
    return query if viewer.is_coordinator else query.where(Edition.phase != Phase.DRAFT)


def readable_edition(session: Session, *, year: int, viewer: Viewer) -> Edition:
    edition = session.exec(readable_editions(viewer).where(Edition.year == year)).first()
    if edition is None:
        raise NotFound
    return edition


def parts_in(session: Session, *, entry: Entry, viewer: Viewer) -> frozenset[CupPart]:
    """The parts of one person in one entry; a conflict takes the coordinator's away."""
    parts: set[CupPart] = set()
    if viewer.edits_for(entry.organisation_id) or (viewer.is_facilitator and entry.on_behalf_by_id == viewer.id):
        parts.add(CupPart.ENTRANT)
    if viewer.is_coordinator and entry.state is not S.DRAFT:
        edition = session.get_one(Edition, entry.edition_id)
        if entry.organisation_id not in hidden_from(session, edition=edition, viewer=viewer):
            parts.add(CupPart.COORDINATOR)
    return frozenset(parts)


def own_entries(viewer: Viewer) -> SelectOfScalar[Entry]:
    """The entries of one's own organisations, and those one has entered for others."""
    mine = [organisation_id for organisation_id in viewer.memberships if viewer.edits_for(organisation_id)]
    return entries_of(mine, viewer.id if viewer.is_facilitator else None)


def entries_of(organisations: Any, facilitator: Any) -> SelectOfScalar[Entry]:
    """The same of given ids, or of parameters for them: those of organisations, and of who enters for others if any."""
    reasons: list[ColumnElement[bool]] = [col(Entry.organisation_id).in_(organisations)]
    if facilitator is not None:
        reasons.append(col(Entry.on_behalf_by_id) == facilitator)
    return select(Entry).where(or_(*reasons))


def own_entry(session: Session, *, edition: Edition, code: str, viewer: Viewer) -> Entry:
    """The gate of entrants. Raises NotFound."""
    query = own_entries(viewer).where(Entry.edition_id == edition.id, Entry.code == code)
    entry = session.exec(query).first()
    if entry is None:
        raise NotFound
    return entry


def entries_to_run(
    session: Session, *, edition: Edition, viewer: Viewer, hidden: frozenset[int] | None = None
) -> SelectOfScalar[Entry]:
    """What a coordinator works with: whatever was sent, but for entries they have a tie with.

    Every list, count, board and export of coordinators begins with this select. `hidden` are their
    `conflicted_organisations`, for pages that have asked for them already.
    """
    if not viewer.is_coordinator:
        raise NotFound
    if hidden is None:
        hidden = hidden_from(session, edition=edition, viewer=viewer)
    return select(Entry).where(
        Entry.edition_id == edition.id,
        Entry.state != S.DRAFT,
        col(Entry.organisation_id).not_in(sorted(hidden)),
    )


def ids_to_run(session: Session, *, entries: Iterable[Entry], edition: Edition, viewer: Viewer) -> set[int]:
    """Those of entries of an edition, read already, that `entries_to_run` gives."""
    if not viewer.is_coordinator:
        raise NotFound
    hidden = hidden_from(session, edition=edition, viewer=viewer)
    return {entry.id or 0 for entry in entries if entry.state is not S.DRAFT and entry.organisation_id not in hidden}


def entry_to_run(session: Session, *, edition: Edition, code: str, viewer: Viewer) -> Entry:
    """The gate of coordinators. Raises NotFound."""
    entry = session.exec(entries_to_run(session, edition=edition, viewer=viewer).where(Entry.code == code)).first()
    if entry is None:
        raise NotFound
    return entry


def juror_of(session: Session, *, edition: Edition, viewer: Viewer) -> Juror:
    """This person as a member of the jury. Raises NotFound."""
    juror = session.exec(
        select(Juror).where(
            Juror.edition_id == edition.id, Juror.user_id == viewer.id, Juror.state == JurorState.ACCEPTED
        )
    ).first()
    if viewer.user is None or juror is None:
        raise NotFound
    return juror


def readable_cards(session: Session, *, edition: Edition, juror: Juror) -> SelectOfScalar[Scorecard]:
    """The scorecards through which a juror may read entries now: none before they declared their conflicts."""
    cards = select(Scorecard).join(Entry, col(Entry.id) == Scorecard.entry_id)
    if juror.conflicts_declared_at is None or not rights_now(session, edition).read:
        return cards.where(col(Scorecard.id).is_(None))
    hidden = conflicted_organisations(session, edition=edition, user_id=juror.user_id)
    return cards.where(
        Scorecard.juror_id == juror.id,
        Scorecard.state != CardState.DECLINED,
        Entry.state != S.WITHDRAWN,
        col(Entry.organisation_id).not_in(sorted(hidden)),
    )


def still_judged(session: Session, *, edition: Edition, viewer: Viewer) -> frozenset[int]:
    """The entries that somebody has yet to hand in a scorecard for: until then they see nothing of what others gave.

    Found once a request. Once scores are not taken any more nothing is left to be swayed.
    """
    if viewer.user is None or not may_score(session, edition):
        return frozenset()
    return viewer.once(f"judging:{edition.id}", lambda: _open_cards(session, edition, viewer))


def _open_cards(session: Session, edition: Edition, viewer: Viewer) -> frozenset[int]:
    query = (
        select(Scorecard.entry_id)
        .join(Juror, col(Juror.id) == Scorecard.juror_id)
        .join(Entry, col(Entry.id) == Scorecard.entry_id)
        .where(
            Scorecard.edition_id == edition.id,
            Scorecard.round == edition.round,
            col(Scorecard.state).not_in((CardState.FINAL, CardState.DECLINED)),
            Juror.user_id == viewer.id,
            Juror.state == JurorState.ACCEPTED,
            Entry.state != S.WITHDRAWN,
        )
    )
    return frozenset(session.exec(query).all())


def entry_to_discuss(session: Session, *, edition: Edition, code: str, viewer: Viewer) -> Entry:
    """The gate to what was scored and said about an entry: for coordinators who are not about to score it themselves.

    Raises NotFound.
    """
    entry = entry_to_run(session, edition=edition, code=code, viewer=viewer)
    if entry.id in still_judged(session, edition=edition, viewer=viewer):
        raise NotFound
    return entry


def without_conflict(session: Session, *, edition: Edition, viewer: Viewer) -> bool:
    """May decide for the whole edition: a coordinator who has no tie with any organisation in it."""
    return viewer.is_coordinator and not hidden_from(session, edition=edition, viewer=viewer)
