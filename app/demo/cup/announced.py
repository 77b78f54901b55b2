"""Last year's cup, from the call to the results: twenty entries, eight jurors, one of them severe, one generous."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from app.demo.cup import plan
from app.demo.cup.entering import enter_new, screen
from app.demo.cup.judging import Told, confirm, give, hand_in, in_turn, note_readings, readers
from app.demo.cup.past import happening, newest_notice, settle_notices
from app.demo.cup.people import (
    COORDINATOR,
    OTHER_COORDINATOR,
    declare_all,
    ensure_jurors,
    members,
    organisation_named,
    seat,
    texts,
)
from app.demo.cup.writing_cards import Pen, feedback
from app.demo.work import Work
from app.domain.cup import calculating, declaring, deliberating, entering, releasing
from app.domain.cup.assigning import set_anchors
from app.domain.cup.conflicts import Tie
from app.domain.cup.editions import create
from app.domain.cup.scoring import criteria_of, weighed
from app.models.cup import Edition, Phase
from app.models.entries import Entry, Verdict
from app.models.jury import ConflictKind, Juror

ZONE = "America/Bogota"
JURY = ("ana", "tendai", "wiebke", "claire", "aminata", "paulo", "rohini", "luis")
PLACES = {"winner": 2, "finalist": 3, "honoured": 4}
WITHDRAWN, INELIGIBLE = "ca-mau", "union-quindio"
NOT_OWN = (
    "La experiencia es de la asociación El Guadual, y se nota que ella la puede contar mejor que nadie. Con gusto la "
    "leeremos el próximo año, presentada por ella; y de ustedes quisiéramos leer una de la unión."
)
TAKEN_BACK = "The two families who moved away should read it first. We will ask them and come back another year."
SISTER = "Minha irmã é sócia do engenho desde 2018."


def announced(work: Work, year: int) -> None:
    """The whole year of a cup, released."""
    notice = newest_notice(work.session)
    dates = _dates(year)
    ensure_jurors(work)
    edition = _prepare(work, year, dates)
    told = _call(work, edition, dates)
    _screening(work, edition, told, dates)
    seats = _jury(work, edition, told, dates)
    _judging(work, edition, told, seats, dates)
    _results(work, edition, told, dates)
    plan.settle(work.session, edition, dates)
    settle_notices(work.session, last_notice=notice, dates=set(dates.values()))


def _dates(year: int) -> dict[Phase, datetime]:
    days = {
        Phase.CALL_OPEN: date(year, 3, 1),
        Phase.SCREENING: date(year, 5, 15),
        Phase.JUDGING: date(year, 7, 1),
        Phase.DELIBERATION: date(year, 8, 31),
        Phase.ANNOUNCED: date(year, 10, 10),
    }
    return plan.on_days(days, ZONE)


def _prepare(work: Work, year: int, dates: plan.Dates) -> Edition:
    opens = dates[Phase.CALL_OPEN]
    with happening(work.session, opens - timedelta(days=40), opens):
        by = work.viewer(COORDINATOR)
        edition = create(work.session, by=by, year=year, language="es", time_zone=ZONE, source=None)
        edition.awards = [{**award, "places": PLACES[award["key"]]} for award in edition.awards]
        work.session.add(edition)
        plan.plan(work.session, edition, dates)
    plan.move_on(work.session, edition, Phase.CALL_OPEN, dates)
    return edition


def _call(work: Work, edition: Edition, dates: plan.Dates) -> list[Told]:
    stories = [(story, language) for language in ("es", "en", "fr", "pt") for story in texts(f"stories-{language}")]
    # They come in as they come in, not by language.
    Random(f"call {edition.year}").shuffle(stories)  # noqa: S311 - nothing secret depends on it
    begin, end = dates[Phase.CALL_OPEN] + timedelta(days=6), dates[Phase.SCREENING]
    with happening(work.session, begin, end):
        told = [Told(story, language, enter_new(work, edition, story, language).id or 0) for story, language in stories]
    plan.move_on(work.session, edition, Phase.SCREENING, dates)
    return told


def _screening(work: Work, edition: Edition, told: Sequence[Told], dates: plan.Dates) -> None:
    begin = dates[Phase.SCREENING] + timedelta(days=3)
    with happening(work.session, begin, begin + timedelta(days=21)):
        for one in told:
            entry = work.session.get_one(Entry, one.entry_id)
            if one.story["key"] == INELIGIBLE:
                screen(work, edition, entry, Verdict.INELIGIBLE, ("not_own_experience",), NOT_OWN)
            else:
                screen(work, edition, entry)
        _withdraw(work, edition, told)


def _withdraw(work: Work, edition: Edition, told: Sequence[Told]) -> None:
    one = next(one for one in told if one.story["key"] == WITHDRAWN)
    entry = work.session.get_one(Entry, one.entry_id)
    organisation = organisation_named(work.session, one.story["organisation"])
    by = work.viewer(organisation.contact_email)
    entering.withdraw(work.session, edition=edition, entry=entry, message=TAKEN_BACK, by=by)


def _jury(work: Work, edition: Edition, told: Sequence[Told], dates: plan.Dates) -> dict[str, Juror]:
    end = dates[Phase.JUDGING]
    with happening(work.session, dates[Phase.SCREENING] + timedelta(days=2), end - timedelta(days=14)):
        seats = seat(work, edition, JURY)
        sister = declaring.entrant_of(
            work.session, edition=edition, code=organisation_named(work.session, "org-engenho").code
        )
        by = work.viewer(members(["paulo"])[0].email)
        kind = ConflictKind.HOUSEHOLD
        declaring.add_tie(work.session, edition=edition, entrant=sister, kind=kind, note=SISTER, by=by)
        declare_all(work, edition, seats)
    with happening(work.session, end - timedelta(days=12), end - timedelta(days=5)):
        tie = Tie(seats["paulo"].user_id or 0, sister.id, kind)
        confirm(work, edition, tie, derived=False)
        advised = organisation_named(work.session, "org-karite").id or 0
        confirm(work, edition, Tie(seats["aminata"].user_id or 0, advised, ConflictKind.ADVISER), derived=True)
        _assign(work, edition, told, seats)
    plan.move_on(work.session, edition, Phase.JUDGING, dates)
    return seats


def _assign(work: Work, edition: Edition, told: Sequence[Told], seats: Mapping[str, Juror]) -> None:
    session = work.session
    anchors = [session.get_one(Entry, one.entry_id).code for one in told if one.story.get("anchor")]
    set_anchors(session, edition=edition, codes=anchors, by=work.viewer(COORDINATOR))
    pairs = [(one.entry_id, key) for one in told for key in readers(one.story, seats)]
    give(work, edition, pairs, seats)


def _judging(work: Work, edition: Edition, told: Sequence[Told], seats: Mapping[str, Juror], dates: plan.Dates) -> None:
    begin, end = dates[Phase.JUDGING] + timedelta(days=1), dates[Phase.DELIBERATION]
    pen = Pen(weighed(criteria_of(work.session, edition)), f"cup of {ZONE}")
    with happening(work.session, begin, end - timedelta(hours=9)):
        for one, key in in_turn(told, seats):
            hand_in(work, edition, one, seats[key], key, pen)
    note_readings(work.session, edition)
    plan.move_on(work.session, edition, Phase.DELIBERATION, dates)


def _results(work: Work, edition: Edition, told: Sequence[Told], dates: plan.Dates) -> None:
    session, end = work.session, dates[Phase.ANNOUNCED]
    begin = dates[Phase.DELIBERATION] + timedelta(hours=1)
    with happening(session, begin, begin + timedelta(minutes=5)):
        calculation = calculating.calculate_now(session, edition=edition, by=None)
        session.flush()
    results = calculation.results
    with happening(session, begin + timedelta(days=4), end - timedelta(days=3)):
        _deliberate(work, edition, told, results)
    with happening(session, end, end + timedelta(minutes=4)):
        coordinator = work.user(COORDINATOR).id or 0
        released = releasing.carry_out(session, edition_id=edition.id or 0, by_id=coordinator, accepted=(), reason="")
        if not released:
            raise ValueError(f"the cup of {edition.year} can not be released")


def _deliberate(work: Work, edition: Edition, told: Sequence[Told], results: Mapping[str, Any]) -> None:
    session, by, checker = work.session, work.viewer(COORDINATOR), work.viewer(OTHER_COORDINATOR)
    prizes = [key for key, places in PLACES.items() for _ in range(places)]
    awards = dict(zip(results["order"], prizes, strict=False))
    notes = texts("deliberation")
    for one in told:
        entry = session.get_one(Entry, one.entry_id)
        if entry.code not in results["entries"]:
            continue
        for place, note in enumerate(notes.get(one.story["key"], ())):
            deliberating.add_note(session, edition=edition, entry=entry, text=note, by=(by, checker)[place % 2])
        award = awards.get(entry.code, "")
        strengths, step = feedback(one.language, results["entries"][entry.code]["criteria"])
        message = texts(f"said-{one.language}")["messages"][award]
        said = deliberating.Said(award, strengths, step, message)
        decision, _ = deliberating.park(session, edition=edition, entry=entry, said=said, expected=0, by=by)
        deliberating.check(session, edition=edition, entry=entry, expected=decision.row_version, by=checker)
