"""The round that is over: eight visits, of which one is in each state, from the first wish until today."""

from app.demo.visits.learning import ask_and_answer, begin_coaching, draft, end_coaching, meet, report
from app.demo.visits.preparing import arrange, confirm, hold, prepare
from app.demo.visits.stage import Stage, Told, in_days, texts
from app.domain.visits import by_date, ending
from app.domain.visits.reporting import close_visit
from app.domain.visits.rounds import RoundSaid, close, create, round_of
from app.models.rounds import Side
from app.models.visits import Visit

CURRENCY = "EUR"
TITLE = "Visitas de aprendizaje: primera ronda"
FLOOD = "La piste est coupée par l’eau depuis dix jours ; nous ne pouvons recevoir personne avant la décrue."
NO_VISA = "Two of the four were refused the visa on the last day, and the society did not want to travel without them."
GOALS = "Escrever o regulamento do fundo e experimentá-lo em duas assembleias."
UNION_GOALS = "Redactar el contrato entre comunidades y acompañar la primera liquidación."


def play(stage: Stage) -> None:
    """Blocks of days follow one another: together they are 426, and four more belong to the next round."""
    passing = stage.calendar.passing
    with passing(15):
        code = _begin(stage)
    with passing(35, busy=25):
        _arrange_told(stage, "fund-visit", now_is=-415)
        prepare(stage, _told("fund-visit"))
        confirm(stage, "fund-visit")
    with passing(3, busy=1):
        by_date.move_due(stage.session)
    with passing(92, busy=6):
        fund = _after_fund_visit(stage)
    with passing(70):
        ask_and_answer(stage, "fund-visit", 0)
        meet(
            stage, fund, 90, "video", "Lemos juntas o rascunho do regulamento; falta dizer o que acontece com atrasos."
        )
        _arrange_told(stage, "union-visit", now_is=-285)
    with passing(15, busy=12):
        prepare(stage, _told("union-visit"))
        confirm(stage, "union-visit")
        meet(stage, fund, 60, "telephone", "O regulamento passou na assembleia com uma mudança.")
        end_coaching(stage, fund, "Um regulamento de duas páginas, lido e votado; a caixa tem três chaves.")
    with passing(3, busy=1):
        by_date.move_due(stage.session)
    with passing(32, busy=8):
        union = _after_union_visit(stage)
    with passing(61):
        ask_and_answer(stage, "fund-visit", 1)
        ending.cancel(
            stage.session,
            visit=stage.visit("mango-visit"),
            side=Side.HOST,
            message=FLOOD,
            by=stage.owner(stage.visit("mango-visit").host_id),
        )
    with passing(16):
        ask_and_answer(stage, "union-visit", 0)
        meet(
            stage,
            union,
            120,
            "video",
            "Repasamos el borrador; la cláusula de descuentos se simplificó.",
            "Leerlo en q’eqchi’",
        )
    with passing(28):
        ending.did_not_happen(stage.session, visit=stage.visit("cocoa-visit"), message=NO_VISA, by=stage.coordinator)
    with passing(30):
        for key in ("store-visit", "potato-visit"):
            _arrange_told(stage, key, now_is=-60)
        arrange(stage, "milk-visit", "milk", ["karite"], 40)
    with passing(10, busy=9):
        for key in ("milk-visit", "store-visit", "potato-visit"):
            prepare(stage, _told(key))
            confirm(stage, key)
    with passing(3, busy=1):
        by_date.move_due(stage.session)
    with passing(5, busy=3):
        hold(stage, _told("milk-visit"))
        draft(
            stage,
            "milk-visit",
            "karite",
            "Le lait refusé, devant tout le monde",
            "Quatre tests, toujours dans le même ordre.",
        )
    with passing(8):
        ask_and_answer(stage, "fund-visit", 2)
        ask_and_answer(stage, "union-visit", 1)
        meet(
            stage,
            union,
            90,
            "telephone",
            "La primera comunidad aprobó el contrato.",
            "Segunda comunidad en quince días",
        )
        close(stage.session, round_=round_of(stage.session, code=code), message="", by=stage.coordinator)


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


def _after_fund_visit(stage: Stage) -> int:
    hold(stage, _told("fund-visit"))
    report(stage, "fund-visit", "planalto")
    _close(stage, stage.visit("fund-visit"))
    return begin_coaching(stage, "fund-visit", "planalto", "fund", GOALS, 12)


def _after_union_visit(stage: Stage) -> int:
    hold(stage, _told("union-visit"))
    for guest in ("cardamomo", "rio-tuma"):
        report(stage, "union-visit", guest)
    arrange(stage, "mango-visit", "milk", ["bokk-jom"], 46)
    arrange(stage, "cocoa-visit", "store", ["asempa"], 106)
    return begin_coaching(stage, "union-visit", "cardamomo", "union", UNION_GOALS, 24)


def _close(stage: Stage, visit: Visit) -> None:
    close_visit(stage.session, visit=visit, by=stage.coordinator)
