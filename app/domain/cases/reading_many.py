"""Many versions at once, as lists to take along read them: a fixed number of queries however many there are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.content.units import Texts, overlay, translatable_sections
from app.domain.cases.reading import Reading
from app.models.cases import Case, CaseTranslation, CaseVersion, TranslationState
from app.models.organisations import Organisation

# The sections whose words lists show.
IN_LISTS = ("summary", "lessons")


@dataclass(frozen=True, slots=True)
class Listed:
    """The current version of a public case; `updated` is when its text or a public translation last changed."""

    reading: Reading
    updated: datetime


@dataclass(frozen=True, slots=True)
class _Published:
    """The public translations of some versions: which sections in which language, since when, and some texts."""

    sections: Mapping[int, Mapping[str, Collection[str]]]
    latest: Mapping[int, datetime]
    texts: Mapping[tuple[int, str], Texts]


def read_many(
    session: Session, *, cases: Sequence[Case], language: str, sections: Collection[str] = IN_LISTS
) -> list[Listed]:
    """The cases in the order given, those without a public version left out.

    Only the named sections are laid over with their translations, and media are not read.
    """
    if not cases:
        return []
    ids = [case.current_version_id for case in cases if case.current_version_id]
    versions = {
        version.id: version for version in session.exec(select(CaseVersion).where(col(CaseVersion.id).in_(ids))).all()
    }
    organisations = _organisations(session, cases)
    published = _published(session, ids, language, sections)
    return [
        _listed(case, versions[case.current_version_id], organisations[case.organisation_id], published, language)
        for case in cases
        if case.current_version_id in versions
    ]


def _organisations(session: Session, cases: Iterable[Case]) -> dict[int | None, Organisation]:
    ids = {case.organisation_id for case in cases}
    return {one.id: one for one in session.exec(select(Organisation).where(col(Organisation.id).in_(ids))).all()}


def _published(session: Session, ids: Sequence[int], language: str, wanted: Collection[str]) -> _Published:
    row = CaseTranslation
    public = (col(row.version_id).in_(ids), col(row.state) == TranslationState.PUBLISHED)
    sections: defaultdict[int, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    latest: dict[int, datetime] = {}
    for version_id, spoken, section, at in session.exec(
        select(row.version_id, row.language, row.section, row.updated_at).where(*public)
    ).all():
        sections[version_id][spoken].add(section)
        latest[version_id] = max(latest.get(version_id, at), at)
    texts = session.exec(
        select(row.version_id, row.section, row.texts).where(
            *public, row.language == language, col(row.section).in_(wanted)
        )
    ).all()
    return _Published(sections, latest, {(version_id, section): dict(found) for version_id, section, found in texts})


def _listed(
    case: Case, version: CaseVersion, organisation: Organisation, published: _Published, language: str
) -> Listed:
    version_id = version.id or 0
    content = {
        name: overlay(name, data, published.texts[version_id, name]) if (version_id, name) in published.texts else data
        for name, data in version.content.items()
    }
    languages = published.sections.get(version_id, {})
    reading = Reading(
        case=case,
        organisation=organisation,
        version=version,
        language=language,
        content=content,
        translated=frozenset(languages.get(language, ())),
        languages=_readable_in(case, version, languages),
    )
    moments = (version.published_at, case.first_published_at, published.latest.get(version_id))
    return Listed(reading, max(moment for moment in moments if moment))


def _readable_in(case: Case, version: CaseVersion, found: Mapping[str, Collection[str]]) -> dict[str, bool]:
    """As `languages_of`: True where every section is translated."""
    wanted = {section.name for section in translatable_sections(version.content)} if found else set()
    others = {language: wanted <= set(sections) for language, sections in found.items() if "summary" in sections}
    return {case.original_language: True, **others}
