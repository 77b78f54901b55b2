"""Learning reports: their pages, and what hosts, coordinators and writers do with one that was sent."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.content.text import N_
from app.domain.errors import Invalid, NotFound
from app.domain.visits import checks_due, report_case, report_lists, report_steps
from app.domain.visits.report_access import may_write_report
from app.forms.bind import Bound, typed_values
from app.models.learning import CommitmentCheck, LearningReport, ReportState
from app.web.answers import redirect
from app.web.gates import Everybody, SignedIn
from app.web.learning_gates import ReportSignedIn, ReportToWrite
from app.web.learning_report_page import report_page
from app.web.listing import Listing, listing
from app.web.paging import PageNumber
from app.web.requests import Db, Form, Id, Person
from app.web.templating import render
from app.web.visit_gates import ReportToRead

router = APIRouter(prefix="/{lang:lang}/learning/reports")


@router.get("", name="report_list", dependencies=[Everybody])
def public_list(request: Request, session: Db, page: PageNumber = 1) -> Response:
    """What visitors learned and published."""
    found: Listing[Any] = listing(request, session, report_lists.lines(report_lists.is_public()), page=page)
    lines = [report_lists.ReportLine(*row) for row in found.rows]
    return render(request, "learning/report_list.html", found=found, lines=lines)


@router.get("/{code}", name="report_page")
def show(request: Request, report: ReportToRead, session: Db, viewer: Person) -> Response:
    if report.state is ReportState.DRAFT and may_write_report(session, report=report, viewer=viewer):
        return redirect(request, "report_edit", code=report.code)
    return report_page(request, session, report, viewer)


def _do(
    request: Request,
    session: Db,
    report: LearningReport,
    viewer: SignedIn,
    form: Form,
    verb: Callable[[Bound[Any]], object],
    notice: str,
) -> Response:
    """What is wrong is said beside the field, and what was typed stays."""
    bound: Bound[Any] = Bound(typed_values(form))
    try:
        verb(bound)
    except Invalid as wrong:
        bound.refuse(wrong)
        return report_page(request, session, report, viewer, bound)
    return redirect(request, "report_page", code=report.code, notice=notice)


@router.post("/{code}/comment", name="report_comment")
def comment(request: Request, report: ReportSignedIn, session: Db, viewer: SignedIn, form: Form) -> Response:
    def verb(bound: Bound[Any]) -> None:
        report_steps.comment(session, report=report, text=bound.value("comment"), by=viewer)

    return _do(request, session, report, viewer, form, verb, N_("Thank you! Your comment stands with the report."))


@router.post("/{code}/accept", name="report_accept")
def accept(request: Request, report: ReportSignedIn, session: Db, viewer: SignedIn) -> Response:
    report_steps.accept(session, report=report, by=viewer)
    return redirect(request, "report_page", code=report.code, notice=N_("Accepted. Both sides hear of it."))


@router.post("/{code}/return", name="report_return")
def send_back(request: Request, report: ReportSignedIn, session: Db, viewer: SignedIn, form: Form) -> Response:
    bound: Bound[Any] = Bound(typed_values(form))
    try:
        with session.begin_nested():
            report_steps.send_back(session, report=report, message=bound.value("message"), by=viewer)
    except Invalid as wrong:
        bound.refuse(wrong)
        return report_page(request, session, report, viewer, bound)
    # A draft is its organisation's alone: this person can read it no more.
    return redirect(request, "notifications", notice=N_("Sent back. You hear of it once it is sent again."))


@router.post("/{code}/agree", name="report_agree")
def agree(request: Request, report: ReportToWrite, session: Db, viewer: SignedIn, form: Form) -> Response:
    def verb(bound: Bound[Any]) -> None:
        consent, licence = bool(bound.value("consent")), bound.value("licence")
        report_steps.agree(session, report=report, consent=consent, licence=licence, by=viewer)

    return _do(request, session, report, viewer, form, verb, N_("Saved."))


@router.post("/{code}/publish", name="report_publish")
def publish(request: Request, report: ReportSignedIn, session: Db, viewer: SignedIn) -> Response:
    report_steps.publish(session, report=report, by=viewer)
    return redirect(request, "report_page", code=report.code, notice=N_("Published: everybody can learn from it."))


@router.post("/{code}/unpublish", name="report_unpublish")
def unpublish(request: Request, report: ReportSignedIn, session: Db, viewer: SignedIn, form: Form) -> Response:
    def verb(bound: Bound[Any]) -> None:
        report_steps.unpublish(session, report=report, message=bound.value("message"), by=viewer)

    return _do(request, session, report, viewer, form, verb, N_("Taken off the public pages."))


@router.post("/{code}/case", name="report_case")
def start_case(request: Request, report: ReportToWrite, session: Db, viewer: SignedIn) -> Response:
    case = report_case.start_case(session, report=report, by=viewer)
    notice = N_("Your draft begins with what you wrote in the report. Change it as you like.")
    return redirect(request, "case_raw", code=case.code, notice=notice)


@router.post("/{code}/checks/{check_id}", name="report_check")
def answer(
    request: Request, report: ReportToWrite, check_id: Id, session: Db, viewer: SignedIn, form: Form
) -> Response:
    """Tell on the page of the report how something is going."""
    check = session.get(CommitmentCheck, check_id)
    if check is None or checks_due.report_of(session, check).id != report.id:
        raise NotFound

    def verb(bound: Bound[Any]) -> None:
        checks_due.answer(session, check=check, answer=bound.value("answer"), note=bound.value("note"), by=viewer)

    return _do(request, session, report, viewer, form, verb, checks_due.THANKS)
