"""What each kind of job does. Tasks are thin: they take ids, call one verb, and leave the rest to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from app.domain.cases.follow_ups import ask_due
from app.domain.cup import calculating, repair
from app.domain.cup.moving import move_due
from app.domain.cup.releasing import carry_out
from app.domain.cup.reminding import remind_due
from app.domain.cup.results import calculate
from app.domain.media import processing
from app.domain.visits import announcing, by_date, checks_due, evidence, expiring, inviting, planning, report_asking
from app.domain.visits.alternatives import next_due
from app.domain.visits.participants import forget_passports
from app.domain.visits.proposal_ends import proposals_by_date
from app.domain.visits.tasks import remind_due as remind_of_tasks
from app.exports import pdf
from app.jobs import questions, saved_searches
from app.jobs.assigning import propose
from app.jobs.entry_papers import confirm
from app.jobs.housekeeping import tidy_up
from app.jobs.visit_invitations import send_due
from app.jobs.visit_planning import make_plan
from app.mail import digests, messages
from app.mail.delivery import deliver
from app.mail.transport import Transport
from app.models.cup import Edition
from app.services import Services

Press = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Work:
    """What a task is given besides its payload. `last_try`: if it fails now, the job is kept as failed.

    `press` makes the PDFs of the case of a code; without one they are made when somebody asks for them.
    """

    services: Services
    transport: Transport
    last_try: bool
    press: Press | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """Done in one transaction together with the mark that it is done, so it happens exactly once."""

    run: Callable[..., object]
    # The payload may hold a one-time link; it is emptied once done.
    forgets: bool = False


@dataclass(frozen=True, slots=True)
class Outside:
    """Takes long, or reaches beyond the database: opens its own transactions, and may be begun twice."""

    run: Callable[..., object]
    # Slow jobs have a lane of their own, so that no mail waits behind a film.
    slow: bool = False


def _mail_message(session: Session, work: Work, *, template: str, **asked: object) -> None:
    messages.to_address(session, settings=work.services.settings, kind=template, **asked)  # type: ignore[arg-type]


def _mail_with_keys(session: Session, work: Work, *, template: str, **asked: object) -> None:
    messages.with_keys(session, settings=work.services.settings, kind=template, **asked)  # type: ignore[arg-type]


def _mail_notification(session: Session, work: Work, *, notification_id: int) -> None:
    messages.about_notification(session, settings=work.services.settings, notification_id=notification_id)


def _mail_digest(session: Session, work: Work, *, user_id: int) -> None:
    digests.send(session, settings=work.services.settings, user_id=user_id)


def _mail_saved_searches(work: Work, *, user_id: int) -> None:
    saved_searches.tell(work.services, user_id=user_id)


def _mail_deliver(work: Work, *, message_id: int, asked_for: bool, has_keys: bool = False) -> None:
    services = work.services
    deliver(
        services.database,
        work.transport,
        settings=services.settings,
        message_id=message_id,
        asked_for=asked_for,
        last_try=work.last_try,
        has_keys=has_keys,
    )


def _cup_confirm(work: Work, *, submission_id: int, notification_ids: list[int]) -> None:
    confirm(work.services, submission_id=submission_id, notification_ids=notification_ids, last_try=work.last_try)


def _cup_repair_reminder(session: Session, _: Work, *, entry_id: int, due: str) -> None:
    repair.remind(session, entry_id=entry_id, due=due)


def _learning_checks(session: Session, _: Work) -> None:
    report_asking.run(session)
    checks_due.ask_due(session)


def _learning_reminder(session: Session, _: Work, *, check_ids: list[int]) -> None:
    checks_due.remind(session, check_ids=check_ids)


def _visit_announce(session: Session, _: Work, **asked: object) -> None:
    announcing.announce(session, **asked)  # type: ignore[arg-type]


def _visit_invitations(session: Session, work: Work, *, visit_id: int) -> None:
    send_due(session, settings=work.services.settings, visit_id=visit_id)


def _cup_calculate(work: Work, *, edition_id: int) -> None:
    """The database waits for nobody while it calculates."""
    with work.services.database.reading() as session:
        collected = calculating.collect(session, edition=session.get_one(Edition, edition_id))
    results = calculate(collected.inputs, collected.settings)
    with work.services.database.writing() as session:
        edition = session.get_one(Edition, edition_id)
        calculating.keep(session, edition=edition, collected=collected, results=results, by=None)


def _cup_release(session: Session, work: Work, **asked: object) -> None:  # noqa: ARG001 - needs the database alone
    carry_out(session, **asked)  # type: ignore[arg-type]


def _cup_assign(work: Work, *, edition_id: int, by_id: int | None) -> None:
    propose(work.services, edition_id=edition_id, by_id=by_id)


def _visit_plan(work: Work, *, plan_id: int) -> None:
    make_plan(work.services, plan_id=plan_id, last_try=work.last_try)


def _media_process(work: Work, *, media_id: int) -> None:
    services = work.services
    processing.process(services.database, services.storage, services.settings, media_id)


def _media_forget(work: Work, *, media_id: int) -> None:
    processing.forget(work.services.database, work.services.storage, media_id)


def _pdf_make(work: Work, *, code: str) -> None:
    if work.press:
        work.press(code)


def _pdf_forget(work: Work, *, code: str) -> None:
    pdf.forget(work.services.settings.pdf_dir, code)


TASKS: dict[str, Within | Outside] = {
    "mail_message": Within(_mail_message, forgets=True),
    "mail_with_keys": Within(_mail_with_keys, forgets=True),
    "mail_notification": Within(_mail_notification),
    "mail_digest": Within(_mail_digest),
    "daily_digests": Within(lambda session, _: digests.plan(session)),
    "mail_saved_searches": Outside(_mail_saved_searches),
    "questions": Outside(lambda work: questions.look_again(work.services)),
    "saved_searches": Within(lambda session, _: saved_searches.plan(session)),
    "follow_ups": Within(lambda session, _: ask_due(session)),
    "cup_phases": Within(lambda session, _: move_due(session)),
    "cup_repairs": Within(lambda session, _: repair.run_out_due(session)),
    "cup_repair_reminder": Within(_cup_repair_reminder),
    "cup_release": Within(_cup_release),
    "visit_announce": Within(_visit_announce),
    "visit_invitations": Within(_visit_invitations),
    "visit_calendars": Within(lambda session, _: inviting.invite_all(session)),
    "visit_demands": Within(lambda session, _: expiring.expire_due(session)),
    "visit_evidence": Within(lambda session, _: evidence.refresh(session)),
    "learning_checks": Within(_learning_checks),
    "learning_reminder": Within(_learning_reminder),
    "housekeeping": Within(lambda session, work: tidy_up(session, work.services.storage)),
    "mail_deliver": Outside(_mail_deliver),
    "cup_confirm": Outside(_cup_confirm, slow=True),
    "cup_assign": Outside(_cup_assign, slow=True),
    "cup_reminders": Within(lambda session, _: remind_due(session)),
    "cup_calculate": Outside(_cup_calculate, slow=True),
    "visit_plan": Outside(_visit_plan, slow=True),
    "visit_plans": Within(lambda session, _: planning.fail_abandoned(session)),
    "visits_by_date": Within(lambda session, _: by_date.move_due(session)),
    "visits_announced": Within(lambda session, _: by_date.announce_due(session)),
    "proposals_by_date": Within(lambda session, _: proposals_by_date(session)),
    "visit_next": Within(lambda session, _: next_due(session)),
    "visit_tasks": Within(lambda session, _: remind_of_tasks(session)),
    "visit_passports": Within(lambda session, _: forget_passports(session)),
    "media_process": Outside(_media_process, slow=True),
    "media_forget": Outside(_media_forget),
    "pdf_make": Outside(_pdf_make, slow=True),
    "pdf_forget": Outside(_pdf_forget),
}
# Each is idempotent, so that it does no harm if two workers begin it.
PERIODIC: dict[str, timedelta] = {
    "daily_digests": timedelta(hours=1),
    "saved_searches": timedelta(hours=1),
    "questions": timedelta(days=1),
    "follow_ups": timedelta(days=1),
    "cup_phases": timedelta(minutes=5),
    "cup_repairs": timedelta(minutes=5),
    "cup_reminders": timedelta(hours=1),
    "visit_demands": timedelta(days=1),
    "visit_evidence": timedelta(days=1),
    "visit_calendars": timedelta(days=1),
    "learning_checks": timedelta(days=1),
    "visit_plans": timedelta(minutes=5),
    "visits_by_date": timedelta(hours=1),
    "visits_announced": timedelta(hours=6),
    "proposals_by_date": timedelta(hours=1),
    "visit_next": timedelta(minutes=5),
    "visit_tasks": timedelta(hours=6),
    "visit_passports": timedelta(days=1),
    "housekeeping": timedelta(days=1),
}
SLOW = frozenset(kind for kind, task in TASKS.items() if isinstance(task, Outside) and task.slow)
QUICK = frozenset(TASKS) - SLOW
