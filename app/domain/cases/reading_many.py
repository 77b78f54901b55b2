"""Many versions at once, as lists to take along read them: a fixed number of queries however many there are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case as when
from sqlalchemy.orm import load_only
from sqlmodel import Session, col, func, select

from app.content.units import Texts, overlay
from app.domain.cases.reading import Reading
from app.models.cases import Case, CaseTranslation, CaseVersion, TranslationState
from app.models.organisations import Organisation

# The sections whose words lists show.
IN_LISTS = ("summary", "lessons")
_ON_CARDS: Any = (CaseVersion.number, CaseVersion.tier, CaseVersion.card, CaseVersion.published_at)
_NAMES: Any = (Organisation.code, Organisation.name)
# Made once: to make them anew takes a tenth of a page.
_ONLY_CARDS, _ONLY_NAMES = load_only(*_ON_CARDS, raiseload=True), load_only(*_NAMES, raiseload=True)


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
    """What is published of the translations of some versions; `texts` are those in the reader's language."""

    language: str
    languages: Mapping[int, Sequence[str]]
    latest: Mapping[int, datetime]
    texts: Mapping[tuple[int, str], Texts]


def read_many(
    session: Session, *, cases: Sequence[Case], language: str, sections: Collection[str] = IN_LISTS
) -> list[Listed]:
    """The cases in the order given, those without a public version left out.

    `sections` are those of which words are shown. Where they are those that lists show, the content of the readings
    is what stands on cards (app.content.card); where there are more, it is whole.
    """
    if not cases:
        return []
    ids = [case.current_version_id for case in cases if case.current_version_id]
    whole = not set(sections) <= set(IN_LISTS)
    versions = _versions(session, ids, whole)
    organisations = _organisations(session, cases, whole)
    published = _published(session, ids, language, sections)
    return [
        _listed(case, versions[case.current_version_id], organisations[case.organisation_id], published, whole)
        for case in cases
        if case.current_version_id in versions
    ]


def _versions(session: Session, ids: Sequence[int], whole: bool) -> dict[int | None, CaseVersion]:
    query = select(CaseVersion).where(col(CaseVersion.id).in_(ids))
    if not whole:
        query = query.options(_ONLY_CARDS)
    return {version.id: version for version in session.exec(query).all()}


def _organisations(session: Session, cases: Iterable[Case], whole: bool) -> dict[int | None, Organisation]:
    query = select(Organisation).where(col(Organisation.id).in_({case.organisation_id for case in cases}))
    if not whole:
        query = query.options(_ONLY_NAMES)
    return {one.id: one for one in session.exec(query).all()}


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
    found = {(version_id, section): dict(words) for version_id, section, words in texts}
    return _Published(language, languages, latest, found)


def _listed(case: Case, version: CaseVersion, organisation: Organisation, published: _Published, whole: bool) -> Listed:
    version_id = version.id or 0
    content = {
        name: overlay(name, data, published.texts[version_id, name]) if (version_id, name) in published.texts else data
        for name, data in (version.content if whole else version.card).items()
    }
    reading = Reading(
        case=case,
        organisation=organisation,
        version=version,
        language=published.language,
        content=content,
        translated=frozenset(name for name in content if (version_id, name) in published.texts),
    )
    languages = {case.original_language, *published.languages.get(version_id, ())}
    moments = (version.published_at, case.first_published_at, published.latest.get(version_id))
    return Listed(reading, tuple(sorted(languages)), max(moment for moment in moments if moment))
