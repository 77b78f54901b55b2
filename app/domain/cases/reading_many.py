"""Many versions at once, as lists to take along read them: a fixed number of queries however many there are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case as when
from sqlmodel import Session, col, func, select

from app.content.units import Texts, overlay
from app.domain.cases.reading import Reading
from app.models.cases import Case, CaseTranslation, CaseVersion, TranslationState
from app.models.organisations import Organisation

# The sections whose words lists show.
IN_LISTS = ("summary", "lessons")


@dataclass(frozen=True, slots=True)
class Listed:
    """The current version of a public case, and the languages it can be read in.

    Its reading has neither media nor `languages`, and of the sections in `translated` only those that were asked for.
    `updated` is when the text or a public translation last changed.
    """

    reading: Reading
    languages: tuple[str, ...]
    updated: datetime


@dataclass(frozen=True, slots=True)
class _Published:
    """What is published of the translations of some versions."""

    languages: Mapping[int, Sequence[str]]
    latest: Mapping[int, datetime]
    texts: Mapping[tuple[int, str], Texts]


def read_many(
    session: Session, *, cases: Sequence[Case], language: str, sections: Collection[str] = IN_LISTS
) -> list[Listed]:
    """The cases in the order given, those without a public version left out."""
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
    languages: defaultdict[int, list[str]] = defaultdict(list)
    latest: dict[int, datetime] = {}
    with_summary = func.max(when((col(row.section) == "summary", 1), else_=0))
    for version_id, spoken, at, has_summary in session.exec(
        select(row.version_id, row.language, func.max(row.updated_at), with_summary)
        .where(*public)
        .group_by(col(row.version_id), col(row.language))
    ).all():
        latest[version_id] = max(latest.get(version_id, at), at)
        if has_summary:
            languages[version_id].append(spoken)
    texts = session.exec(
        select(row.version_id, row.section, row.texts).where(
            *public, row.language == language, col(row.section).in_(wanted)
        )
    ).all()
    return _Published(languages, latest, {(version_id, section): dict(found) for version_id, section, found in texts})


def _listed(
    case: Case, version: CaseVersion, organisation: Organisation, published: _Published, language: str
) -> Listed:
    version_id = version.id or 0
    content = {
        name: overlay(name, data, published.texts[version_id, name]) if (version_id, name) in published.texts else data
        for name, data in version.content.items()
    }
    reading = Reading(
        case=case,
        organisation=organisation,
        version=version,
        language=language,
        content=content,
        translated=frozenset(name for name in content if (version_id, name) in published.texts),
    )
    languages = {case.original_language, *published.languages.get(version_id, ())}
    moments = (version.published_at, case.first_published_at, published.latest.get(version_id))
    return Listed(reading, tuple(sorted(languages)), max(moment for moment in moments if moment))
