"""What the index holds of a public case: one document for each language it can be read in, and one for each of its
building blocks in each of these languages. Offers and reports of learning visits: `app.search.visit_documents`.

Only what everybody may read is taken: the current version of a public case, published translations, media that are
ready and whose consent stands today.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlmodel import Session

from app.content.sections import SECTIONS
from app.content.units import units
from app.domain.cases.access import public_cases
from app.domain.cases.reading import Reading, read
from app.domain.cases.versions import current_version
from app.domain.organisations.sizes import size_of
from app.domain.terms import TermBook
from app.i18n import LANGUAGES, territories
from app.models.cases import Case, CaseVersion
from app.models.media import MediaKind
from app.models.organisations import Organisation
from app.search import attached, visit_documents
from app.search.engine import EVERYBODY, Role, SearchDocument, Section
from app.search.everyday import MEANINGS
from app.search.facets import with_broader
from app.search.labels import Label, Labels
from app.search.markup import plain
from app.search.regions import region_labels, regions_of

# Facet -> vocabulary, for those facets whose codes are terms.
TERM_FACETS = {
    "kind": "case_kind",
    "product": "product",
    "benefit": "benefit",
    "activity": "activity",
    "capability": "capability",
    "method": "method",
    "maturity": "maturity",
    "certification": "certification",
}
_ROLES: dict[str, Role] = {"summary": "summary", "lessons": "lesson", "blocks": "lesson"}
# Texts that are the same in all languages and worth finding.
_UNTRANSLATED = {"facts": ("region",), "references": ("citation",)}


def source_of(case: Case) -> str:
    """The name under which everything made from a case is withdrawn; also the subject in the search log."""
    return f"case:{case.code}"


def documents_of_case(session: Session, case: Case, book: TermBook) -> list[SearchDocument]:
    """All documents of one case that is public; none of one without a version."""
    version = current_version(session, case)
    return list(_documents(session, case, version, book)) if version else []


def documents_of(session: Session, source: str, book: TermBook) -> list[SearchDocument]:
    """The documents made from a source; none when it is not public (any more)."""
    if source.partition(":")[0] in visit_documents.KINDS:
        return visit_documents.documents_of_visits(session, source, book)
    code = source.removeprefix("case:")
    case = session.exec(public_cases().where(Case.code == code)).first()
    return documents_of_case(session, case, book) if case else []


def sources_of(session: Session, subject: str) -> list[str]:
    """What to make anew when this subject of the search log has changed: a thing itself, or all of an organisation."""
    kind, _, code = subject.partition(":")
    if kind == "case" or kind in visit_documents.KINDS:
        return [subject]
    if kind != "organisation":
        return []
    query = public_cases().join(Organisation).where(Organisation.code == code)
    cases = [source_of(case) for case in session.exec(query.order_by(Case.code)).all()]
    return [*cases, *visit_documents.sources_of_organisation(session, code)]


def _documents(session: Session, case: Case, version: CaseVersion, book: TermBook) -> Iterator[SearchDocument]:
    original = read(session, case=case, version=version, language=case.original_language)
    facets = _facets(original, book)
    for language in original.languages:
        reading = original
        if language != case.original_language:
            reading = read(session, case=case, version=version, language=language)
        yield _case_document(reading, facets)
        yield from _block_documents(reading, facets)


def _document(reading: Reading, name: str, facets: Mapping[str, tuple[str, ...]], **own: Any) -> SearchDocument:
    kind = name.partition(":")[0]
    return SearchDocument(
        id=f"{name}:{reading.language}",
        source=source_of(reading.case),
        group=name,
        kind=kind,
        language=reading.language,
        facets={**facets, "type": (kind,), "language": (reading.language,)},
        visible_to=(EVERYBODY,),
        published_at=reading.case.first_published_at,
        **own,
    )


def _case_document(reading: Reading, facets: Mapping[str, tuple[str, ...]]) -> SearchDocument:
    sections = (
        *_content_sections(reading),
        Section("organisation", reading.organisation.name, "organisation"),
        *_media_sections(reading),
    )
    kept = tuple(section for section in sections if section.text)
    return _document(reading, source_of(reading.case), facets, title=reading.title, sections=kept)


def _is_in_language(reading: Reading, section: str) -> bool:
    """A section shown in the original for want of a translation is found in the original."""
    return reading.language == reading.case.original_language or section in reading.translated


def _content_sections(reading: Reading) -> Iterator[Section]:
    for section in SECTIONS:
        if section.name == "media" or not _is_in_language(reading, section.name):
            continue
        data = reading.section(section.name)
        texts = [unit.text for unit in units(section, data) if unit.path != "title"]
        texts += _untranslated(section.name, data)
        yield Section(section.name, plain("\n".join(texts)), _ROLES.get(section.name, "body"))


def _untranslated(section: str, data: Mapping[str, Any]) -> list[str]:
    rows = [data, *(item for group in data.values() if isinstance(group, list) for item in group)]
    names = _UNTRANSLATED.get(section, ())
    return [row[name] for row in rows if isinstance(row, Mapping) for name in names if row.get(name)]


def _media_sections(reading: Reading) -> Iterator[Section]:
    """Captions and transcripts of shown media; the text of documents once, with the original."""
    for shown in reading.media:
        if _is_in_language(reading, "media"):
            yield attached.words_of(shown)
        if reading.language == reading.case.original_language:
            yield attached.text_of(shown)


def _block_documents(reading: Reading, facets: Mapping[str, tuple[str, ...]]) -> Iterator[SearchDocument]:
    if not _is_in_language(reading, "blocks"):
        return
    for block in reading.section("blocks").get("blocks", ()):
        texts = [plain(block[name]) for name in ("what", "enabling", "steps", "effort") if block.get(name)]
        yield _document(
            reading,
            f"block:{reading.case.code}:{block['key']}",
            facets,
            title=block.get("title", ""),
            sections=(
                Section("block", "\n".join(texts), "summary"),
                Section("lesson", plain(block.get("lesson", "")), "lesson"),
                Section("organisation", reading.organisation.name, "organisation"),
            ),
        )


# Facets


def _facets(reading: Reading, book: TermBook) -> dict[str, tuple[str, ...]]:
    case, organisation, facts = reading.case, reading.organisation, reading.section("facts")
    published = case.first_published_at
    country = facts.get("country") or case.country
    terms = {
        "kind": [facts.get("kind") or case.kind],
        "product": facts.get("products", []),
        "benefit": facts.get("benefits", []),
        "activity": facts.get("activities", []),
        "capability": facts.get("capabilities", []),
        "method": facts.get("methods", []),
        "maturity": [case.maturity],
        "certification": organisation.certifications,
    }
    return {
        **{facet: with_broader(book, TERM_FACETS[facet], codes) for facet, codes in terms.items()},
        "tier": (str(reading.version.tier),),
        "country": tuple(filter(None, [country])),
        "region": regions_of(country or ""),
        "year": (str(published.year),) if published else (),
        "video": ("yes" if any(shown.medium.kind is MediaKind.VIDEO for shown in reading.media) else "no",),
        "organisation": (organisation.code,),
        "organisation_tier": (str(organisation.tier),) if organisation.tier else (),
        "organisation_size": (size,) if (size := size_of(organisation.members)) else (),
    }


def labels_of(book: TermBook) -> Labels:
    """The labels and synonyms of the terms that are facets, and the names of countries, in the four languages."""
    terms = [
        Label(facet, term.code, text, language)
        for facet, vocabulary in TERM_FACETS.items()
        for term in book.terms.get(vocabulary, {}).values()
        for language in LANGUAGES
        for text in (term.labels.get(language, ""), *term.synonyms.get(language, ()))
        if text
    ]
    countries = [
        Label("country", code, name, language) for language in LANGUAGES for code, name in territories(language).items()
    ]
    return Labels([*terms, *countries, *region_labels()], MEANINGS)


def public_sources(session: Session) -> list[str]:
    """The sources of everything that is public, for a rebuild."""
    cases = [source_of(case) for case in session.exec(public_cases().order_by(Case.code)).all()]
    return [*cases, *visit_documents.public_sources_of_visits(session)]
