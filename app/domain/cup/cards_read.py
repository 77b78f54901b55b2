"""The scorecards of one entry as the board reads them."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.domain.cup.uncounted import uncounted
from app.models.cup import Edition
from app.models.entries import Entry
from app.models.jury import CardState, Juror, JurorState, Scorecard


@dataclass(frozen=True, slots=True)
class CardRead:
    """`counts`: handed in, by a member of the jury without a tie. What a juror is still writing is theirs.

    `tied`: handed in before a tie came up.
    """

    card: Scorecard
    juror: str
    counts: bool
    removed: bool
    tied: bool


def cards_on(session: Session, *, entry: Entry, number: int, tied: Collection[int] | None = None) -> list[CardRead]:
    """All that were given out in a round, those that count first.

    `tied` are the `uncounted` cards of the edition, for pages that have asked for them already.
    """
    query = select(Scorecard, Juror).join(Juror, col(Juror.id) == Scorecard.juror_id)
    query = query.where(Scorecard.entry_id == entry.id, Scorecard.round == number)
    rows = session.exec(query.order_by(col(Juror.name), col(Juror.id))).all()
    if tied is None:
        tied = uncounted(session, edition=session.get_one(Edition, entry.edition_id))
    found = [
        CardRead(
            card,
            juror.name,
            card.state is CardState.FINAL and juror.state is JurorState.ACCEPTED and card.id not in tied,
            juror.state is JurorState.REMOVED,
            card.id in tied,
        )
        for card, juror in rows
    ]
    return sorted(found, key=lambda one: not one.counts)
