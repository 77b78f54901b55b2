"""Organisations as rows of a spreadsheet, as words, and as data for machines."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.content.text import N_
from app.domain.organisations.profile import OrganisationFields
from app.domain.terms import TermBook
from app.exports.spreadsheets import Cell
from app.i18n import locale, translate
from app.models.organisations import Organisation

COLUMNS = (
    N_("Code"),
    N_("Name"),
    N_("Kind"),
    N_("Tier"),
    N_("Country"),
    N_("Region or place"),
    N_("Latitude"),
    N_("Longitude"),
    N_("Products"),
    N_("Certifications"),
    N_("Languages"),
    N_("Members"),
    N_("Women"),
    N_("Young people"),
    N_("Founded in"),
    N_("Website"),
    N_("In a few sentences"),
    N_("Published experiences"),
    N_("Address"),
)


def headings(language: str) -> list[str]:
    return [translate(language, column) for column in COLUMNS]


def row(organisation: Organisation, cases: int, address: str, terms: TermBook, language: str) -> list[Cell]:
    """One organisation in the order of COLUMNS. Contact data stay on the page, under its rules."""
    said = OrganisationFields.of(organisation)
    return [
        organisation.code,
        said.name,
        terms.label("organisation_kind", said.kind, language),
        terms.label("tier", said.tier, language) if said.tier else "",
        country(said.country, language),
        said.region,
        said.latitude,
        said.longitude,
        labels(terms, "product", said.products, language),
        labels(terms, "certification", said.certifications, language),
        languages(said.languages, language),
        said.members,
        said.women,
        said.youth,
        said.founded,
        said.website,
        said.description,
        cases,
        address,
    ]


def labels(terms: TermBook, vocabulary: str, codes: Sequence[str], language: str) -> str:
    return "; ".join(terms.label(vocabulary, code, language) for code in codes)


def country(code: str, language: str) -> str:
    return str(locale(language).territories.get(code, code))


def languages(codes: Sequence[str], language: str) -> str:
    return "; ".join(str(locale(language).languages.get(code, code)) for code in codes)


def in_words(said: OrganisationFields, *, terms: TermBook, language: str) -> dict[str, str]:
    """Every field as a reader sees it, by name: to lay two profiles beside each other."""
    values: dict[str, Any] = said.stored()
    words = {name: "" if value is None else str(value) for name, value in values.items()}
    return words | {
        "kind": terms.label("organisation_kind", said.kind, language),
        "tier": terms.label("tier", said.tier, language) if said.tier else "",
        "country": country(said.country, language),
        "products": labels(terms, "product", said.products, language),
        "certifications": labels(terms, "certification", said.certifications, language),
        "languages": languages(said.languages, language),
        "contact_public": translate(language, N_("yes") if said.contact_public else N_("no")),
    }


def json_ld(organisation: Organisation, *, address: str, terms: TermBook, language: str) -> Mapping[str, Any]:
    """schema.org/Organization; contact data only where everybody may see them."""
    said = OrganisationFields.of(organisation)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": address,
        "name": said.name,
        "url": address,
        "description": said.description,
        "sameAs": said.website,
        "foundingDate": str(said.founded) if said.founded else "",
        "address": {"@type": "PostalAddress", "addressCountry": said.country, "addressRegion": said.region},
        "knowsAbout": [terms.label("product", code, language) for code in said.products],
        "knowsLanguage": said.languages,
        "hasCredential": [terms.label("certification", code, language) for code in said.certifications],
    }
    if said.contact_public:
        data |= {"email": said.contact_email, "telephone": said.contact_phone}
    return {name: value for name, value in data.items() if value}
