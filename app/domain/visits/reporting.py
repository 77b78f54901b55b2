"""What a visiting organisation writes about a visit: begun on the way, saved as it is typed, sent once it is ready."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from textwrap import shorten

from sqlmodel import Session, col, select

from app.content.text import N_
from app.domain.errors import Conflict, Forbidden, NotFound, Stale
from app.domain.viewer import Viewer
from app.domain.visits import checks_due, commitments
from app.domain.visits.access import HELD, acts_for, guests_of, parts_in_visit
from app.domain.visits.commitments import Resolution
from app.domain.visits.report_access import may_write_report, parts_in_report
from app.domain.visits.report_telling import tell_side
from app.domain.visits.workflow import note, take_step
from app.i18n import translate
from app.models.demands import Demand
from app.models.learning import LearningReport, ReportState
from app.models.organisations import Organisation
from app.models.types import now
from app.models.visits import Goal, Guest, Visit, VisitState
from app.moments import zone

NOT_YET = N_("A report can be begun once the visit has begun.")
RESULTS: Mapping[str, str] = {
    "reached": N_("Reached"),
    "partly": N_("Partly"),
    "no": N_("Not reached"),
}
LONGEST = {"title": 160, "seen": 4000, "surprised": 2000, "not_here": 2000, "why_none": 1000}


@dataclass(frozen=True, slots=True)
class Written:
    """A report as it was typed and checked. `goals` maps ids of goals, as text, to codes of RESULTS."""

    language: str
    title: str = ""
    seen: str = ""
    surprised: str = ""
    not_here: str = ""
    goals: Mapping[str, str] = field(default_factory=dict)
    resolutions: tuple[Resolution, ...] = ()
    why_none: str = ""


def has_begun(visit: Visit) -> bool:
    """Under way or over; also when nobody has said so yet and its first day has come, where it takes place."""
    if visit.state is VisitState.CONFIRMED:
        return visit.starts_on <= datetime.now(zone(visit.time_zone)).date()
    return visit.state is VisitState.UNDER_WAY or visit.state in HELD


def guests_to_report(session: Session, *, visit: Visit, viewer: Viewer) -> list[Guest]:
    """The visiting organisations for which this person may write a report."""
    guests = guests_of(session, visit=visit)
    return [
        one
        for one in guests
        if acts_for(viewer, one.organisation_id, session.get_one(Demand, one.demand_id).on_behalf_by_id)
    ]


def begin(session: Session, *, visit: Visit, organisation_id: int, language: str, by: Viewer) -> LearningReport:
    """The report of one organisation, new or as far as it is written. Raises NotFound, Conflict."""
    session.refresh(visit, with_for_update=True)
    if organisation_id not in {one.organisation_id for one in guests_to_report(session, visit=visit, viewer=by)}:
        raise NotFound
    begun = report_of(session, visit=visit, organisation_id=organisation_id)
    if begun is not None:
        return begun
    if not has_begun(visit):
        raise Conflict(NOT_YET)
    report = LearningReport(
        visit_id=visit.id or 0,
        organisation_id=organisation_id,
        language=language,
        title=_first_title(session, visit, language),
        created_by_id=by.id,
    )
    session.add(report)
    session.flush()
    note(session, thing=report, verb="begin", by=by)
    return report


def _first_title(session: Session, visit: Visit, language: str) -> str:
    """To begin with; its writers make it their own."""
    host = session.get_one(Organisation, visit.host_id).name
    title = translate(language, N_("What we learned at %(host)s: %(what)s"), host=host, what=visit.title)
    return shorten(title, LONGEST["title"], placeholder=" …")


def report_of(session: Session, *, visit: Visit, organisation_id: int) -> LearningReport | None:
    query = select(LearningReport).where(
        LearningReport.visit_id == visit.id, LearningReport.organisation_id == organisation_id
    )
    return session.exec(query).first()


def goals_of(session: Session, report: LearningReport) -> list[Goal]:
    query = select(Goal).where(Goal.visit_id == report.visit_id, Goal.organisation_id == report.organisation_id)
    return list(session.exec(query.order_by(Goal.id)).all())  # type: ignore[arg-type]


def save(session: Session, *, report: LearningReport, written: Written, expected: int, by: Viewer) -> None:
    """Keep a draft. `expected` is the row version the writer saw; raises Stale if somebody saved another text since."""
    require_writable(session, report=report, by=by)
    if written == stored(session, report):
        return
    if report.row_version != expected:
        raise Stale(report, report.row_version)
    report.language, report.title, report.seen = written.language, written.title, written.seen
    report.surprised, report.not_here = written.surprised, written.not_here
    report.goals, report.why_none = dict(written.goals), written.why_none
    commitments.keep(session, report=report, resolutions=written.resolutions)
    report.row_version += 1
    report.updated_at = now()
    session.add(report)


def require_writable(session: Session, *, report: LearningReport, by: Viewer) -> None:
    session.refresh(report, with_for_update=True)
    if not may_write_report(session, report=report, viewer=by):
        raise Forbidden
    if report.state is not ReportState.DRAFT:
        raise Conflict(N_("This report was sent already."))


def stored(session: Session, report: LearningReport) -> Written:
    """The report as it is kept."""
    return Written(
        language=report.language,
        title=report.title,
        seen=report.seen,
        surprised=report.surprised,
        not_here=report.not_here,
        goals=dict(report.goals),
        resolutions=tuple(Resolution(one.text, one.who, one.due_on) for one in commitments.of_report(session, report)),
        why_none=report.why_none,
    )


def missing(session: Session, *, report: LearningReport) -> dict[str, str]:
    """What is still needed before it can be sent: sentences by the name of the field."""
    wanted: dict[str, str] = {}
    if not report.seen:
        wanted["seen"] = N_("Please tell what you saw: it is what others can learn from.")
    rows = commitments.of_report(session, report)
    if not rows and not report.why_none:
        wanted["why_none"] = N_("Write down one thing that you will do at home, or say here why there is none.")
    for index, row in enumerate(rows):
        if not row.who:
            wanted[f"commitments-{index}-who"] = N_("Who will do it?")
    return wanted


def submit(session: Session, *, report: LearningReport, by: Viewer) -> None:
    """Send it to the host and the coordinator; from now on the platform will ask what became of it. Raises Conflict."""
    visit = session.get_one(Visit, report.visit_id)
    require_writable(session, report=report, by=by)
    if missing(session, report=report):
        raise Conflict(N_("Something is still missing."))
    if visit.state not in HELD and visit.ends_on > datetime.now(zone(visit.time_zone)).date():
        raise Conflict(N_("The report can be sent on the last day of the visit. What you wrote is kept."))
    take_step(session, thing=report, verb="submit", parts=parts_in_report(session, report=report, viewer=by), by=by)
    report.submitted_at = now()
    session.add(report)
    checks_due.plan(session, report=report)
    tell_side(session, report=report, kind="report_sent", host=True, coordination=True, by=by)
    settle_visit(session, visit=visit)


def settle_visit(session: Session, *, visit: Visit) -> None:
    """A visit that took place is reported once every organisation that came has sent its report."""
    session.refresh(visit, with_for_update=True)
    if visit.state is VisitState.COMPLETED and not without_report(session, visit=visit):
        take_step(session, thing=visit, verb="report", parts=(), by=None)


def without_report(session: Session, *, visit: Visit) -> list[str]:
    """Names of the organisations that came and have not sent their report."""
    query = select(LearningReport.organisation_id).where(
        LearningReport.visit_id == visit.id, LearningReport.state != ReportState.DRAFT
    )
    missing = {guest.organisation_id for guest in guests_of(session, visit=visit)} - set(session.exec(query).all())
    names = select(Organisation.name).where(col(Organisation.id).in_(missing)).order_by(Organisation.name)
    return list(session.exec(names).all())


def close_visit(session: Session, *, visit: Visit, by: Viewer) -> None:
    """Nothing more is done about it; what was resolved is still asked about."""
    take_step(session, thing=visit, verb="close", parts=parts_in_visit(session, visit=visit, viewer=by), by=by)
