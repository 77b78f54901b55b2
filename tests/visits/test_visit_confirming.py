"""Goals signed by both sides, and all else that a visit needs before it is confirmed."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from app.domain.visits.confirming import Doubt, Missing, NotReady, confirm, doubts_about, missing_for
from app.domain.visits.goals import remove_goal, set_goal, sign
from app.domain.visits.participants import Person, change_participant
from app.models.organisations import Organisation
from app.models.people import PlatformRole, Role
from app.models.platform import Notification
from app.models.rounds import Side
from app.models.visits import Goal, ItineraryItem, Participant, ParticipantSide, Visa, VisitEvent, VisitState
from app.services import Services
from tests.factories import Make
from tests.visits.making import MakeVisit, day
from tests.visits.preparing import Prepared, person_of, prepare


@pytest.fixture
def group(services: Services, make: Make, visits: MakeVisit) -> Prepared:
    return prepare(services, make, visits)


def missing(group: Prepared) -> list[Missing]:
    found: list[Missing] = group.read(lambda session, visit: missing_for(session, visit=visit))
    return found


def write(group: Prepared, by: Any, **changes: Any) -> Goal:
    values = {"goal_id": None, "organisation_id": group.demands[0].organisation_id, "text": "Know the scale"}
    made: Goal = group.do(set_goal, by, **{**values, **changes})
    return made


def test_goal_is_signed_by_both_sides(group: Prepared) -> None:
    goal = write(group, group.visitors[0], indicator="We weigh by ourselves")
    group.do(sign, group.visitors[0], goal_id=goal.id, side=Side.VISITOR, seen=1)
    group.do(sign, group.host, goal_id=goal.id, side=Side.HOST, seen=1)

    kept = group.every(Goal)[0]
    assert (kept.visitor_signed_by_id, kept.host_signed_by_id) == (group.visitors[0].id, group.host.id)


@pytest.mark.parametrize(("who", "side"), [("visitor", Side.HOST), ("host", Side.VISITOR), ("coordinator", Side.HOST)])
def test_nobody_signs_for_the_other_side(group: Prepared, who: str, side: Side) -> None:
    goal = write(group, group.visitors[0])
    person = {"visitor": group.visitors[0], "host": group.host, "coordinator": group.coordinator}[who]

    with pytest.raises(Forbidden):
        group.do(sign, person, goal_id=goal.id, side=side, seen=1)


def test_change_undoes_signatures_and_words_not_seen_are_not_signed(group: Prepared) -> None:
    goal = group.visits.goal(group.visit, group.demands[0].organisation_id)
    write(group, group.visitors[0], goal_id=goal.id, seen=1, text="Something else")

    with pytest.raises(Stale):
        group.do(sign, group.host, goal_id=goal.id, side=Side.HOST, seen=1)

    kept = group.every(Goal)[0]
    assert (kept.text, kept.visitor_signed_at, kept.host_signed_at) == ("Something else", None, None)


def test_same_words_keep_signatures(group: Prepared) -> None:
    goal = group.visits.goal(group.visit, group.demands[0].organisation_id)

    write(group, group.visitors[0], goal_id=goal.id, seen=1, text=goal.text)

    assert group.every(Goal)[0].host_signed_at is not None


def test_others_write_no_goals(group: Prepared) -> None:
    for person in (group.host, group.make.user()):
        with pytest.raises(Forbidden):
            write(group, person)
    with pytest.raises((NotFound, Forbidden)):
        write(group, group.visitors[0], organisation_id=group.offer.organisation_id)

    assert group.every(Goal) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"text": " "}, "text"), ({"text": "x" * 501}, "text"), ({"indicator": "x" * 301}, "indicator")],
)
def test_goal_that_can_not_be_is_refused(group: Prepared, changes: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        write(group, group.visitors[0], **changes)

    assert refused.value.field == field


def test_all_that_is_missing_is_named(group: Prepared) -> None:
    group.visits.participant(
        group.visit, group.demands[0].organisation_id, name="Rosa", visa=Visa.APPLIED, insured=False
    )
    group.visits.goal(group.visit, group.demands[0].organisation_id, host_signed_at=None)
    with group.services.database.writing() as session:
        session.add(ItineraryItem(visit_id=group.visit.id or 0, day=day(60), kind="see", title="No time yet"))
    name = group.read(lambda session, _: session.get_one(type(group.make.organisation()), 2).name)

    found = missing(group)

    assert [(one.code, one.day) for one in found] == [
        ("goal", None),
        ("visa", None),
        ("insurance", None),
        *(("programme", day(60) + timedelta(days=after)) for after in range(3)),
    ]
    assert {one.name for one in found} == {name, "Rosa", ""}


def test_visit_without_visitors_says_so(group: Prepared) -> None:
    assert [one.code for one in missing(group)][:2] == ["goal", "nobody"]


def test_visit_is_not_confirmed_while_something_is_missing(group: Prepared) -> None:
    with pytest.raises(NotReady) as refused:
        group.do(confirm, group.coordinator)

    assert refused.value.missing == missing(group)
    assert group.now().state is VisitState.PLANNED


def test_coordinator_confirms_once_and_both_sides_hear_of_it(group: Prepared) -> None:
    group.ready()
    group.do(confirm, group.coordinator)

    with pytest.raises(Conflict):
        group.do(confirm, group.coordinator)

    told = [(one.user_id, one.kind) for one in group.every(Notification)]
    assert (group.now().state, group.now().sequence) == (VisitState.CONFIRMED, 1)
    assert told == [(group.host.id, "visit_confirmed"), (group.visitors[0].id, "visit_confirmed")]


def doubts(group: Prepared) -> list[Doubt]:
    found: list[Doubt] = group.read(lambda session, visit: doubts_about(session, visit=visit))
    return found


def test_doubts_name_travellers_hosts_and_the_number_that_nobody_gave(group: Prepared) -> None:
    group.ready()
    home = group.read(lambda session, _: session.get_one(Organisation, group.demands[0].organisation_id))

    assert doubts(group) == [
        Doubt("fewer", home.name, home.code, named=1, party=4),
        Doubt("hosts"),
        Doubt("emergency"),
    ]


def test_no_doubt_is_left_once_all_is_told(group: Prepared) -> None:
    group.ready()
    for name in ("Ana", "Luz", "Eva"):
        group.visits.participant(group.visit, group.demands[0].organisation_id, name=name)
    group.visits.participant(group.visit, group.offer.organisation_id, side=ParticipantSide.HOST, name="Hugo")
    group.do(lambda session, visit, by: setattr(visit, "emergency", "Rosa, +51 999 888 777"))

    assert doubts(group) == []


def test_whom_to_call_without_a_number_is_a_doubt(group: Prepared) -> None:
    group.do(lambda session, visit, by: setattr(visit, "emergency", "Ask Rosa"))

    assert Doubt("emergency") in doubts(group)


def test_doubts_keep_nobody_from_confirming_and_are_kept_with_it(group: Prepared) -> None:
    group.ready()

    group.do(confirm, group.coordinator)

    facts = [one.facts for one in group.every(VisitEvent) if one.verb == "confirm"]
    assert (group.now().state, facts) == (VisitState.CONFIRMED, [{"although": ["fewer", "hosts", "emergency"]}])


def test_hosts_and_visitors_do_not_confirm(group: Prepared) -> None:
    group.ready()

    for person in (group.host, group.visitors[0]):
        with pytest.raises(Forbidden):
            group.do(confirm, person)


def test_coordinator_of_an_organisation_concerned_does_not_confirm(group: Prepared) -> None:
    group.ready()
    own = person_of(group.make, group.services, group.demands[0].organisation_id)
    with group.services.database.writing() as session:
        session.add(PlatformRole(user_id=own.id or 0, role=Role.COORDINATOR))

    with pytest.raises(Forbidden):
        group.do(confirm, own)


@pytest.mark.parametrize("how", ["visa", "goal"])
def test_what_goes_missing_undoes_the_confirmation(group: Prepared, how: str) -> None:
    group.ready()
    group.do(confirm, group.coordinator)

    if how == "visa":
        refused = Person(name="Rosa Quispe", visa=Visa.REFUSED, insured=True)
        group.do(change_participant, group.visitors[0], participant_id=1, person=refused, seen=1)
    else:
        group.do(remove_goal, group.visitors[0], goal_id=1)

    assert group.now().state is VisitState.PLANNED
    assert "unconfirm" in [one.verb for one in group.every(VisitEvent)]
    assert {one.user_id for one in group.every(Notification) if one.kind == "visit_unconfirmed"} == {
        group.host.id,
        group.coordinator.id,
    }
    assert len(group.every(Participant)) == 1
