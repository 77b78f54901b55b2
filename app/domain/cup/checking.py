"""What must always be true of the cup, for `python -m app check`."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from app.domain.cup.proof import is_untouched
from app.domain.cup.scoring import criteria_of, levels_of
from app.domain.cup.workflow import STEPS
from app.domain.histories import faults_of_history
from app.models.cup import Edition, EditionPhase, Phase
from app.models.entries import Decision, Entry, EntryEvent, EntryState, EntrySubmission
from app.models.jury import Calculation, CardState, Scorecard

S = EntryState
AWARDED = {"winner": S.WINNER, "finalist": S.FINALIST, "honoured": S.HONOURED}
_STEPS = {(before, step.after) for step in STEPS.values() for before in step.before}
_BEFORE_RESULTS = frozenset(S) - set(AWARDED.values())

Found = Iterator[tuple[str, str]]


def faults(session: Session) -> Found:
    """(subject, what is wrong with it), edition by edition."""
    for edition in session.exec(select(Edition).order_by(col(Edition.year))).all():
        yield from _of_edition(session, edition)
        yield from _of_entries(session, edition)
        yield from _of_cards(session, edition)
        yield from _of_calculations(session, edition)
        session.expire_all()


def _of_edition(session: Session, edition: Edition) -> Found:
    subject = f"cup {edition.year}"
    phases = session.exec(select(EditionPhase.phase).where(EditionPhase.edition_id == edition.id)).all()
    if set(phases) != set(Phase):
        yield subject, "it does not have every phase once"
    out = edition.phase in (Phase.ANNOUNCED, Phase.ARCHIVED)
    if out != (edition.released_at is not None):
        yield subject, f"it is in the phase {edition.phase}, released: {edition.released_at is not None}"


def _of_entries(session: Session, edition: Edition) -> Found:
    query = (
        select(Entry, Decision)
        .join(Decision, col(Decision.entry_id) == Entry.id, isouter=True)
        .where(Entry.edition_id == edition.id)
    )
    for entry, decision in session.exec(query.order_by(col(Entry.id))).all():
        subject = f"entry {entry.code}"
        events = session.exec(
            select(EntryEvent.before, EntryEvent.after)
            .where(EntryEvent.entry_id == entry.id)
            .order_by(col(EntryEvent.id))
        ).all()
        for what in [
            *faults_of_history(events, state=entry.state, allowed=_STEPS),
            *_of_result(edition, entry, decision),
        ]:
            yield subject, what
        numbers = session.exec(select(EntrySubmission.number).where(EntrySubmission.entry_id == entry.id)).all()
        if sorted(numbers) != list(range(1, len(numbers) + 1)) or (not numbers and entry.state is not S.DRAFT):
            yield subject, f"what was sent is numbered {sorted(numbers)}, in the state {entry.state}"


def _of_result(edition: Edition, entry: Entry, decision: Decision | None) -> Iterator[str]:
    """After the release an entry is what was decided of it; before, nothing is."""
    if edition.released_at is None:
        if entry.state not in _BEFORE_RESULTS or entry.award:
            yield "it has a result, but none was released"
        return
    if decision is None or entry.state in (S.WITHDRAWN, S.INELIGIBLE, S.DRAFT):
        if entry.state in AWARDED.values() or entry.award:
            yield "it has a result that nobody decided"
        return
    expected = AWARDED.get(decision.result)
    if (expected and entry.state is not expected) or (not expected and entry.state in AWARDED.values()):
        yield f"it is in the state {entry.state}, but was decided to be {decision.result or 'without award'!r}"
    if entry.award != decision.award:
        yield f"it has the award {entry.award!r}, but was given {decision.award!r}"


def _of_cards(session: Session, edition: Edition) -> Found:
    """Every score is on the scale of a criterion of the edition; what was handed in is whole."""
    scales = {criterion.code: set(levels_of(criterion)) for criterion in criteria_of(session, edition)}
    for card in session.exec(select(Scorecard).where(Scorecard.edition_id == edition.id)).all():
        subject = f"scorecard {card.id}"
        for code, score in card.scores.items():
            if score not in scales.get(code, ()):
                yield subject, f"its score {score} for {code!r} is not on the scale"
        if card.state is CardState.FINAL and set(scales) - set(card.scores):
            yield subject, "it was handed in without every score"


def _of_calculations(session: Session, edition: Edition) -> Found:
    for stored in session.exec(select(Calculation).where(Calculation.edition_id == edition.id)).all():
        if not is_untouched(stored):
            yield f"calculation {stored.id}", "its numbers are not the ones that were calculated"
