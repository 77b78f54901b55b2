"""A juror's desk: their seat in the jury, the entries on it, and one entry with its scorecard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import and_, func
from sqlalchemy import select as sql
from sqlalchemy.orm import load_only
from sqlmodel import Session, SQLModel, col, select

from app.domain.cup.access import entries_to_run, readable_cards, readable_editions, still_judged
from app.domain.cup.cards import OPEN
from app.domain.cup.names import names_of_all
from app.domain.cup.phases import ends_at
from app.domain.cup.redaction import redacted_text
from app.domain.cup.views import TEXT
from app.domain.errors import NotFound
from app.domain.viewer import Viewer
from app.models.cup import Edition, Phase
from app.models.entries import Entry, EntrySubmission, EntryView
from app.models.jury import CardState, Juror, JurorState, Scorecard
from app.models.organisations import Organisation
from app.models.types import now

C = CardState


def _attributes(table: type[SQLModel], *names: str) -> list[Any]:
    return [getattr(table, name) for name in names]


# Of each row only what a list needs: what jurors wrote is long.
_SHOWN = (
    load_only(*_attributes(Scorecard, "entry_id", "state", "round", "scores", "saved_at"), raiseload=True),
    load_only(
        *_attributes(Entry, "code", "organisation_id", "case_id", "state", "anchor", "redactions", "hidden_from_jury"),
        raiseload=True,
    ),
    load_only(*_attributes(Organisation, "name", "website", "contact_name", "contact_email"), raiseload=True),
)


@dataclass(frozen=True, slots=True)
class Seat:
    edition: Edition
    juror: Juror


@dataclass(frozen=True, slots=True)
class OnDesk:
    """One entry on a desk; `title` is what the jury reads."""

    card: Scorecard
    entry: Entry
    title: str
    language: str

    @property
    def is_open(self) -> bool:
        return self.card.state in OPEN


@dataclass(frozen=True, slots=True)
class OpenedCard:
    """One entry with its scorecard; `seen` says that this juror has been here today."""

    edition: Edition
    juror: Juror
    card: Scorecard
    entry: Entry
    submission: EntrySubmission
    seen: bool


def seat_of(session: Session, *, year: int, viewer: Viewer) -> Seat:
    """This person as a member of the jury of this year. Raises NotFound."""
    query = readable_editions(viewer).join(Juror, col(Juror.edition_id) == Edition.id)
    query = query.where(Edition.year == year, Juror.user_id == viewer.id, Juror.state == JurorState.ACCEPTED)
    found = session.execute(query.add_columns(Juror)).first() if viewer.user else None
    if found is None:
        raise NotFound
    return Seat(*found)


def opened_card(session: Session, *, seat: Seat, code: str) -> OpenedCard:
    """The gate to an entry and its scorecard of the present round, or else of the last. Raises NotFound."""
    juror, today = seat.juror, now().astimezone(UTC).date()
    allowed = readable_cards(session, edition=seat.edition, juror=juror).where(Entry.code == code)
    seen = and_(
        col(EntryView.entry_id) == Entry.id,
        col(EntryView.user_id) == juror.user_id,
        col(EntryView.what) == TEXT,
        col(EntryView.day) == today,
    )
    query = (
        sql(Scorecard, Entry, EntrySubmission, Organisation, col(EntryView.day))
        .join(Entry, col(Entry.id) == Scorecard.entry_id)
        .join(EntrySubmission, col(EntrySubmission.entry_id) == Entry.id)
        .join(Organisation, col(Organisation.id) == Entry.organisation_id)
        .outerjoin(EntryView, seen)
        .where(col(Scorecard.id).in_(allowed.with_only_columns(col(Scorecard.id)).correlate(None)))
        .order_by(col(Scorecard.round).desc(), col(EntrySubmission.number).desc())
    )
    found = session.execute(query.limit(1)).first()
    if found is None:
        raise NotFound
    card, entry, submission, _, day = found
    return OpenedCard(seat.edition, juror, card, entry, submission, day is not None)


def entries_on_desk(session: Session, *, seat: Seat) -> list[OnDesk]:
    """What a juror has to do in the present round: the anchor entries first, then in the order of assignment."""
    allowed = readable_cards(session, edition=seat.edition, juror=seat.juror)
    latest = (
        select(func.max(EntrySubmission.number))
        .where(col(EntrySubmission.entry_id) == Entry.id)
        .correlate(Entry)
        .scalar_subquery()
    )
    team = col(EntrySubmission.content)[("systematisation", "team")]
    query = (
        sql(Scorecard, Entry, Organisation, col(EntrySubmission.title), col(EntrySubmission.language), team)
        .join(Entry, col(Entry.id) == Scorecard.entry_id)
        .join(Organisation, col(Organisation.id) == Entry.organisation_id)
        .join(EntrySubmission, and_(col(EntrySubmission.entry_id) == Entry.id, col(EntrySubmission.number) == latest))
        .where(
            col(Scorecard.round) == seat.edition.round,
            col(Scorecard.id).in_(allowed.with_only_columns(col(Scorecard.id)).correlate(None)),
        )
        .order_by(col(Entry.anchor).desc(), col(Scorecard.id))
        .options(*_SHOWN)
    )
    rows = session.execute(query).all()
    names = names_of_all(session, [row[1] for row in rows]) if seat.edition.blind and rows else {}
    return [
        OnDesk(card, entry, redacted_text(title, _hidden(entry, names, team)), language)
        for card, entry, _, title, language, team in rows
    ]


def _hidden(
    entry: Entry, names: Mapping[int | None, Sequence[str]], team: Sequence[Mapping[str, str]] | None
) -> list[str]:
    hidden = [*entry.redactions, *entry.hidden_from_jury]
    if entry.id in names:
        hidden += [*names[entry.id], *(person["name"] for person in team or ())]
    return hidden


def due_of(session: Session, edition: Edition) -> datetime | None:
    """Until when scorecards are taken: a second round lasts as long as the deliberation."""
    phase = Phase.DELIBERATION if edition.phase is Phase.DELIBERATION else Phase.JUDGING
    return ends_at(session, edition, phase)


def others_on(session: Session, *, opened: OpenedCard) -> list[Scorecard]:
    """What the others gave in the same round, without their names and in an order that tells nothing of them.

    Nothing before one's own scorecard is final.
    """
    if opened.card.state is not C.FINAL:
        return []
    query = (
        select(Scorecard)
        .join(Juror, col(Juror.id) == Scorecard.juror_id)
        .where(
            Scorecard.entry_id == opened.entry.id,
            Scorecard.round == opened.card.round,
            Scorecard.juror_id != opened.juror.id,
            Scorecard.state == C.FINAL,
            Juror.state == JurorState.ACCEPTED,
        )
    )
    cards = session.exec(query).all()
    return sorted(cards, key=lambda card: sorted(card.scores.items()))


def card_to_run(session: Session, *, edition: Edition, card_id: int, viewer: Viewer) -> tuple[Scorecard, Entry]:
    """The gate of coordinators to a scorecard: not that of an entry they have a tie with, nor what others gave an
    entry that they judge themselves before they have handed in. Raises NotFound."""
    entries = entries_to_run(session, edition=edition, viewer=viewer).with_only_columns(col(Entry.id))
    query = select(Scorecard, Entry).join(Entry, col(Entry.id) == Scorecard.entry_id)
    found = session.exec(query.where(Scorecard.id == card_id, col(Entry.id).in_(entries))).first()
    if found is None or found[1].id in still_judged(session, edition=edition, viewer=viewer):
        raise NotFound
    return found
