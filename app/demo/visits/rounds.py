"""Both rounds together."""

from sqlmodel import select

from app.demo.visits import past, planned
from app.demo.visits.passing import Calendar
from app.demo.visits.stage import Stage
from app.demo.work import Work
from app.domain.terms import read_book
from app.models.rounds import Round


def hold_visits(work: Work, base_url: str) -> None:
    """One round that is over, one in planning."""
    stage = Stage(work, Calendar(work.session), read_book(work.session), base_url)
    past.play(stage)
    with stage.calendar.passing(4):
        round_id = planned.begin(stage)
    with stage.calendar.passing(0):
        past.go_on(stage)
    for round_ in work.session.exec(select(Round)).all():
        round_.year = round_.starts_on.year
    planned.draft(stage, round_id)
    stage.calendar.settle_notices()
