"""Next year's cup, whose call is open: entries that were sent, drafts, and one that has to be completed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from app.demo.cup import plan
from app.demo.cup.entering import enter_existing, enter_new, enter_on_behalf, screen
from app.demo.cup.past import happening, newest_notice, settle_notices
from app.demo.cup.people import COORDINATOR, OTHER_COORDINATOR, texts
from app.demo.work import Work
from app.domain.cup.editions import create
from app.models.cup import Edition, Phase
from app.models.entries import Entry, Verdict
from app.models.types import now

ZONE = "America/Bogota"
DATES = {Phase.CALL_OPEN: -12, Phase.SCREENING: 47, Phase.JUDGING: 75, Phase.DELIBERATION: 131, Phase.ANNOUNCED: 160}


def calling(work: Work, year: int, last: int) -> None:
    """A copy of this year's edition with a theme of its own; its call is open since twelve days."""
    notice, session = newest_notice(work.session), work.session
    dates = plan.in_days(DATES, ZONE)
    opens = dates[Phase.CALL_OPEN]
    with happening(session, opens - timedelta(days=20), opens):
        by = work.viewer(COORDINATOR)
        edition = create(session, by=by, year=year, language="es", time_zone=ZONE, source=last)
        themes = texts("themes")
        edition.texts = {code: {**words, "theme": themes[code]} for code, words in edition.texts.items()}
        session.add(edition)
        plan.plan(session, edition, dates)
    plan.move_on(session, edition, Phase.CALL_OPEN, dates)
    plan.settle(session, edition, dates)
    with happening(session, opens + timedelta(days=2), now() - timedelta(days=2)):
        entered = [(story, _enter(work, edition, story)) for story in texts("calling")]
    with happening(session, now() - timedelta(days=1), now() - timedelta(hours=2)):
        for story, entry in entered:
            if reasons := story.get("to_complete"):
                screen(work, edition, entry, Verdict.TO_COMPLETE, tuple(reasons), story["note"])
            elif story.get("looked_at"):
                screen(work, edition, entry, by=[OTHER_COORDINATOR])
    settle_notices(session, last_notice=notice, dates=set(dates.values()))


def _enter(work: Work, edition: Edition, story: Mapping[str, Any]) -> Entry:
    if story["entered"] == "behalf":
        return enter_on_behalf(work, edition, story)
    if story["entered"] == "new":
        return enter_new(work, edition, story, story["language"], send=story["send"])
    return enter_existing(work, edition, story, send=story["send"])
