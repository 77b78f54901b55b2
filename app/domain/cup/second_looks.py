"""An organisation asked for a second look: one person who had not decided about the entry before decides for good."""

from sqlmodel import Session, col, select

from app.content.text import N_, tidy
from app.domain import audit
from app.domain.cup.appeals import coordinators_without_tie
from app.domain.cup.locking import hold
from app.domain.cup.redaction import latest_submission
from app.domain.cup.repair import tell_entrant
from app.domain.cup.screening import (
    MAIL_OF,
    STEP_OF,
    as_recorded,
    look_at_newcomers,
    require_coordinator,
    require_screening,
)
from app.domain.cup.verdicts import LONGEST_NOTE
from app.domain.cup.workflow import change_state
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.viewer import Viewer
from app.models.cup import Edition
from app.models.entries import Entry, EntryEvent, EntryState, Screening, Verdict
from app.models.people import User

S = EntryState
V = Verdict


def deciders_of(session: Session, *, entry: Entry) -> set[int]:
    """Everybody who has given a verdict on this entry, whichever text it was on."""
    return set(session.exec(select(Screening.by_id).where(Screening.entry_id == entry.id)).all())


def free_to_decide(session: Session, *, edition: Edition, entry: Entry) -> list[User]:
    """The coordinators who may decide about an appeal, by name: without a tie, and without a verdict before."""
    people = set(coordinators_without_tie(session, edition=edition, entry=entry)) - deciders_of(session, entry=entry)
    query = select(User).where(col(User.id).in_(people), col(User.deleted_at).is_(None), col(User.blocked_at).is_(None))
    return list(session.exec(query.order_by(col(User.name))).all())


def decide_appeal(session: Session, *, entry: Entry, edition: Edition, verdict: str, note: str, by: Viewer) -> None:
    """Decide for good, with a reason that the organisation reads.

    Raises NotFound, Conflict, Invalid (fields "verdict", "note").
    """
    require_coordinator(session, entry=entry, by=by)
    hold(session, entry)
    _require_open(session, entry, edition, by)
    said, note = _checked(verdict, note)
    latest = latest_submission(session, entry)
    if latest is None:
        raise NotFound
    reasons = [] if said is V.ELIGIBLE else reasons_against(session, entry=entry)
    row = Screening(
        entry_id=entry.id or 0,
        submission=latest.number,
        on_appeal=True,
        by_id=by.id or 0,
        verdict=said,
        reasons=reasons,
        note=note,
    )
    session.add(row)
    _record(session, entry, row, by)
    change_state(session, entry=entry, verb=STEP_OF[said], by=by, message=note, reasons=reasons)
    if said is V.ELIGIBLE:
        look_at_newcomers(session, entry=entry, by=by)
    tell_entrant(session, entry=entry, kind=MAIL_OF[said], reasons=reasons, message=note, final=True)


def _require_open(session: Session, entry: Entry, edition: Edition, by: Viewer) -> None:
    require_screening(session, edition=edition)
    if entry.state is not S.APPEAL:
        raise Conflict(N_("This entry has moved on in the meantime. Please look at it again."))
    if by.id in deciders_of(session, entry=entry):
        raise Conflict(N_("You have decided about this entry before: somebody else has to take the second look."))


def _checked(verdict: str, note: str) -> tuple[Verdict, str]:
    if verdict not in (V.ELIGIBLE, V.INELIGIBLE):
        raise Invalid(N_("Choose one of the answers offered."), "verdict")
    note = tidy(note)
    if not note:
        raise Invalid(N_("Please write why: the organisation reads it."), "note")
    if len(note) > LONGEST_NOTE:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "note", max_length=LONGEST_NOTE)
    return V(verdict), note


def reasons_against(session: Session, *, entry: Entry) -> list[str]:
    """Why the entry could not take part, as it was said last."""
    query = select(EntryEvent.reasons).where(EntryEvent.entry_id == entry.id, EntryEvent.after == S.INELIGIBLE)
    return list(session.exec(query.order_by(col(EntryEvent.id).desc()).limit(1)).first() or [])


def _record(session: Session, entry: Entry, row: Screening, by: Viewer) -> None:
    audit.record(
        session,
        by=by,
        verb="entry.second_look",
        object_type="entry",
        object_id=entry.code,
        after=as_recorded(row),
    )
