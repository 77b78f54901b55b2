"""Lists of an edition (questions, criteria, awards) as forms whose rows are added, moved and taken away without script.

In the edition's own language everything about them is edited; in another one only their words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.content.clean import Problem
from app.content.schema import Section
from app.content.text import N_
from app.domain.cup.versions import version_of
from app.domain.errors import Conflict, DomainError, Invalid, NotFound, Stale
from app.domain.viewer import Viewer
from app.forms.bind import Bound, typed_values
from app.forms.cases import typed
from app.i18n import LANGUAGES
from app.models.cup import Edition
from app.web.answers import redirect
from app.web.cup_words import EditionWords
from app.web.requests import language_of
from app.web.templating import render


@dataclass(frozen=True, slots=True)
class EditionPart:
    """One list: its route, template and form, and the verbs that read and keep it.

    `said` and `row` lead from a row as typed to what the verbs take, and back; `lines` puts one into words.
    """

    name: str
    route: str
    section: Section
    current: Callable[[Session, Edition, str], list[Any]]
    said: Callable[[Mapping[str, Any]], Any]
    row: Callable[[Any], Mapping[str, Any]]
    keep: Callable[..., None]
    translate: Callable[..., None]
    lines: Callable[[Any], str]
    context: Callable[[Session, Edition], Mapping[str, Any]] = lambda *_: {}


def writing_language(edition: Edition, chosen: str) -> str:
    """The language in which the texts of an edition are being written. Raises NotFound for one it does not have."""
    language = chosen or edition.language
    if language not in {*LANGUAGES, edition.language}:
        raise NotFound
    return language


def show_part(request: Request, session: Session, edition: Edition, part: EditionPart, chosen: str) -> Response:
    language = writing_language(edition, chosen)
    now_there = part.current(session, edition, language)
    rows = {part.name: [part.row(one) for one in now_there]}
    return _page(request, session, edition, part, language, rows, version_of(now_there))


def save_part(
    request: Request,
    session: Session,
    edition: Edition,
    viewer: Viewer,
    part: EditionPart,
    chosen: str,
    form: FormData,
) -> Response:
    """Do what the button says: change the rows of the form, or keep them all."""
    language, values = writing_language(edition, chosen), typed_values(form)
    rows = typed.read(part.section, values)
    seen = (values.get("seen") or [""])[-1]
    if (command := (values.get("do") or [""])[-1]) and language == edition.language:
        typed.obey(part.section, rows, command)
        return _page(request, session, edition, part, language, rows, seen)
    said = [part.said(row) for row in rows[part.name]]
    try:
        if language == edition.language:
            part.keep(session, edition=edition, by=viewer, seen=seen, said=said)
        else:
            part.translate(session, edition=edition, by=viewer, seen=seen, language=language, said=said)
    except Stale as stale:
        theirs: list[Any] = list(stale.theirs)  # type: ignore[call-overload]
        session.rollback()
        clash = _clash(part, theirs, said)
        return _page(request, session, edition, part, language, rows, version_of(theirs), clash=clash)
    except (Invalid, Conflict) as wrong:
        session.rollback()
        return _page(request, session, edition, part, language, rows, seen, wrong=wrong)
    here = {"in": language} if language != edition.language else {}
    return redirect(request, part.route, year=edition.year, notice=N_("Saved."), **here)


def _clash(part: EditionPart, theirs: Sequence[Any], ours: Sequence[Any]) -> list[tuple[int, str, str]]:
    """Place, their words and ours, of each row in which they differ."""
    there, here = ([part.lines(one) for one in rows] for rows in (theirs, ours))
    most = max(len(there), len(here))
    there += [""] * (most - len(there))
    here += [""] * (most - len(here))
    return [(place + 1, there[place], here[place]) for place in range(most) if there[place] != here[place]]


def _page(
    request: Request,
    session: Session,
    edition: Edition,
    part: EditionPart,
    language: str,
    rows: Mapping[str, Any],
    seen: str,
    *,
    clash: Sequence[tuple[int, str, str]] = (),
    wrong: DomainError | None = None,
) -> Response:
    bound: Bound[Any] = Bound(typed.show(part.section, dict(rows)))
    if wrong:
        field = wrong.field if isinstance(wrong, Invalid) else ""
        bound.errors[field] = Problem(wrong.message, wrong.params)
    original = language == edition.language
    return render(
        request,
        f"cup_run/{part.name}.html",
        {**part.context(session, edition)},
        edition=edition,
        words=EditionWords(edition, language_of(request)),
        bound=bound,
        count=len(rows[part.name]),
        originals=[] if original else part.current(session, edition, edition.language),
        writing=language,
        original=original,
        seen=seen,
        clash=clash,
        here=part.route,
        status=409 if clash else (wrong.status if wrong else 200),
    )
