"""Questions, criteria and awards of an edition, and how entrants and jurors will see them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.domain.cup import awards, questions, rubric
from app.domain.cup.answering import questions_of
from app.domain.cup.awards import AwardSaid
from app.domain.cup.questions import QuestionSaid
from app.domain.cup.rubric import CriterionSaid
from app.forms import cup_edition as forms
from app.forms.bind import Bound
from app.forms.scorecard import asked_in
from app.models.cup import Edition
from app.web.cup_fields import rendered
from app.web.cup_gates import EditionToRun
from app.web.cup_parts import EditionPart, save_part, show_part
from app.web.cup_words import EditionWords
from app.web.gates import Coordinator
from app.web.requests import Db, Form, Lang
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cup/{year}/run/edition")
Chosen = Annotated[str, Query(alias="in", max_length=12)]


def _question(said: QuestionSaid) -> str:
    return "\n".join((said.label, said.help, *said.options))


def _criterion(said: CriterionSaid) -> str:
    levels = (f"{value}: {text}" for value, text in enumerate(said.levels) if text)
    return "\n".join((f"{said.name} ({said.weight})", said.asks, *levels))


def _award(said: AwardSaid) -> str:
    return "\n".join((f"{said.name} ({said.places})", said.about))


def _about_criteria(session: Session, edition: Edition) -> dict[str, object]:
    return {"frozen": rubric.is_frozen(session, edition), "level_fields": rubric.LEVEL_FIELDS}


QUESTIONS = EditionPart(
    "questions",
    "cup_questions",
    forms.QUESTIONS,
    questions.part_of,
    forms.question_said,
    forms.question_row,
    questions.set_questions,
    questions.translate_questions,
    _question,
    lambda *_: {"kinds": list(forms.KINDS.items())},
)
CRITERIA = EditionPart(
    "criteria",
    "cup_criteria",
    forms.CRITERIA,
    rubric.part_of,
    forms.criterion_said,
    forms.criterion_row,
    rubric.set_criteria,
    rubric.translate_criteria,
    _criterion,
    _about_criteria,
)
AWARDS = EditionPart(
    "awards",
    "cup_awards",
    forms.AWARDS,
    lambda _, edition, language: awards.part_of(edition, language),
    forms.award_said,
    forms.award_row,
    awards.set_awards,
    awards.translate_awards,
    _award,
    lambda *_: {"results": awards.RESULTS, "frozen": awards.FROZEN},
)


@router.get("/questions", name="cup_questions")
def questions_page(request: Request, edition: EditionToRun, session: Db, language: Chosen = "") -> Response:
    return show_part(request, session, edition, QUESTIONS, language)


@router.post("/questions")
def save_questions(
    request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, form: Form, language: Chosen = ""
) -> Response:
    return save_part(request, session, edition, viewer, QUESTIONS, language, form)


@router.get("/criteria", name="cup_criteria")
def criteria_page(request: Request, edition: EditionToRun, session: Db, language: Chosen = "") -> Response:
    return show_part(request, session, edition, CRITERIA, language)


@router.post("/criteria")
def save_criteria(
    request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, form: Form, language: Chosen = ""
) -> Response:
    return save_part(request, session, edition, viewer, CRITERIA, language, form)


@router.get("/awards", name="cup_awards")
def awards_page(request: Request, edition: EditionToRun, session: Db, language: Chosen = "") -> Response:
    return show_part(request, session, edition, AWARDS, language)


@router.post("/awards")
def save_awards(
    request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, form: Form, language: Chosen = ""
) -> Response:
    return save_part(request, session, edition, viewer, AWARDS, language, form)


@router.get("/preview", name="cup_preview")
def preview(
    request: Request,
    edition: EditionToRun,
    session: Db,
    lang: Lang,
    as_: Annotated[Literal["entrant", "juror"], Query(alias="as")] = "entrant",
) -> Response:
    """Nothing that is typed there is kept."""
    asked = asked_in(rubric.criteria_of(session, edition), edition, lang) if as_ == "juror" else []
    return render(
        request,
        "cup_run/preview.html",
        edition=edition,
        words=EditionWords(edition, lang),
        questions=questions_of(session, edition),
        fields=rendered(Bound(), asked, lang) if asked else None,
        seen_by=as_,
    )
