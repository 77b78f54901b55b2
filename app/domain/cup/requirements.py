"""What must be there before a phase of an edition begins, and what a coordinator should know before."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import Session, col, func, select

from app.content.text import N_
from app.domain.cup.access import entries_to_run
from app.domain.cup.conflicts import hidden_from
from app.domain.cup.phases import following, phase_rows
from app.domain.cup.rubric import criteria_of, is_sound
from app.domain.cup.telling import OPEN_CARDS
from app.domain.viewer import Viewer
from app.models.cup import Edition, Phase
from app.models.entries import Entry, EntryState
from app.models.jury import CardState, Scorecard
from app.models.types import now
from app.moments import Moment

S = EntryState
# Phases whose end is somebody's deadline.
_WITH_DEADLINE = {
    Phase.CALL_OPEN: N_("The call has no end yet: set the date at which the screening begins."),
    Phase.JUDGING: N_("The judging has no end yet: set the date at which the deliberation begins."),
}
_OVER = N_("The date at which this phase ends has passed already.")


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence marked for translation, with what fills it."""

    message: str
    params: Mapping[str, object] = field(default_factory=dict)


def missing_for(session: Session, *, edition: Edition, phase: Phase, viewer: Viewer | None = None) -> list[Remark]:
    """What keeps a phase from beginning; empty when it may. Said in words that `viewer` may know."""
    missing = _deadline(session, edition, phase)
    if phase is Phase.CALL_OPEN:
        missing += _for_call(session, edition)
    if phase is Phase.JUDGING:
        missing += _still_mended(session, edition, viewer)
    if phase is Phase.ANNOUNCED and edition.released_at is None:
        missing.append(Remark(N_("The results are announced by releasing the decisions of the jury.")))
    return missing


def _deadline(session: Session, edition: Edition, phase: Phase) -> list[Remark]:
    if phase not in _WITH_DEADLINE:
        return []
    after = following(phase)
    end = phase_rows(session, edition)[after].starts_at if after else None
    if end is None:
        return [Remark(_WITH_DEADLINE[phase])]
    return [Remark(_OVER)] if end <= now() else []


def _for_call(session: Session, edition: Edition) -> list[Remark]:
    words = edition.texts.get(edition.language, {})
    missing = []
    if not words.get("title"):
        missing.append(Remark(N_("The cup has no title yet.")))
    if not words.get("rules"):
        missing.append(Remark(N_("The rules are not written yet.")))
    if not edition.languages:
        missing.append(Remark(N_("No language is chosen in which organisations may enter.")))
    if not is_sound(criteria_of(session, edition)):
        missing.append(Remark(N_("Criteria of learning have to carry more than half of the weight.")))
    return missing


def _still_mended(session: Session, edition: Edition, viewer: Viewer | None) -> list[Remark]:
    """Who was given time to mend an entry has it: the judging begins when it was sent again, or the time is over."""
    query = select(Entry).where(
        Entry.edition_id == edition.id, Entry.state == S.TO_COMPLETE, col(Entry.repair_due) > now()
    )
    entries = session.exec(query.order_by(col(Entry.repair_due), col(Entry.code))).all()
    hidden = hidden_from(session, edition=edition, viewer=viewer) if viewer and entries else frozenset()
    shown = [entry for entry in entries if entry.organisation_id not in hidden]
    if not shown:
        return [Remark(N_("The screening is not finished. A coordinator without a tie sees why."))] if entries else []
    last = max(entry.repair_due for entry in shown if entry.repair_due)
    codes = ", ".join(entry.code for entry in shown)
    message = N_("Until %(when)s organisations may still mend their entries: %(codes)s.")
    return [Remark(message, {"when": Moment(last, edition.time_zone), "codes": codes})]


def worth_knowing(session: Session, *, edition: Edition, phase: Phase, viewer: Viewer) -> list[Remark]:
    """What is not finished, of what this coordinator may know. The phase may begin all the same."""
    visible = entries_to_run(session, edition=edition, viewer=viewer)
    entries = visible.with_only_columns(col(Entry.id))
    if phase is Phase.JUDGING:
        return _before_judging(session, edition, entries)
    if phase is Phase.DELIBERATION:
        cards = select(func.count()).select_from(Scorecard).where(col(Scorecard.entry_id).in_(entries))
        still = session.exec(cards.where(col(Scorecard.state).in_(OPEN_CARDS))).one()
        return [Remark(N_("Scorecards that are not handed in yet: %(count)s."), {"count": still})] if still else []
    return []


def _before_judging(session: Session, edition: Edition, entries: object) -> list[Remark]:
    open_states = (S.SUBMITTED, S.TO_COMPLETE, S.APPEAL)
    here = select(func.count()).select_from(Entry).where(col(Entry.id).in_(entries))  # type: ignore[arg-type]
    undecided = session.exec(here.where(col(Entry.state).in_(open_states))).one()
    cards = (
        select(func.count())
        .select_from(Scorecard)
        .where(
            Scorecard.entry_id == Entry.id,
            Scorecard.round == edition.round,
            Scorecard.state != CardState.DECLINED,
        )
        .correlate(Entry)
        .scalar_subquery()
    )
    lacking = session.exec(here.where(Entry.state == S.ELIGIBLE, cards < edition.jurors_per_entry)).one()
    remarks = []
    if undecided:
        remarks.append(Remark(N_("Entries whose eligibility is not decided yet: %(count)s."), {"count": undecided}))
    if lacking:
        remarks.append(Remark(N_("Eligible entries that lack jurors: %(count)s."), {"count": lacking}))
    return remarks
