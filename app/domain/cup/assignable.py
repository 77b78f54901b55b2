"""What an assignment begins with: entries, jurors, and what is between them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from sqlalchemy import and_, func
from sqlmodel import Session, col, select

from app.content.text import N_
from app.domain.cup.access import ids_to_run
from app.domain.cup.affinity import Fit, Subject, base_of, fit_of, subject_of
from app.domain.cup.conflicts import binding_ties
from app.domain.viewer import Viewer
from app.models.cup import Edition
from app.models.entries import Entry, EntryState, EntrySubmission
from app.models.jury import CardState, Juror, JurorState, Scorecard

S = EntryState


class Hindrance(StrEnum):
    """Why a juror may not get an entry, whoever wants it; `LANGUAGE` and `LOAD` only warn those who assign by hand."""

    TIE = "tie"
    NOT_DECLARED = "not_declared"
    DECLINED = "declined"
    LANGUAGE = "language"
    LOAD = "load"


WORDS: dict[Hindrance, str] = {
    Hindrance.TIE: N_("has a tie with the organisation"),
    Hindrance.NOT_DECLARED: N_("has not declared ties with this one yet"),
    Hindrance.DECLINED: N_("gave it back, or it was taken away"),
    Hindrance.LANGUAGE: N_("does not read its language"),
    Hindrance.LOAD: N_("has as many entries as they can take"),
}
REFUSED = frozenset({Hindrance.TIE, Hindrance.NOT_DECLARED, Hindrance.DECLINED})


@dataclass(frozen=True, slots=True)
class ToRead:
    """An entry that the jury reads in this round."""

    entry: Entry
    title: str
    subject: Subject
    sent_at: datetime

    @property
    def id(self) -> int:
        return self.entry.id or 0


@dataclass(frozen=True)
class Situation:
    """Entries and jurors in the order of their ids, and the cards of this round by (entry id, juror id)."""

    edition: Edition
    entries: Sequence[ToRead]
    jurors: Sequence[Juror]
    cards: dict[tuple[int, int], Scorecard]
    tied: frozenset[tuple[int, int]]  # juror id, organisation id
    loads: dict[int, int] = field(default_factory=dict)

    @cached_property
    def unreadable(self) -> frozenset[str]:
        """Languages of entries that nobody in the jury reads: for these, language is no condition."""
        read = {base_of(language) for juror in self.jurors for language in juror.languages}
        return frozenset(one.subject.language for one in self.entries if base_of(one.subject.language) not in read)

    @property
    def anchors(self) -> list[ToRead]:
        return [one for one in self.entries if one.entry.anchor] if self.edition.round == 1 else []

    @cached_property
    def held(self) -> list[tuple[ToRead, Juror]]:
        """Who has what now."""
        entries, jurors = {one.id: one for one in self.entries}, {juror.id or 0: juror for juror in self.jurors}
        found = [(entries[entry], jurors[juror]) for entry, juror in sorted(self.cards) if juror in jurors]
        return [(one, juror) for one, juror in found if self.holds(one, juror)]

    def holds(self, one: ToRead, juror: Juror) -> bool:
        """The juror has it now: a card that was not declined, and no tie."""
        card = self.cards.get((one.id, juror.id or 0))
        return card is not None and card.state is not CardState.DECLINED and not self._is_tied(one, juror)

    def _is_tied(self, one: ToRead, juror: Juror) -> bool:
        return (juror.id, one.entry.organisation_id) in self.tied

    def fit(self, one: ToRead, juror: Juror) -> Fit:
        return fit_of(one.subject, languages=juror.languages, expertise=juror.expertise, countries=juror.countries)

    def hindrances(self, one: ToRead, juror: Juror) -> list[Hindrance]:
        """What stands between this entry and this juror, who does not have it yet."""
        found = []
        if self._is_tied(one, juror):
            found.append(Hindrance.TIE)
        if juror.conflicts_declared_at is None or juror.conflicts_declared_at < one.sent_at:
            found.append(Hindrance.NOT_DECLARED)
        if (one.id, juror.id or 0) in self.cards:
            found.append(Hindrance.DECLINED)
        if not self.fit(one, juror).reads and one.subject.language not in self.unreadable:
            found.append(Hindrance.LANGUAGE)
        if self.loads.get(juror.id or 0, 0) >= juror.max_load:
            found.append(Hindrance.LOAD)
        return found


def situation_of(session: Session, *, edition: Edition) -> Situation:
    """Everything at once, in five queries however many there are; of all entries, whoever may know of them."""
    entries = _entries(session, edition)
    query = select(Juror).where(Juror.edition_id == edition.id, Juror.state == JurorState.ACCEPTED)
    jurors = session.exec(query.order_by(col(Juror.id))).all()
    by_user = {juror.user_id: juror.id or 0 for juror in jurors}
    ties = binding_ties(session, edition=edition, user_ids=[user for user in by_user if user])
    cards = session.exec(
        select(Scorecard).where(Scorecard.edition_id == edition.id, Scorecard.round == edition.round)
    ).all()
    read = {one.id for one in entries}
    situation = Situation(
        edition,
        entries,
        jurors,
        {(card.entry_id, card.juror_id): card for card in cards if card.entry_id in read},
        frozenset((by_user[tie.user_id], tie.organisation_id) for tie in ties),
    )
    situation.loads.update(Counter(juror.id or 0 for _, juror in situation.held))
    return situation


def as_seen_by(session: Session, situation: Situation, *, viewer: Viewer) -> Situation:
    """The loads of jurors without entries that this coordinator may not know of."""
    entries = [one.entry for one in situation.entries]
    visible = ids_to_run(session, entries=entries, edition=situation.edition, viewer=viewer)
    loads = Counter(juror.id or 0 for one, juror in situation.held if one.id in visible)
    return replace(situation, loads=dict(loads))


def states_read(edition: Edition) -> tuple[EntryState, ...]:
    """In a second round only the short list is read."""
    return (S.ELIGIBLE, S.SHORTLISTED) if edition.round == 1 else (S.SHORTLISTED,)


def _entries(session: Session, edition: Edition) -> list[ToRead]:
    latest = (
        select(
            EntrySubmission.entry_id,
            func.max(EntrySubmission.number).label("number"),
            func.min(EntrySubmission.at).label("first"),
        )
        .join(Entry, col(Entry.id) == EntrySubmission.entry_id)
        .where(Entry.edition_id == edition.id)
        .group_by(col(EntrySubmission.entry_id))
        .subquery()
    )
    facts = col(EntrySubmission.content)["facts"]
    query = (
        select(Entry, EntrySubmission.title, EntrySubmission.language)
        .add_columns(facts, latest.c.first)
        .join(EntrySubmission, col(EntrySubmission.entry_id) == Entry.id)
        .join(
            latest,
            and_(latest.c.entry_id == col(EntrySubmission.entry_id), latest.c.number == col(EntrySubmission.number)),
        )
        .where(col(Entry.edition_id) == edition.id, col(Entry.state).in_(states_read(edition)))
        .order_by(col(Entry.id))
    )
    return [
        ToRead(entry, title, subject_of(language, said), first)
        for entry, title, language, said, first in session.execute(query).all()
    ]
