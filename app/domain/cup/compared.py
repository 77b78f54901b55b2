"""How a juror's scores compare with those of the whole jury: for that juror alone, once the results are out.

No other juror is named, and nothing is said of an entry that the juror has a tie with, not even within an average.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from sqlalchemy import and_, func
from sqlmodel import Session, col, select

from app.domain.cup.calculating import latest, results_among
from app.domain.cup.conflicts import conflicted_organisations
from app.domain.cup.names import names_of_all
from app.domain.cup.phases import rights_now
from app.domain.cup.redaction import redacted_text
from app.domain.cup.scoring import Weighed, criteria_of, total, weighed
from app.domain.cup.seats import Seat, seat_of
from app.domain.cup.uncounted import uncounted
from app.domain.errors import NotFound
from app.domain.viewer import Viewer
from app.models.cup import Edition
from app.models.entries import Entry, EntryState, EntrySubmission
from app.models.jury import CardState, Juror, JurorState, Scorecard
from app.models.organisations import Organisation


@dataclass(frozen=True, slots=True)
class Judged:
    """One entry: points of 100, `by_criterion` levels, each the juror's own and the mean of all `cards`, own included.

    `title` is what the jury read.
    """

    entry_id: int
    code: str
    title: str
    language: str
    own: float
    mean: float
    cards: int
    by_criterion: Mapping[str, tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Compared:
    """One round. `offset` is how many points more than others the juror gave on the same entries.

    None where too little was scored to say.
    """

    round: int
    rows: Sequence[Judged]
    offset: float | None


def seat_after_results(session: Session, *, year: int, viewer: Viewer) -> Seat:
    """This person as a member of the jury of an edition whose results are out. Raises NotFound."""
    seat = seat_of(session, year=year, viewer=viewer)
    if seat.edition.released_at is None or not rights_now(session, seat.edition).results:
        raise NotFound
    return seat


def compared(session: Session, *, seat: Seat) -> list[Compared]:
    """The rounds in which this juror handed in a scorecard that counts. The gate is `seat_after_results`."""
    edition, juror = seat.edition, seat.juror
    hidden = conflicted_organisations(session, edition=edition, user_id=juror.user_id)
    left_out = uncounted(session, edition=edition)
    criteria = weighed(criteria_of(session, edition))
    found = [row for row in _own(session, juror, hidden) if _counts(row[0], left_out, criteria)]
    titles = _titles(session, edition, found)
    everybody = _cards_on(session, edition, [row[1].id for row in found])
    given = [card for card in everybody if _counts(card, left_out, criteria)]
    rounds = []
    for number in sorted({card.round for card, *_ in found}):
        rows = [
            _judged(card, entry, titles[entry.id], language, given, criteria)
            for card, entry, _, _, language, _ in found
            if card.round == number
        ]
        rounds.append(Compared(number, rows, _offset(session, seat, number, hidden)))
    return rounds


def _counts(card: Any, left_out: frozenset[int], criteria: Sequence[Weighed]) -> bool:
    return card.id not in left_out and total(card.scores, criteria) is not None


def _own(session: Session, juror: Juror, hidden: frozenset[int]) -> Sequence[Any]:
    """The scorecards handed in with their entries, in the order of assignment."""
    newest = (
        select(func.max(EntrySubmission.number))
        .where(col(EntrySubmission.entry_id) == Entry.id)
        .correlate(Entry)
        .scalar_subquery()
    )
    team = col(EntrySubmission.content)[("systematisation", "team")]
    columns: Any = select
    query = (
        columns(Scorecard, Entry, Organisation, EntrySubmission.title, EntrySubmission.language, team)
        .join(Entry, col(Entry.id) == Scorecard.entry_id)
        .join(Organisation, col(Organisation.id) == Entry.organisation_id)
        .join(EntrySubmission, and_(col(EntrySubmission.entry_id) == Entry.id, col(EntrySubmission.number) == newest))
        .where(
            Scorecard.juror_id == juror.id,
            Scorecard.state == CardState.FINAL,
            Entry.state != EntryState.WITHDRAWN,
            col(Entry.organisation_id).not_in(sorted(hidden)),
        )
        .order_by(col(Scorecard.id))
    )
    return session.execute(query).all()


def _titles(session: Session, edition: Edition, found: Sequence[Any]) -> dict[int | None, str]:
    """By the id of the entry, without the words that are hidden from the jury."""
    names = names_of_all(session, [row[1] for row in found]) if edition.blind and found else {}
    titles = {}
    for _, entry, _, title, _, team in found:
        phrases = [*entry.redactions, *entry.hidden_from_jury]
        if edition.blind:
            phrases += [*names[entry.id], *(person["name"] for person in team or ())]
        titles[entry.id] = redacted_text(title, phrases)
    return titles


def _cards_on(session: Session, edition: Edition, entry_ids: Sequence[int | None]) -> Sequence[Any]:
    """What all members of the jury gave these entries, in every round."""
    columns: Any = select
    query = (
        columns(Scorecard.id, Scorecard.entry_id, Scorecard.round, Scorecard.scores)
        .join(Juror, col(Juror.id) == Scorecard.juror_id)
        .where(
            Scorecard.edition_id == edition.id,
            col(Scorecard.entry_id).in_(entry_ids),
            Scorecard.state == CardState.FINAL,
            Juror.state == JurorState.ACCEPTED,
        )
    )
    return session.execute(query).all()


def _judged(
    card: Scorecard, entry: Entry, title: str, language: str, given: Sequence[Any], criteria: Sequence[Weighed]
) -> Judged:
    all_scores = [one.scores for one in given if (one.entry_id, one.round) == (entry.id, card.round)]
    return Judged(
        entry.id or 0,
        entry.code,
        title,
        language,
        total(card.scores, criteria) or 0.0,
        fmean(total(scores, criteria) or 0.0 for scores in all_scores),
        len(all_scores),
        {one.code: (card.scores[one.code], fmean(scores[one.code] for scores in all_scores)) for one in criteria},
    )


def _offset(session: Session, seat: Seat, number: int, hidden: frozenset[int]) -> float | None:
    calculation = latest(session, edition=seat.edition, round=number)
    if calculation is None:
        return None
    results = results_among(calculation, _codes_beside(session, seat.edition, hidden) if hidden else None)
    line = results["jurors"].get(str(seat.juror.id))
    return float(line["offset"]) if line and line["corrected"] else None


def _codes_beside(session: Session, edition: Edition, hidden: frozenset[int]) -> Sequence[str]:
    query = select(Entry.code).where(Entry.edition_id == edition.id, col(Entry.organisation_id).not_in(sorted(hidden)))
    return session.exec(query).all()
