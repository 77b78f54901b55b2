"""This year's cup, on the desks of the jury: scorecards in every state, ties of every kind, one juror who is silent."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlmodel import select

from app.demo.cup import plan
from app.demo.cup.entering import enter_existing, screen
from app.demo.cup.judging import Told, confirm, give, hand_in, note_readings
from app.demo.cup.past import happening, newest_notice, settle_notices
from app.demo.cup.people import COORDINATOR, declare_all, invite, members, organisation_named, seat, texts
from app.demo.cup.writing_cards import Pen
from app.demo.work import Work
from app.domain.cup import cards, declaring, jury
from app.domain.cup.assigning import set_anchors
from app.domain.cup.conflicts import Tie
from app.domain.cup.editions import create
from app.domain.cup.scoring import criteria_of, weighed
from app.models.cup import Edition, Phase
from app.models.entries import Entry
from app.models.jury import ConflictKind, Juror, Reminder, Scorecard
from app.models.types import now

ZONE = "America/Bogota"
JURY = ("ana", "tendai", "raimundo", "aminata", "paulo", "claire")
NO_TIME = "This year I am building a house. Ask me again, please."
SISTER = "Minha irmã é sócia do engenho desde 2018."
NEIGHBOURS = "In 2019 I lived for three months with the family of their treasurer. I should like you to decide."
GIVES_BACK = "I promised their president help with a buyer. Somebody else should read it."
REOPENED = "Il semble que votre dernière phrase ait été coupée en route. Voulez-vous relire votre fiche ?"
DATES = {Phase.CALL_OPEN: -120, Phase.SCREENING: -60, Phase.JUDGING: -20, Phase.DELIBERATION: 12, Phase.ANNOUNCED: 40}


def running(work: Work, year: int, last: int) -> None:
    """A copy of last year's edition, in judging since three weeks."""
    notice = newest_notice(work.session)
    dates = plan.in_days(DATES, ZONE)
    edition = _prepare(work, year, last, dates)
    told = _entries(work, edition, dates)
    seats = _jury(work, edition, told, dates)
    _judging(work, edition, told, seats, dates)
    plan.settle(work.session, edition, dates)
    settle_notices(work.session, last_notice=notice, dates=set(dates.values()))


def _prepare(work: Work, year: int, last: int, dates: plan.Dates) -> Edition:
    opens = dates[Phase.CALL_OPEN]
    with happening(work.session, opens - timedelta(days=30), opens):
        by = work.viewer(COORDINATOR)
        edition = create(work.session, by=by, year=year, language="es", time_zone=ZONE, source=last)
        plan.plan(work.session, edition, dates)
    plan.move_on(work.session, edition, Phase.CALL_OPEN, dates)
    return edition


def _entries(work: Work, edition: Edition, dates: plan.Dates) -> list[Told]:
    with happening(work.session, dates[Phase.CALL_OPEN] + timedelta(days=9), dates[Phase.SCREENING]):
        told = [Told(story, "", enter_existing(work, edition, story).id or 0) for story in texts("running")]
    plan.move_on(work.session, edition, Phase.SCREENING, dates)
    begin = dates[Phase.SCREENING] + timedelta(days=2)
    with happening(work.session, begin, begin + timedelta(days=12)):
        for one in told:
            screen(work, edition, work.session.get_one(Entry, one.entry_id))
    return told


def _jury(work: Work, edition: Edition, told: Sequence[Told], dates: plan.Dates) -> dict[str, Juror]:
    begin = dates[Phase.SCREENING] + timedelta(days=15)
    with happening(work.session, begin, begin + timedelta(days=10)):
        seats = seat(work, edition, JURY)
        _absent(work, edition)
        _declare(work, edition, "paulo", "org-engenho", ConflictKind.HOUSEHOLD, SISTER)
        _declare(work, edition, "tendai", "org-wiwanana", ConflictKind.OTHER, NEIGHBOURS)
        declare_all(work, edition, seats)
    with happening(work.session, begin + timedelta(days=11), dates[Phase.JUDGING] - timedelta(days=3)):
        engenho = organisation_named(work.session, "org-engenho").id or 0
        confirm(work, edition, Tie(seats["paulo"].user_id or 0, engenho, ConflictKind.HOUSEHOLD), derived=False)
        set_anchors(
            work.session,
            edition=edition,
            codes=[work.session.get_one(Entry, one.entry_id).code for one in told if one.story.get("anchor")],
            by=work.viewer(COORDINATOR),
        )
        give(work, edition, [(one.entry_id, key) for one in told for key in one.story["cards"]], seats)
    return seats


def _absent(work: Work, edition: Edition) -> None:
    """One has said no; one has not answered yet."""
    juror = invite(work, edition, ["wiebke"])["wiebke"]
    by = work.viewer(members(["wiebke"])[0].email)
    jury.decline(work.session, edition=edition, juror=juror, reason=NO_TIME, viewer=by)
    invite(work, edition, ["luis"])["luis"].expires_at = now() + timedelta(days=5)


def _declare(work: Work, edition: Edition, key: str, organisation: str, kind: ConflictKind, note: str) -> None:
    code = organisation_named(work.session, organisation).code
    entrant = declaring.entrant_of(work.session, edition=edition, code=code)
    by = work.viewer(members([key])[0].email)
    declaring.add_tie(work.session, edition=edition, entrant=entrant, kind=kind, note=note, by=by)


def _judging(work: Work, edition: Edition, told: Sequence[Told], seats: Mapping[str, Juror], dates: plan.Dates) -> None:
    begins = dates[Phase.JUDGING]
    plan.move_on(work.session, edition, Phase.JUDGING, dates)
    pen = Pen(weighed(criteria_of(work.session, edition)), "cup in judging")
    with happening(work.session, begins + timedelta(hours=20), now() - timedelta(days=3)):
        _write(work, edition, told, seats, pen, {"final": True, "reopened": True})
    note_readings(work.session, edition)
    with happening(work.session, now() - timedelta(days=2), now() - timedelta(hours=3)):
        _write(work, edition, told, seats, pen, {"draft": False})
        _give_back(work, edition, told, seats)
    reminded = now() - timedelta(days=2)
    open_still = [seats[key].id or 0 for key in JURY if key != "aminata"]
    work.session.add_all(Reminder(juror_id=juror, round=1, occasion="14", at=reminded) for juror in open_still)


def _write(
    work: Work,
    edition: Edition,
    told: Sequence[Told],
    seats: Mapping[str, Juror],
    pen: Pen,
    states: Mapping[str, bool],
) -> None:
    for one in told:
        for key, state in one.story["cards"].items():
            if state in states:
                hand_in(work, edition, one, seats[key], key, pen, whole=states[state])


def _give_back(work: Work, edition: Edition, told: Sequence[Told], seats: Mapping[str, Juror]) -> None:
    """One juror gives an entry back, another gets one of theirs back."""
    for one in told:
        for key, state in one.story["cards"].items():
            here = Scorecard.entry_id == one.entry_id, Scorecard.juror_id == seats[key].id
            card = work.session.exec(select(Scorecard).where(*here)).one()
            if state == "declined":
                cards.decline(work.session, card=card, reason=GIVES_BACK, by=work.viewer(members([key])[0].email))
            if state == "reopened":
                by = work.viewer(COORDINATOR)
                cards.reopen(work.session, card=card, edition=edition, reason=REOPENED, by=by)
