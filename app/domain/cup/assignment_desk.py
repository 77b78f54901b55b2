"""What coordinators see of an assignment: who reads what and why, what a proposal would add, and what is missing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from app.domain.cup.access import ids_to_run
from app.domain.cup.affinity import Fit
from app.domain.cup.assignable import REFUSED, Hindrance, Situation, ToRead, situation_of
from app.domain.cup.proposing import is_outdated, latest_proposal, pairs_of
from app.domain.viewer import Viewer
from app.models.cup import Edition
from app.models.jury import Calculation, Juror, Scorecard


@dataclass(frozen=True, slots=True)
class Reading:
    """A juror of an entry; without a card it is only proposed."""

    juror: Juror
    fit: Fit
    card: Scorecard | None


@dataclass(frozen=True, slots=True)
class EntryRow:
    one: ToRead
    readers: list[Reading]
    anchor: bool

    @property
    def affinity(self) -> int:
        return sum(reader.fit.points for reader in self.readers)


@dataclass(frozen=True, slots=True)
class LoadRow:
    juror: Juror
    held: int
    proposed: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """An entry that lacks `missing` jurors; what keeps how many from it, and who could if they took more."""

    one: ToRead
    missing: int
    kept: list[tuple[Hindrance, int]]
    crowded: list[Juror]


@dataclass(frozen=True)
class AssignmentDesk:
    """Of the entries that the reader may know of; loads count these alone."""

    situation: Situation
    rows: list[EntryRow]
    loads: list[LoadRow]
    proposal: Calculation | None
    outdated: bool
    new_pairs: int
    shortages: list[Shortage] = field(default_factory=list)
    more_load: list[tuple[Juror, int]] = field(default_factory=list)
    parts: int = 1

    @property
    def acceptable(self) -> bool:
        """It says something new, and nothing that it began with has changed."""
        return self.proposal is not None and not self.outdated and not self.impossible and self.new_pairs > 0

    @property
    def impossible(self) -> bool:
        return self.proposal is not None and not self.outdated and bool(self.proposal.results["problem"])

    @property
    def covered(self) -> int:
        """Entries with enough jurors, the proposed ones counted."""
        return sum(len(row.readers) >= self.situation.edition.jurors_per_entry for row in self.rows)

    @property
    def worst(self) -> EntryRow | None:
        read = [row for row in self.rows if row.readers]
        return min(read, key=lambda row: row.affinity) if read else None

    @property
    def languages_nobody_reads(self) -> list[str]:
        return sorted({row.one.subject.language for row in self.rows} & self.situation.unreadable)


def assignment_desk(session: Session, *, edition: Edition, viewer: Viewer) -> AssignmentDesk:
    situation = situation_of(session, edition=edition)
    ids = ids_to_run(session, entries=[one.entry for one in situation.entries], edition=edition, viewer=viewer)
    shown = [one for one in situation.entries if one.id in ids]
    proposal = latest_proposal(session, edition=edition)
    outdated = proposal is not None and is_outdated(situation, proposal)
    usable = proposal if proposal and not outdated else None
    wanted = _wanted(situation, usable)
    rows = [_row(situation, one, wanted.get(one.id, [])) for one in shown]
    problem = usable.results["problem"] if usable else None
    jurors = {juror.id: juror for juror in situation.jurors}
    return AssignmentDesk(
        situation=situation,
        rows=rows,
        loads=_loads(situation, rows),
        proposal=proposal,
        outdated=outdated,
        new_pairs=sum(len(found) for found in wanted.values()),
        shortages=[_shortage(situation, shown, lack) for lack in problem["lacks"] if lack["entry"] in ids]
        if problem
        else [],
        more_load=[(jurors[one], extra) for one, extra in problem["extra_load"]] if problem else [],
        parts=len(usable.results["parts"]) if usable and not problem else 1,
    )


def _wanted(situation: Situation, proposal: Calculation | None) -> dict[int, list[Juror]]:
    """What a proposal would add, by entry."""
    jurors = {juror.id: juror for juror in situation.jurors}
    wanted: dict[int, list[Juror]] = {}
    for pair in pairs_of(proposal) if proposal else []:
        if (pair.entry_id, pair.juror_id) not in situation.cards:
            wanted.setdefault(pair.entry_id, []).append(jurors[pair.juror_id])
    return wanted


def _row(situation: Situation, one: ToRead, wanted: Sequence[Juror]) -> EntryRow:
    held = [
        Reading(juror, situation.fit(one, juror), situation.cards[one.id, juror.id or 0])
        for juror in situation.jurors
        if situation.holds(one, juror)
    ]
    return EntryRow(
        one, [*held, *(Reading(juror, situation.fit(one, juror), None) for juror in wanted)], one in situation.anchors
    )


def _loads(situation: Situation, rows: Sequence[EntryRow]) -> list[LoadRow]:
    held = Counter(reader.juror.id for row in rows for reader in row.readers if reader.card)
    proposed = Counter(reader.juror.id for row in rows for reader in row.readers if not reader.card)
    found = [LoadRow(juror, held[juror.id], proposed[juror.id]) for juror in situation.jurors]
    return sorted(found, key=lambda one: (-(one.held + one.proposed), one.juror.name))


def _shortage(situation: Situation, shown: Sequence[ToRead], lack: dict[str, object]) -> Shortage:
    one = next(one for one in shown if one.id == lack["entry"])
    free = [juror for juror in situation.jurors if not situation.holds(one, juror)]
    kept = Counter(
        next((hindrance for hindrance in situation.hindrances(one, juror) if hindrance is not Hindrance.LOAD), None)
        for juror in free
    )
    could = set(lack["open"]) if isinstance(lack["open"], list) else set()
    return Shortage(
        one,
        int(str(lack["missing"])),
        [(hindrance, count) for hindrance, count in kept.items() if hindrance],
        [juror for juror in situation.jurors if juror.id in could],
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A juror for one entry: has it, may have it, should not (`against`), or may not (`refused`)."""

    juror: Juror
    fit: Fit
    load: int
    card: Scorecard | None
    hindrances: list[Hindrance]

    @property
    def refused(self) -> list[Hindrance]:
        return [one for one in self.hindrances if one in REFUSED]


def candidates_for(situation: Situation, one: ToRead) -> list[Candidate]:
    """Those who have it first, then who fits best, then those who can not."""
    found = [
        Candidate(
            juror,
            situation.fit(one, juror),
            situation.loads.get(juror.id or 0, 0),
            situation.cards.get((one.id, juror.id or 0)) if situation.holds(one, juror) else None,
            [] if situation.holds(one, juror) else situation.hindrances(one, juror),
        )
        for juror in situation.jurors
    ]
    return sorted(
        found,
        key=lambda each: (
            each.card is None,
            bool(each.refused),
            len(each.hindrances),
            -each.fit.points,
            each.load,
            each.juror.name,
        ),
    )
