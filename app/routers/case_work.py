"""The working page of a case: where it stands, what can be done next, what happened so far."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.content.clean import Problem
from app.content.text import N_
from app.domain.cases import follow_ups, reviews, translating
from app.domain.cases.access import Part, may_write, parts_of
from app.domain.cases.candidates import candidates
from app.domain.cases.history import history
from app.domain.cases.publishing import Unfinished, checklist
from app.domain.cases.rubric import CRITERIA
from app.domain.cases.steps import TAKEN_BY_PEOPLE, mark_of, take_step
from app.domain.cases.submission import Incomplete, missing_for_submission
from app.domain.cases.systematising import missing_for_publication
from app.domain.cases.versions import find_working_copy
from app.domain.cases.words import STATES, next_for
from app.domain.cases.workflow import possible_steps
from app.domain.cup.entering import entry_of_case
from app.domain.errors import Invalid
from app.domain.viewer import Viewer
from app.domain.visits import adoption
from app.forms.bind import Bound, typed_values
from app.models.cases import Case, CaseState, CaseTier, CaseVersion
from app.models.cup import Edition
from app.models.organisations import Organisation
from app.models.people import User
from app.web.answers import redirect
from app.web.case_gates import WorkOnCase
from app.web.gates import SignedIn
from app.web.requests import Db, Form
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cases/{code}")

S = CaseState


@router.get("/work", name="case_work")
def work(request: Request, case: WorkOnCase, session: Db, viewer: SignedIn) -> Response:
    return render(request, "case_work/work.html", _context(session, case, viewer))


def _context(session: Db, case: Case, viewer: Viewer) -> dict[str, Any]:
    version = find_working_copy(session, case)
    parts = parts_of(session, case=case, viewer=viewer)
    entry = entry_of_case(session, case)
    found = reviews.of_version(session, version) if version else []
    people = {review.reviewer_id: session.get_one(User, review.reviewer_id).name for review in found}
    return {
        "case": case,
        "organisation": session.get_one(Organisation, case.organisation_id),
        "version": version,
        "words": STATES[case.state],
        "next": next_for(case.state, parts),
        "states": STATES,
        "steps": _steps(session, case, viewer, entered=entry is not None),
        "mark": mark_of(version),
        "missing": _missing(session, case, version),
        "writable": may_write(session, case=case, viewer=viewer),
        "translates": translating.may_translate(session, case=case, viewer=viewer),
        "coordinates": Part.COORDINATOR in parts,
        "own": Part.ORGANISATION in parts,
        "entry": entry if entry and Part.ORGANISATION in parts else None,
        "entry_year": session.get_one(Edition, entry.edition_id).year if entry else 0,
        "checks": checklist(session, case=case, version=version) if version and case.state is S.EDITING else [],
        "reviews": found if parts & {Part.COORDINATOR, Part.TEAM} or case.state is S.EDITING else [],
        "reviewers": people,
        "criteria": CRITERIA,
        "adoption": adoption.of_case(session, case_id=case.id or 0) if found else adoption.Adoption(),
        "outcome": reviews.outcome(session, version=version) if version else None,
        "candidates": candidates(session, case=case, version=version)
        if version and case.state is S.REVIEW and Part.COORDINATOR in parts
        else [],
        "follow_up": follow_ups.open_follow_up(session, case=case),
        "history": history(session, case=case),
        "bound": Bound(),
        "failed": "",
    }


def _steps(session: Db, case: Case, viewer: Viewer, *, entered: bool) -> list[Any]:
    """What enters the cup is published with its results, and not sent here."""
    steps = [step for step in possible_steps(session, case=case, viewer=viewer) if step.verb in TAKEN_BY_PEOPLE]
    return [step for step in steps if not (entered and step.verb == "submit")]


def _missing(session: Db, case: Case, version: CaseVersion | None) -> list[Any]:
    if version is None:
        return []
    if version.tier is CaseTier.SYSTEMATISED:
        return list(missing_for_publication(session, case=case, version=version))
    return (
        list(missing_for_submission(session, case=case, version=version)) if case.state in (S.DRAFT, S.RETURNED) else []
    )


@router.post("/steps/{verb}", name="case_step")
def step(request: Request, case: WorkOnCase, verb: str, session: Db, viewer: SignedIn, form: Form) -> Response:
    """Take one step; what is missing or wrong is said on the working page, with the message kept."""
    typed = typed_values(form)
    message, seen = (typed.get(name, [""])[-1] for name in ("message", "seen"))
    bound: Bound[Any] = Bound(typed)
    try:
        take_step(session, case=case, verb=verb, message=message, by=viewer, seen=seen)
    except Invalid as wrong:
        bound.refuse(wrong)
    except (Incomplete, Unfinished) as unfinished:
        bound.errors[""] = Problem(unfinished.message)
    if bound.errors:
        # Nothing was changed: the refusal came before the first write.
        return render(
            request,
            "case_work/work.html",
            {**_context(session, case, viewer), "bound": bound, "failed": verb},
            status=422,
        )
    return redirect(request, "case_work", code=case.code, notice=DONE.get(verb, N_("Done.")))


DONE = {
    "submit": N_("Sent. You will hear from a coordinator."),
    "return": N_("Sent back with your message."),
    "decline": N_("Declined. The organisation has been told why."),
    "accept": N_("It is public now, as learning material."),
    "select": N_("Selected. The organisation has been told."),
    "begin": N_("The systematisation has begun."),
    "send_to_validation": N_("The organisation has been asked to approve this text."),
    "approve": N_("Approved. Thank you: nothing is published without you."),
    "object": N_("Your wishes are with the team."),
    "publish": N_("Published."),
    "withdraw": N_("Withdrawn. Only the reason is still to be seen."),
}


@router.post("/reviewers", name="review_assign")
def assign(request: Request, case: WorkOnCase, session: Db, viewer: SignedIn, form: Form) -> Response:
    bound: Bound[Any] = Bound(typed_values(form))
    number = bound.number("reviewer")
    reviewer = session.get(User, number) if number is not None else None
    try:
        reviews.assign(session, case=case, reviewer=reviewer, by=viewer)
    except Invalid as wrong:
        bound.refuse(wrong)
        return render(request, "case_work/work.html", {**_context(session, case, viewer), "bound": bound}, status=422)
    return redirect(
        request, "case_work", code=case.code, notice=N_("Asked. The person has been told."), fragment="reviews"
    )


@router.get("/follow-up", name="case_follow_up")
def follow_up(request: Request, case: WorkOnCase, session: Db) -> Response:
    return render(request, "case_work/follow_up.html", _follow_up(session, case), bound=Bound())


@router.post("/follow-up")
def answer_follow_up(request: Request, case: WorkOnCase, session: Db, viewer: SignedIn, form: Form) -> Response:
    bound: Bound[Any] = Bound(typed_values(form))
    try:
        follow_ups.answer(session, case=case, answer=bound.value("answer"), note=bound.value("note"), by=viewer)
    except Invalid as wrong:
        bound.refuse(wrong)
        return render(request, "case_work/follow_up.html", _follow_up(session, case), bound=bound, status=422)
    return redirect(request, "case_page", code=case.code, notice=N_("Thank you. Readers see it with the case."))


def _follow_up(session: Db, case: Case) -> dict[str, Any]:
    return {
        "case": case,
        "follow_up": follow_ups.open_follow_up(session, case=case),
        "answers": list(follow_ups.ANSWERS.items()),
    }
