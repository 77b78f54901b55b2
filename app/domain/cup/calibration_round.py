"""The calibration round: every juror scores the anchor entries first, and then sees how they compare to others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from sqlmodel import Session, col, select

from app.domain.cup.access import readable_cards
from app.domain.cup.scoring import Weighed, total
from app.models.cup import Edition
from app.models.entries import Entry, EntryState
from app.models.jury import CardState, Juror, JurorState, Scorecard

# Below this many others an average would tell what one of them gave.
FEWEST_OTHERS = 3
# A card that was reopened had been handed in once: its juror knows how they compare already.
_NOT_YET_SCORED = (CardState.ASSIGNED, CardState.DRAFT)


@dataclass(frozen=True, slots=True)
class Offset:
    """How much more a juror gives than the others on the same anchor entries: points of 100; by criterion, levels."""

    points: float
    by_criterion: Mapping[str, float]
    entries: int
    others: int


def waits_for_anchors(session: Session, *, edition: Edition, card: Scorecard, anchor: bool) -> bool:
    """This card opens when its juror has handed in or declined the anchor entries; a second round has none."""
    if anchor or card.round > 1:
        return False
    waiting = (
        select(Scorecard.id)
        .join(Entry, col(Entry.id) == Scorecard.entry_id)
        .where(
            Scorecard.juror_id == card.juror_id,
            Scorecard.round == card.round,
            col(Scorecard.state).in_(_NOT_YET_SCORED),
            col(Entry.anchor).is_(True),
            Entry.state != EntryState.WITHDRAWN,
        )
    )
    ids = session.exec(waiting).all()
    if not ids:
        return False
    # An anchor entry that they may not see any more, for a conflict that came up since, keeps nobody waiting.
    juror = session.get_one(Juror, card.juror_id)
    still = readable_cards(session, edition=edition, juror=juror).where(col(Scorecard.id).in_(ids))
    return session.exec(still).first() is not None


def offset_of(
    session: Session, *, edition: Edition, juror: Juror, own: Sequence[Scorecard], criteria: Sequence[Weighed]
) -> Offset | None:
    """`own` are all anchor cards of a juror. None until they are final, and those of at least three others, too."""
    finals = {card.entry_id: card.scores for card in own if card.state is CardState.FINAL}
    if not finals or len(finals) < len(own):
        return None
    others = _finished(_anchor_cards(session, edition, juror))
    if len(others) < FEWEST_OTHERS:
        return None
    return compare(finals, others, criteria)


def compare(
    own: Mapping[int, Mapping[str, int]],
    others: Sequence[Mapping[int, Mapping[str, int]]],
    criteria: Sequence[Weighed],
) -> Offset | None:
    """Pure: own scores and those of each other juror by entry; only entries that some other has scored count."""
    whole = {entry: scores for entry, scores in own.items() if total(scores, criteria) is not None}
    pairs = [
        (mine, [one[entry] for one in others if entry in one and total(one[entry], criteria) is not None])
        for entry, mine in whole.items()
    ]
    pairs = [(mine, theirs) for mine, theirs in pairs if theirs]
    if not pairs:
        return None
    points = [
        (total(mine, criteria) or 0.0) - fmean(total(one, criteria) or 0.0 for one in theirs) for mine, theirs in pairs
    ]
    by_criterion = {
        one.code: fmean(mine[one.code] - fmean(given[one.code] for given in theirs) for mine, theirs in pairs)
        for one in criteria
    }
    return Offset(fmean(points), by_criterion, len(pairs), len(others))


def _anchor_cards(session: Session, edition: Edition, juror: Juror) -> list[tuple[int, int, CardState, dict[str, int]]]:
    """Juror, entry, state and scores of every other juror's anchor cards."""
    query = (
        select(Scorecard.juror_id, Scorecard.entry_id, Scorecard.state, Scorecard.scores)
        .join(Entry, col(Entry.id) == Scorecard.entry_id)
        .join(Juror, col(Juror.id) == Scorecard.juror_id)
        .where(
            Scorecard.edition_id == edition.id,
            Scorecard.round == edition.round,
            Scorecard.juror_id != juror.id,
            Scorecard.state != CardState.DECLINED,
            Juror.state == JurorState.ACCEPTED,
            col(Entry.anchor).is_(True),
            Entry.state != EntryState.WITHDRAWN,
        )
    )
    return [(juror, entry, CardState(state), dict(scores)) for juror, entry, state, scores in session.exec(query).all()]


def _finished(cards: Sequence[tuple[int, int, CardState, dict[str, int]]]) -> list[dict[int, dict[str, int]]]:
    """The scores, by entry, of each juror who has handed in all the anchor cards that they did not decline."""
    unfinished = {juror for juror, _, state, _ in cards if state is not CardState.FINAL}
    found: dict[int, dict[int, dict[str, int]]] = {}
    for juror, entry, _, scores in cards:
        if juror not in unfinished:
            found.setdefault(juror, {})[entry] = scores
    return list(found.values())
