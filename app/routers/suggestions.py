"""Suggestions while typing, for every search box."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.search.engine import EVERYBODY, SuggestRequest
from app.web import machine_answers
from app.web.gates import Machine
from app.web.pointing import suggested
from app.web.requests import Db, Lang, Shared, Terms
from app.web.suggesting import as_list

router = APIRouter(prefix="/{lang:lang}")

# Short, because what is withdrawn must not be suggested for long.
MAX_AGE = 60
LONGEST = 200


@router.get("/suggestions", name="suggestions", dependencies=[Machine])
def suggestions(request: Request, session: Db, terms: Terms, shared: Shared, language: Lang, q: str = "") -> Response:
    """What could be meant: the same for everybody, because only what everybody may read is suggested."""
    asked = SuggestRequest(tokens=frozenset({EVERYBODY}), text=q[:LONGEST], language=language)
    found = shared.search.suggest(asked, terms) if q.strip() else ()
    body = as_list(request, session, found, language, suggested(request, q[:LONGEST]))
    return machine_answers.answer(request, body, "application/json", max_age=MAX_AGE)
