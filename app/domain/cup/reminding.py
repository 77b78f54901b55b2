"""How far each juror is, who is silent, and who is reminded: by hand, and by the platform before the end."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from app.domain import audit
from app.domain.cup.access import entries_to_run
from app.domain.cup.appeals import coordinators_without_tie
from app.domain.cup.conflicts import binding_ties
from app.domain.cup.declaring import call_is_over, free_tied_cards
from app.domain.cup.phases import ends_at, is_over, rights_now
from app.domain.cup.telling import OPEN_CARDS, tell
from app.domain.errors import Forbidden
from app.domain.viewer import Viewer
from app.models.cup import Edition, Phase
from app.models.entries import Entry, EntryState, EntrySubmission
from app.models.jury import CardState, Juror, JurorState, Reminder, Scorecard
from app.models.types import now
from app.moments import Moment

C = CardState
DAYS_BEFORE = (14, 7, 2)
# Asked to look through the list of organisations, once the call is over.
TO_DECLARE = "declare"
RUNNING = (Phase.SCREENING, Phase.JUDGING, Phase.DELIBERATION)


@dataclass(frozen=True, slots=True)
class Declined:
    """A card that needs somebody else; `reason` is what the juror wrote, or a code of `jury` and `assigning`."""

    entry: Entry
    title: str
    reason: str


@dataclass(slots=True)
class JurorProgress:
    juror: Juror
    states: dict[CardState, int] = field(default_factory=dict)
    declined: list[Declined] = field(default_factory=list)
    # When something was last heard: saved, or else assigned.
    last: datetime | None = None
    last_saved: datetime | None = None
    reminded: datetime | None = None

    @property
    def assigned(self) -> int:
        return sum(count for state, count in self.states.items() if state is not C.DECLINED)

    @property
    def open(self) -> int:
        return sum(self.states.get(state, 0) for state in OPEN_CARDS)

    @property
    def final(self) -> int:
        return self.states.get(C.FINAL, 0)

    @property
    def begun(self) -> int:
        return self.states.get(C.DRAFT, 0) + self.states.get(C.REOPENED, 0)

    @property
    def silent_days(self) -> int | None:
        """Whole days since anything was saved; None with nothing to do."""
        return (now() - self.last).days if self.last and self.open else None


def progress_of(session: Session, *, edition: Edition, viewer: Viewer) -> list[JurorProgress]:
    """Of the present round, on the entries that this coordinator may know of; whoever is silent longest first."""
    query = select(Juror).where(Juror.edition_id == edition.id, Juror.state == JurorState.ACCEPTED)
    rows = {juror.id or 0: JurorProgress(juror) for juror in session.exec(query).all()}
    visible = entries_to_run(session, edition=edition, viewer=viewer)
    entries = {entry.id: entry for entry in session.exec(visible.where(Entry.state != EntryState.WITHDRAWN)).all()}
    cards = session.exec(
        select(Scorecard).where(Scorecard.edition_id == edition.id, Scorecard.round == edition.round)
    ).all()
    for card in cards:
        if card.entry_id in entries and card.juror_id in rows:
            _count(rows[card.juror_id], card)
    _add_declined(session, rows, [card for card in cards if card.state is C.DECLINED], entries)
    reminders = select(Reminder.juror_id, func.max(Reminder.at)).where(Reminder.round == edition.round)
    for juror_id, at in session.exec(reminders.group_by(col(Reminder.juror_id))).all():
        if juror_id in rows:
            rows[juror_id].reminded = at
    return sorted(rows.values(), key=lambda row: (-(row.silent_days or 0), -row.open, row.juror.name))


def _count(row: JurorProgress, card: Scorecard) -> None:
    row.states[card.state] = row.states.get(card.state, 0) + 1
    if card.state is C.DECLINED:
        return
    saved = [moment for moment in (card.saved_at, card.final_at, row.last_saved) if moment]
    row.last_saved = max(saved, default=None)
    row.last = max(moment for moment in (card.assigned_at, row.last, *saved) if moment)


def _add_declined(
    session: Session, rows: dict[int, JurorProgress], cards: Sequence[Scorecard], entries: Mapping[int | None, Entry]
) -> None:
    shown = [card for card in cards if card.entry_id in entries and card.juror_id in rows]
    if not shown:
        return
    query = select(EntrySubmission.entry_id, EntrySubmission.title).order_by(col(EntrySubmission.number))
    ids = {card.entry_id for card in shown}
    titles = dict(session.exec(query.where(col(EntrySubmission.entry_id).in_(sorted(ids)))).all())
    for card in shown:
        entry = entries[card.entry_id]
        rows[card.juror_id].declined.append(Declined(entry, titles.get(card.entry_id, ""), card.decline_reason))


def due_at(session: Session, edition: Edition) -> datetime | None:
    """When the scoring that goes on now ends; None while nobody may score, or without a date."""
    if not rights_now(session, edition).score:
        return None
    return ends_at(session, edition, edition.phase)


def with_something_open(session: Session, edition: Edition) -> dict[int, int]:
    """How many cards each juror still has to hand in, but for withdrawn entries and those they have a tie with."""
    rows = session.exec(
        select(Juror.id, Juror.user_id, Entry.organisation_id)
        .join(Scorecard, col(Scorecard.juror_id) == Juror.id)
        .join(Entry, col(Entry.id) == Scorecard.entry_id)
        .where(
            Juror.edition_id == edition.id,
            Juror.state == JurorState.ACCEPTED,
            Scorecard.round == edition.round,
            col(Scorecard.state).in_(OPEN_CARDS),
            Entry.state != EntryState.WITHDRAWN,
        )
    ).all()
    users = sorted({user for _, user, _ in rows if user})
    tied = {(tie.user_id, tie.organisation_id) for tie in binding_ties(session, edition=edition, user_ids=users)}
    found: dict[int, int] = {}
    for juror, user, organisation in rows:
        if juror and (user, organisation) not in tied:
            found[juror] = found.get(juror, 0) + 1
    return found


def remind(session: Session, *, edition: Edition, juror_ids: Collection[int], by: Viewer) -> int:
    """By hand, those of them who have something open, at most once a day each. How many were reminded."""
    if not by.is_coordinator:
        raise Forbidden
    occasion = f"hand:{now().astimezone(UTC).date().isoformat()}"
    open_cards = with_something_open(session, edition)
    wanted = [juror for juror in sorted(juror_ids) if juror in open_cards]
    reminded = _remind(session, edition, wanted, occasion, open_cards)
    if reminded:
        after = {"jurors": reminded}
        audit.record(session, by=by, verb="juror.remind", object_type="edition", object_id=edition.year, after=after)
    return len(reminded)


def remind_due(session: Session) -> int:
    """The reminders whose day has come, each exactly once; and whatever a new tie has closed is free for others.

    Run every hour by the worker. If it slept through several occasions, only the latest is sent.
    """
    sent = 0
    for edition in session.exec(select(Edition).where(col(Edition.phase).in_(RUNNING))).all():
        _free(session, edition)
        sent += _remind_to_declare(session, edition)
        occasion = _occasion(session, edition)
        if occasion:
            open_cards = with_something_open(session, edition)
            sent += len(_remind(session, edition, sorted(open_cards), occasion, open_cards))
    return sent


def _free(session: Session, edition: Edition) -> None:
    """Cards that a tie has closed since; for each, the coordinators who may know of the entry are told."""
    for card in free_tied_cards(session, edition=edition):
        entry, juror = session.get_one(Entry, card.entry_id), session.get_one(Juror, card.juror_id)
        tell(
            session,
            edition=edition,
            kind="juror_freed",
            people=coordinators_without_tie(session, edition=edition, entry=entry),
            path=f"/cup/{edition.year}/run/assignment/{entry.code}",
            who=juror.name,
            code=entry.code,
        )


def _occasion(session: Session, edition: Edition) -> str:
    """The nearest of the days before the end that has come, with that end: "7:2026-12-04". An end that was moved
    has reminders of its own. "" if none has come, or the end has passed."""
    end = due_at(session, edition)
    if end is None or is_over(session, edition, edition.phase):
        return ""
    passed = [days for days in DAYS_BEFORE if end - timedelta(days=days) <= now()]
    return f"{min(passed)}:{end.astimezone(UTC).date().isoformat()}" if passed else ""


def _remind(
    session: Session, edition: Edition, juror_ids: Iterable[int], occasion: str, open_cards: dict[int, int]
) -> list[int]:
    due = due_at(session, edition)
    reminded = [one for one in juror_ids if _first_time(session, one, edition.round, occasion)]
    for juror in _jurors(session, reminded):
        tell(
            session,
            edition=edition,
            kind="juror_reminder",
            people=[juror.user_id] if juror.user_id else [],
            path=f"/cup/{edition.year}/desk",
            count=open_cards[juror.id or 0],
            ends=Moment(due, edition.time_zone).text() if due else "",
        )
    return reminded


def _remind_to_declare(session: Session, edition: Edition) -> int:
    """Everybody who has not declared their ties, once, as soon as the list of organisations is there."""
    if not call_is_over(edition):
        return 0
    query = select(Juror.id).where(
        Juror.edition_id == edition.id,
        Juror.state == JurorState.ACCEPTED,
        col(Juror.conflicts_declared_at).is_(None),
    )
    waiting = [one for one in session.exec(query).all() if one and _first_time(session, one, 0, TO_DECLARE)]
    for juror in _jurors(session, waiting):
        people = [juror.user_id] if juror.user_id else []
        tell(session, edition=edition, kind="juror_declare", people=people, path=f"/cup/{edition.year}/seat")
    return len(waiting)


def _jurors(session: Session, ids: Sequence[int]) -> Sequence[Juror]:
    return session.exec(select(Juror).where(col(Juror.id).in_(ids)).order_by(col(Juror.id))).all() if ids else []


def _first_time(session: Session, juror_id: int, number: int, occasion: str) -> bool:
    """Keep that it was done. Of two workers at once only one is the first."""
    if session.get(Reminder, (juror_id, number, occasion)):
        return False
    try:
        with session.begin_nested():
            session.execute(insert(Reminder).values(juror_id=juror_id, round=number, occasion=occasion, at=now()))
    except IntegrityError:
        return False
    return True
