"""A visit comes about: proposed, agreed to, prepared, confirmed; and after it who came and what it cost."""

from datetime import time, timedelta

from app.demo.visits.stage import Stage, Told, in_days
from app.domain.visits import budget, by_date, confirming, goals, moving, participants, programme, tasks
from app.domain.visits.access import guests_of
from app.domain.visits.participants import Person
from app.domain.visits.proposal_answers import accept
from app.domain.visits.proposing import send, suggest
from app.models.demands import Demand
from app.models.rounds import Proposal, Side
from app.models.visits import ParticipantSide, Visa, Visit


def propose(stage: Stage, demand: str, offer: str, starts: int) -> Proposal:
    """By the coordinator to both sides, for a first day so many days from now."""
    proposal = suggest(
        stage.session,
        demand=stage.demand(demand),
        offer=stage.offer(offer),
        starts_on=in_days(starts),
        by=stage.coordinator,
    )
    send(stage.session, proposal=proposal, by=stage.coordinator)
    return proposal


def say_yes(stage: Stage, proposal: Proposal, *sides: Side) -> Visit | None:
    visit = None
    for side in sides:
        by = stage.owner(proposal.visitor_id if side is Side.VISITOR else proposal.host_id)
        visit = accept(stage.session, proposal=proposal, side=side, by=by, base_url=stage.base_url)
    return visit


def arrange(stage: Stage, key: str, offer: str, guests: list[str], starts: int) -> None:
    """Both sides say yes; further visitors join."""
    for guest in guests:
        visit = say_yes(stage, propose(stage, guest, offer, starts), Side.VISITOR, Side.HOST)
        assert visit  # noqa: S101 - the second yes makes it
        stage.visit_ids[key] = visit.id or 0


def prepare(stage: Stage, told: Told) -> None:
    visit = stage.visit(told["key"])
    host = stage.owner(visit.host_id)
    details = moving.Details(visit.title, visit.place, told["meeting_point"], told["emergency"])
    moving.set_details(stage.session, visit=visit, details=details, seen=visit.row_version, by=stage.coordinator)
    for guest in told["guests"]:
        _agree_on_goal(stage, visit, guest, *told["goals"][guest])
        _add_people(stage, visit, stage.demand(guest), told["people"][guest])
    for name, role, gender, age in told["hosts"]:
        person = Person(name, role, gender, age, consent=True)
        participants.add_participant(
            stage.session,
            visit=visit,
            side=ParticipantSide.HOST,
            organisation_id=visit.host_id,
            person=person,
            by=host,
        )
    _write_programme(stage, visit, told)


def _agree_on_goal(stage: Stage, visit: Visit, guest: str, text: str, indicator: str) -> None:
    number = stage.demand(guest).organisation_id
    visitor, host = stage.owner(number), stage.owner(visit.host_id)
    goal = goals.set_goal(
        stage.session, visit=visit, goal_id=None, organisation_id=number, text=text, indicator=indicator, by=visitor
    )
    for side, by in ((Side.VISITOR, visitor), (Side.HOST, host)):
        goals.sign(stage.session, visit=visit, goal_id=goal.id or 0, side=side, seen=goal.row_version, by=by)


def _add_people(stage: Stage, visit: Visit, demand: Demand, people: list[list[str]]) -> None:
    for name, role, gender, age in people:
        person = Person(
            name,
            role,
            gender,
            age,
            languages=sorted(demand.languages),
            consent=True,
            pictures_ok=True,
            visa=Visa.NOT_NEEDED,
            insured=True,
        )
        participants.add_participant(
            stage.session,
            visit=visit,
            side=ParticipantSide.VISITOR,
            organisation_id=demand.organisation_id,
            person=person,
            by=stage.owner(demand.organisation_id),
        )


def _write_programme(stage: Stage, visit: Visit, told: Told) -> None:
    for day, begin, end, kind, title in told["items"]:
        programme.set_item(
            stage.session,
            visit=visit,
            item_id=None,
            day=visit.starts_on + timedelta(days=day),
            starts_at=time.fromisoformat(begin),
            ends_at=time.fromisoformat(end),
            kind=kind,
            title=title,
            place=visit.place,
            by=stage.owner(visit.host_id),
        )


def confirm(stage: Stage, key: str) -> None:
    """With everything on the checklist that comes before."""
    visit, by = stage.visit(key), stage.coordinator
    for task in tasks.tasks_of(stage.session, visit=visit):
        if task.due_on <= visit.starts_on:
            tasks.tick(stage.session, visit=visit, task_id=task.id or 0, done=True, by=by)
    confirming.confirm(stage.session, visit=visit, by=by)


def hold(stage: Stage, told: Told) -> None:
    """Its last day has passed: who came, and what was spent of what the programme pays, in percent of the plan."""
    visit, by = stage.visit(told["key"]), stage.coordinator
    by_date.move_due(stage.session)
    homes = {guest.organisation_id for guest in guests_of(stage.session, visit=visit)}
    came = {
        one.id or 0: one.name not in told["absent"]
        for one in participants.participants_of(stage.session, visit=visit)
        if one.organisation_id in homes
    }
    participants.say_who_came(stage.session, visit=visit, came=came, by=by)
    lines = [line for line in budget.lines_of(stage.session, visit=visit) if line.paid_by == "round" and line.planned]
    for number, line in enumerate(lines):
        budget.set_line(
            stage.session,
            visit=visit,
            line_id=line.id,
            kind=line.kind,
            text=line.text,
            planned=line.planned,
            spent=line.planned * told["spent"][number % len(told["spent"])] // 100,
            paid_by=line.paid_by,
            seen=line.row_version,
            by=by,
        )
