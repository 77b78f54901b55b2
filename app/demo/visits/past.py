"""The round that is over: eight visits, of which one is in each state, from the first wish until today."""

from app.demo.visits.learning import ask_and_answer, begin_coaching, draft, end_coaching, meet, report
from app.demo.visits.preparing import arrange, confirm, hold, prepare
from app.demo.visits.stage import Stage, Told, in_days, texts
from app.domain.visits import by_date, ending
from app.domain.visits.reporting import close_visit
from app.domain.visits.rounds import RoundSaid, close, create, round_of
from app.models.rounds import Side

CURRENCY = "EUR"
TITLE = "Visitas de aprendizaje: primera ronda"
FLOOD = "La piste est coupée par l’eau depuis dix jours ; nous ne pouvons recevoir personne avant la décrue."
DRAFT = ("Le lait refusé, devant tout le monde", "Quatre tests, toujours dans le même ordre.")
NO_VISA = "Two of the four were refused the visa on the last day, and the society did not want to travel without them."


def play(stage: Stage) -> None:
    """Blocks of days follow one another: together they are 426, and four more belong to the next round."""
    with stage.calendar.passing(15):
        code = _begin(stage)
    fund = _first_visit(stage)
    union = _second_visit(stage, fund)
    _two_that_fail(stage, union)
    _this_autumn(stage)
    with stage.calendar.passing(8):
        ask_and_answer(stage, "fund-visit", 2)
        ask_and_answer(stage, "union-visit", 1)
        meet(stage, union, "union", 1)
        close(stage.session, round_=round_of(stage.session, code=code), message="", by=stage.coordinator)


def _first_visit(stage: Stage) -> int:
    """130 days, until what became of it was asked for the first time; the coaching that followed, by its id."""
    with stage.calendar.passing(35, busy=25):
        _arrange_told(stage, "fund-visit", now_is=-415)
        prepare(stage, _told("fund-visit"))
        confirm(stage, "fund-visit")
    with stage.calendar.passing(3, busy=1):
        by_date.move_due(stage.session)
    with stage.calendar.passing(92, busy=6):
        hold(stage, _told("fund-visit"))
        report(stage, "fund-visit", "planalto")
        close_visit(stage.session, visit=stage.visit("fund-visit"), by=stage.coordinator)
        return begin_coaching(stage, "fund-visit", "planalto", "fund")


def _second_visit(stage: Stage, fund: int) -> int:
    """120 days: two organisations travel together; the coaching that followed, by its id."""
    with stage.calendar.passing(70):
        ask_and_answer(stage, "fund-visit", 0)
        meet(stage, fund, "fund", 0)
        _arrange_told(stage, "union-visit", now_is=-285)
    with stage.calendar.passing(15, busy=12):
        prepare(stage, _told("union-visit"))
        confirm(stage, "union-visit")
        meet(stage, fund, "fund", 1)
        end_coaching(stage, fund, "fund")
    with stage.calendar.passing(3, busy=1):
        by_date.move_due(stage.session)
    with stage.calendar.passing(32, busy=8):
        hold(stage, _told("union-visit"))
        for guest in ("cardamomo", "rio-tuma"):
            report(stage, "union-visit", guest)
        arrange(stage, "mango-visit", "milk", ["bokk-jom"], 46)
        arrange(stage, "cocoa-visit", "store", ["asempa"], 106)
        return begin_coaching(stage, "union-visit", "cardamomo", "union")


def _two_that_fail(stage: Stage, union: int) -> None:
    """105 days: one is cancelled by its hosts, one does not happen."""
    with stage.calendar.passing(61):
        ask_and_answer(stage, "fund-visit", 1)
        visit = stage.visit("mango-visit")
        ending.cancel(stage.session, visit=visit, side=Side.HOST, message=FLOOD, by=stage.owner(visit.host_id))
    with stage.calendar.passing(16):
        ask_and_answer(stage, "union-visit", 0)
        meet(stage, union, "union", 0)
    with stage.calendar.passing(28):
        ending.did_not_happen(stage.session, visit=stage.visit("cocoa-visit"), message=NO_VISA, by=stage.coordinator)


def _this_autumn(stage: Stage) -> None:
    """48 days: one took place and has no report yet, one began yesterday, one is confirmed."""
    keys = ("milk-visit", "store-visit", "potato-visit")
    with stage.calendar.passing(30):
        for key in keys:
            _arrange_told(stage, key, now_is=-60)
    with stage.calendar.passing(10, busy=9):
        for key in keys:
            prepare(stage, _told(key))
            confirm(stage, key)
    with stage.calendar.passing(3, busy=1):
        by_date.move_due(stage.session)
    with stage.calendar.passing(5, busy=3):
        hold(stage, _told("milk-visit"))
        draft(stage, "milk-visit", "karite", *DRAFT)


def go_on(stage: Stage) -> None:
    """Today: the visit that began yesterday is under way."""
    by_date.move_due(stage.session)


def _told(key: str) -> Told:
    found: Told = next(one for one in texts("stories") if one["key"] == key)
    return found


def _begin(stage: Stage) -> str:
    """Offers, wishes and the round itself."""
    said = RoundSaid(
        title=TITLE,
        starts_on=in_days(30),
        ends_on=in_days(465),
        budget=900_000,
        funded={"interpreter": (12_000, "day"), "childcare": (6_000, "day"), "diet": (500, "person_day")},
        seed="guadual",
    )
    round_ = create(stage.session, said=said, currency=CURRENCY, terms=stage.terms, by=stage.coordinator)
    stage.offer_all("past")
    stage.wish_all("past")
    return round_.code


def _arrange_told(stage: Stage, key: str, *, now_is: int) -> None:
    told = _told(key)
    arrange(stage, key, told["offer"], told["guests"], told["starts"] - now_is)
