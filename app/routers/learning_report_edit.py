"""Writing a learning report: begun from the visit, saved as it is typed, sent; its photographs and voice notes."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.content.clean import Problem
from app.content.text import N_
from app.domain.errors import Conflict, NotFound
from app.domain.people.parking import parked
from app.domain.visits import reporting
from app.forms import learning_report
from app.forms.bind import Bound, typed_values
from app.models.learning import LearningReport, ReportState
from app.models.organisations import Organisation
from app.web import media_pages
from app.web.answers import redirect
from app.web.gates import SignedIn
from app.web.learning_gates import ReportToWrite
from app.web.learning_report_writing import ReportWriting
from app.web.media_pages import Place
from app.web.requests import Db, Form, Lang, Shared, Terms, Upload
from app.web.templating import render
from app.web.visit_gates import VisitToRead

router = APIRouter(prefix="/{lang:lang}/learning")
ONE = "/reports/{code}"
MEDIA = ONE + "/media"
SENT = N_("Sent. Thank you! The hosts read it, and you hear from the coordinator.")


@router.get("/visits/{code}/report", name="report_begin")
def choose(request: Request, visit: VisitToRead, session: Db, viewer: SignedIn) -> Response:
    """Leads to the report of one's organisation, or asks to begin it: opening a page writes nothing."""
    guests = reporting.guests_to_report(session, visit=visit, viewer=viewer)
    reports = {
        one.organisation_id: reporting.report_of(session, visit=visit, organisation_id=one.organisation_id)
        for one in guests
    }
    if not guests:
        raise NotFound
    if len(guests) == 1 and (report := reports[guests[0].organisation_id]) is not None:
        return redirect(request, "report_page", code=report.code)
    return render(
        request,
        "learning/report_begin.html",
        visit=visit,
        host=session.get_one(Organisation, visit.host_id),
        organisations=[(session.get_one(Organisation, number), report) for number, report in reports.items()],
        begun=reporting.has_begun(visit),
    )


@router.post("/visits/{code}/report")
def begin(request: Request, visit: VisitToRead, session: Db, viewer: SignedIn, form: Form, lang: Lang) -> Response:
    """Begin the report of one's organisation, or go on with it."""
    chosen = Bound[Any](typed_values(form)).number("organisation")
    mine = [one.organisation_id for one in reporting.guests_to_report(session, visit=visit, viewer=viewer)]
    organisation_id = chosen if chosen is not None or len(mine) != 1 else mine[0]
    report = reporting.begin(session, visit=visit, organisation_id=organisation_id or 0, language=lang, by=viewer)
    page = "report_edit" if report.state is ReportState.DRAFT else "report_page"
    return redirect(request, page, code=report.code)


@router.get(ONE + "/edit", name="report_edit")
def edit(
    request: Request, report: ReportToWrite, session: Db, viewer: SignedIn, terms: Terms, kept: str = ""
) -> Response:
    """The form; after a clash of autosaves with the text that was kept meanwhile, beside what somebody else saved."""
    if report.state is not ReportState.DRAFT:
        return redirect(request, "report_page", code=report.code)
    writing = ReportWriting(request, session, report, viewer, terms)
    form = parked(session, kept) if kept else None
    if form is None or form.path != writing.action:
        return writing.page()
    for name, value in form.fields:
        writing.values.setdefault(name, []).append(value)
    return writing.clash_page(writing.read()[0], status=200)


@router.post(ONE + "/edit")
def save(request: Request, report: ReportToWrite, session: Db, viewer: SignedIn, terms: Terms, form: Form) -> Response:
    writing = ReportWriting(request, session, report, viewer, terms, typed_values(form))
    do = writing.value("do")
    if do.partition(":")[2].startswith(learning_report.ROWS):
        writing.values, writing.rows = learning_report.obey(writing.values, do)
        reporting.require_writable(session, report=report, by=viewer)
        return writing.page()
    try:
        answer = writing.save()
    except Conflict as why:
        problem = {"": Problem(why.message, why.params)}
        return writing.heard(problem) if writing.autosaving else writing.page(problem, status=why.status)
    return answer or _go_on(writing, do)


def _go_on(writing: ReportWriting, do: str) -> Response:
    request, code = writing.request, writing.report.code
    if do == "files":
        return redirect(request, "report_media_list", code=code, notice=N_("Saved."))
    if do != "send":
        return redirect(request, "report_edit", code=code, notice=N_("Saved. You can go on whenever you like."))
    missing = reporting.missing(writing.session, report=writing.report)
    if missing:
        return writing.page({name: Problem(words) for name, words in missing.items()})
    try:
        with writing.session.begin_nested():
            reporting.submit(writing.session, report=writing.report, by=writing.viewer)
    except Conflict as why:
        writing.values["row_version"] = [str(writing.report.row_version)]
        return writing.page({"": Problem(why.message, why.params)}, status=why.status)
    return redirect(request, "report_page", code=code, notice=SENT)


def _place(report: LearningReport) -> Place:
    return Place(report, routes="report_media", back="report_page", stories=False)


@router.get(MEDIA, name="report_media_list")
def list_media(request: Request, report: ReportToWrite, session: Db, viewer: SignedIn) -> Response:
    return media_pages.page(request, session, _place(report), viewer, Bound())


@router.post(MEDIA, name="report_media_add")
def add_medium(
    request: Request, report: ReportToWrite, form: Upload, session: Db, viewer: SignedIn, shared: Shared
) -> Response:
    return media_pages.add(request, session, shared, _place(report), form, viewer)


@router.post(MEDIA + "/{public_id}", name="report_media_settle")
def settle_medium(
    request: Request, report: ReportToWrite, public_id: str, session: Db, viewer: SignedIn, form: Form
) -> Response:
    return media_pages.settle(request, session, _place(report), public_id, form, viewer)


@router.post(MEDIA + "/{public_id}/words", name="report_media_describe")
def describe_medium(
    request: Request, report: ReportToWrite, public_id: str, session: Db, viewer: SignedIn, form: Form
) -> Response:
    return media_pages.describe(request, session, _place(report), report, public_id, form, viewer)


@router.post(MEDIA + "/{public_id}/withdraw", name="report_media_withdraw")
def withdraw_medium(request: Request, report: ReportToWrite, public_id: str, session: Db, viewer: SignedIn) -> Response:
    return media_pages.withdraw(request, session, _place(report), public_id, viewer)


@router.post(MEDIA + "/{public_id}/remove", name="report_media_remove")
def remove_medium(request: Request, report: ReportToWrite, public_id: str, session: Db, viewer: SignedIn) -> Response:
    return media_pages.remove(request, session, _place(report), public_id, viewer)
