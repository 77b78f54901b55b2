"""A reviewer's page: the text, the rubric beside it, saved half-done and handed in."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from app.content.text import N_
from app.domain.cases import reviews
from app.domain.cases.rubric import CRITERIA, LEVELS
from app.domain.cases.versions import working_copy
from app.domain.errors import Invalid
from app.domain.visits import adoption
from app.forms.bind import Bound, filled, typed_values
from app.models.cases import Case, CaseReview
from app.models.types import now
from app.web.answers import redirect
from app.web.case_gates import ReadableCase
from app.web.errors import wants_json
from app.web.gates import SignedIn
from app.web.requests import Db, Form
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cases/{code}/review")


@router.get("", name="case_review")
def show(request: Request, case: ReadableCase, session: Db, viewer: SignedIn) -> Response:
    review = reviews.review_of(session, case=case, viewer=viewer)
    return _page(request, session, case, review, filled(_stored(review)))


def _stored(review: CaseReview) -> dict[str, Any]:
    scores = {f"score-{code}": level for code, level in review.scores.items()}
    comments = {f"comment-{code}": text for code, text in review.comments.items()}
    return {**scores, **comments, "advice": review.advice, "verdict": review.verdict, "maturity": review.maturity}


def _page(
    request: Request, session: Db, case: Case, review: CaseReview, bound: Bound[Any], status: int = 200
) -> Response:
    return render(
        request,
        "case_work/review.html",
        case=case,
        review=review,
        version=working_copy(session, case),
        criteria=CRITERIA,
        levels=list(LEVELS.items()),
        verdicts=list(reviews.VERDICTS.items()),
        adoption=adoption.of_case(session, case_id=case.id or 0),
        bound=bound,
        status=status,
    )


@router.post("")
def save(request: Request, case: ReadableCase, session: Db, viewer: SignedIn, form: Form) -> Response:
    """Saved at every press of a button and by itself; handed in with the button of that name."""
    review = reviews.review_of(session, case=case, viewer=viewer)
    bound: Bound[Any] = Bound(typed_values(form))
    try:
        reviews.save(
            session,
            review=review,
            case=case,
            scores={c.code: score for c in CRITERIA if (score := bound.number(f"score-{c.code}")) is not None},
            comments={c.code: bound.value(f"comment-{c.code}") for c in CRITERIA},
            advice=bound.value("advice"),
        )
        if bound.value("do") == "finish":
            reviews.finish(
                session,
                review=review,
                case=case,
                verdict=bound.value("verdict"),
                maturity=bound.value("maturity"),
                by=viewer,
            )
    except Invalid as wrong:
        bound.refuse(wrong)
        return _page(request, session, case, review, bound, 422)
    if wants_json(request):
        return JSONResponse({"saved_at": now().isoformat(), "row_version": review.row_version})
    if bound.value("do") == "finish":
        return redirect(request, "waiting", notice=N_("Handed in. Thank you for your time."))
    return redirect(request, "case_review", code=case.code, notice=N_("Saved. You can go on later."))


@router.post("/decline", name="review_decline")
def decline(request: Request, case: ReadableCase, session: Db, viewer: SignedIn, form: Form) -> Response:
    review = reviews.review_of(session, case=case, viewer=viewer)
    bound: Bound[Any] = Bound({**filled(_stored(review)).typed, **typed_values(form)})
    try:
        reviews.refuse(session, review=review, case=case, reason=bound.value("reason"), by=viewer)
    except Invalid as wrong:
        bound.refuse(wrong)
        return _page(request, session, case, review, bound, 422)
    return redirect(request, "waiting", notice=N_("Thank you for saying so early. Somebody else will be asked."))
