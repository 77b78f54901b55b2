"""The desk of the screening: which entry waits for whom, what waits longest first.

It says who has decided, never what: whoever looks second must not know what the first one found.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, literal, union_all
from sqlalchemy import select as sql
from sqlmodel import Session, col, exists, func, select

from app.content.text import N_
from app.domain.asking import ME, asked_by
from app.domain.cup.access import entries_to_run
from app.domain.cup.conflicts import binding_ties, tie_rows, ties_of
from app.domain.cup.verdicts import ENOUGH
from app.domain.viewer import Viewer
from app.models.cup import Edition, EditionPhase
from app.models.entries import Entry, EntryEvent, EntryState, EntrySubmission, Screening
from app.models.organisations import Organisation
from app.models.people import User

S = EntryState


class Stage(StrEnum):
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    APPEALS = "appeals"
    MENDED = "mended"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"


LABELS: dict[Stage, str] = {
    Stage.FIRST: N_("First look"),
    Stage.SECOND: N_("Second look"),
    Stage.THIRD: N_("Third person"),
    Stage.APPEALS: N_("Appeals"),
    Stage.MENDED: N_("Being mended"),
    Stage.ELIGIBLE: N_("Take part"),
    Stage.INELIGIBLE: N_("Cannot take part"),
}
ABOUT: dict[Stage, str] = {
    Stage.FIRST: N_("Nobody has looked yet whether these can take part."),
    Stage.SECOND: N_("One person has decided. Somebody else looks without knowing what that person said."),
    Stage.THIRD: N_("Two people came to different views. What a third one says settles it."),
    Stage.APPEALS: N_("The organisation asks for a second look, by somebody who had not decided about its entry."),
    Stage.MENDED: N_("The organisation was asked to mend something, and has until the date shown."),
    Stage.ELIGIBLE: N_("These take part; the jury reads them."),
    Stage.INELIGIBLE: N_("These cannot take part. Their organisations may ask for a second look."),
}
_BY_STATE = {
    S.APPEAL: Stage.APPEALS,
    S.TO_COMPLETE: Stage.MENDED,
    S.INELIGIBLE: Stage.INELIGIBLE,
    **dict.fromkeys((S.ELIGIBLE, S.SHORTLISTED, S.WINNER, S.FINALIST, S.HONOURED), Stage.ELIGIBLE),
}
_BY_LOOKS = (Stage.FIRST, Stage.SECOND, Stage.THIRD)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One entry on the desk. `deciders` have decided on the text that counts; `mine`: this person may decide now."""

    code: str
    title: str
    language: str
    organisation: str
    country: str
    stage: Stage
    since: datetime
    submission: int
    due: datetime | None
    deciders: tuple[str, ...]
    mine: bool


@dataclass(frozen=True, slots=True)
class Looks:
    """Who has decided about an entry: on the text that counts now, and ever."""

    now: list[int] = field(default_factory=list)
    ever: set[int] = field(default_factory=set)


def waiting(session: Session, *, edition: Edition, viewer: Viewer) -> list[Waiting]:
    """All entries that this coordinator may know of but withdrawn ones, what waits longest first."""
    rows = _rows(session, edition, viewer)
    looks = _looks(session, edition, rows)
    people = {person for one in looks.values() for person in one.now}
    names = dict(session.exec(select(User.id, User.name).where(col(User.id).in_(people))).all()) if people else {}
    found = [_waiting(row, looks.get(row.id, Looks()), names, viewer) for row in rows]
    return sorted(found, key=lambda one: (one.since, one.code))


def _rows(session: Session, edition: Edition, viewer: Viewer) -> Sequence[Any]:
    """The entries with the latest submission of each and their organisation."""
    visible = entries_to_run(session, edition=edition, viewer=viewer).with_only_columns(col(Entry.id))
    columns: Any = select
    query = (
        columns(
            Entry.id,
            Entry.code,
            Entry.state,
            Entry.organisation_id,
            _latest_step().label("moved_at"),
            Entry.repair_due,
            EntrySubmission.number,
            EntrySubmission.title,
            EntrySubmission.language,
            EntrySubmission.at,
            col(Organisation.name).label("organisation"),
            Organisation.country,
        )
        .join(EntrySubmission, col(EntrySubmission.entry_id) == Entry.id)
        .join(Organisation, col(Organisation.id) == Entry.organisation_id)
        .where(col(Entry.id).in_(visible), Entry.state != S.WITHDRAWN, EntrySubmission.number == _latest_number())
    )
    return session.execute(query).all()


def _latest_number() -> Any:
    others = select(func.max(EntrySubmission.number)).where(EntrySubmission.entry_id == Entry.id)
    return others.correlate(Entry).scalar_subquery()


def _latest_step() -> Any:
    steps = select(func.max(EntryEvent.at)).where(EntryEvent.entry_id == Entry.id)
    return func.coalesce(steps.correlate(Entry).scalar_subquery(), Entry.submitted_at, Entry.created_at)


