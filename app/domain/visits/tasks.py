"""What has to be done before and after a visit, by whom, and by when; reminding, once each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from app.content.text import N_, one_line
from app.domain.errors import Forbidden, Invalid, NotFound
from app.domain.viewer import Viewer
from app.domain.visits.access import AT_WORK, HELD, TAKING_PLACE, VisitPart, guests_of
from app.domain.visits.interpreting import few_speak
from app.domain.visits.telling import acting_for_demand, acting_for_offer, caretaker_of, coordinators, tell
from app.domain.visits.workflow import note
from app.domain.visits.working import work_on
from app.models.demands import Demand, Offer
from app.models.organisations import Organisation
from app.models.types import now
from app.models.visits import Visit, VisitTask

WHO: Mapping[str, str] = {
    "visitor": N_("The visitors"),
    "host": N_("The hosts"),
    "coordinator": N_("The coordinator"),
}
# Somebody is reminded so many days before the day, or as soon as that is over.
REMINDED_DAYS_BEFORE = 3
MOST_TASKS = 60


@dataclass(frozen=True, slots=True)
class Usual:
    """A task that most visits have: due `days` before the first day, or after the last day if `after`."""

    code: str
    text: str
    who: str
    days: int
    after: bool = False

    def due(self, visit: Visit) -> date:
        if self.after:
            return visit.ends_on + timedelta(days=self.days)
        return max(visit.starts_on - timedelta(days=self.days), min(visit.starts_on, now().date()))


USUAL: Mapping[str, Usual] = {
    one.code: one
    for one in (
        Usual("goals", N_("Agree on what the visitors want to learn, and sign it"), "visitor", 30),
        Usual("visas", N_("Ask for the visas"), "visitor", 30),
        Usual("itinerary", N_("Write the programme, day by day"), "host", 21),
        Usual("rooms", N_("Find rooms and meals for the visitors"), "host", 21),
        Usual("interpreter", N_("Find an interpreter"), "coordinator", 21),
        Usual("insurance", N_("Insure everybody who travels"), "visitor", 14),
        Usual("money", N_("Pay the advance"), "coordinator", 10),
        Usual("programme_sent", N_("Send everybody the programme and say whom to call"), "host", 7),
        Usual("thanks", N_("Thank the hosts"), "visitor", 7, after=True),
        Usual("accounts", N_("Hand in the receipts and close the accounts"), "coordinator", 30, after=True),
    )
}


def words(task: VisitTask) -> str:
    """What is to be done: the words of a usual task are still to be translated."""
    return USUAL[task.code].text if task.code in USUAL else task.text


def tasks_of(session: Session, *, visit: Visit) -> list[VisitTask]:
    """By their day."""
    query = select(VisitTask).where(VisitTask.visit_id == visit.id)
    return list(session.exec(query.order_by(col(VisitTask.due_on), col(VisitTask.id))).all())


def add_usual(session: Session, *, visit: Visit) -> None:
    """The usual tasks that this visit needs and does not have yet."""
    there = {task.code for task in tasks_of(session, visit=visit)}
    for code in _needed(session, visit):
        if code not in there:
            usual = USUAL[code]
            session.add(VisitTask(visit_id=visit.id or 0, code=code, who=usual.who, due_on=usual.due(visit)))
    session.flush()


def _needed(session: Session, visit: Visit) -> list[str]:
    guests = guests_of(session, visit=visit)
    ids = [visit.host_id, *(guest.organisation_id for guest in guests)]
    countries = set(session.exec(select(Organisation.country).where(col(Organisation.id).in_(ids))).all())
    demands = session.exec(select(Demand).where(col(Demand.id).in_([guest.demand_id for guest in guests]))).all()
    offer = session.get_one(Offer, visit.offer_id)
    silent = any(not offer.languages or few_speak(demand, offer) for demand in demands if demand.languages)
    without = {
        "visas": len(countries) == 1,
        "interpreter": not silent and not any("interpreter" in demand.needs for demand in demands),
    }
    return [code for code in USUAL if not without.get(code)]


def move_due(session: Session, *, visit: Visit) -> None:
    """After the days of a visit changed: the usual tasks that are not done are due with them, and reminded anew."""
    for task in tasks_of(session, visit=visit):
        if task.code in USUAL and task.done_at is None:
            task.due_on, task.reminded_at = USUAL[task.code].due(visit), None
            session.add(task)


def add_task(session: Session, *, visit: Visit, text: str, who: str, due_on: date, by: Viewer) -> VisitTask:
    """A task of one's own. Raises Forbidden, Conflict once the visit is closed or called off, or Invalid naming the
    field."""
    work_on(session, visit=visit, by=by, states=AT_WORK)
    text = one_line(text)
    if not text:
        raise Invalid(N_("Please fill this in."), "text")
    if len(text) > 300:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "text", max_length=300)
    if who not in WHO:
        raise Invalid(N_("Choose one of the answers offered."), "who")
    if abs((due_on - visit.starts_on).days) > 730:
        raise Invalid(N_("This day is too far from the visit."), "due_on")
    if len(tasks_of(session, visit=visit)) >= MOST_TASKS:
        raise Invalid(N_("A visit has at most %(most)s tasks."), "text", most=MOST_TASKS)
    task = VisitTask(visit_id=visit.id or 0, text=text, who=who, due_on=due_on)
    session.add(task)
    session.flush()
    note(session, thing=visit, verb="add_task", by=by, task=text)
    return task


def task_of(session: Session, *, visit: Visit, task_id: int) -> VisitTask:
    task = session.get(VisitTask, task_id)
    if task is None or task.visit_id != visit.id:
        raise NotFound
    return task


def may_tick(task: VisitTask, parts: frozenset[VisitPart]) -> bool:
    """Whose task it is, and coordinators."""
    return VisitPart.COORDINATOR in parts or VisitPart(task.who) in parts


def tick(session: Session, *, visit: Visit, task_id: int, done: bool, by: Viewer) -> None:
    """Say that a task is done, or not after all. Said twice it stays as it is."""
    task = _to_write(session, visit, task_id, by)
    if done == (task.done_at is not None):
        return
    task.done_at, task.done_by_id = (now(), by.id) if done else (None, None)
    session.add(task)
    note(session, thing=visit, verb="do_task" if done else "undo_task", by=by, task=task.code or task.text)


def remove_task(session: Session, *, visit: Visit, task_id: int, by: Viewer) -> None:
    task = _to_write(session, visit, task_id, by)
    note(session, thing=visit, verb="remove_task", by=by, task=task.code or task.text)
    session.delete(task)


def _to_write(session: Session, visit: Visit, task_id: int, by: Viewer) -> VisitTask:
    parts = work_on(session, visit=visit, by=by, states=AT_WORK)
    task = task_of(session, visit=visit, task_id=task_id)
    if not may_tick(task, parts):
        raise Forbidden
    return task


def overdue(tasks: Sequence[VisitTask], today: date) -> list[VisitTask]:
    return [task for task in tasks if task.done_at is None and task.due_on < today]


def remind_due(session: Session, *, at: datetime | None = None) -> int:
    """Tell those who still have something to do for a visit, once for each task. Returns how many."""
    at = at or now()
    query = (
        select(VisitTask, Visit)
        .join(Visit, col(Visit.id) == col(VisitTask.visit_id))
        .where(
            col(VisitTask.done_at).is_(None),
            col(VisitTask.reminded_at).is_(None),
            col(VisitTask.due_on) <= at.date() + timedelta(days=REMINDED_DAYS_BEFORE),
            col(Visit.state).in_((*TAKING_PLACE, *HELD)),
        )
        .order_by(col(VisitTask.id))
        .with_for_update(of=VisitTask, skip_locked=True)
    )
    rows = session.exec(query).all()
    for task, visit in rows:
        _remind(session, task, visit)
        task.reminded_at = at
        session.add(task)
    return len(rows)


def _remind(session: Session, task: VisitTask, visit: Visit) -> None:
    tell(
        session,
        kind="task_due",
        people=people_for(session, visit=visit, who=task.who),
        path=f"/learning/visits/{visit.code}",
        title=visit.title,
        code=task.code,
        text=task.text,
        due=task.due_on.isoformat(),
    )


def people_for(session: Session, *, visit: Visit, who: str) -> set[int]:
    """Who answers for the tasks of one side."""
    if who == "host":
        return acting_for_offer(session, session.get_one(Offer, visit.offer_id))
    if who == "visitor":
        guests = guests_of(session, visit=visit)
        people = [acting_for_demand(session, session.get_one(Demand, guest.demand_id)) for guest in guests]
        return set().union(*people)
    return caretaker_of(session, visit) or set(coordinators(session))
