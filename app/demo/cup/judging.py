"""What coordinators and jurors do in the judging of a demo cup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from app.demo.cup.people import COORDINATOR, members
from app.demo.cup.writing_cards import Pen
from app.demo.work import Work
from app.domain import audit
from app.domain.cup import cards, matrix
from app.domain.cup.assignable import situation_of
from app.domain.cup.conflicts import Tie
from app.domain.cup.redaction import latest_submission
from app.domain.cup.views import TEXT
from app.models.cup import Edition
from app.models.entries import Entry, EntryView
from app.models.jury import CardState, Juror, Scorecard


@dataclass(frozen=True, slots=True)
class Told:
    """A story with the entry it became."""

    story: Mapping[str, Any]
    language: str
    entry_id: int


def confirm(work: Work, edition: Edition, tie: Tie, *, derived: bool) -> None:
    matrix.decide(
        work.session,
        edition=edition,
        tie=tie,
        derived=derived,
        dismiss=False,
        reason="",
        by=work.viewer(COORDINATOR),
    )


def readers(story: Mapping[str, Any], seats: Mapping[str, Juror]) -> Sequence[str]:
    """Who reads it: of an anchor entry, everybody."""
    return list(seats) if story.get("anchor") else story["readers"]


def give(work: Work, edition: Edition, pairs: Sequence[tuple[int, str]], seats: Mapping[str, Juror]) -> None:
    """The scorecards as the accepted proposal of an assignment makes them: none that a juror may not have."""
    by, situation = work.viewer(COORDINATOR), situation_of(work.session, edition=edition)
    entries, jurors = {one.id: one for one in situation.entries}, {one.id: one for one in situation.jurors}
    for entry, key in pairs:
        if against := situation.hindrances(entries[entry], jurors[seats[key].id]):
            raise ValueError(f"{key} may not read {entries[entry].title}: {against}")
    work.session.add_all(
        Scorecard(edition_id=edition.id or 0, entry_id=entry, juror_id=seats[key].id or 0, assigned_by_id=by.id)
        for entry, key in pairs
    )
    after = {"cards": len(pairs)}
    audit.record(work.session, by=by, verb="cup.assign", object_type="edition", object_id=edition.year, after=after)
    work.session.flush()


def in_turn(told: Sequence[Told], seats: Mapping[str, Juror]) -> list[tuple[Told, str]]:
    """The anchor entries first, then everybody at their own pace."""
    pairs = [(one, key) for one in told for key in readers(one.story, seats) if readers(one.story, seats)]
    Random("turns").shuffle(pairs)  # noqa: S311 - nothing secret depends on it
    return sorted(pairs, key=lambda pair: not pair[0].story.get("anchor"))


def hand_in(work: Work, edition: Edition, one: Told, juror: Juror, key: str, pen: Pen, *, whole: bool = True) -> None:
    """Write a scorecard; with `whole`, all of it, and hand it in."""
    session, (member,) = work.session, members([key])
    by = work.viewer(member.email)
    entry = session.get_one(Entry, one.entry_id)
    query = select(Scorecard).where(Scorecard.entry_id == one.entry_id, Scorecard.juror_id == juror.id)
    card = session.exec(query).one()
    submission = latest_submission(session, entry)
    content = submission.content if submission else {}
    written = pen.card(member, one.story, content) if whole else pen.half_card(member, one.story, content)
    cards.save(session, card=card, edition=edition, written=written, expected=card.row_version, by=by)
    if whole:
        cards.finish(session, card=card, edition=edition, by=by)
        session.flush()


def note_readings(session: Session, edition: Edition) -> None:
    """Whoever handed in a scorecard has read the entry on that day."""
    query = select(Scorecard, Juror.user_id).join(Juror, col(Juror.id) == Scorecard.juror_id)
    query = query.where(Scorecard.edition_id == edition.id, Scorecard.state == CardState.FINAL)
    rows = [
        {"entry_id": card.entry_id, "user_id": user, "what": TEXT, "day": card.final_at.date(), "at": card.final_at}
        for card, user in session.exec(query).all()
        if card.final_at
    ]
    session.execute(insert(EntryView), rows)
