"""The cup for everybody: the years, and the page of one of them."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.domain.cup import showing
from app.domain.cup.answering import questions_of
from app.domain.cup.phases import ORDER, following, is_over, may_enter, phase_rows
from app.domain.cup.rubric import criteria_of, learning_share
from app.domain.cup.words import PHASES
from app.models.cup import Phase
from app.web.cup_gates import EditionToRead
from app.web.cup_results import results_part, told_by
from app.web.cup_words import EditionWords, left_until
from app.web.gates import Everybody
from app.web.requests import Db, Lang, Person
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cup")


@router.get("", name="cup", dependencies=[Everybody])
def years(request: Request, session: Db, viewer: Person, lang: Lang) -> Response:
    known = showing.years(session, viewer)
    rows = [(year, EditionWords(year.edition, lang), _left(year)) for year in known]
    told = told_by(request, session, next((year.winners for year in known if year.winners), []))
    return render(request, "cup/years.html", rows=rows, phases=PHASES, told=told)


def _left(year: showing.Year) -> object:
    return left_until(year.ends, year.edition)


@router.get("/{year}", name="cup_edition")
def edition_page(request: Request, edition: EditionToRead, session: Db, viewer: Person, lang: Lang) -> Response:
    rows, criteria = phase_rows(session, edition), criteria_of(session, edition)
    after = following(edition.phase)
    ends = rows[after].starts_at if after else None
    results, words = rows[edition.phase].results, EditionWords(edition, lang)
    known = [] if results else showing.years(session, viewer)
    return render(
        request,
        "cup/edition.html",
        edition=edition,
        words=words,
        phases=PHASES,
        rows=rows,
        order=ORDER,
        ends=ends,
        left=left_until(ends, edition),
        enters=may_enter(session, edition),
        closed=rows[edition.phase].enter and is_over(session, edition, Phase.CALL_OPEN),
        criteria=criteria,
        share=learning_share(criteria),
        questions=[] if results else questions_of(session, edition),
        jury=showing.named_jury(session, edition),
        results=results,
        outcome=results_part(request, session, words) if results else None,
        others=[year for year in known if year.winners],
        open_call=showing.open_call(session) if results else None,
    )
