"""The scorecards of one entry as the board reads them."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.models.entries import Entry
from app.models.jury import CardState, Juror, JurorState, Scorecard


@dataclass(frozen=True, slots=True)
class CardRead:
    """`counts`: handed in, by a member of the jury. What a juror is still writing is theirs."""

    card: Scorecard
    juror: str
    counts: bool
    removed: bool


def cards_on(session: Session, *, entry: Entry, number: int) -> list[CardRead]:
    """All that were given out in a round, those that count first."""
    query = select(Scorecard, Juror).join(Juror, col(Juror.id) == Scorecard.juror_id)
    query = query.where(Scorecard.entry_id == entry.id, Scorecard.round == number)
    rows = session.exec(query.order_by(col(Juror.name), col(Juror.id))).all()
    found = [
        CardRead(
            card,
            juror.name,
            card.state is CardState.FINAL and juror.state is JurorState.ACCEPTED,
            juror.state is JurorState.REMOVED,
        )
        for card, juror in rows
    ]
    return sorted(found, key=lambda one: not one.counts)
