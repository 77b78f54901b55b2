"""The round that is being planned: new wishes and offers, four proposals on their way, and a draft that is ready."""

from app import matching
from app.demo.visits.past import CURRENCY
from app.demo.visits.preparing import propose, say_yes
from app.demo.visits.stage import Stage, in_days
from app.domain.visits import planning
from app.domain.visits.plain_values import read_inputs, to_plain
from app.domain.visits.proposal_answers import decline
from app.domain.visits.rounds import RoundSaid, create
from app.models.rounds import Round, Side

TITLE = "Visitas de aprendizaje: segunda ronda"
LABEL = "Primer borrador"
BUSY = "En esa semana embarcamos; en las otras dos sí podemos."
# Enough by far for a dozen wishes; the library is loaded while somebody waits.
SECONDS = 10


def begin(stage: Stage) -> int:
    """Within the last days: the round, by its id."""
    stage.offer_all("now")
    stage.wish_all("now")
    said = RoundSaid(
        title=TITLE,
        starts_on=in_days(30),
        ends_on=in_days(330),
        budget=700_000,
        funded={
            "interpreter": (12_000, "day"),
            "childcare": (6_000, "day"),
            "diet": (500, "person_day"),
            "access": (8_000, "party"),
        },
        seed="tuma",
        time_limit=SECONDS,
    )
    round_ = create(stage.session, said=said, currency=CURRENCY, terms=stage.terms, by=stage.coordinator)
    _propose_some(stage)
    return round_.id or 0


def _propose_some(stage: Stage) -> None:
    """One agreed, one half agreed, one declined with other days, one without an answer yet."""
    visit = say_yes(stage, propose(stage, "wiwanana", "fund", 60), Side.VISITOR, Side.HOST)
    assert visit  # noqa: S101 - the second yes makes it
    stage.visit_ids["mill-visit"] = visit.id or 0
    say_yes(stage, propose(stage, "palmeira", "cane", 75), Side.HOST)
    declined = propose(stage, "curileras", "union", 50)
    decline(
        stage.session,
        proposal=declined,
        side=Side.HOST,
        reason="days",
        words=BUSY,
        other_days=(in_days(64), in_days(78)),
        by=stage.owner(declined.host_id),
    )
    propose(stage, "plataneros", "coffee", 90)


def draft(stage: Stage, round_id: int) -> None:
    """In this process, for it is small; the job that was asked for it finds it done."""
    round_ = stage.session.get_one(Round, round_id)
    plan = planning.ask_for_plan(stage.session, round_=round_, by=stage.coordinator, label=LABEL)
    inputs = planning.begin(stage.session, plan_id=plan.id or 0)
    assert inputs  # noqa: S101 - it has just been asked for
    read, demands, offers, settings = read_inputs(inputs)
    found = matching.plan(read, demands, offers, settings, time_limit=SECONDS)
    planning.keep_result(stage.session, plan_id=plan.id or 0, result=to_plain(found), inputs=inputs)
