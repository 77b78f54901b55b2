"""Organisations: the public list, profiles, writing one down, changing one, taking its data along."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse

from app.content.clean import Problem
from app.content.text import N_
from app.domain.cases.words import STATES
from app.domain.cup.entering import entries_of_organisation
from app.domain.cup.entry_words import WORDS
from app.domain.errors import Invalid, Stale
from app.domain.organisations import directory, first_look, profile
from app.domain.organisations.access import belongs, may_edit, may_own
from app.domain.organisations.asking import has_asked, requests_at
from app.domain.organisations.mine import mine
from app.domain.organisations.names import same_named
from app.domain.organisations.own_data import OwnData, own_data
from app.domain.organisations.profile import OrganisationFields
from app.domain.organisations.published import case_counts, cases_of
from app.domain.organisations.relations import relations_of
from app.domain.visits import report_lists
from app.domain.visits.boards import open_lines_of
from app.exports import organisations as as_data
from app.exports import spreadsheets
from app.exports.archive import Part, archive
from app.files.storage import Storage
from app.forms.bind import Bound, bind, filled
from app.forms.organisations import LABELS, NewOrganisation, Profile
from app.models.organisations import Organisation
from app.web.answers import go, own_path, redirect
from app.web.case_cards import case_cards
from app.web.gates import Everybody, SignedIn
from app.web.organisation_gates import EditableOrganisation, OwnedOrganisation, ReadableOrganisation
from app.web.organisation_list import (
    WantedOrganisations,
    chosen_filters,
    facet_groups,
    list_address,
    organisation_cards,
)
from app.web.paging import PageNumber, paging
from app.web.requests import Db, Form, Lang, Person, Shared, Terms
from app.web.templating import address, render

router = APIRouter(prefix="/{lang:lang}")

PER_PAGE = 24
CASES_PER_PAGE = 20
# Offered as a tick each; any other language stands in the list below them.
USUAL_LANGUAGES = (
    *("en", "es", "fr", "pt", "sw", "qu", "ay", "gn", "am", "ar", "bn", "bm"),
    *("ff", "ha", "hi", "ht", "id", "ig", "lg", "ln", "mg", "ne", "ny", "om"),
    *("rw", "rn", "sn", "so", "ti", "tw", "vi", "wo", "yo", "zu"),
)


@router.get("/organisations", name="organisation_list", dependencies=[Everybody])
def organisation_list(
    request: Request, session: Db, terms: Terms, wanted: WantedOrganisations, page: PageNumber = 1
) -> Response:
    found = directory.find(session, wanted=wanted, terms=terms)
    shown = directory.by_ids(session, found.ids[(page - 1) * PER_PAGE : page * PER_PAGE])
    counts = case_counts(session, [one.id or 0 for one in shown])
    return render(
        request,
        "organisations/list.html",
        wanted=wanted,
        total=len(found.ids),
        cards=organisation_cards(request, shown, counts, terms),
        groups=facet_groups(request, wanted, found, terms),
        chosen=chosen_filters(request, wanted, terms),
        page=paging(page, len(found.ids), PER_PAGE, lambda n: list_address(request, wanted, page=n if n > 1 else "")),
        exports=[
            (ending.upper(), list_address(request, wanted, "organisation_list_file", ending=ending))
            for ending in ("xlsx", "csv")
        ],
    )


@router.get("/organisations.{ending}", name="organisation_list_file", dependencies=[Everybody])
def organisation_list_file(
    request: Request,
    ending: Literal["csv", "xlsx"],
    session: Db,
    shared: Shared,
    terms: Terms,
    lang: Lang,
    wanted: WantedOrganisations,
) -> Response:
    """The whole filtered list as a spreadsheet."""
    found = directory.by_ids(session, directory.find(session, wanted=wanted, terms=terms).ids)
    counts = case_counts(session, [one.id or 0 for one in found])
    rows = [as_data.row(one, counts.get(one.id or 0, 0), _full(request, shared, one), terms, lang) for one in found]
    headings = as_data.headings(lang)
    if ending == "csv":
        return _file(spreadsheets.csv_bytes(headings, rows), spreadsheets.CSV_TYPE, "organisations.csv")
    return _file(spreadsheets.xlsx_bytes("Organisations", headings, rows), spreadsheets.XLSX_TYPE, "organisations.xlsx")


def _file(content: bytes, content_type: str, name: str) -> Response:
    return Response(content, media_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _full(request: Request, shared: Shared, organisation: Organisation) -> str:
    path = address(request, "organisation_page", lang=request.path_params["lang"], code=organisation.code)
    return f"{shared.settings.base_url}{path}"


@router.get("/organisations/mine", name="my_organisations")
def my_organisations(request: Request, session: Db, viewer: SignedIn) -> Response:
    return render(request, "organisations/mine.html", mine=mine(session, viewer), states=STATES)


@router.get("/organisations/new", name="organisation_new")
def new(request: Request, _: SignedIn, following: Annotated[str, Query(alias="next")] = "") -> Response:
    return _new(request, filled({"next": own_path(following, "")}))


@router.post("/organisations/new", name="organisation_create")
def create(request: Request, session: Db, viewer: SignedIn, terms: Terms, form: Form) -> Response:
    """Write it down; a namesake in the same country has to be told apart first."""
    bound = bind(NewOrganisation, form)
    said, same = bound.model, []
    if said and not said.another:
        same = same_named(session, name=said.name, country=said.country, viewer=viewer)
        if same:
            bound.errors["another"] = Problem(N_("There is an organisation of this name already. Is it yours?"))
    if said and not bound.errors:
        try:
            owner = said.mine or not viewer.is_coordinator
            made = profile.create(session, said=said.said(), choices=terms.choices(), by=viewer, owner=owner)
        except Invalid as wrong:
            bound.refuse(wrong)
        else:
            return _made(request, made, said.next)
    return _new(request, bound, same)


def _new(request: Request, bound: Bound[Any], same: Sequence[Organisation] = ()) -> Response:
    return render(request, "organisations/new.html", bound=bound, same=same, labels=LABELS, status=bound.status)


def _made(request: Request, made: Organisation, following: str) -> Response:
    notice = (
        N_("Saved. The more you tell here, the easier others find you.")
        if made.approved_at
        else N_("Saved. A coordinator looks at it before everybody sees it. Meanwhile you can write your experience.")
    )
    if path := own_path(following, ""):
        return go(request, path, notice=notice)
    return redirect(request, "organisation_page", code=made.code, notice=notice)


@router.get("/organisations/{code}", name="organisation_page")
def profile_page(
    request: Request,
    organisation: ReadableOrganisation,
    session: Db,
    shared: Shared,
    viewer: Person,
    terms: Terms,
    lang: Lang,
    page: PageNumber = 1,
) -> Response:
    cases = cases_of(session, organisation)
    full = _full(request, shared, organisation)
    inside, owns = belongs(viewer, organisation), may_own(viewer, organisation)
    here = cases[(page - 1) * CASES_PER_PAGE : page * CASES_PER_PAGE]
    reasons = {} if organisation.approved_at else first_look.decline_reasons(session, [organisation.code])
    return render(
        request,
        "organisations/page.html",
        organisation=organisation,
        full=full,
        data=as_data.json_ld(organisation, address=full, terms=terms, language=lang),
        relations=relations_of(session, organisation=organisation, viewer=viewer),
        # On its own page every card would repeat the organisation's name.
        cards=[
            replace(card, organisation="") for card in case_cards(request, session, terms, [case.code for case in here])
        ],
        cases=len(cases),
        page=paging(
            page,
            len(cases),
            CASES_PER_PAGE,
            lambda number: address(request, "organisation_page", lang=lang, code=organisation.code, page=number),
        ),
        inside=inside,
        edits=may_edit(viewer, organisation),
        owns=owns,
        declined=reasons.get(organisation.code),
        requests=len(requests_at(session, {organisation.id or 0: organisation.code})) if owns else 0,
        asked=bool(viewer.user) and not inside and has_asked(session, organisation=organisation, viewer=viewer),
        visit_reports=report_lists.of_organisation(session, organisation_id=organisation.id or 0),
        missing=profile.missing(organisation) if inside else [],
        labels=LABELS,
        entries=entries_of_organisation(session, organisation.id or 0)
        if viewer.edits_for(organisation.id or 0)
        else [],
        entry_words=WORDS,
        visits=open_lines_of(session, organisation_id=organisation.id or 0),
    )


@router.get("/organisations/{code}/edit", name="organisation_edit")
def edit(request: Request, organisation: EditableOrganisation) -> Response:
    bound = filled(OrganisationFields.of(organisation).stored())
    return _edit(request, organisation, bound, organisation.row_version)


@router.post("/organisations/{code}/edit", name="organisation_save")
def save(
    request: Request,
    organisation: EditableOrganisation,
    session: Db,
    viewer: SignedIn,
    terms: Terms,
    lang: Lang,
    form: Form,
) -> Response:
    """Save the profile; of what somebody else saved meanwhile both texts are shown."""
    bound = bind(Profile, form)
    if bound.model is None:
        return _edit(request, organisation, bound, bound.value("row_version"))
    said, choices = bound.model.said(), terms.choices()
    bound.errors.update(profile.problems(said, choices))
    if bound.errors:
        return _edit(request, organisation, bound, bound.model.row_version)
    try:
        profile.update(
            session,
            organisation=organisation,
            said=said,
            choices=choices,
            row_version=bound.model.row_version,
            by=viewer,
        )
    except Stale as stale:
        bound.errors[""] = Problem(stale.message)
        return _edit(request, organisation, bound, stale.row_version, _clash(stale.theirs, said, terms, lang))
    return redirect(request, "organisation_page", code=organisation.code, notice=N_("Saved."))


def _clash(theirs: Any, ours: OrganisationFields, terms: Terms, lang: str) -> list[tuple[str, str, str]]:
    """Label, their text and ours, of each field in which they differ."""
    there = as_data.in_words(theirs, terms=terms, language=lang)
    here = as_data.in_words(ours, terms=terms, language=lang)
    return [(LABELS[name], there[name], here[name]) for name in LABELS if there[name] != here[name]]


def _edit(
    request: Request,
    organisation: Organisation,
    bound: Bound[Any],
    row_version: int | str,
    clash: Sequence[tuple[str, str, str]] = (),
) -> Response:
    return render(
        request,
        "organisations/edit.html",
        organisation=organisation,
        bound=bound,
        row_version=row_version,
        clash=clash,
        usual_languages=USUAL_LANGUAGES,
        labels=LABELS,
        status=409 if clash else bound.status,
    )


@router.post("/organisations/{code}/send-again", name="organisation_send_again")
def send_again(request: Request, organisation: EditableOrganisation, session: Db, viewer: SignedIn) -> Response:
    """After a coordinator has declined it and it was mended."""
    first_look.send_again(session, organisation=organisation, by=viewer)
    return redirect(request, "organisation_page", code=organisation.code, notice=N_("Sent. A coordinator looks at it."))


@router.post("/organisations/{code}/export", name="organisation_export")
def export(organisation: OwnedOrganisation, session: Db, viewer: SignedIn, shared: Shared) -> Response:
    """Everything that is stored about the organisation, as a ZIP archive."""
    data = own_data(session, organisation=organisation, by=viewer)
    return StreamingResponse(
        archive(_parts(data, shared.storage)),
        media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="organisation-{organisation.code}.zip"'},
    )


def _parts(data: OwnData, storage: Storage) -> Iterator[Part]:
    for name, document in data.documents.items():
        yield Part(name, [json.dumps(document, ensure_ascii=False, indent=2).encode()])
    for file in data.files:
        if storage.exists(file.key):
            yield Part(file.name, storage.stream(file.key), stored=True)
