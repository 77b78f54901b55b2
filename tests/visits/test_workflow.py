"""The one table of steps, of demands as of visits."""

import pytest
from sqlmodel import select

from app.domain.audit_words import ACTIONS, THINGS
from app.domain.errors import Conflict, Forbidden, Invalid
from app.domain.visits.access import VisitPart
from app.domain.visits.workflow import ABOUT, STEPS, possible, take_step
from app.models.demands import Demand, DemandState
from app.models.platform import AuditEvent
from app.models.visits import VisitEvent
from app.services import Services
from tests.factories import Make

V, H, C = VisitPart.VISITOR, VisitPart.HOST, VisitPart.COORDINATOR


@pytest.fixture
def demand(services: Services, make: Make) -> Demand:
    with services.database.writing() as session:
        made = Demand(organisation_id=make.organisation().id or 0, language="en", state=DemandState.OPEN)
        session.add(made)
    return made


def test_every_step_has_words_in_the_trail() -> None:
    assert {f"{about}.{verb}" for about, verb in STEPS} <= ACTIONS.keys()
    assert set(ABOUT.values()) <= THINGS.keys()


def test_step_moves_the_thing_and_keeps_event_and_trail(services: Services, make: Make, demand: Demand) -> None:
    by = make.viewer(make.user())

    with services.database.writing() as session:
        thing = session.get_one(Demand, demand.id)
        take_step(session, thing=thing, verb="withdraw", parts={V}, by=by, message=" No money \u0000")
    with services.database.reading() as session:
        after = session.get_one(Demand, demand.id)
        event = session.exec(select(VisitEvent)).one()
        trail = session.exec(select(AuditEvent).where(AuditEvent.object_type == "demand")).one()

    assert (after.state, after.row_version) == (DemandState.WITHDRAWN, 2)
    assert (event.about, event.about_id, event.verb, event.before, event.after, event.message, event.by_id) == (
        "demand",
        demand.id,
        "withdraw",
        "open",
        "withdrawn",
        "No money",
        by.id,
    )
    assert (trail.verb, trail.object_id, trail.after) == ("demand.withdraw", demand.code, {"state": "withdrawn"})


@pytest.mark.parametrize(
    ("verb", "parts", "message", "error"),
    [
        ("withdraw", {H}, "Because.", Forbidden),
        ("withdraw", {V}, "  ", Invalid),
        ("withdraw", {V}, "x" * 1001, Invalid),
        ("open", {V}, "", Conflict),
        ("expire", {C}, "", Forbidden),
    ],
)
def test_step_that_is_not_allowed_changes_nothing(
    services: Services, make: Make, demand: Demand, verb: str, parts: set[VisitPart], message: str, error: type
) -> None:
    by = make.viewer(make.user())

    with services.database.writing() as session, pytest.raises(error):
        take_step(session, thing=session.get_one(Demand, demand.id), verb=verb, parts=parts, by=by, message=message)
    with services.database.reading() as session:
        after, events = session.get_one(Demand, demand.id), session.exec(select(VisitEvent)).all()

    assert (after.state, after.row_version, list(events)) == (DemandState.OPEN, 1, [])


def test_possible_steps_are_those_of_the_part() -> None:
    assert possible("demand", DemandState.OPEN, {V}) == ["withdraw"]
    assert possible("demand", DemandState.DRAFT, {V}) == ["open"]
    assert possible("demand", DemandState.DRAFT, {C}) == []
