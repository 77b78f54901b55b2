"""Rows of organisations and of terms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.content.clean import Choices, Wrong, clean_value
from app.content.schema import Field, Kind
from app.domain.importing.library import Library
from app.domain.importing.rows import Complaints
from app.domain.importing.taking import Taker
from app.domain.organisations.profile import OrganisationFields, problems
from app.i18n import LANGUAGES
from app.models.organisations import OrganisationKind, RelationKind, Tier
from app.vocabularies.loader import CODE, vocabularies

_WEBSITE = Field("website", Kind.URL, "", limit=300)


@dataclass(slots=True)
class OrganisationPlan:
    """The columns of a new organisation, and its relations by the external ids of the others."""

    external_id: str
    columns: dict[str, Any]
    relations: list[tuple[RelationKind, str]] = field(default_factory=list)


def check_organisation(data: Mapping[str, Any], library: Library, complaints: Complaints) -> OrganisationPlan:
    taker = Taker(data, complaints)
    taker.raw("type"), taker.raw("code")
    external_id = taker.text("external_id", 120, needed=True)
    kind, country = taker.code("kind", list(OrganisationKind), needed=True), taker.raw("country", needed=True)
    tier = taker.code("tier", list(Tier))
    said = OrganisationFields(
        name=taker.text("name", 160, needed=True),
        kind=OrganisationKind(kind or OrganisationKind.NGO),
        country=country if isinstance(country, str) else "",
        tier=Tier(tier) if tier else None,
        region=taker.text("region", 120),
        latitude=taker.number("latitude"),
        longitude=taker.number("longitude"),
        products=taker.codes("products", library.choices.terms("product")),
        certifications=taker.codes("certifications", library.choices.terms("certification")),
        languages=taker.codes("languages", library.choices.languages),
        members=taker.whole("members"),
        women=taker.whole("women"),
        youth=taker.whole("youth"),
        founded=taker.whole("founded"),
        website=_website(taker, library.choices),
        contact_name=taker.text("contact_name", 120),
        contact_email=taker.text("contact_email", 254),
        contact_phone=taker.text("contact_phone", 60),
        contact_public=taker.flag("contact_public"),
        description=taker.text("description", 2000, lines=True),
    )
    if kind and country:
        for name, problem in problems(said, library.choices).items():
            complaints.error(name, problem)
    columns = {**said.stored(), "external_id": external_id, "illustration": taker.flag("illustration")}
    relations = _relations(taker, external_id, library)
    taker.done()
    return OrganisationPlan(external_id, columns, relations)


def _website(taker: Taker, choices: Choices) -> str:
    text = taker.text("website", 300)
    try:
        return str(clean_value(_WEBSITE, text, choices) or "")
    except Wrong as wrong:
        taker.complaints.error("website", wrong.problem)
        return ""


def _relations(taker: Taker, external_id: str, library: Library) -> list[tuple[RelationKind, str]]:
    found: list[tuple[RelationKind, str]] = []
    for number, raw in enumerate(taker.listed("relations"), 1):
        relation = Taker(raw, taker.complaints, f"relations.{number}.")
        kind, to = relation.code("kind", list(RelationKind), needed=True), relation.text("to", 120, needed=True)
        if to and to not in library.organisations.new and to not in library.organisations.here:
            relation.wrong("to", f"There is no organisation {to!r}, in the file or here.")
        if to and to == external_id:
            relation.wrong("to", "An organisation has no relation with itself.")
        relation.done()
        if kind and to:
            found.append((RelationKind(kind), to))
    return list(dict.fromkeys(found))


def check_term(data: Mapping[str, Any], complaints: Complaints) -> dict[str, Any]:
    """The columns of a term that another instance added."""
    taker = Taker(data, complaints)
    taker.raw("type")
    vocabulary, code = taker.code("vocabulary", vocabularies(), needed=True), taker.text("code", 60, needed=True)
    if code and not CODE.fullmatch(code):
        taker.wrong("code", "Small letters, digits and _ are expected.")
    columns = {
        "vocabulary": vocabulary,
        "code": code,
        "broader": taker.text("broader", 60),
        "labels": _by_language(taker, "labels"),
        "definitions": _by_language(taker, "definitions"),
        "synonyms": _by_language(taker, "synonyms"),
        "uri": taker.text("uri", 300),
    }
    if not columns["labels"]:
        taker.wrong("labels", "A label in at least one language is needed.")
    taker.done()
    return columns


def _by_language(taker: Taker, name: str) -> dict[str, Any]:
    found = Taker(taker.named(name), taker.complaints, f"{name}.")
    values = {}
    for language in LANGUAGES:
        if found.has(language):
            values[language] = found.listed(language) if name == "synonyms" else found.text(language, 2000)
    found.done()
    return values
