"""What a jury makes of the numbers: notes, the short list, decisions that are parked until all are released."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.content.text import N_, tidy
from app.domain import audit
from app.domain.cup.access import entries_to_run, still_judged, without_conflict
from app.domain.cup.board import is_whole
from app.domain.cup.calculating import IN_JUDGING, latest
from app.domain.cup.locking import hold
from app.domain.cup.phases import rights_now
from app.domain.cup.release_job import is_being_released
from app.domain.cup.uncounted import uncounted
from app.domain.cup.workflow import change_state
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from app.domain.viewer import Viewer
from app.models.cup import Edition
from app.models.entries import Decision, DeliberationNote, Entry, EntryState
from app.models.jury import Calculation, CardState, Juror, JurorState, Scorecard
from app.models.people import User
from app.models.types import now

LONGEST_STRENGTH, LONGEST_STEP, LONGEST_MESSAGE, LONGEST_REASON, LONGEST_NOTE = 500, 2000, 4000, 2000, 4000
TOO_LONG = N_("Too long: at most %(max_length)s characters.")
TIED = N_("You have a tie with an organisation in this cup, so others decide.")
STILL_JUDGING = N_("Hand in or decline your own scorecards first: until then others decide.")
NOT_NOW = N_("Decisions are taken while the jury deliberates, and not after the results are out.")


@dataclass(frozen=True, slots=True)
class Said:
    """A decision as written: `award` is a key of the edition's awards, or "" for none."""

    award: str = ""
    strengths: Sequence[str] = ()
    next_step: str = ""
    message: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """What jurors wrote for an organisation, without their names."""

    strengths: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()


def may_deliberate(session: Session, edition: Edition) -> bool:
    return rights_now(session, edition).decide and edition.released_at is None


def check_deciding(session: Session, *, edition: Edition, by: Viewer) -> None:
    """Raises Conflict in the wrong phase, Forbidden for those who have a tie with any entry or still score one."""
    if not may_deliberate(session, edition):
        raise Conflict(NOT_NOW)
    if not without_conflict(session, edition=edition, viewer=by):
        raise Forbidden(TIED)
    if still_judged(session, edition=edition, viewer=by):
        raise Forbidden(STILL_JUDGING)
    if is_being_released(session, edition):
        raise Conflict(N_("The results are being released just now; decisions stay as they are."))


def add_note(session: Session, *, edition: Edition, entry: Entry, text: str, by: Viewer) -> DeliberationNote:
    """Keep what was said about an entry. Whoever has a tie with another entry may speak about this one."""
    if not may_deliberate(session, edition):
        raise Conflict(NOT_NOW)
    text = _short(text, "note", LONGEST_NOTE)
    if not text:
        raise Invalid(N_("Please fill this in."), "note")
    note = DeliberationNote(entry_id=entry.id or 0, by_id=by.id or 0, text=text)
    session.add(note)
    audit.record(session, by=by, verb="entry.note", object_type="entry", object_id=entry.code)
    return note


def notes_on(session: Session, *, entry: Entry) -> list[tuple[DeliberationNote, str]]:
    """The latest first, with the name of who wrote it."""
    query = select(DeliberationNote, User.name).join(User, col(User.id) == DeliberationNote.by_id)
    query = query.where(DeliberationNote.entry_id == entry.id)
    return list(session.exec(query.order_by(col(DeliberationNote.id).desc())).all())


def change_shortlist(
    session: Session, *, edition: Edition, codes: Collection[str], verb: str, by: Viewer, message: str = ""
) -> int:
    """Put entries on the short list ("shortlist") or take them off ("take_off_shortlist"); returns how many moved."""
    check_deciding(session, edition=edition, by=by)
    before = EntryState.ELIGIBLE if verb == "shortlist" else EntryState.SHORTLISTED
    entries = [entry for entry in chosen(session, edition=edition, codes=codes, by=by) if entry.state is before]
    for entry in entries:
        change_state(session, entry=entry, verb=verb, by=by, message=message)
    return len(entries)


def chosen(session: Session, *, edition: Edition, codes: Collection[str], by: Viewer) -> Sequence[Entry]:
    """The entries of these codes. Raises Invalid for none, NotFound for one that this person may not know."""
    if not codes:
        raise Invalid(N_("Tick at least one entry."), "entry")
    query = entries_to_run(session, edition=edition, viewer=by).where(col(Entry.code).in_(sorted(codes)))
    entries = session.exec(query.order_by(col(Entry.code))).all()
    if len(entries) < len(set(codes)):
        raise NotFound
    return entries


def decision_on(session: Session, *, entry: Entry) -> Decision | None:
    return session.exec(select(Decision).where(Decision.entry_id == entry.id)).first()


def park(
    session: Session, *, edition: Edition, entry: Entry, said: Said, expected: int, by: Viewer
) -> tuple[Decision, bool]:
    """Decide about an entry, for now; nobody is told before all decisions are released. Gives whether it changed.

    `expected` is the row version that was seen, 0 for none. A changed decision has to be checked again.
    Raises Conflict, Forbidden, Invalid, and Stale with the decision as it stands.
    """
    check_deciding(session, edition=edition, by=by)
    # Of two who decide at once the second sees what the first has done.
    hold(session, entry)
    if entry.state not in IN_JUDGING:
        raise Conflict(N_("This entry has moved on in the meantime. Please look at it again."))
    said, award = _tidied(said), _award(edition, said.award)
    decision = decision_on(session, entry=entry)
    if decision and said == said_of(decision):
        return decision, False
    if (decision.row_version if decision else 0) != expected:
        raise Stale(decision, decision.row_version if decision else 0)
    result = award["result"] if award else ""
    if not said.reason and crosses_line(deciding_calculation(session, edition=edition), entry.code, result):
        raise Invalid(
            N_("This is not what the scores say. Please write down why the jury sees it otherwise."), "reason"
        )
    return _store(session, entry, decision, said, result, by), True


