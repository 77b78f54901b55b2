"""The second round: the short list is judged again, with scorecards of its own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.content.text import N_, tidy
from app.domain import audit
from app.domain.cup.calculating import calculate_soon
from app.domain.cup.conflicts import binding_ties
from app.domain.cup.deliberating import check_deciding
from app.domain.cup.phases import rights_now
from app.domain.cup.versions import mark_changed
from app.domain.errors import Conflict, Invalid
from app.domain.viewer import Viewer
from app.models.cup import Edition, Phase
from app.models.entries import Entry, EntryState
from app.models.jury import CardState, Juror, JurorState, Scorecard

SECOND = 2
LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member of the jury and how many entries of the short list they could judge again."""

    juror: Juror
    entries: int


def is_running(session: Session, edition: Edition) -> bool:
    return edition.round == SECOND and edition.phase is Phase.DELIBERATION and rights_now(session, edition).score


def candidates(session: Session, *, edition: Edition) -> list[Candidate]:
    """Who could judge the short list again. For those who decide: they may know all of it."""
    jurors = _jurors(session, edition)
    pairs = _pairs(session, edition, jurors)
    counts = {juror.id: sum(one == juror.id for _, one in pairs) for juror in jurors}
    return [Candidate(juror, counts[juror.id]) for juror in jurors if counts[juror.id]]


def begin(session: Session, *, edition: Edition, juror_ids: Collection[int], by: Viewer) -> int:
    """Give these jurors the short list to judge; returns the number of new scorecards.

    Begun again it adds what came to the short list since, and takes scores again if the round was ended. It lasts
    until a coordinator ends it or the deliberation is over. Raises Conflict, Forbidden, Invalid.
    """
    check_deciding(session, edition=edition, by=by)
    session.refresh(edition, with_for_update=True)
    if edition.phase is not Phase.DELIBERATION:
        raise Conflict(N_("The short list is judged again while the jury deliberates."))
    jurors = [juror for juror in _jurors(session, edition) if juror.id in juror_ids]
    pairs = _pairs(session, edition, jurors)
    _check(_short_list(session, edition), pairs)
    second = Scorecard.edition_id == edition.id, Scorecard.round == SECOND
    there = set(session.exec(select(Scorecard.entry_id, Scorecard.juror_id).where(*second)).all())
    new = [pair for pair in pairs if pair not in there]
    session.add_all(_card(edition, entry, juror, by) for entry, juror in new)
    before, edition.round = edition.round, SECOND
    _take_scores(session, edition, True)
    _record(session, edition, by, "edition.second_round", before, {"cards": len(new)})
    return len(new)


def _check(entries: Sequence[Entry], pairs: Sequence[tuple[int, int]]) -> None:
    if not entries:
        raise Invalid(N_("Nothing is on the short list yet."), "juror")
    if not pairs:
        raise Invalid(N_("Choose at least one juror."), "juror")
    read = {entry for entry, _ in pairs}
    if left := [entry.code for entry in entries if entry.id not in read]:
        message = N_("Nobody of those chosen may judge %(entries)s. Choose more jurors.")
        raise Invalid(message, "juror", entries=", ".join(left))


def end(session: Session, *, edition: Edition, reason: str, by: Viewer) -> None:
    """Take no more scores of the second round. What is not handed in does not count."""
    check_deciding(session, edition=edition, by=by)
    session.refresh(edition, with_for_update=True)
    if not is_running(session, edition):
        raise Conflict(N_("No second round is going on."))
    reason = tidy(reason)
    if len(reason) > LONGEST_REASON:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "reason", max_length=LONGEST_REASON)
    _take_scores(session, edition, False)
    _record(session, edition, by, "edition.second_round_end", SECOND, {"reason": reason})
    calculate_soon(session, edition_id=edition.id or 0)


def _take_scores(session: Session, edition: Edition, taken: bool) -> None:
    row = rights_now(session, edition)
    row.score = taken
    session.add(row)
    mark_changed(session, edition)


def _record(session: Session, edition: Edition, by: Viewer, verb: str, before: int, after: dict[str, object]) -> None:
    audit.record(
        session,
        by=by,
        verb=verb,
        object_type="edition",
        object_id=edition.year,
        before={"round": before},
        after={"round": edition.round, **after},
    )


def _short_list(session: Session, edition: Edition) -> Sequence[Entry]:
    query = select(Entry).where(Entry.edition_id == edition.id, Entry.state == EntryState.SHORTLISTED)
    return session.exec(query.order_by(col(Entry.code))).all()


def _jurors(session: Session, edition: Edition) -> Sequence[Juror]:
    query = select(Juror).where(
        Juror.edition_id == edition.id,
        Juror.state == JurorState.ACCEPTED,
        col(Juror.conflicts_declared_at).is_not(None),
    )
    return session.exec(query.order_by(col(Juror.name), col(Juror.id))).all()


def _pairs(session: Session, edition: Edition, jurors: Sequence[Juror]) -> list[tuple[int, int]]:
    """(entry, juror) of the short list, but for ties and for what a juror has declined before."""
    users = [juror.user_id for juror in jurors if juror.user_id]
    tied = {(tie.organisation_id, tie.user_id) for tie in binding_ties(session, edition=edition, user_ids=users)}
    declined = select(Scorecard.entry_id, Scorecard.juror_id).where(
        Scorecard.edition_id == edition.id, Scorecard.state == CardState.DECLINED
    )
    left_out = set(session.exec(declined).all())
    return [
        (entry.id or 0, juror.id or 0)
        for entry in _short_list(session, edition)
        for juror in jurors
        if (entry.organisation_id, juror.user_id) not in tied and (entry.id, juror.id) not in left_out
    ]


def _card(edition: Edition, entry_id: int, juror_id: int, by: Viewer) -> Scorecard:
    return Scorecard(
        edition_id=edition.id or 0, entry_id=entry_id, juror_id=juror_id, round=SECOND, assigned_by_id=by.id
    )
