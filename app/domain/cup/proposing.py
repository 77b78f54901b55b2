"""A proposal of who reads what: worked out by a job from what is written down here, kept with it, accepted as a whole.

It is kept as a `Calculation`, so that the same jurors can be shown to follow from the same conditions.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlmodel import Session, col, select

from app.content.text import N_
from app.domain import audit
from app.domain.cup.assignable import Hindrance, Situation, ToRead, situation_of
from app.domain.errors import Conflict
from app.domain.jobs import enqueue
from app.domain.viewer import Viewer
from app.models.cup import Edition, Phase
from app.models.jury import Calculation, Juror
from app.models.platform import Job, JobState

METHOD = "assignment-1"
OPEN_IN = (Phase.SCREENING, Phase.JUDGING, Phase.DELIBERATION)


def check_assignable(edition: Edition) -> None:
    if edition.phase not in OPEN_IN:
        raise Conflict(N_("Entries are given to jurors between the end of the call and the results."))


def ask_for_proposal(session: Session, *, edition: Edition, by: Viewer) -> None:
    """Have it worked out in the background. Raises Conflict without entries or jurors."""
    check_assignable(edition)
    situation = situation_of(session, edition=edition)
    if not situation.entries:
        raise Conflict(N_("No entry has been found eligible yet."))
    if not situation.jurors:
        raise Conflict(N_("Nobody has accepted a seat in the jury yet."))
    enqueue(session, "cup_assign", key=_key(edition), edition_id=edition.id, by_id=by.id)
    audit.record(session, by=by, verb="cup.propose", object_type="edition", object_id=edition.year)


def _key(edition: Edition) -> str:
    return f"cup_assign:{edition.id}"


def job_state(session: Session, *, edition: Edition) -> JobState | None:
    """Of the latest job: whether a proposal is being worked out, or could not be."""
    query = select(Job.state).where(Job.key == _key(edition)).order_by(col(Job.id).desc()).limit(1)
    state = session.exec(query).first()
    return JobState(state) if state else None


def inputs_of(situation: Situation) -> dict[str, Any]:
    """All that decides, in plain numbers. Entries and jurors are named by their ids; pairs are places in these lists.

    Anchor entries have nothing left to choose: whoever may read them gets them, and they hold the others together.
    """
    entries, jurors = situation.entries, situation.jurors
    fixed = _fixed(situation)
    read, kept = Counter(row for row, _ in fixed), Counter(column for _, column in fixed)
    anchors = {one.id for one in situation.anchors}
    least = situation.edition.jurors_per_entry
    per_entry = [read[row] if one.id in anchors else max(least, read[row]) for row, one in enumerate(entries)]
    most = [max(juror.max_load, kept[column]) for column, juror in enumerate(jurors)]
    return {
        "entries": [one.id for one in entries],
        "jurors": [juror.id for juror in jurors],
        "anchors": sorted(anchors),
        "per_entry": per_entry,
        "max_load": most,
        "even_load": even_load(most, kept, sum(per_entry)),
        "affinity": [[situation.fit(one, juror).points for juror in jurors] for one in entries],
        "forbidden": [
            [row, column]
            for row, one in enumerate(entries)
            for column, juror in enumerate(jurors)
            if not situation.holds(one, juror) and _forbidden(situation, one, juror)
        ],
        "fixed": fixed,
    }


def even_load(most: Sequence[int], kept: Mapping[int, int], needed: int) -> int:
    """The smallest load that, if all who can took as much, would be enough: the work is shared before it is fitted."""
    for load in range(max(most, default=0)):
        if sum(max(min(load, limit), kept.get(place, 0)) for place, limit in enumerate(most)) >= needed:
            return load
    return max(most, default=0)


def _forbidden(situation: Situation, one: ToRead, juror: Juror) -> bool:
    return any(hindrance is not Hindrance.LOAD for hindrance in situation.hindrances(one, juror))


def _fixed(situation: Situation) -> list[list[int]]:
    """What is there already, and the anchor entries of everybody."""
    rows = {one.id: row for row, one in enumerate(situation.entries)}
    columns = {juror.id: column for column, juror in enumerate(situation.jurors)}
    pairs = {(rows[one.id], columns[juror.id]) for one, juror in situation.held}
    pairs |= {
        (rows[one.id], columns[juror.id])
        for one in situation.anchors
        for juror in situation.jurors
        if not _forbidden(situation, one, juror)
    }
    return [list(pair) for pair in sorted(pairs)]


def is_outdated(situation: Situation, proposal: Calculation) -> bool:
    """Entries, jurors or cards are not those it began with. What else may have changed is seen when it is accepted."""
    now_is = [one.id for one in situation.entries], [juror.id for juror in situation.jurors], _fixed(situation)
    return now_is != (proposal.inputs["entries"], proposal.inputs["jurors"], proposal.inputs["fixed"])


def fingerprint(value: Mapping[str, Any]) -> str:
    return sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def keep_proposal(
    session: Session, *, edition: Edition, inputs: Mapping[str, Any], results: Mapping[str, Any], by_id: int | None
) -> Calculation:
    row = Calculation(
        edition_id=edition.id or 0,
        round=edition.round,
        method=METHOD,
        settings={"jurors_per_entry": edition.jurors_per_entry},
        inputs=dict(inputs),
        results=dict(results),
        inputs_hash=fingerprint(inputs),
        results_hash=fingerprint(results),
        by_id=by_id,
    )
    session.add(row)
    session.flush()
    return row


def latest_proposal(session: Session, *, edition: Edition) -> Calculation | None:
    query = select(Calculation).where(
        Calculation.edition_id == edition.id, Calculation.method == METHOD, Calculation.round == edition.round
    )
    return session.exec(query.order_by(col(Calculation.id).desc()).limit(1)).first()


@dataclass(frozen=True, slots=True)
class Pair:
    """An entry and a juror of a proposal, by id."""

    entry_id: int
    juror_id: int


def pairs_of(proposal: Calculation) -> list[Pair]:
    """Everything it wants to be, with what is already; empty when it is impossible."""
    inputs, results = proposal.inputs, proposal.results
    if results["problem"]:
        return []
    return [
        Pair(inputs["entries"][row], inputs["jurors"][column])
        for row, columns in enumerate(results["jurors"])
        for column in columns
    ]
