"""Can an entry take part? Two people decide on what was sent, each without knowing what the other says; a third
settles where they differ."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from app.content.text import N_
from app.domain import audit
from app.domain.cup.access import CupPart, parts_in
from app.domain.cup.conflicts import binding_ties
from app.domain.cup.locking import hold
from app.domain.cup.phases import rights_now
from app.domain.cup.redaction import latest_submission
from app.domain.cup.repair import give_time, repair_deadline, tell_entrant
from app.domain.cup.screening_news import call_third
from app.domain.cup.verdicts import ENOUGH, Outcome, Ruling, outcome, ruling
from app.domain.cup.workflow import change_state
from app.domain.errors import Conflict, NotFound
from app.domain.organisations.first_look import approve_with
from app.domain.viewer import Viewer
from app.models.cases import Case
from app.models.cup import Edition
from app.models.entries import Entry, EntryEvent, EntryState, Screening, Verdict
from app.models.types import now

S = EntryState
V = Verdict
STEP_OF = {V.ELIGIBLE: "find_eligible", V.TO_COMPLETE: "ask_to_complete", V.INELIGIBLE: "find_ineligible"}
MAIL_OF = {
    V.ELIGIBLE: "cup_entry_eligible",
    V.TO_COMPLETE: "cup_entry_to_complete",
    V.INELIGIBLE: "cup_entry_ineligible",
}


class SentAgain(Conflict):
    """The organisation has sent another text since the page was opened; `number` is that of the new one."""

    def __init__(self, number: int) -> None:
        super().__init__(
            N_("The organisation has sent its entry again meanwhile. Please read what is new; what you typed is kept.")
        )
        self.number = number


def verdicts_on(session: Session, *, entry: Entry, edition: Edition, submission: int) -> list[Screening]:
    """The verdicts that count on one submission, in their order: those of people without a tie with the entry."""
    query = select(Screening).where(
        Screening.entry_id == entry.id, Screening.submission == submission, col(Screening.on_appeal).is_(False)
    )
    rows = session.exec(query.order_by(col(Screening.id))).all()
    return without_tied(session, edition=edition, entry=entry, rows=rows)


def without_tied(session: Session, *, edition: Edition, entry: Entry, rows: Sequence[Screening]) -> list[Screening]:
    ties = binding_ties(session, edition=edition, user_ids={row.by_id for row in rows})
    tied = {tie.user_id for tie in ties if tie.organisation_id == entry.organisation_id}
    return [row for row in rows if row.by_id not in tied]


def asked_before(session: Session, *, entry: Entry) -> set[str]:
    """The reasons for which this entry had to be completed."""
    query = select(EntryEvent.reasons).where(EntryEvent.entry_id == entry.id, EntryEvent.after == S.TO_COMPLETE)
    return {code for codes in session.exec(query).all() for code in codes}


def require_screening(session: Session, *, edition: Edition) -> None:
    """Raises Conflict in phases in which nobody decides on eligibility."""
    if not rights_now(session, edition).screen:
        raise Conflict(N_("Entries are not screened in the present phase of the cup."))


def require_coordinator(session: Session, *, entry: Entry, by: Viewer) -> None:
    """Raises NotFound for everybody else, also for those with a tie."""
    if CupPart.COORDINATOR not in parts_in(session, entry=entry, viewer=by):
        raise NotFound


def decide(
    session: Session,
    *,
    entry: Entry,
    edition: Edition,
    submission: int,
    verdict: str,
    reasons: Iterable[str],
    note: str,
    by: Viewer,
) -> Outcome | None:
    """Give one's verdict on a submission, or change it while nobody else has decided.

    Returns what the verdicts come to, which then has happened; None while another person is needed. Raises NotFound,
    Conflict, SentAgain, and Invalid (fields "verdict", "reasons", "note").
    """
    require_coordinator(session, entry=entry, by=by)
    # Of two who decide at once the second sees the verdict of the first.
    hold(session, entry)
    rows = _open_round(session, entry, edition, submission)
    own = _own(rows, by)
    said = ruling(verdict=verdict, reasons=reasons, note=note, asked_before=asked_before(session, entry=entry))
    row = _keep(session, entry, submission, own, said, by)
    rows = rows if own else [*rows, row]
    found = outcome([_said(one) for one in rows])
    if found:
        _apply(session, entry, edition, found, by)
    elif len(rows) == ENOUGH:
        call_third(session, edition=edition, entry=entry, besides=[one.by_id for one in rows])
    return found


def _open_round(session: Session, entry: Entry, edition: Edition, submission: int) -> list[Screening]:
    require_screening(session, edition=edition)
    latest = latest_submission(session, entry)
    if latest is None:
        raise NotFound
    if latest.number != submission:
        raise SentAgain(latest.number)
    if entry.state is not S.SUBMITTED:
        raise Conflict(N_("This entry has moved on in the meantime. Please look at it again."))
    return verdicts_on(session, entry=entry, edition=edition, submission=submission)


def _own(rows: Sequence[Screening], by: Viewer) -> Screening | None:
    own = next((row for row in rows if row.by_id == by.id), None)
    if own and len(rows) > 1:
        raise Conflict(N_("You have decided on this already, and somebody else has, too. Now a third person decides."))
    return own


def _said(row: Screening) -> Ruling:
    return Ruling(row.verdict, tuple(row.reasons), row.note)


def _keep(
    session: Session, entry: Entry, submission: int, own: Screening | None, said: Ruling, by: Viewer
) -> Screening:
    row = own or Screening(entry_id=entry.id or 0, submission=submission, by_id=by.id or 0, verdict=said.verdict)
    before = as_recorded(row) if own else {}
    row.verdict, row.reasons, row.note, row.at = said.verdict, list(said.reasons), said.note, now()
    session.add(row)
    session.flush()
    if before != as_recorded(row):
        audit.record(
            session,
            by=by,
            verb="entry.verdict",
            object_type="entry",
            object_id=entry.code,
            before=before,
            after=as_recorded(row),
        )
    return row


def as_recorded(row: Screening) -> dict[str, object]:
    """A verdict as the audit trail keeps it."""
    return {"submission": row.submission, "verdict": row.verdict, "reasons": list(row.reasons), "note": row.note}


def _apply(session: Session, entry: Entry, edition: Edition, found: Outcome, by: Viewer) -> None:
    reasons = list(found.reasons)
    change_state(session, entry=entry, verb=STEP_OF[found.verdict], by=by, message=found.message, reasons=reasons)
    if found.verdict is V.TO_COMPLETE:
        give_time(session, entry=entry, due=repair_deadline(edition))
    if found.verdict is V.ELIGIBLE:
        look_at_newcomers(session, entry=entry, by=by)
    tell_entrant(session, entry=entry, kind=MAIL_OF[found.verdict], reasons=reasons, message=found.message)


def look_at_newcomers(session: Session, *, entry: Entry, by: Viewer) -> None:
    """An entry that takes part is the first look at its organisation and at those who wrote it."""
    people = [session.get_one(Case, entry.case_id).created_by_id, entry.created_by_id]
    approve_with(session, organisation_id=entry.organisation_id, people=people, by=by)
