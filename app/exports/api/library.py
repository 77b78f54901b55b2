"""Vocabularies and organisations, as the API answers them."""

from collections.abc import Sequence

from app.domain.cases.reading_many import Listed
from app.domain.organisations.profile import OrganisationFields
from app.exports.api import library_models as models
from app.exports.api.site import Site
from app.i18n import LANGUAGES, translate
from app.models.organisations import Organisation
from app.models.vocabulary import Term
from app.vocabularies.loader import BROADER_IN, VOCABULARY_TITLES


def vocabulary_line(name: str, site: Site) -> models.VocabularyLine:
    title = VOCABULARY_TITLES[name]
    return models.VocabularyLine(
        name=name,
        titles={language: translate(language, title.title) for language in LANGUAGES},
        descriptions={language: translate(language, title.description) for language in LANGUAGES},
        broader_in=BROADER_IN.get(name, name),
        count=len(site.terms.terms.get(name, ())),
        api=site.api("api_vocabulary", name=name),
    )


def vocabulary(name: str, site: Site) -> models.Vocabulary:
    terms = site.terms.terms.get(name, {}).values()
    return models.Vocabulary(**vocabulary_line(name, site).model_dump(), terms=[_term(term) for term in terms])


def _term(term: Term) -> models.Term:
    return models.Term(
        code=term.code,
        broader=term.broader,
        labels=term.labels,
        definitions=term.definitions,
        synonyms=term.synonyms,
        same_as=term.uri,
    )


def organisation(one: Organisation, cases: Sequence[Listed], site: Site) -> models.Organisation:
    """The public profile: contact data only where everybody may see them."""
    said = OrganisationFields.of(one).stored()
    public = {name: value for name, value in said.items() if not name.startswith("contact_") and name != "name"}
    return models.Organisation(
        **site.organisation(one).model_dump(),
        **{**public, "kind": str(one.kind), "tier": str(one.tier or "")},
        illustration=one.illustration,
        contact=_contact(one),
        cases=[_case(listed, site) for listed in cases],
    )


def _contact(one: Organisation) -> models.Contact | None:
    said = (one.contact_name, one.contact_email, one.contact_phone)
    if not one.contact_public or not any(said):
        return None
    return models.Contact(name=said[0], email=said[1], phone=said[2])


def _case(listed: Listed, site: Site) -> models.CaseReference:
    code = listed.reading.case.code
    return models.CaseReference(
        code=code,
        title=listed.reading.title,
        address=site.links.page("case_page", code=code),
        api=site.api("api_case", code=code),
    )
