"""For coordinators: what was looked for, what found nothing, and asking organisations to tell it."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.text import N_
from app.domain.errors import NotFound
from app.domain.looking import report as looked
from app.domain.looking.questions import raise_question
from app.domain.terms import TermBook
from app.exports.spreadsheets import CSV_TYPE, XLSX_TYPE, Cell, csv_bytes, xlsx_bytes
from app.forms.browsing import FACETS
from app.i18n import LANGUAGES, translate
from app.models.types import now
from app.web.answers import redirect
from app.web.filters import show_date
from app.web.found_words import value_label
from app.web.gates import Coordinator, coordinator
from app.web.requests import Db, Form, Lang, Terms
from app.web.templating import address, render

router = APIRouter(prefix="/{lang:lang}/looked-for")
Language = Annotated[str, Query(alias="language", max_length=5)]
Weeks = Annotated[int, Query(alias="weeks")]
HEADINGS = (N_("What"), N_("Text"), N_("Times"), N_("Found nothing"))
WORDS, IN_VAIN, MEANT, FILTER, WEEK = (
    N_("looked for"), N_("found nothing"), N_("corrected to"), N_("filter"), N_("week of"),
)  # fmt: skip


def _report(session: Session, terms: TermBook, weeks: int, language: str, **more: int) -> looked.Report:
    """Raises NotFound for a period or a language that is none."""
    if weeks not in looked.PERIODS or (language and language not in LANGUAGES):
        raise NotFound
    return looked.report(session, weeks=weeks, language=language, names_nobody=looked.KnownWords(terms), **more)


@router.get("", name="looked_for", dependencies=[Depends(coordinator)])
def page(
    request: Request, session: Db, terms: Terms, lang: Lang, language: Language = "", weeks: Weeks = looked.PERIODS[1]
) -> Response:
    def to(name: str, **changed: Any) -> str:
        return address(request, name, lang=lang, **{"language": language, "weeks": weeks, **changed})

    shown = _report(session, terms, weeks, language)
    periods = [
        {"weeks": one, "address": to("looked_for", weeks=one), "current": one == weeks} for one in looked.PERIODS
    ]
    labels = {"": translate(lang, N_("All languages")), **LANGUAGES}
    tabs = [
        {"label": label, "address": to("looked_for", language=code), "current": code == language}
        for code, label in labels.items()
    ]
    return render(
        request,
        "looking/looked_for.html",
        shown=shown,
        filters=[(_filter_words(terms, row.text, lang), row) for row in shown.filters],
        points=[(show_date(week.begins, lang), week.times) for week in shown.weeks],
        periods=periods,
        tabs=tabs,
        exports=[(ending.upper(), to("looked_for_export", ending=ending)) for ending in ("xlsx", "csv")],
        language=language,
    )


def _filter_words(terms: TermBook, text: str, language: str) -> str:
    """A kept "country:PE" as "Country: Peru"."""
    name, _, code = text.partition(":")
    label = translate(language, FACETS[name][0]) if name in FACETS else name
    return f"{label}: {value_label(terms, name, code, language)}"


@router.get(".{ending}", name="looked_for_export", dependencies=[Depends(coordinator)])
def export(
    session: Db, terms: Terms, lang: Lang, ending: str, language: Language = "", weeks: Weeks = looked.PERIODS[1]
) -> Response:
    if ending not in ("csv", "xlsx"):
        raise NotFound
    shown = _report(session, terms, weeks, language, most=looked.MOST_EXPORTED)
    headings, rows = [translate(lang, one) for one in HEADINGS], list(_table(shown, terms, lang))
    title = translate(lang, N_("What was looked for"))
    body = csv_bytes(headings, rows) if ending == "csv" else xlsx_bytes(title, headings, rows)
    name = f"looked-for-{now():%Y-%m-%d}.{ending}"
    return Response(
        body,
        media_type=CSV_TYPE if ending == "csv" else XLSX_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


def _table(shown: looked.Report, terms: TermBook, language: str) -> Iterator[list[Cell]]:
    for week in shown.weeks:
        yield [translate(language, WEEK), week.begins.isoformat(), week.times, week.in_vain]
    for what, rows in ((WORDS, shown.words), (IN_VAIN, shown.in_vain), (MEANT, shown.meant)):
        for row in rows:
            yield [translate(language, what), row.text, row.times, row.in_vain]
    for row in shown.filters:
        yield [translate(language, FILTER), _filter_words(terms, row.text, language), row.times, row.in_vain]


@router.post("/ask", name="looked_for_ask")
def ask(request: Request, session: Db, viewer: Coordinator, lang: Lang, form: Form) -> Response:
    """What many looked for in vain becomes a question that organisations can be asked."""
    typed, language = str(form.get("words", "")), str(form.get("language", ""))
    question = raise_question(session, words=typed, language=language if language in LANGUAGES else lang, by=viewer)
    return redirect(request, "question_page", question_id=question.id, fragment="pass")
