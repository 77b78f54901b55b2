"""Giving entries to jurors: a whole proposal at once, or one by hand; and choosing the anchor entries."""

from collections import Counter
from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from app.content.text import N_
from app.domain import audit
from app.domain.cup import cards
from app.domain.cup.access import entries_to_run
from app.domain.cup.assignable import REFUSED, WORDS, Hindrance, Situation, ToRead, situation_of
from app.domain.cup.calculating import IN_JUDGING
from app.domain.cup.phases import rights_now
from app.domain.cup.proposing import check_assignable, fingerprint, inputs_of, pairs_of
from app.domain.cup.telling import tell
from app.domain.errors import Conflict, Forbidden, NotFound
from app.domain.viewer import Viewer
from app.models.cup import Edition
from app.models.entries import Entry
from app.models.jury import Calculation, CardState, Juror, Scorecard

MOST_ANCHORS = 3
TAKEN_BACK = "taken_back"


class Warned(Conflict):
    """It can be done, but somebody should say that they mean it: `hindrances` is what speaks against it."""

    def __init__(self, hindrances: Sequence[Hindrance]) -> None:
        super().__init__(WORDS[hindrances[0]])
        self.hindrances = hindrances


def cards_of_entry(session: Session, *, edition: Edition, entry: Entry) -> list[tuple[Scorecard, Juror]]:
    """Everybody who was ever asked to read it in the present round, whatever became of it."""
    query = (
        select(Scorecard, Juror)
        .join(Juror, col(Juror.id) == Scorecard.juror_id)
        .where(Scorecard.entry_id == entry.id, Scorecard.round == edition.round)
    )
    return list(session.exec(query.order_by(col(Juror.name), col(Juror.id))).all())


def accept_proposal(session: Session, *, edition: Edition, proposal_id: int, by: Viewer) -> int:
    """Make the scorecards that are still to be made; each juror is told once. How many were made.

    Raises NotFound, and Conflict if anything that decides has changed since it was worked out.
    """
    _check_coordinator(by)
    session.refresh(edition, with_for_update=True)
    check_assignable(edition)
    proposal = session.get(Calculation, proposal_id)
    if proposal is None or proposal.edition_id != edition.id or proposal.round != edition.round:
        raise NotFound
    situation = situation_of(session, edition=edition)
    if fingerprint(inputs_of(situation)) != proposal.inputs_hash:
        raise Conflict(N_("Something has changed since this was worked out. Please have it worked out again."))
    missing = [pair for pair in pairs_of(proposal) if (pair.entry_id, pair.juror_id) not in situation.cards]
    made = [_card(edition, pair.entry_id, pair.juror_id, by) for pair in missing]
    session.add_all(made)
    session.flush()
    after = {"proposal": proposal.id, "cards": len(made)}
    audit.record(session, by=by, verb="cup.assign", object_type="edition", object_id=edition.year, after=after)
    _tell(session, edition, situation, made)
    return len(made)


def _card(edition: Edition, entry_id: int, juror_id: int, by: Viewer) -> Scorecard:
    return Scorecard(
        edition_id=edition.id or 0,
        entry_id=entry_id,
        juror_id=juror_id,
        round=edition.round,
        assigned_by_id=by.id,
    )


def _check_coordinator(by: Viewer) -> None:
    if not by.is_coordinator:
        raise Forbidden


def _tell(session: Session, edition: Edition, situation: Situation, made: Sequence[Scorecard]) -> None:
    users = {juror.id: juror.user_id for juror in situation.jurors}
    readable = rights_now(session, edition).read
    for juror_id, count in sorted(Counter(card.juror_id for card in made).items()):
        if user_id := users.get(juror_id):
            tell(
                session,
                edition=edition,
                kind="juror_assigned",
                people=[user_id],
                path=f"/cup/{edition.year}/{'desk' if readable else 'seat'}",
                count=count,
                readable=readable,
            )


