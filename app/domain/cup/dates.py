"""When the phases of an edition begin: planned together, and the deadline moved in one step."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from app.content.text import N_, tidy
from app.domain import audit
from app.domain.cup.local_times import moment_of, moved_by, wall_of
from app.domain.cup.phases import ORDER, following, phase_rows
from app.domain.cup.telling import tell_of_extension
from app.domain.cup.versions import begin_change, mark_changed
from app.domain.errors import Conflict, Invalid
from app.domain.viewer import Viewer
from app.models.cup import Edition, EditionEvent, EditionPhase, Phase
from app.models.types import now
from app.moments import Moment

DATED = ORDER[1:]
LONGEST_REASON = 1000
REASON_NEEDED = N_("Please write a sentence: the people concerned will read it.")
PASSED = N_("This moment has passed.")

Rows = Mapping[Phase, EditionPhase]


def checked_reason(reason: str, *, needed: bool = True) -> str:
    """The reason, tidy. Raises Invalid."""
    reason = tidy(reason)
    if needed and not reason:
        raise Invalid(REASON_NEEDED, "reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "reason", max_length=LONGEST_REASON)
    return reason


def part_of(session: Session, edition: Edition) -> dict[str, str]:
    """The dates as the form about them shows them: clock times of the edition's zone."""
    return {phase: typed_wall(row.starts_at, edition) for phase, row in phase_rows(session, edition).items()}


def typed_wall(moment: datetime | None, edition: Edition) -> str:
    """As a browser's field of date and time has it."""
    return wall_of(moment, zone=edition.time_zone).strftime("%Y-%m-%dT%H:%M") if moment else ""


def plannable(edition: Edition, rows: Rows) -> list[Phase]:
    """The phases whose beginning is planned freely: all of a draft; later those to come.

    The date at which the present phase ends is somebody's deadline once it was set, so it only moves by `extend`.
    """
    if edition.phase is Phase.DRAFT:
        return list(DATED)
    deadline = following(edition.phase)
    coming = ORDER[ORDER.index(edition.phase) + 1 :]
    return [phase for phase in coming if phase is not deadline or rows[phase].starts_at is None]


def set_dates(
    session: Session,
    *,
    edition: Edition,
    by: Viewer,
    seen: str,
    wanted: Mapping[Phase, datetime | None],
    reason: str = "",
) -> None:
    """Plan the beginnings of phases, given as clock times of the edition's zone. Raises Invalid, Stale.

    Once the public knows the edition a reason is needed.
    """
    before = begin_change(session, edition=edition, seen=seen, part=lambda: part_of(session, edition))
    reason = checked_reason(reason, needed=edition.phase is not Phase.DRAFT)
    rows = phase_rows(session, edition)
    for phase in plannable(edition, rows):
        wall = wanted.get(phase)
        if (typed_wall(rows[phase].starts_at, edition)) == (wall.strftime("%Y-%m-%dT%H:%M") if wall else ""):
            continue
        rows[phase].starts_at = _future(edition, phase, wall) if wall else None
        session.add(rows[phase])
    _check_order(rows)
    mark_changed(session, edition)
    after = {phase: typed_wall(row.starts_at, edition) for phase, row in rows.items()}
    changed = [phase for phase in DATED if before[phase] != after[phase]]
    for phase in changed:
        _keep(session, edition, f"{phase} {before[phase]}", f"{phase} {after[phase]}", reason, by)
    if changed:
        _record(session, edition, by, "edition.dates", {p: before[p] for p in changed}, {p: after[p] for p in changed})


def _future(edition: Edition, phase: Phase, wall: datetime) -> datetime:
    moment = moment_of(wall, zone=edition.time_zone, field=f"starts_{phase}")
    if moment <= now():
        raise Invalid(PASSED, f"starts_{phase}")
    return moment


def _check_order(rows: Rows) -> None:
    earlier: datetime | None = None
    for phase in DATED:
        starts = rows[phase].starts_at
        if starts and earlier and starts <= earlier:
            raise Invalid(N_("A phase begins after the one before it."), f"starts_{phase}")
        earlier = starts or earlier


def overtaken(session: Session, *, edition: Edition, until: datetime) -> dict[Phase, tuple[datetime, datetime]]:
    """What a new end of the present phase, a clock time of its zone, would push: phase → (before, after).

    Whatever would begin too early moves by as much as the end does. Raises Invalid (field "until"), Conflict.
    """
    rows = phase_rows(session, edition)
    after = following(edition.phase)
    end = rows[after].starts_at if after else None
    if after is None or end is None or edition.phase is Phase.DRAFT:
        raise Conflict(N_("There is no deadline that could be moved."))
    moment = moment_of(until, zone=edition.time_zone, field="until")
    if moment <= now():
        raise Invalid(PASSED, "until")
    if moment <= end:
        raise Invalid(N_("A deadline that people count on is only moved to a later date."), "until")
    delta = until - wall_of(end, zone=edition.time_zone)
    latest, pushed = moment, {}
    for phase in ORDER[ORDER.index(after) + 1 :]:
        starts = rows[phase].starts_at
        if starts and starts <= latest:
            pushed[phase] = (starts, moved_by(starts, delta, zone=edition.time_zone))
            latest = pushed[phase][1]
    return pushed


def extend(session: Session, *, edition: Edition, by: Viewer, until: datetime, reason: str, agreed: bool) -> None:
    """End the present phase later, and push what would be overtaken if that was `agreed`.

    Raises Invalid, and Conflict where dates would be overtaken and nobody agreed, or the phase is over.
    """
    session.refresh(edition, with_for_update=True)
    pushed = overtaken(session, edition=edition, until=until)
    reason = checked_reason(reason)
    if pushed and not agreed:
        raise Conflict(N_("Later dates would be overtaken. Please look at them and agree."))
    rows = phase_rows(session, edition)
    after = following(edition.phase) or Phase.ARCHIVED
    moved = {after: moment_of(until, zone=edition.time_zone), **{phase: to for phase, (_, to) in pushed.items()}}
    before = {str(phase): typed_wall(rows[phase].starts_at, edition) for phase in moved}
    for phase, moment in moved.items():
        rows[phase].starts_at = moment
        session.add(rows[phase])
        _keep(session, edition, f"{phase} {before[phase]}", f"{phase} {typed_wall(moment, edition)}", reason, by)
    mark_changed(session, edition)
    new = {str(phase): typed_wall(moment, edition) for phase, moment in moved.items()}
    _record(session, edition, by, "edition.extend", before, {**new, "reason": reason})
    ends = Moment(moved[after], edition.time_zone).text()
    tell_of_extension(session, edition=edition, ends=ends, reason=reason, by=by)


def _keep(session: Session, edition: Edition, before: str, after: str, reason: str, by: Viewer) -> None:
    session.add(
        EditionEvent(
            edition_id=edition.id or 0, kind="dates", before=before.strip(), after=after, reason=reason, by_id=by.id
        )
    )


def _record(
    session: Session, edition: Edition, by: Viewer, verb: str, before: Mapping[str, str], after: Mapping[str, str]
) -> None:
    audit.record(session, by=by, verb=verb, object_type="edition", object_id=edition.year, before=before, after=after)
