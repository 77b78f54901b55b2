"""The second round: the short list judged again, begun and ended from the board."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.text import N_
from app.domain.cup import deliberating, second_round
from app.domain.cup.phases import ends_at
from app.domain.errors import Conflict, Forbidden, Invalid
from app.domain.viewer import Viewer
from app.forms.bind import Bound, bind, filled
from app.forms.cup_board import LABELS, EndRoundForm, SecondRoundForm
from app.models.cup import Edition, Phase
from app.routers.cup_board import refuse
from app.web.answers import redirect
from app.web.cup_gates import EditionToRun
from app.web.cup_words import EditionWords
from app.web.gates import Coordinator
from app.web.requests import Db, Form, Lang
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cup/{year}/run/board/second-round")


@router.get("", name="cup_second_round")
def round_page(request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, lang: Lang) -> Response:
    return _page(request, session, edition, viewer, lang)


def _page(
    request: Request,
    session: Session,
    edition: Edition,
    viewer: Viewer,
    lang: str,
    bound: Bound[Any] | None = None,
    ending: Bound[Any] | None = None,
) -> Response:
    """Only those who decide may know the short list and who could judge it. Raises Conflict, Forbidden."""
    deliberating.check_deciding(session, edition=edition, by=viewer)
    found, ending = second_round.candidates(session, edition=edition), ending or Bound()
    bound = bound or filled({"juror": [one.juror.id for one in found]})
    return render(
        request,
        "cup_run/board_round.html",
        edition=edition,
        words=EditionWords(edition, lang),
        candidates=found,
        running=second_round.is_running(session, edition),
        ends=ends_at(session, edition, Phase.DELIBERATION),
        bound=bound,
        ending=ending,
        labels=LABELS,
        status=max(bound.status, ending.status),
    )


@router.post("")
def begin(
    request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, lang: Lang, form: Form
) -> Response:
    # Before anything is undone: whoever may not decide gets no page to mend a form on.
    deliberating.check_deciding(session, edition=edition, by=viewer)
    bound = bind(SecondRoundForm, form)
    try:
        if bound.model:
            second_round.begin(session, edition=edition, juror_ids=bound.model.juror, by=viewer)
            notice = N_("The second round has begun. The jurors find the short list on their desks.")
            return redirect(request, "cup_board", year=edition.year, notice=notice)
    except (Invalid, Conflict, Forbidden) as wrong:
        refuse(session, bound, wrong)
    return _page(request, session, edition, viewer, lang, bound=bound)


@router.post("/end", name="cup_second_round_end")
def end(request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, lang: Lang, form: Form) -> Response:
    deliberating.check_deciding(session, edition=edition, by=viewer)
    bound = bind(EndRoundForm, form)
    try:
        if bound.model:
            second_round.end(session, edition=edition, reason=bound.model.reason, by=viewer)
            return redirect(request, "cup_board", year=edition.year, notice=N_("The second round is over."))
    except (Invalid, Conflict, Forbidden) as wrong:
        refuse(session, bound, wrong)
    return _page(request, session, edition, viewer, lang, ending=bound)