def assign_by_hand(
    session: Session, *, edition: Edition, entry: Entry, juror: Juror, by: Viewer, agreed: bool = False
) -> Scorecard:
    """Give one entry to one juror.

    Raises Conflict where it may not be, and Warned where it should not be and nobody `agreed`.
    """
    _check_coordinator(by)
    session.refresh(edition, with_for_update=True)
    check_assignable(edition)
    situation = situation_of(session, edition=edition)
    one, reader = _found(situation, entry, juror)
    if situation.holds(one, reader):
        raise Conflict(N_("This juror has this entry already."))
    hindrances = situation.hindrances(one, reader)
    if refused := [hindrance for hindrance in hindrances if hindrance in REFUSED]:
        raise Conflict(WORDS[refused[0]])
    if hindrances and not agreed:
        raise Warned(hindrances)
    card = _card(edition, one.id, reader.id or 0, by)
    session.add(card)
    session.flush()
    _record(session, card, by, "card.assign", {"juror": reader.id, "entry": entry.code, "against": hindrances})
    _tell(session, edition, situation, [card])
    return card


def _found(situation: Situation, entry: Entry, juror: Juror) -> tuple[ToRead, Juror]:
    for one in situation.entries:
        for reader in situation.jurors:
            if one.id == entry.id and reader.id == juror.id:
                return one, reader
    raise Conflict(N_("This entry is not being judged, or this person does not belong to the jury."))


def take_back(session: Session, *, edition: Edition, entry: Entry, card_id: int, by: Viewer) -> None:
    """Take an entry from a juror who has not handed it in. One that was not begun leaves no trace on any desk.

    The juror may be given it again only if nothing was written. Raises NotFound, Conflict.
    """
    _check_coordinator(by)
    card = session.get(Scorecard, card_id, with_for_update=True)
    if card is None or card.entry_id != entry.id or card.round != edition.round:
        raise NotFound
    if card.state is CardState.FINAL:
        raise Conflict(N_("This scorecard is handed in. To let it count no more, reopen it or remove the juror."))
    if card.state is CardState.ASSIGNED:
        _record(session, card, by, "card.unassign", {"juror": card.juror_id, "entry": entry.code})
        session.delete(card)
        return
    cards.free(session, card=card, reason=TAKEN_BACK, by=by)


def _record(session: Session, card: Scorecard, by: Viewer, verb: str, after: dict[str, object]) -> None:
    audit.record(session, by=by, verb=verb, object_type="card", object_id=card.id, after=after)


def anchors_are_open(session: Session, *, edition: Edition) -> bool:
    """Anchor entries are chosen before anybody scores: they are what jurors begin with."""
    query = select(Scorecard.id).where(Scorecard.edition_id == edition.id, col(Scorecard.saved_at).is_not(None))
    return edition.round == 1 and session.exec(query.limit(1)).first() is None


def set_anchors(session: Session, *, edition: Edition, codes: Collection[str], by: Viewer) -> None:
    """Choose the entries that everybody scores first, among those in the running that this coordinator may know of.

    Raises Conflict for any other code, and once somebody has scored.
    """
    check_assignable(edition)
    if not anchors_are_open(session, edition=edition):
        raise Conflict(N_("The jury has begun to score: the anchor entries stay as they are."))
    entries = session.exec(entries_to_run(session, edition=edition, viewer=by).with_for_update()).all()
    if not set(codes) <= {entry.code for entry in entries if entry.state in IN_JUDGING}:
        raise Conflict(N_("One of these entries does not take part (any more). Please choose again."))
    before = [entry.code for entry in entries if entry.anchor]
    for entry in entries:
        entry.anchor = entry.code in codes
        session.add(entry)
    session.flush()
    chosen = select(Entry.code).where(Entry.edition_id == edition.id, col(Entry.anchor).is_(True))
    if len(session.exec(chosen).all()) > MOST_ANCHORS:
        raise Conflict(N_("At most three anchor entries: everybody has to score them."))
    after = {"anchors": sorted(set(codes))}
    audit.record(
        session,
        by=by,
        verb="cup.anchors",
        object_type="edition",
        object_id=edition.year,
        before={"anchors": before},
        after=after,
    )
