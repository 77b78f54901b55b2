"""Searches that a person keeps: saved from a list, renamed, deleted, with or without the weekly mail."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel
from sqlmodel import Session
from starlette.datastructures import QueryParams

from app.content.clean import Problem
from app.content.text import N_
from app.domain.errors import DomainError, Invalid
from app.domain.looking import saved as keeping
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.forms.bind import Bound, bind, filled
from app.forms.browsing import Browse, kind_asked, read_browse
from app.models.looking import SavedSearch
from app.models.people import Digest
from app.web.answers import go, redirect
from app.web.gates import Everybody, SignedIn, gate, user_of
from app.web.looking import whole
from app.web.looking_words import listed, parts_of, proposed_name
from app.web.requests import Db, Form, Id, Lang, Shared, Terms
from app.web.templating import address, render

router = APIRouter(prefix="/{lang:lang}/searches")

KEPT = N_("Kept. You find it among your searches.")


class SearchForm(BaseModel):
    name: str = ""
    page: str = ""
    query: str = ""
    weekly: bool = False


@gate("whose search it is")
def own_search(search_id: Id, session: Db, viewer: SignedIn) -> SavedSearch:
    return keeping.own_search(session, search_id=search_id, viewer=viewer)


@gate("whoever holds the signed link of a mail")
def search_of_mail(token: str, session: Db, shared: Shared) -> SavedSearch:
    return keeping.search_of_stop(session, secret=shared.settings.secret, token=token)


OwnSearch = Annotated[SavedSearch, Depends(own_search)]
SearchOfMail = Annotated[SavedSearch, Depends(search_of_mail)]


@router.get("", name="saved_searches")
def show(request: Request, session: Db, viewer: SignedIn, terms: Terms, lang: Lang) -> Response:
    return _list(request, session, viewer, terms, lang)


def _list(
    request: Request, session: Session, viewer: Viewer, terms: TermBook, language: str, **refused: Any
) -> Response:
    """`refused` holds the form that was sent for one of them, and which."""
    rows = [_row(request, saved, terms, language) for saved in keeping.searches_of(session, viewer)]
    mails = user_of(viewer).digest is not Digest.NEVER
    told = {"bound": Bound(), "concerns": 0, **refused}
    return render(request, "looking/saved.html", told, rows=rows, mails=mails, most=keeping.MOST,
                  status=told["bound"].status)  # fmt: skip


def _row(request: Request, saved: SavedSearch, terms: TermBook, language: str) -> dict[str, Any]:
    browse = _browse(saved.page, saved.query)
    params = browse.params()
    return {
        "saved": saved,
        "listed": listed(browse, language),
        "parts": parts_of(browse, terms, language),
        "address": address(request, saved.page, lang=language, **params),
        "feed": address(request, "search_feed", lang=language, **{**params, "type": browse.kind}),
    }


def _browse(page: str, query: str) -> Browse:
    asked = QueryParams(query)
    return whole(read_browse(asked, kind_asked(page, asked)))


@router.get("/new", name="saved_search_new")
def new(request: Request, _: SignedIn, terms: Terms, lang: Lang) -> Response:
    """What is kept stands in this address as in that of the list; `list` says which list it is."""
    page = request.query_params.get("list", "")
    page = page if page in keeping.PAGES else "case_list"
    browse = _browse(page, request.url.query)
    stored = {
        "name": proposed_name(browse, terms, lang, keeping.LONGEST_NAME),
        "page": page,
        "query": query_of(browse),
        "weekly": True,
    }
    return _form(request, terms, lang, filled(stored))


def query_of(browse: Browse) -> str:
    """What of an address is kept, always in the same order."""
    return urlencode({name: value for name, value in browse.params().items() if value}, doseq=True)


def _form(request: Request, terms: TermBook, language: str, bound: Bound[SearchForm]) -> Response:
    page = bound.value("page")
    browse = _browse(page, bound.value("query"))
    return render(
        request,
        "looking/save.html",
        bound=bound,
        listed=listed(browse, language),
        parts=parts_of(browse, terms, language),
        back=address(request, page if page in keeping.PAGES else "case_list", lang=language, **browse.params()),
        status=bound.status,
    )


@router.post("/new")
def save(request: Request, session: Db, viewer: SignedIn, terms: Terms, lang: Lang, form: Form) -> Response:
    bound = bind(SearchForm, form)
    asked = bound.model or SearchForm()
    browse = _browse(asked.page, asked.query)
    try:
        keeping.save_search(
            session, name=asked.name, page=asked.page, query=query_of(browse), weekly=asked.weekly, by=viewer
        )
    except Invalid as wrong:
        bound.refuse(wrong)
        return _form(request, terms, lang, bound)
    except DomainError as wrong:
        bound.errors[""] = Problem(wrong.message, wrong.params)
        return _form(request, terms, lang, bound)
    return go(request, address(request, asked.page, lang=lang, **browse.params()), notice=KEPT)


@router.post("/{search_id:int}/name", name="saved_search_rename")
def rename(
    request: Request, session: Db, viewer: SignedIn, saved: OwnSearch, terms: Terms, lang: Lang, form: Form
) -> Response:
    bound = bind(SearchForm, form)
    try:
        keeping.rename_search(session, saved=saved, name=bound.value("name"), by=viewer)
    except Invalid as wrong:
        bound.refuse(wrong)
        return _list(request, session, viewer, terms, lang, bound=bound, concerns=saved.id)
    return redirect(request, "saved_searches", notice=N_("Saved."))


@router.post("/{search_id:int}/weekly", name="saved_search_weekly")
def weekly(request: Request, session: Db, saved: OwnSearch, form: Form) -> Response:
    wanted = form.get("weekly") == "1"
    keeping.mail_weekly(session, saved=saved, wanted=wanted)
    notice = N_("You hear once a week what is new.") if wanted else N_("No more mails about this search.")
    return redirect(request, "saved_searches", notice=notice)


@router.post("/{search_id:int}/delete", name="saved_search_delete")
def delete(request: Request, session: Db, saved: OwnSearch) -> Response:
    keeping.forget_search(session, saved=saved)
    return redirect(request, "saved_searches", notice=N_("Deleted."))


@router.get("/stop/{token}", name="saved_search_stop", dependencies=[Everybody])
def stop_page(request: Request, saved: SearchOfMail, token: str) -> Response:
    return render(request, "looking/stop.html", title=saved.name, stopped=not saved.weekly, token=token)


@router.post("/stop/{token}")
def stop(request: Request, session: Db, saved: SearchOfMail, token: str) -> Response:
    keeping.mail_weekly(session, saved=saved, wanted=False)
    return render(request, "looking/stop.html", title=saved.name, stopped=True, token=token)
