"""Scorecards handed in before a tie of their juror came up: they stay on record, and do not count while it binds.

Until the results are out the ties of the moment decide. From then on it is what the audit trail kept of them, so that
whoever joins or leaves an organisation later changes nothing about results that are public.
"""

from sqlmodel import Session, col, select

from app.domain import audit
from app.domain.cup.appeals import coordinators_without_tie
from app.domain.cup.conflicts import ties_of_jury
from app.domain.cup.telling import tell
from app.domain.viewer import Viewer
from app.models.cup import Edition
from app.models.entries import Entry
from app.models.jury import CardState, Juror, JurorState, Scorecard
from app.models.platform import AuditEvent

UNCOUNT, COUNT = "card.uncount", "card.count"


def uncounted(session: Session, *, edition: Edition) -> frozenset[int]:
    """The scorecards, of all rounds, that were handed in but do not count for a tie."""
    return frozenset(_kept(session, edition)[0]) if edition.released_at else _tied(session, edition)


def _tied(session: Session, edition: Edition) -> frozenset[int]:
    cards = (
        select(Scorecard.id, Juror.user_id, Entry.organisation_id)
        .join(Juror, col(Juror.id) == Scorecard.juror_id)
        .join(Entry, col(Entry.id) == Scorecard.entry_id)
        .where(
            Scorecard.edition_id == edition.id,
            Scorecard.state == CardState.FINAL,
            Juror.state == JurorState.ACCEPTED,
        )
    )
    ties = ties_of_jury(session, edition=edition)
    if not ties:
        return frozenset()
    pairs = {(tie.user_id, tie.organisation_id) for tie in ties}
    of_tied = cards.where(col(Juror.user_id).in_(sorted({tie.user_id for tie in ties})))
    return frozenset(
        card for card, user, organisation in session.exec(of_tied).all() if card and (user, organisation) in pairs
    )


def _kept(session: Session, edition: Edition) -> tuple[set[int], set[int]]:
    """What the trail says: which cards do not count now, and which ever did not."""
    cards = select(Scorecard.id).where(Scorecard.edition_id == edition.id)
    known = {str(card) for card in session.exec(cards).all()}
    events = (
        select(AuditEvent.object_id, AuditEvent.verb)
        .where(AuditEvent.object_type == "card", col(AuditEvent.verb).in_((UNCOUNT, COUNT)))
        .order_by(col(AuditEvent.id))
    )
    steps = [(int(card), verb) for card, verb in session.exec(events).all() if card in known]
    return {card for card, verb in dict(steps).items() if verb == UNCOUNT}, {card for card, _ in steps}


def note_uncounted(session: Session, *, edition: Edition, by: Viewer | None = None) -> bool:
    """Keep which scorecards stopped counting, or count again; whether there were any.

    The coordinators who may know of the entry are told once of each that stopped.
    """
    if edition.released_at:
        return False
    tied, (kept, ever) = _tied(session, edition), _kept(session, edition)
    for card in sorted(tied ^ kept):
        verb = UNCOUNT if card in tied else COUNT
        audit.record(session, by=by, verb=verb, object_type="card", object_id=card)
        if verb == UNCOUNT and card not in ever:
            _tell(session, edition, session.get_one(Scorecard, card))
    return tied != kept


def _tell(session: Session, edition: Edition, card: Scorecard) -> None:
    entry, juror = session.get_one(Entry, card.entry_id), session.get_one(Juror, card.juror_id)
    tell(
        session,
        edition=edition,
        kind="juror_uncounted",
        people=coordinators_without_tie(session, edition=edition, entry=entry),
        path=f"/cup/{edition.year}/run/entries/{entry.code}",
        who=juror.name,
        code=entry.code,
    )
