"""The public read API: what the library shows everybody, as JSON, for programs of others."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse, Response
from sqlmodel import Session, func, select

from app.content.text import N_
from app.domain.cases.access import readable_case
from app.domain.cases.harvest import cases_since
from app.domain.cases.reading import read
from app.domain.cases.reading_many import read_many
from app.domain.cases.versions import current_version, published_version
from app.domain.errors import NotFound
from app.domain.organisations.access import readable_organisation
from app.domain.terms import TermBook
from app.domain.viewer import STRANGER
from app.exports.api import cases as filling
from app.exports.api import library
from app.exports.api.basics import Problem
from app.exports.api.case_models import CaseDocument, CasePage, Withdrawn
from app.exports.api.library_models import Organisation, Vocabulary, VocabularyList
from app.exports.api.search_models import SearchPage
from app.forms.api import LANGUAGE, CasesQuery, LanguageCode, SearchQuery
from app.models import organisations as tables
from app.models.cases import Case, CaseVersion
from app.vocabularies.loader import vocabularies
from app.web.api_answers import OPEN_TO_ALL, PREFLIGHT, ApiRoute, answer, labelled, paged, problem_body, spoken
from app.web.api_search import search_page
from app.web.api_site import document_of, organisation_of, site_of
from app.web.case_pages import is_withdrawn, public_title
from app.web.finding import find
from app.web.gates import Machine
from app.web.requests import Db, Shared, Terms

Responses = dict[int | str, dict[str, Any]]
ALWAYS: Responses = {
    304: {"description": N_("You have this already: the header If-None-Match named its ETag.")},
    422: {"model": Problem, "description": N_("A parameter is wrong; the answer says which.")},
}
MISSING: Responses = {404: {"model": Problem, "description": N_("There is nothing public at this address.")}}
GONE: Responses = {410: {"model": Withdrawn, "description": N_("It was withdrawn; what stays is when and why.")}}
BUSY: Responses = {503: {"model": Problem, "description": N_("The search is being repaired; try again in minutes.")}}

SEARCH, CASES, WORDS, PEOPLE = N_("Search"), N_("Experiences"), N_("Vocabularies"), N_("Organisations")
# Labels change when a vocabulary does, which is seldom.
SELDOM = 900

router = APIRouter(
    prefix="/api/v1",
    route_class=ApiRoute,
    dependencies=[Machine],
    responses=ALWAYS,
    generate_unique_id_function=lambda route: route.name,
)

Code = Annotated[str, Path(pattern=r"^[a-z0-9]{1,12}$", description=N_("Its code."), examples=["k7m2qx"])]
Number = Annotated[int, Path(ge=1, le=100_000, description=N_("The number of the version."), examples=[1])]
Name = Annotated[str, Path(pattern=r"^[a-z_]{1,40}$", description=N_("Its name."), examples=["product"])]
InLanguage = Annotated[
    LanguageCode | None,
    Query(
        description=N_(
            "Lay the published translation of this language over the original; sections without one stay as they are."
        ),
        examples=["es"],
    ),
]
InLabels = Annotated[LanguageCode | None, Query(description=LANGUAGE, examples=["es"])]


@router.get(
    "/search",
    name="api_search",
    tags=[SEARCH],
    summary=N_("Search the experiences"),
    description=N_(
        "Words are found in titles, texts and attached documents, with and without accents; the name of a term in "
        "one language finds it in all. A question that cannot be read as it stands is read kindly, with a hint."
    ),
    response_model=SearchPage,
    responses=BUSY,
)
def search(
    request: Request, asked: Annotated[SearchQuery, Query()], session: Db, terms: Terms, shared: Shared
) -> Response:
    wanted = asked.browse().request(spoken(request, asked.language), openings=True)
    found = find(shared, terms, wanted)
    site = site_of(request, terms, labelled(request, asked.language))
    page, headers = search_page(request, session, wanted, found, site)
    return answer(request, page, headers=headers)


@router.get(
    "/cases",
    name="api_cases",
    tags=[CASES],
    summary=N_("List all experiences"),
    description=N_("The newest first. To keep a copy up to date, ask with updated_since."),
    response_model=CasePage,
)
def list_cases(request: Request, asked: Annotated[CasesQuery, Query()], session: Db, terms: Terms) -> Response:
    query = cases_since(asked.updated_since)
    total = session.exec(select(func.count()).select_from(query.order_by(None).subquery())).one()
    rows = session.exec(query.offset((asked.page - 1) * asked.limit).limit(asked.limit)).all()
    listed = read_many(session, cases=rows, language=spoken(request, asked.language))
    site = site_of(request, terms, labelled(request, asked.language))
    following, headers = paged(request, page=asked.page, limit=asked.limit, total=total)
    cases = [filling.line(one, site) for one in listed]
    page = CasePage(total=total, page=asked.page, limit=asked.limit, next=following, cases=cases)
    return answer(request, page, headers=headers)


@router.get(
    "/cases/{code}",
    name="api_case",
    tags=[CASES],
    summary=N_("Read one experience"),
    description=N_("Its current version with all texts, media, versions and translations, in the original language."),
    response_model=CaseDocument,
    responses={**MISSING, **GONE},
)
def one_case(request: Request, code: Code, session: Db, terms: Terms, language: InLanguage = None) -> Response:
    case = readable_case(session, code=code, viewer=STRANGER)
    if is_withdrawn(case):
        return _gone(request, session, terms, case)
    return _document(request, session, terms, case, current_version(session, case), language)


@router.get(
    "/cases/{code}/versions/{number}",
    name="api_version",
    tags=[CASES],
    summary=N_("Read one version of an experience"),
    description=N_("A version never changes, but media in it may be taken away and translations be added."),
    response_model=CaseDocument,
    responses={**MISSING, **GONE},
)
def one_version(
    request: Request, code: Code, number: Number, session: Db, terms: Terms, language: InLanguage = None
) -> Response:
    case = readable_case(session, code=code, viewer=STRANGER)
    if is_withdrawn(case):
        return _gone(request, session, terms, case)
    return _document(request, session, terms, case, published_version(session, case, number), language)


def _document(
    request: Request, session: Session, terms: TermBook, case: Case, version: CaseVersion | None, language: str | None
) -> Response:
    if version is None:
        raise NotFound
    reading = read(session, case=case, version=version, language=language or case.original_language)
    site = site_of(request, terms, labelled(request, language))
    return answer(request, document_of(request, session, reading, site))


def _gone(request: Request, session: Session, terms: TermBook, case: Case) -> Response:
    site = site_of(request, terms, labelled(request, None))
    organisation = session.get_one(tables.Organisation, case.organisation_id)
    left = filling.tombstone(case, public_title(session, case, case.original_language), organisation, site)
    body = {**problem_body(request, 410), "tombstone": left.model_dump(mode="json")}
    return JSONResponse(body, 410, headers={"Cache-Control": "public, no-cache", "Vary": "Accept-Language"})


@router.get(
    "/vocabularies",
    name="api_vocabularies",
    tags=[WORDS],
    summary=N_("List the vocabularies"),
    description=N_("The controlled terms by which experiences are filed, the same in four languages."),
    response_model=VocabularyList,
)
def list_vocabularies(request: Request, terms: Terms) -> Response:
    site = site_of(request, terms, labelled(request, None))
    lines = [library.vocabulary_line(name, site) for name in vocabularies()]
    return answer(request, VocabularyList(vocabularies=lines), max_age=SELDOM)


@router.get(
    "/vocabularies/{name}",
    name="api_vocabulary",
    tags=[WORDS],
    summary=N_("Read one vocabulary"),
    description=N_("Its terms with labels, definitions and synonyms in four languages, each with the term above it."),
    response_model=Vocabulary,
    responses=MISSING,
)
def one_vocabulary(request: Request, name: Name, terms: Terms) -> Response:
    if name not in vocabularies():
        raise NotFound
    site = site_of(request, terms, labelled(request, None))
    return answer(request, library.vocabulary(name, site), max_age=SELDOM)


@router.get(
    "/organisations/{code}",
    name="api_organisation",
    tags=[PEOPLE],
    summary=N_("Read the profile of an organisation"),
    description=N_("What everybody may see of it, and its experiences."),
    response_model=Organisation,
    responses=MISSING,
)
def one_organisation(request: Request, code: Code, session: Db, terms: Terms, language: InLabels = None) -> Response:
    organisation = readable_organisation(session, code=code, viewer=STRANGER)
    site = site_of(request, terms, labelled(request, language))
    return answer(request, organisation_of(session, organisation, site))


@router.options("/{rest:path}", name="api_preflight", include_in_schema=False)
def preflight() -> Response:
    """Browsers ask so before a page elsewhere may send a header of its own."""
    return Response(status_code=204, headers={**OPEN_TO_ALL, **PREFLIGHT})


# After the OpenAPI document, which stands below the same address.
unknown = APIRouter(prefix="/api/v1", route_class=ApiRoute, dependencies=[Machine])


@unknown.get("/{rest:path}", name="api_unknown", include_in_schema=False)
def nothing() -> Response:
    raise NotFound
