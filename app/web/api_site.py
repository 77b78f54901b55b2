"""The platform as the API sees it: absolute addresses, and words in the language of the labels."""

from fastapi import Request
from sqlmodel import Session, col, select

from app.domain.cases.access import public_cases
from app.domain.cases.reading import Reading, published_translations
from app.domain.cases.reading_many import read_many
from app.domain.cases.versions import published_versions
from app.domain.organisations.published import cases_of
from app.domain.terms import TermBook
from app.exports.api import cases, library
from app.exports.api.case_models import CaseDocument
from app.exports.api.library_models import Organisation as OrganisationAnswer
from app.exports.api.site import Site
from app.models.cases import Case
from app.models.organisations import Organisation
from app.web.case_article import citation_of, links_of
from app.web.found_words import value_label
from app.web.requests import services


def site_of(request: Request, terms: TermBook, language: str) -> Site:
    links = links_of(request, language, services(request).settings.base_url)
    return Site(language, terms, links, lambda facet, code: value_label(terms, facet, code, language))


def document_of(request: Request, session: Session, reading: Reading, site: Site) -> CaseDocument:
    """One version with all that belongs to it; `reading` is of a version that is public."""
    return cases.document(
        reading,
        site,
        versions=published_versions(session, reading.case),
        translations=published_translations(session, [reading.version.id or 0]),
        citation=citation_of(request, reading, site.language),
        known=_public(session, cases.named_cases(reading.content)),
    )


def _public(session: Session, codes: set[str]) -> set[str]:
    seen = public_cases().where(col(Case.code).in_(codes)).subquery()
    return set(session.exec(select(seen.c.code)).all()) if codes else set()


def organisation_of(session: Session, organisation: Organisation, site: Site) -> OrganisationAnswer:
    listed = read_many(session, cases=cases_of(session, organisation), language=site.language)
    return library.organisation(organisation, listed, site)
