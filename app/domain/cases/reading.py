"""A version as somebody reads it: in their language where it is translated, in the original where it is not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from app.content.units import Content, fingerprint, overlay, texts, translatable_sections
from app.domain.cases.attached import media_of
from app.models.cases import Case, CaseTier, CaseTranslation, CaseVersion, TranslationState
from app.models.media import Media, MediaState
from app.models.organisations import Organisation


@dataclass(frozen=True, slots=True)
class ShownMedium:
    """A file with the words that belong to it in this language; `entry` is empty for an uncaptioned one."""

    medium: Media
    entry: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page about a version needs. `fallback` names the sections shown in the original for want of a
    translation, `outdated` those whose translation is of an earlier text."""

    case: Case
    organisation: Organisation
    version: CaseVersion
    language: str
    content: Content
    translated: frozenset[str] = frozenset()
    fallback: frozenset[str] = frozenset()
    outdated: frozenset[str] = frozenset()
    languages: Mapping[str, bool] = field(default_factory=dict)
    media: list[ShownMedium] = field(default_factory=list)

    @property
    def in_original(self) -> bool:
        return self.language == self.case.original_language or not self.translated

    def section(self, name: str) -> dict[str, Any]:
        return self.content.get(name, {})

    @property
    def title(self) -> str:
        return str(self.section("summary").get("title", ""))


def read(session: Session, *, case: Case, version: CaseVersion, language: str) -> Reading:
    """Lay the published translations of one language over a version."""
    rows = published_translations(session, [version.id or 0])
    mine = {row.section: row for row in rows if row.language == language}
    content = {
        name: overlay(name, data, mine[name].texts) if name in mine else data for name, data in version.content.items()
    }
    wanted = {section.name for section in translatable_sections(version.content)}
    foreign = language != case.original_language
    return Reading(
        case=case,
        organisation=session.get_one(Organisation, case.organisation_id),
        version=version,
        language=language,
        content=content,
        translated=frozenset(mine),
        fallback=frozenset(wanted - set(mine)) if foreign else frozenset(),
        outdated=frozenset(name for name, row in mine.items() if is_outdated(row, version)),
        languages=languages_of(case, version, rows),
        media=shown_media(session, case, version, content),
    )


def published_translations(session: Session, version_ids: Iterable[int]) -> list[CaseTranslation]:
    query = select(CaseTranslation).where(
        col(CaseTranslation.version_id).in_(list(version_ids)), CaseTranslation.state == TranslationState.PUBLISHED
    )
    return list(session.exec(query).all())


def section_hash(version: CaseVersion, section: str) -> str:
    """The fingerprint of a section's texts: a translation made of other texts is outdated."""
    from_schema = {s.name: s for s in translatable_sections(version.content)}
    return fingerprint(texts(from_schema[section], version.content[section])) if section in from_schema else ""


def is_outdated(row: CaseTranslation, version: CaseVersion) -> bool:
    return row.source_hash != section_hash(version, row.section)


def languages_of(case: Case, version: CaseVersion, rows: Iterable[CaseTranslation]) -> dict[str, bool]:
    """The languages a version can be read in; True where every section is: a fallback never counts as one."""
    found: dict[str, set[str]] = {}
    for row in rows:
        if row.version_id == version.id and row.state is TranslationState.PUBLISHED:
            found.setdefault(row.language, set()).add(row.section)
    if not found:
        return {case.original_language: True}
    wanted = {section.name for section in translatable_sections(version.content)}
    others = {language: wanted <= sections for language, sections in found.items() if "summary" in sections}
    return {case.original_language: True, **others}


def shown_media(session: Session, case: Case, version: CaseVersion, content: Content) -> list[ShownMedium]:
    """The media that may be shown: ready, and with a consent that stands today, whatever the version said."""
    media = {
        medium.public_id: medium
        for medium in media_of(session, case)
        if medium.consent and medium.state is MediaState.READY
    }
    entries = content.get("media", {}).get("media", [])
    shown = [ShownMedium(media.pop(entry["medium"]), entry) for entry in entries if entry.get("medium") in media]
    if version.tier is CaseTier.RAW:
        shown += [ShownMedium(medium, {}) for medium in media.values() if _came_with(medium, version)]
    return shown


def _came_with(medium: Media, version: CaseVersion) -> bool:
    """What is sent after a publication is for the next version. What has no sender was imported with its case."""
    return version.published_at is None or medium.uploaded_by_id is None or medium.created_at <= version.published_at
