"""The way into the cup for one's own organisation: with a new experience, or with one that is told already."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.domain.cup import entering
from app.domain.cup.deadlines import closed_because
from app.domain.cup.entry_words import WORDS
from app.domain.cup.texts import text_in
from app.domain.errors import Conflict, Invalid
from app.domain.viewer import Viewer
from app.forms.bind import Bound, typed_values
from app.models.cases import Case
from app.models.cup import Edition
from app.models.organisations import Organisation
from app.web.answers import redirect
from app.web.cup_entry import edition_title, entry_deadline, entry_languages
from app.web.cup_gates import EditionToRead
from app.web.gates import SignedIn
from app.web.requests import Db, Form, Person
from app.web.templating import address, render

router = APIRouter(prefix="/{lang:lang}/cup/{year}")


@router.get("/enter", name="cup_enter")
def enter(request: Request, edition: EditionToRead, session: Db, viewer: Person) -> Response:
    """Strangers see what they need and are led to sign up or in, and back; who has no organisation makes one."""
    return _page(request, session, edition, viewer, Bound({"way": ["new"]}))


def _page(
    request: Request, session: Db, edition: Edition, viewer: Viewer, bound: Bound[Any], failed: Any = None
) -> Response:
    language = request.path_params["lang"]
    organisations = entering.organisations_to_enter(session, viewer=viewer)
    return render(
        request,
        "cup_entry/enter.html",
        edition=edition,
        title=edition_title(edition, language),
        theme=text_in(edition.texts, "theme", language=language, original=edition.language),
        closed=closed_because(session, edition=edition),
        deadline=entry_deadline(session, edition=edition, entry=None, viewer=viewer, language=language),
        organisations=organisations,
        others=bool(viewer.user) and not organisations and bool(viewer.memberships),
        cases=entering.cases_to_enter(session, edition=edition, organisations=organisations),
        entries=entering.entries_of(session, edition=edition, viewer=viewer) if viewer.user else [],
        room=_with_room(session, edition, organisations),
        offered=entry_languages(edition, language),
        back=address(request, "cup_enter", lang=language, year=edition.year),
        entry_words=WORDS,
        bound=bound,
        failed=failed,
        status=409 if failed else bound.status,
    )


def _with_room(session: Db, edition: Edition, organisations: list[Organisation]) -> list[Organisation]:
    full = entering.organisations_without_room(session, edition=edition)
    return [one for one in organisations if one.id not in full]


@router.post("/enter")
def begin(request: Request, edition: EditionToRead, session: Db, viewer: SignedIn, form: Form) -> Response:
    """Make the entry, and go on to write its experience or to the entry of one that is written."""
    bound: Bound[Any] = Bound(typed_values(form))
    try:
        organisation, case = _chosen(session, edition, viewer, bound)
        entry = entering.begin(
            session,
            edition=edition,
            organisation=organisation,
            by=viewer,
            language=bound.value("language"),
            case=case,
        )
    except Invalid as wrong:
        bound.refuse(wrong)
        return _page(request, session, edition, viewer, bound)
    except Conflict as refused:
        return _page(request, session, edition, viewer, bound, refused)
    if case is None:
        told = entering.case_of(session, entry)
        return redirect(request, "case_raw", code=told.code, notice=entering.BEGUN)
    return redirect(request, "cup_entry", year=edition.year, code=entry.code)


def _chosen(session: Db, edition: Edition, viewer: Viewer, bound: Bound[Any]) -> tuple[Organisation, Case | None]:
    """For whom, and with which experience (None: a new one). Raises Invalid."""
    organisations = entering.organisations_to_enter(session, viewer=viewer)
    if bound.value("way") != "existing":
        return entering.organisation_of(organisations, bound.value("organisation")), None
    cases = entering.cases_to_enter(session, edition=edition, organisations=organisations)
    case = next((one for one in cases if one.code == bound.value("case")), None)
    if case is None:
        raise Invalid(entering.CHOOSE_CASE, "case")
    return next(one for one in organisations if one.id == case.organisation_id), case
