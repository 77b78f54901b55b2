"""Releasing the results: asked for once, carried out by the worker in one transaction, told to everybody together."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlmodel import Session, col, select

from app.content.text import N_
from app.domain import audit
from app.domain.cases.telling import coordinators
from app.domain.cup.access import without_conflict
from app.domain.cup.calculating import IN_JUDGING
from app.domain.cup.dates import checked_reason
from app.domain.cup.deliberating import TIED
from app.domain.cup.entering import people_of
from app.domain.cup.moving import NotReady, move_on
from app.domain.cup.publishing_cases import publish_case, select_winner
from app.domain.cup.ready import Obstacle, obstacles
from app.domain.cup.redaction import latest_submission, redacted_text
from app.domain.cup.release_job import enqueue_release
from app.domain.cup.telling import jurors, tell
from app.domain.cup.workflow import change_state
from app.domain.errors import Conflict, Forbidden
from app.domain.notices import notify
from app.domain.viewer import Viewer, viewer_of
from app.i18n import translate
from app.models.cases import Case
from app.models.cup import Edition, Phase
from app.models.entries import Decision, Entry
from app.models.people import User
from app.models.types import now

VERBS = {"winner": "make_winner", "finalist": "make_finalist", "honoured": "make_honoured"}
OUT = N_("The results are out already.")
BEGUN = N_("The jury's decisions were released.")


def check(session: Session, *, edition: Edition, viewer: Viewer) -> list[Obstacle]:
    """What is in the way. Raises Forbidden for whoever has a tie with any entry, Conflict once the results are out."""
    if not without_conflict(session, edition=edition, viewer=viewer):
        raise Forbidden(TIED)
    if edition.released_at:
        raise Conflict(OUT)
    return obstacles(session, edition=edition)


def ask_release(
    session: Session, *, edition: Edition, by: Viewer, accepted: Collection[str] = (), reason: str = ""
) -> None:
    """Let the worker release everything. Asked twice, it is released once.

    `accepted` are the kinds of obstacles that may stay so, for this reason. Raises Forbidden, Conflict, NotReady,
    Invalid (field "reason").
    """
    # Of two who release at once the second sees what the first has asked for.
    session.refresh(edition, with_for_update=True)
    found = check(session, edition=edition, viewer=by)
    if left := _still(found, accepted):
        raise NotReady(left[0].message, **left[0].params)
    reason = checked_reason(reason, needed=bool(found))
    kinds = sorted(one.kind for one in found)
    enqueue_release(session, edition=edition, by_id=by.id, accepted=kinds, reason=reason)
    _record(session, edition, by, "edition.ask_release", {"accepted": kinds, "reason": reason})


def _still(found: Iterable[Obstacle], accepted: Collection[str]) -> list[Obstacle]:
    return [one for one in found if not (one.acceptable and one.kind in accepted)]


def carry_out(session: Session, *, edition_id: int, by_id: int, accepted: Sequence[str], reason: str) -> bool:
    """Release every decision of an edition, all together or none; False if it was done before or cannot be.

    Looks again at everything first: if something has come in the way meanwhile, whoever asked is told what.
    """
    edition = session.get_one(Edition, edition_id)
    session.refresh(edition, with_for_update=True)
    if edition.released_at:
        return False
    by = viewer_of(session, session.get_one(User, by_id))
    tied = not without_conflict(session, edition=edition, viewer=by)
    if left := _still(obstacles(session, edition=edition), accepted):
        _refuse(session, edition, by, left[0].message, left[0].params)
        return False
    if tied:
        _refuse(session, edition, by, TIED, {})
        return False
    _release(session, edition, by, reason)
    return True


def _refuse(session: Session, edition: Edition, by: Viewer, message: str, params: Mapping[str, object]) -> None:
    language = by.user.language if by.user else edition.language
    why = translate(language, message, **params)
    path = f"/cup/{edition.year}/run/release"
    tell(session, edition=edition, kind="not_released", people=[by.id or 0], path=path, why=why)


def _release(session: Session, edition: Edition, by: Viewer, reason: str) -> None:
    edition.released_at = now()
    session.add(edition)
    rows = _decided(session, edition)
    published = sum([_release_one(session, edition, entry, decision) for entry, decision in rows])
    word = reason or translate(edition.language, BEGUN)
    move_on(session, edition=edition, to=Phase.ANNOUNCED, by=by, reason=word)
    counts = {result: sum(decision.result == result for _, decision in rows) for result in VERBS}
    _record(session, edition, by, "edition.release", {"entries": len(rows), "published": published, **counts})
    helpers = jurors(session, edition) | set(coordinators(session))
    tell(session, edition=edition, kind="released", people=helpers, count=len(rows))


def _decided(session: Session, edition: Edition) -> Sequence[tuple[Entry, Decision]]:
    query = (
        select(Entry, Decision)
        .join(Decision, col(Decision.entry_id) == Entry.id)
        .where(Entry.edition_id == edition.id, col(Entry.state).in_(IN_JUDGING))
    )
    return session.exec(query.order_by(col(Entry.id))).all()


def _release_one(session: Session, edition: Edition, entry: Entry, decision: Decision) -> bool:
    """One entry: its state and award, its case in the library, the word to its organisation."""
    if decision.result:
        change_state(session, entry=entry, verb=VERBS[decision.result], by=None)
    entry.award, entry.updated_at = decision.award, now()
    entry.row_version += 1
    session.add(entry)
    submission = latest_submission(session, entry)
    published = submission is not None and publish_case(session, entry=entry, submission=submission)
    if decision.result == "winner":
        select_winner(session, entry=entry)
    title = redacted_text(submission.title, entry.redactions) if submission else ""
    _tell_organisation(session, edition, entry, decision, title)
    return published


def _tell_organisation(session: Session, edition: Edition, entry: Entry, decision: Decision, title: str) -> None:
    """Every reader gets the words of the award in their own language, which only the mail knows."""
    award = next((one for one in edition.awards if one["key"] == decision.award), None)
    case = session.get_one(Case, entry.case_id)
    notify(
        session,
        people=people_of(session, entry),
        kind="cup_result",
        path=f"/cup/{edition.year}/entries/{entry.code}",
        year=edition.year,
        title=title,
        result=decision.result,
        awards={language: words.get("name", "") for language, words in award["texts"].items()} if award else {},
        original=edition.language,
        strengths=list(decision.strengths),
        next_step=decision.next_step,
        message=decision.message,
        case=f"/cases/{case.code}" if case.current_version_id else "",
    )


def _record(session: Session, edition: Edition, by: Viewer, verb: str, after: dict[str, object]) -> None:
    audit.record(session, by=by, verb=verb, object_type="edition", object_id=edition.year, after=after)
