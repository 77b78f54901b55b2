"""Cases as lists show them: title, organisation, what one can learn, in the reader's language."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, bindparam
from sqlalchemy import case as when
from sqlmodel import Session, and_, col, or_, select

from app.content.units import Content, Texts
from app.domain.cases.access import public_cases
from app.models.cases import Case, CaseTier, CaseTranslation, CaseVersion, TranslationState
from app.models.media import Media, MediaKind, MediaState
from app.models.organisations import Organisation


@dataclass(frozen=True, slots=True)
class Picture:
    """`files` are those of the medium, by their names."""

    public_id: str
    files: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Card:
    """`language` is that of the words; `learn` is the first lesson, "" for learning material; `media` are the public
    ids of the files that are shown, each with the type of what was sent."""

    code: str
    title: str
    summary: str
    learn: str
    language: str
    organisation: str
    country: str
    kind: str
    tier: CaseTier
    maturity: str
    benefit: str
    languages: tuple[str, ...]
    illustration: bool
    picture: Picture | None
    has_video: bool
    has_audio: bool
    media: Mapping[str, str] = field(default_factory=dict)


# Lists are what people look at most: these statements are built once, and ask for columns instead of objects.
_ROWS = (
    public_cases()
    .join(CaseVersion, col(CaseVersion.id) == Case.current_version_id)
    .join(Organisation, col(Organisation.id) == Case.organisation_id)
    .where(col(Case.code).in_(bindparam("codes", expanding=True)))
    .with_only_columns(
        col(Case.id),
        col(Case.code),
        col(Case.title),
        col(Case.original_language),
        col(Case.country),
        col(Case.kind),
        col(Case.maturity),
        col(Case.illustration),
        col(Organisation.name),
        col(CaseVersion.id).label("version_id"),
        col(CaseVersion.tier),
        col(CaseVersion.published_at),
        col(CaseVersion.card),
    )
)
# Which languages a version has a summary in, and the words of the reader's language.
_TRANSLATIONS = select(
    CaseTranslation.version_id,
    CaseTranslation.language,
    CaseTranslation.section,
    when((col(CaseTranslation.language) == bindparam("language"), col(CaseTranslation.texts))),
).where(
    col(CaseTranslation.version_id).in_(bindparam("versions", expanding=True)),
    CaseTranslation.state == TranslationState.PUBLISHED,
    or_(
        col(CaseTranslation.section) == "summary",
        and_(col(CaseTranslation.section) == "lessons", col(CaseTranslation.language) == bindparam("language")),
    ),
)
_IS_SHOWN = (
    col(Media.state) == MediaState.READY,
    col(Media.consent).is_(True),
    col(Media.removed_at).is_(None),
    col(Media.consent_withdrawn_at).is_(None),
)
_MEDIA = (
    select(Media)
    .with_only_columns(
        col(Media.case_id),
        col(Media.public_id),
        col(Media.kind),
        col(Media.files),
        col(Media.created_at),
        col(Media.uploaded_by_id),
    )
    .where(col(Media.case_id).in_(bindparam("cases", expanding=True)), *_IS_SHOWN)
    .order_by(col(Media.id))
)


def cards(session: Session, *, codes: Sequence[str], language: str) -> list[Card]:
    """One card for each of these cases that is public, in the order given; three queries however many there are."""
    if not codes:
        return []
    rows = {row.code: row for row in session.execute(_ROWS, {"codes": list(codes)})}
    words = _words(session, [row.version_id for row in rows.values()], language)
    media = _media(session, [row.id for row in rows.values()])
    return [
        _card(row, words.get(row.version_id, _Words()), media.get(row.id, []), language)
        for row in (rows[code] for code in codes if code in rows)
    ]


def shown_media(session: Session, public_ids: Collection[str]) -> dict[str, str]:
    """The types of those of these files that may be shown today, by their public ids; no query for none."""
    if not public_ids:
        return {}
    query = select(Media.public_id, Media.files).where(col(Media.public_id).in_(public_ids), *_IS_SHOWN)
    return {public_id: _type_of(files) for public_id, files in session.exec(query).all()}


@dataclass(slots=True)
class _Words:
    """What is public of the translations of one version: languages with a summary, texts in the reader's language."""

    languages: set[str] = field(default_factory=set)
    summary: Texts | None = None
    lessons: Texts | None = None


def _words(session: Session, versions: Sequence[int], language: str) -> dict[int, _Words]:
    found: dict[int, _Words] = {}
    for version, spoken, section, texts in session.execute(_TRANSLATIONS, {"versions": versions, "language": language}):
        words = found.setdefault(version, _Words())
        if section == "lessons":
            words.lessons = texts
            continue
        words.languages.add(spoken)
        if spoken == language:
            words.summary = texts
    return found


def _media(session: Session, cases: Sequence[int]) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = {}
    for medium in session.execute(_MEDIA, {"cases": cases}):
        found.setdefault(medium.case_id, []).append(medium)
    return found


def _shown(row: Row[Any], media: Sequence[Row[Any]]) -> list[Row[Any]]:
    """A systematised version shows the files it names, in that order; a raw one all that were sent with it."""
    if not media:
        return []
    if row.tier is CaseTier.RAW:
        return [one for one in media if one.uploaded_by_id is None or one.created_at <= row.published_at]
    by_id = {medium.public_id: medium for medium in media}
    entries = row.card.get("media", {}).get("media", ())
    return [by_id[entry["medium"]] for entry in entries if entry.get("medium") in by_id]


def _learn(content: Content, texts: Texts) -> str:
    """The first lesson."""
    for lesson in content.get("lessons", {}).get("lessons", ()):
        return texts.get(f"lessons.{lesson.get('key')}.statement") or str(lesson.get("statement", ""))
    return ""


def _card(row: Row[Any], words: _Words, media: Sequence[Row[Any]], language: str) -> Card:
    content, texts = row.card, words.summary or {}
    summary, facts = content.get("summary", {}), content.get("facts", {})
    shown = _shown(row, media)
    kinds = {medium.kind for medium in shown}
    pictures = (Picture(one.public_id, one.files) for one in shown if one.kind is MediaKind.PICTURE)
    return Card(
        code=row.code,
        title=texts.get("title") or summary.get("title") or row.title,
        summary=texts.get("summary") or summary.get("summary", ""),
        learn=_learn(content, words.lessons or {}),
        language=row.original_language if words.summary is None else language,
        organisation=row.name,
        country=facts.get("country", row.country),
        kind=facts.get("kind", row.kind),
        tier=row.tier,
        maturity=row.maturity,
        benefit=next(iter(facts.get("benefits", ())), ""),
        languages=tuple(sorted({row.original_language, *words.languages})),
        illustration=row.illustration,
        picture=next(pictures, None),
        has_video=MediaKind.VIDEO in kinds,
        has_audio=MediaKind.AUDIO in kinds,
        media={one.public_id: _type_of(one.files) for one in shown},
    )


def _type_of(files: Mapping[str, Any]) -> str:
    """What kind of file it is for those who fetch it: "application/pdf"."""
    return str(files.get("original", {}).get("type", ""))
