"""The public results for programs."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from app.domain.cup.awards import RESULTS
from app.domain.cup.phases import rights_now
from app.domain.cup.public_results import PublicResults, Shown, public_results
from app.domain.cup.texts import text_in
from app.domain.errors import NotFound
from app.i18n import translate
from app.models.cup import Edition
from app.web.cup_gates import EditionToRead
from app.web.cup_results import award_name
from app.web.requests import Db, Lang, Person
from app.web.templating import address

router = APIRouter(prefix="/{lang:lang}/cup/{year}")


@router.get("/results.json", name="cup_results")
def results(request: Request, edition: EditionToRead, session: Db, _: Person, lang: Lang) -> Response:
    if not rights_now(session, edition).results:
        raise NotFound
    found = public_results(session, edition)
    body = {
        "year": edition.year,
        "title": text_in(edition.texts, "title", language=lang, original=edition.language),
        "released_at": edition.released_at.isoformat() if edition.released_at else None,
        "method": _method(found),
        "awarded": [_record(request, edition, one, lang) for one in found.awarded],
        "taking_part": [_record(request, edition, one, lang) for one in found.others],
    }
    return JSONResponse(body, headers={"Cache-Control": "no-cache"})


def _method(found: PublicResults) -> dict[str, Any]:
    figures = found.figures
    return {
        "entries": figures.entries,
        "jurors": figures.jurors,
        "scorecards": figures.scorecards,
        "second_round": figures.second_round,
        "krippendorff_alpha": figures.alpha,
    }


def _record(request: Request, edition: Edition, one: Shown, lang: str) -> dict[str, Any]:
    base = request.app.state.services.settings.base_url
    return {
        "result": str(one.state) if one.state in RESULTS else "",
        "result_name": translate(lang, RESULTS[one.state]) if one.state in RESULTS else "",
        "award": award_name(edition, one.award, lang),
        "organisation": one.organisation,
        "country": one.country,
        "title": one.title,
        "language": one.language,
        "learn": one.learn,
        "case": base + address(request, "case_page", lang=lang, code=one.case) if one.case else "",
    }