def _looks(session: Session, edition: Edition, rows: Iterable[Any]) -> dict[int, Looks]:
    """By the id of the entry. Verdicts of people who have a tie with it do not count."""
    query = select(Screening.entry_id, Screening.submission, Screening.on_appeal, Screening.by_id)
    query = query.join(Entry, col(Entry.id) == Screening.entry_id).where(Entry.edition_id == edition.id)
    given = session.execute(query.order_by(col(Screening.id))).all()
    ties = binding_ties(session, edition=edition, user_ids={person for *_, person in given})
    tied = {(tie.user_id, tie.organisation_id) for tie in ties}
    known = {row.id: row for row in rows}
    found: dict[int, Looks] = {}
    for entry_id, submission, on_appeal, person in given:
        row = known.get(entry_id)
        if row is None or (person, row.organisation_id) in tied:
            continue
        looks = found.setdefault(entry_id, Looks())
        looks.ever.add(person)
        if submission == row.number and not (on_appeal and row.state is S.SUBMITTED):
            looks.now.append(person)
    return found


def _waiting(row: Any, looks: Looks, names: dict[int | None, str], viewer: Viewer) -> Waiting:
    stage = _BY_STATE.get(row.state) or _BY_LOOKS[min(len(looks.now), ENOUGH)]
    return Waiting(
        code=row.code,
        title=row.title,
        language=row.language,
        organisation=row.organisation,
        country=row.country,
        stage=stage,
        since=row.at if row.state is S.SUBMITTED else row.moved_at,
        submission=row.number,
        due=row.repair_due if stage is Stage.MENDED else None,
        deciders=tuple(names.get(person, "") for person in looks.now),
        mine=(row.state is S.SUBMITTED and viewer.id not in looks.now)
        or (row.state is S.APPEAL and viewer.id not in looks.ever),
    )


def stage_counts(rows: Iterable[Waiting]) -> dict[Stage, int]:
    found = Counter(row.stage for row in rows)
    return {stage: found[stage] for stage in Stage}


def count_waiting(session: Session, viewer: Viewer) -> int:
    """How many entries of all editions wait for this coordinator's own verdict, in one query."""
    return sum(_undecided(session, viewer).values()) if viewer.is_coordinator else 0


def waiting_by_edition(session: Session, viewer: Viewer) -> list[tuple[Edition, int]]:
    """The editions in which entries wait for this coordinator's own verdict, and how many in each."""
    if not viewer.is_coordinator:
        return []
    counts = _undecided(session, viewer)
    query = select(Edition).where(col(Edition.id).in_(counts)).order_by(col(Edition.year))
    return [(edition, counts[edition.id or 0]) for edition in session.exec(query).all()] if counts else []


def _undecided(session: Session, viewer: Viewer) -> Counter[int]:
    """How many entries without a tie this person has given no verdict on yet, by the id of the edition."""
    return undecided_among(session.execute(_undecided_and_ties(), asked_by(viewer)).all())


def undecided_among(rows: Iterable[Any]) -> Counter[int]:
    """The same of the rows that `undecided_and_ties` gave."""
    by_edition: dict[int, list[Any]] = {}
    for row in rows:
        by_edition.setdefault(row[0], []).append(row)
    found: Counter[int] = Counter()
    for edition_id, about in by_edition.items():
        tied = {tie.organisation_id for tie in ties_of(row for row in about if row[-1])}
        found[edition_id] = sum(1 for row in about if not row[-1] and row[2] not in tied)
    return +found


@cache
def _undecided_and_ties() -> CompoundSelect[Any]:
    return union_all(*undecided_and_ties())


def undecided_and_ties() -> list[Any]:
    """Selects of one shape, so that one query tells both: of `me` as a parameter, in the editions that screen now."""
    here = (col(EditionPhase.edition_id) == Edition.id) & (col(EditionPhase.phase) == Edition.phase)
    editions = sql(col(Edition.id)).join(EditionPhase, here).where(col(EditionPhase.screen).is_(True))
    return [_undecided_rows(editions), *tie_rows(editions, [ME])]


def _undecided_rows(editions: Any) -> Any:
    """In the shape of `tie_rows`, with nothing for their source."""
    own = (col(Screening.entry_id) == Entry.id) & (col(Screening.by_id) == ME)
    on_latest = col(Screening.submission) == _latest_number()
    submitted = (col(Entry.state) == S.SUBMITTED) & ~exists().where(own, on_latest, col(Screening.on_appeal).is_(False))
    appealed = (col(Entry.state) == S.APPEAL) & ~exists().where(own)
    nothing = literal("")
    about = (col(Entry.edition_id), literal(0), col(Entry.organisation_id), nothing, nothing)
    return sql(*about).where(col(Entry.edition_id).in_(editions), submitted | appealed)
