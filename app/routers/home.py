"""The front page, the pages about the platform, and addresses without a language."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import col

from app.domain.cases.access import public_cases
from app.domain.cases.figures import figures
from app.domain.errors import NotFound
from app.domain.organisations.access import count_public
from app.forms.browsing import Browse
from app.i18n import LANGUAGES
from app.models.cases import Case
from app.web.browsing import toggled_addresses
from app.web.case_cards import case_cards
from app.web.gates import Everybody
from app.web.list_pages import for_strangers
from app.web.requests import Db, Person, Terms, language_of
from app.web.templating import render

router = APIRouter()
last = APIRouter()

NEWEST = 6


@router.get("/{lang:lang}/", name="home", dependencies=[Everybody])
def home(request: Request, session: Db, viewer: Person, terms: Terms) -> Response:
    return for_strangers(request, session, viewer, lambda: _home(request, session, terms))


def _home(request: Request, session: Db, terms: Terms) -> Response:
    newest = session.scalars(
        public_cases().with_only_columns(col(Case.code)).order_by(col(Case.first_published_at).desc()).limit(NEWEST)
    ).all()
    library = figures(session)
    return render(
        request,
        "home/home.html",
        cards=case_cards(request, session, terms, newest),
        figures=library,
        organisations=count_public(session),
        counts=library.by_country,
        addresses=toggled_addresses(request, Browse(), "country", library.by_country),
        benefits=terms.options("benefit", language_of(request)),
    )


@router.get("/{lang:lang}/about", name="about", dependencies=[Everybody])
def about(request: Request) -> Response:
    return render(request, "home/about.html")


@router.get("/", name="root", dependencies=[Everybody])
def root(request: Request) -> Response:
    return RedirectResponse(f"/{language_of(request)}/", 302)


@last.get("/{path:path}", dependencies=[Everybody])
def without_language(request: Request, path: str) -> Response:
    """ "/cases/k7m2qx", as mails and citations write it, leads to the page in the reader's language."""
    first = path.split("/", 1)[0]
    if path in LANGUAGES:
        return RedirectResponse(f"/{path}/", 302)
    if first in LANGUAGES or first in ("api", "static", "media", "feeds") or path.startswith("/"):
        raise NotFound
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{language_of(request)}/{path}{query}", 302)