def _store(session: Session, entry: Entry, decision: Decision | None, said: Said, result: str, by: Viewer) -> Decision:
    before = {"award": decision.award, "checked": bool(decision.checked_at)} if decision else {}
    kept = decision or Decision(entry_id=entry.id or 0, row_version=0)
    kept.result, kept.award, kept.reason = result, said.award, said.reason
    kept.strengths, kept.next_step, kept.message = list(said.strengths), said.next_step, said.message
    kept.parked_by_id, kept.parked_at, kept.checked_by_id, kept.checked_at = by.id, now(), None, None
    kept.row_version += 1
    session.add(kept)
    session.flush()
    audit.record(
        session,
        by=by,
        verb="entry.park",
        object_type="entry",
        object_id=entry.code,
        before=before,
        after={"award": said.award, "result": result, "reason": said.reason},
    )
    return kept


def said_of(decision: Decision) -> Said:
    strengths = tuple(decision.strengths)
    return Said(decision.award, strengths, decision.next_step, decision.message, decision.reason)


def _tidied(said: Said) -> Said:
    strengths = [_short(text, f"strength_{place}", LONGEST_STRENGTH) for place, text in enumerate(said.strengths)]
    return Said(
        said.award,
        tuple(text for text in strengths if text),
        _short(said.next_step, "next_step", LONGEST_STEP),
        _short(said.message, "message", LONGEST_MESSAGE),
        _short(said.reason, "reason", LONGEST_REASON),
    )


def _short(text: str, where: str, limit: int) -> str:
    text = tidy(text)
    if len(text) > limit:
        raise Invalid(TOO_LONG, where, max_length=limit)
    return text


def _award(edition: Edition, key: str) -> Mapping[str, Any] | None:
    found = [award for award in edition.awards if award["key"] == key]
    if key and not found:
        raise Invalid(N_("Choose one of the answers offered."), "award")
    return found[0] if found else None


def deciding_calculation(session: Session, *, edition: Edition) -> Calculation | None:
    """The calculation that decisions are held against: that of the present round, else of the first."""
    found = latest(session, edition=edition, round=edition.round)
    return found or (latest(session, edition=edition, round=1) if edition.round > 1 else None)


def crosses_line(calculation: Calculation | None, code: str, result: str) -> bool:
    """Whether a decision goes against the calibrated order: a winner from below the line, or one above it left out.

    Where nothing could be calibrated there is no order to go against.
    """
    if calculation is None or calculation.results["problem"]:
        return False
    above = code in calculation.results["order"][: calculation.settings["places"]]
    return above != (result == "winner")


def check(session: Session, *, edition: Edition, entry: Entry, expected: int, by: Viewer) -> None:
    """Say that a second person has read a decision with its feedback and agrees. Raises Conflict, Forbidden, Stale."""
    check_deciding(session, edition=edition, by=by)
    hold(session, entry)
    decision = decision_on(session, entry=entry)
    if decision is None:
        raise Conflict(N_("Nothing has been decided about this entry yet."))
    if decision.row_version != expected:
        raise Stale(decision, decision.row_version)
    if decision.parked_by_id == by.id:
        raise Forbidden(N_("Somebody else than the one who decided has to check it."))
    if not is_whole(decision.strengths, decision.next_step):
        raise Conflict(N_("The feedback is not complete: two strengths and one next step."))
    if decision.checked_at:
        return
    decision.checked_by_id, decision.checked_at = by.id, now()
    session.add(decision)
    after = {"award": decision.award, "row_version": decision.row_version}
    audit.record(session, by=by, verb="entry.check", object_type="entry", object_id=entry.code, after=after)


def advice_on(
    session: Session, *, entry_ids: Collection[int], left_out: Collection[int] | None = None
) -> dict[int, Advice]:
    """What the jury wrote for organisations on cards that count, the latest round first, each text once.

    The entries are of one edition. `left_out` are its `uncounted` cards, for pages that have asked for them already.
    """
    if left_out is None:
        edition = session.exec(select(Edition).join(Entry).where(col(Entry.id).in_(list(entry_ids))).limit(1)).first()
        left_out = uncounted(session, edition=edition) if edition else ()
    query = (
        select(Scorecard)
        .join(Juror, col(Juror.id) == Scorecard.juror_id)
        .where(
            col(Scorecard.entry_id).in_(list(entry_ids)),
            Scorecard.state == CardState.FINAL,
            Juror.state == JurorState.ACCEPTED,
            col(Scorecard.id).not_in(sorted(left_out)),
        )
        .order_by(col(Scorecard.round).desc(), col(Scorecard.id))
    )
    cards: dict[int, list[Scorecard]] = {}
    for card in session.exec(query).all():
        cards.setdefault(card.entry_id, []).append(card)
    return {entry_id: _advice(of_entry) for entry_id, of_entry in cards.items()}


def _advice(cards: Sequence[Scorecard]) -> Advice:
    """The first strength of each juror before the second of any, so that the first two come from two people."""
    most = max(len(card.strengths) for card in cards)
    strengths = [card.strengths[place] for place in range(most) for card in cards if place < len(card.strengths)]
    return Advice(_once(strengths), _once(card.next_step for card in cards))


def _once(texts: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def prefilled(said: Said, advice: Advice) -> Said:
    """A decision whose missing feedback is taken from what the jury wrote."""
    strengths = tuple(said.strengths) or advice.strengths[:2]
    next_step = said.next_step or (advice.next_steps[0] if advice.next_steps else "")
    return Said(said.award, strengths, next_step, said.message, said.reason)
