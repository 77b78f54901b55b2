"""From a reading of a version to what the API answers."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from app.content.text import one_line
from app.content.units import Content
from app.domain.cases.reading import Reading, ShownMedium, is_outdated, languages_of
from app.domain.cases.reading_many import Listed
from app.exports import citation as citations
from app.exports.api.case_models import (
    CaseDocument,
    CaseLine,
    Citation,
    Medium,
    Tombstone,
    Translation,
    VersionLine,
)
from app.exports.api.site import Site
from app.models.cases import Case, CaseState, CaseTranslation, CaseVersion
from app.models.media import MediaKind
from app.models.organisations import Organisation

# The file of a medium that others are meant to fetch: the largest picture, what plays, the document itself.
_FILES = {
    MediaKind.PICTURE: ("1280", "640", "320"),
    MediaKind.AUDIO: ("play",),
    MediaKind.VIDEO: ("play",),
    MediaKind.DOCUMENT: ("original",),
}
_NAMING_CASES = ("related", "adapted_from")


def line(listed: Listed, site: Site) -> CaseLine:
    return CaseLine(**line_fields(listed, site))


def line_fields(listed: Listed, site: Site) -> dict[str, Any]:
    """What a list shows; the words are those of the reading."""
    reading, updated = listed.reading, listed.updated
    case, facts = reading.case, reading.section("facts")
    shown = language_of_summary(reading)
    return {
        "code": case.code,
        "address": site.links.in_language("case_page", shown, code=case.code),
        "api": site.api("api_case", code=case.code),
        "title": reading.title,
        "summary": one_line(reading.section("summary").get("summary", "")),
        "language": shown,
        "languages": list(listed.languages),
        "organisation": site.organisation(reading.organisation),
        "country": facts.get("country", ""),
        "kind": facts.get("kind", ""),
        "tier": str(reading.version.tier),
        "maturity": case.maturity,
        "licence": site.licence(case.licence),
        "illustration": case.illustration,
        "version": reading.version.number or 0,
        "first_published": case.first_published_at or updated,
        "updated": updated,
    }


def language_of_summary(reading: Reading) -> str:
    return reading.language if "summary" in reading.translated else reading.case.original_language


def document(
    reading: Reading,
    site: Site,
    *,
    versions: Sequence[CaseVersion],
    translations: Sequence[CaseTranslation],
    citation: citations.Citation,
    known: Collection[str],
) -> CaseDocument:
    """One version with all that is public of it. `translations` are the published ones of this version, `known` the
    codes of public cases among those that it names."""
    case, version = reading.case, reading.version
    published = version.published_at or case.first_published_at or version.created_at
    updated = max([published, *(row.updated_at for row in translations)])
    return CaseDocument(
        **line_fields(Listed(reading, tuple(sorted(reading.languages)), updated), site),
        is_current=version.id == case.current_version_id,
        published=published,
        archived=case.state is CaseState.ARCHIVED,
        original_language=case.original_language,
        source=case.source,
        translated=sorted(reading.translated),
        fallback=sorted(reading.fallback),
        outdated=sorted(reading.outdated),
        content=public_content(reading.content, known),
        media=list(_media(reading, site)),
        versions=[version_line(case, one, site) for one in versions],
        translations=list(_translations(case, version, translations, site)),
        citation=_citation(citation),
    )


def public_content(content: Content, known: Collection[str]) -> Content:
    """Without the words about media, which stand beside the media that may be shown, and without the codes of cases
    that are not public."""
    shown = {name: data for name, data in content.items() if data and name != "media"}
    if references := shown.get("references"):
        kept = {name: [code for code in references.get(name, ()) if code in known] for name in _NAMING_CASES}
        others = {name: value for name, value in references.items() if name not in kept}
        shown["references"] = {**others, **{name: codes for name, codes in kept.items() if codes}}
    return shown


def named_cases(content: Content) -> set[str]:
    """The codes of the cases that a content names."""
    references = content.get("references", {})
    return {code for name in _NAMING_CASES for code in references.get(name, ())}


def version_line(case: Case, version: CaseVersion, site: Site) -> VersionLine:
    where = {"code": case.code, "number": version.number}
    return VersionLine(
        number=version.number or 0,
        tier=version.tier.value,
        published=version.published_at or version.created_at,
        what_changed=version.what_changed,
        address=site.links.in_language("case_version", case.original_language, **where),
        api=site.api("api_version", **where),
    )


def _translations(
    case: Case, version: CaseVersion, rows: Iterable[CaseTranslation], site: Site
) -> Iterator[Translation]:
    kept = list(rows)
    whole = languages_of(case, version, kept)
    for language in sorted({row.language for row in kept} - {case.original_language}):
        mine = [row for row in kept if row.language == language]
        yield Translation(
            language=language,
            complete=whole.get(language, False),
            sections=sorted(row.section for row in mine),
            outdated=sorted(row.section for row in mine if is_outdated(row, version)),
            address=site.links.in_language("case_version", language, code=case.code, number=version.number),
        )


def _media(reading: Reading, site: Site) -> Iterator[Medium]:
    language = reading.language if "media" in reading.translated else reading.case.original_language
    for shown in reading.media:
        name = next((name for name in _FILES[shown.medium.kind] if name in shown.medium.files), None)
        if name:
            yield _medium(shown, name, language, site)


def _medium(shown: ShownMedium, name: str, language: str, site: Site) -> Medium:
    medium, file = shown.medium, shown.medium.files[name]
    words = {field: shown.entry.get(field, "") for field in ("caption", "alt", "transcript", "credit", "date")}
    return Medium(
        id=medium.public_id,
        kind=medium.kind.value,
        address=site.links.medium(medium.public_id, name),
        type=file["type"],
        bytes=file["size"],
        width=file.get("width") or medium.width,
        height=file.get("height") or medium.height,
        seconds=medium.seconds,
        language=language,
        licence=site.licence(medium.licence),
        **words,
    )


def _citation(citation: citations.Citation) -> Citation:
    return Citation(
        authors=list(citation.authors),
        address=citation.address,
        bibtex=citations.bibtex(citation),
        ris=citations.ris(citation),
        csl=citations.csl(citation),
    )


def tombstone(case: Case, title: str, organisation: Organisation, site: Site) -> Tombstone:
    return Tombstone(
        code=case.code,
        title=title,
        organisation=site.organisation(organisation),
        first_published=case.first_published_at or case.updated_at,
        withdrawn=case.updated_at,
        reason=case.withdrawn_reason,
    )
