"""The checklist with its reminders, and the money against that of the round."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

from app.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from app.domain.visits import budget, goals, tasks
from app.domain.visits.history import history
from app.domain.visits.participants import Person, add_participant, change_participant, remove_participant
from app.domain.visits.programme import set_item
from app.models.platform import Notification
from app.models.rounds import Round, Side
from app.models.types import now
from app.models.visits import BudgetLine, VisitState, VisitTask
from app.services import Services
from tests.factories import Make
from tests.visits.making import MakeVisit, day
from tests.visits.preparing import Prepared, prepare


@pytest.fixture
def group(services: Services, make: Make, visits: MakeVisit) -> Prepared:
    return prepare(services, make, visits, round_id=visits.round(budget=100_000).id)


def task(group: Prepared, **changes: Any) -> VisitTask:
    values = {"text": "Bring seeds", "who": "visitor", "due_on": day(50)}
    made: VisitTask = group.do(tasks.add_task, changes.pop("by", group.coordinator), **{**values, **changes})
    return made


def test_task_is_ticked_by_whose_it_is_and_coordinators(group: Prepared) -> None:
    one = task(group)
    with pytest.raises(Forbidden):
        group.do(tasks.tick, group.host, task_id=one.id, done=True)
    group.do(tasks.tick, group.visitors[0], task_id=one.id, done=True)
    done = group.every(VisitTask)[0]
    group.do(tasks.tick, group.coordinator, task_id=one.id, done=False)

    assert (done.done_by_id, done.done_at is not None) == (group.visitors[0].id, True)
    assert (group.every(VisitTask)[0].done_at, group.every(VisitTask)[0].done_by_id) == (None, None)


def test_history_says_once_what_somebody_did_several_times_without_a_break(group: Prepared) -> None:
    made = [task(group, text=f"Task {number}") for number in range(3)]
    for one in made:
        group.do(tasks.tick, group.coordinator, task_id=one.id, done=True)
    for done in (False, True):
        group.do(tasks.tick, group.visitors[0], task_id=made[0].id, done=done)

    told = group.read(lambda session, visit: history(session, visit=visit))

    assert [(one.verb, one.who, one.times) for one in told[:4]] == [
        ("do_task", group.visitors[0].name, 1),
        ("undo_task", group.visitors[0].name, 1),
        ("do_task", group.coordinator.name, 3),
        ("add_task", group.coordinator.name, 3),
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 301}, "text"),
        ({"who": "everybody"}, "who"),
        ({"due_on": day(3000)}, "due_on"),
    ],
)
def test_task_that_can_not_be_is_refused(group: Prepared, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        task(group, **changes)

    assert (refused.value.field, group.every(VisitTask)) == (field, [])


def test_strangers_add_and_tick_nothing(group: Prepared) -> None:
    one, stranger = task(group), group.make.user()

    with pytest.raises(Forbidden):
        task(group, by=stranger)
    with pytest.raises(Forbidden):
        group.do(tasks.tick, stranger, task_id=one.id, done=True)
    with pytest.raises(NotFound):
        group.do(tasks.tick, group.coordinator, task_id=99, done=True)


def test_who_has_to_do_something_is_reminded_once(group: Prepared) -> None:
    task(group, who="host")
    task(group, who="coordinator", due_on=day(50 + 1))
    counts = []
    for after in (46, 47, 47, 48):
        with group.services.database.writing() as session:
            counts.append(tasks.remind_due(session, at=now() + timedelta(days=after)))

    told = [(one.user_id, one.kind, one.params["due"]) for one in group.every(Notification)]
    assert counts == [0, 1, 0, 1]
    assert told == [
        (group.host.id, "visit_task_due", day(50).isoformat()),
        (group.coordinator.id, "visit_task_due", day(51).isoformat()),
    ]


def test_nobody_is_reminded_of_what_is_done_or_of_a_cancelled_visit(
    services: Services, make: Make, visits: MakeVisit
) -> None:
    for state, done in ((VisitState.PLANNED, now()), (VisitState.CANCELLED, None)):
        visit = visits.visit(state=state)
        with services.database.writing() as session:
            session.add(VisitTask(visit_id=visit.id or 0, code="rooms", who="host", due_on=day(-1), done_at=done))

    with services.database.writing() as session:
        assert tasks.remind_due(session) == 0


def line(group: Prepared, by: Any, **changes: Any) -> BudgetLine:
    values = {"line_id": None, "kind": "food", "text": "", "planned": 60_000, "spent": None, "paid_by": "round"}
    made: BudgetLine = group.do(budget.set_line, by, **{**values, "seen": 0, **changes})
    return made


def test_sums_are_of_all_and_of_the_programme(group: Prepared) -> None:
    line(group, group.coordinator, spent=50_000)
    line(group, group.visitors[0], paid_by="visitor", planned=7_000, spent=8_000)

    sums = group.read(lambda session, visit: budget.sums(budget.lines_of(session, visit=visit)))

    assert sums == budget.Sums(planned=67_000, spent=58_000, programme_planned=60_000, programme_spent=50_000)


def test_round_never_plans_more_than_it_has(group: Prepared) -> None:
    one = line(group, group.coordinator)

    with pytest.raises(Invalid) as refused:
        line(group, group.coordinator, planned=40_001)
    line(group, group.coordinator, planned=40_000)
    line(group, group.coordinator, line_id=one.id, planned=10_000, seen=1)

    assert (refused.value.field, refused.value.params) == ("planned", {"left": "400.00"})
    assert [each.planned for each in group.every(BudgetLine)] == [10_000, 40_000]


def test_money_of_a_visit_that_was_cancelled_is_free_except_what_was_spent(group: Prepared) -> None:
    line(group, group.coordinator, planned=60_000)
    line(group, group.coordinator, planned=30_000, spent=20_000)
    with group.services.database.writing() as session:
        session.get_one(type(group.visit), group.visit.id).state = VisitState.CANCELLED

    round_id = group.visit.round_id or 0
    assert group.read(lambda session, _: budget.planned_in_round(session, round_id=round_id)) == 20_000


def test_receipt_above_the_plan_is_kept(group: Prepared) -> None:
    one = line(group, group.coordinator)

    line(group, group.coordinator, line_id=one.id, spent=120_000, seen=1)

    assert group.every(BudgetLine)[0].spent == 120_000


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"planned": -1}, "planned"),
        ({"spent": -1}, "spent"),
        ({"planned": 10**12}, "planned"),
        ({"kind": "gold"}, "kind"),
        ({"paid_by": "me"}, "paid_by"),
        ({"text": "x" * 301}, "text"),
    ],
)
def test_line_that_can_not_be_is_refused(group: Prepared, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        line(group, group.coordinator, **changes)

    assert (refused.value.field, group.every(BudgetLine)) == (field, [])


def test_each_side_writes_its_own_money_only(group: Prepared) -> None:
    ours = line(group, group.coordinator)
    theirs = line(group, group.visitors[0], paid_by="visitor", planned=1)

    for person, more in (
        (group.host, {}),
        (group.visitors[0], {"line_id": ours.id, "seen": 1, "paid_by": "visitor"}),
        (group.host, {"line_id": theirs.id, "seen": 1, "paid_by": "host"}),
        (group.make.user(), {"paid_by": "host"}),
    ):
        with pytest.raises(Forbidden):
            line(group, person, **more)
    with pytest.raises(Stale):
        line(group, group.coordinator, line_id=ours.id, seen=7)


def test_two_who_plan_the_last_money_at_once_do_not_both_get_it(group: Prepared) -> None:
    barrier, refused = Barrier(2), []

    def plan() -> None:
        barrier.wait()
        try:
            line(group, group.coordinator)
        except Invalid as error:
            refused.append(error.field)

    threads = [Thread(target=plan) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (refused, len(group.every(BudgetLine)), group.every(Round)[0].budget) == (["planned"], 1, 100_000)


OVER = (VisitState.CANCELLED, VisitState.DID_NOT_HAPPEN, VisitState.CLOSED)


def _put(group: Prepared, state: VisitState) -> None:
    group.do(lambda session, visit, by: setattr(visit, "state", state))


@pytest.mark.parametrize("state", OVER)
def test_checklist_of_a_visit_that_is_over_stays_as_it_is(group: Prepared, state: VisitState) -> None:
    one = task(group)
    _put(group, state)

    with pytest.raises(Conflict):
        task(group)
    with pytest.raises(Conflict):
        group.do(tasks.tick, group.coordinator, task_id=one.id, done=True)
    with pytest.raises(Conflict):
        group.do(tasks.remove_task, group.coordinator, task_id=one.id)

    assert [(row.id, row.done_at) for row in group.every(VisitTask)] == [(one.id, None)]


@pytest.mark.parametrize("state", [VisitState.COMPLETED, VisitState.REPORTED])
def test_checklist_goes_on_after_the_visit(group: Prepared, state: VisitState) -> None:
    one = task(group)
    _put(group, state)

    group.do(tasks.tick, group.coordinator, task_id=one.id, done=True)

    assert group.every(VisitTask)[0].done_at is not None


def test_of_a_visit_called_off_only_what_was_spent_is_written(group: Prepared) -> None:
    one = line(group, group.coordinator, planned=10_000)
    _put(group, VisitState.CANCELLED)

    for changes in ({"planned": 20_000, "line_id": one.id, "seen": 1}, {"planned": 5_000}, {"planned": 0}):
        with pytest.raises(Invalid):
            line(group, group.coordinator, **changes)
    with pytest.raises(Conflict):
        group.do(budget.remove_line, group.coordinator, line_id=one.id)
    line(group, group.coordinator, line_id=one.id, seen=1, planned=10_000, spent=4_000)
    line(group, group.coordinator, planned=0, spent=1_500)

    assert [(row.planned, row.spent) for row in group.every(BudgetLine)] == [(10_000, 4_000), (0, 1_500)]


def test_money_of_a_closed_visit_stays_as_it_is(group: Prepared) -> None:
    one = line(group, group.coordinator, planned=10_000)
    _put(group, VisitState.CLOSED)

    with pytest.raises(Conflict):
        line(group, group.coordinator, line_id=one.id, seen=1, planned=10_000, spent=4_000)
    with pytest.raises(Conflict):
        group.do(budget.remove_line, group.coordinator, line_id=one.id)


@pytest.mark.parametrize("state", OVER)
def test_nothing_else_of_a_visit_that_is_over_is_prepared(group: Prepared, state: VisitState) -> None:
    guest = group.demands[0].organisation_id
    goal = group.visits.goal(group.visit, guest, host_signed_at=None)
    person = group.visits.participant(group.visit, guest)
    _put(group, state)

    for verb, asked in (
        (goals.set_goal, {"goal_id": None, "organisation_id": guest, "text": "Scales"}),
        (goals.sign, {"goal_id": goal.id, "side": Side.HOST, "seen": 1}),
        (goals.remove_goal, {"goal_id": goal.id}),
        (set_item, {"item_id": None, "day": day(60), "starts_at": None, "ends_at": None, "kind": "see", "title": "A"}),
        (add_participant, {"side": person.side, "organisation_id": guest, "person": Person("Ana")}),
        (change_participant, {"participant_id": person.id, "person": Person("Ana"), "seen": 1}),
        (remove_participant, {"participant_id": person.id}),
    ):
        by = group.host if verb in (goals.sign, set_item) else group.visitors[0]
        with pytest.raises(Conflict):
            group.do(verb, by, **asked)
