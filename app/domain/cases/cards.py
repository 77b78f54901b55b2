"""Cases as lists show them: title, organisation, what one can learn, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.content.units import overlay
from app.domain.cases.reading import languages_of, published_translations
from app.models.cases import Case, CaseTier, CaseTranslation, CaseVersion
from app.models.media import Media, MediaKind, MediaState
from app.models.organisations import Organisation

# The sections whose words stand on a card.
_ON_CARD = ("summary", "lessons")


@dataclass(frozen=True, slots=True)
class Card:
    """`language` is that of the words; `learn` is the first lesson, "" for learning material."""

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
    picture: Media | None
    has_video: bool
    has_audio: bool


def cards(session: Session, *, cases: Sequence[Case], language: str) -> list[Card]:
    """One card a case, in the order given; four queries however many there are."""
    if not cases:
        return []
    versions = {
        version.id: version
        for version in session.exec(
            select(CaseVersion).where(col(CaseVersion.id).in_([case.current_version_id for case in cases]))
        ).all()
    }
    translations = published_translations(session, [version_id for version_id in versions if version_id])
    organisations = dict(
        session.exec(
            select(Organisation.id, Organisation.name).where(
                col(Organisation.id).in_([case.organisation_id for case in cases])
            )
        ).all()
    )
    media = _media(session, cases)
    return [
        _card(
            case, versions[case.current_version_id], translations, organisations, media.get(case.id or 0, []), language
        )
        for case in cases
        if case.current_version_id in versions
    ]


def _media(session: Session, cases: Sequence[Case]) -> dict[int, list[Media]]:
    query = select(Media).where(
        col(Media.case_id).in_([case.id for case in cases]),
        Media.state == MediaState.READY,
        col(Media.consent).is_(True),
        col(Media.removed_at).is_(None),
        col(Media.consent_withdrawn_at).is_(None),
    )
    found: dict[int, list[Media]] = {}
    for medium in session.exec(query.order_by(col(Media.id))).all():
        found.setdefault(medium.case_id, []).append(medium)
    return found


def _card(
    case: Case,
    version: CaseVersion,
    translations: Sequence[CaseTranslation],
    organisations: Mapping[int | None, str],
    media: Sequence[Media],
    language: str,
) -> Card:
    mine = {
        row.section: row.texts
        for row in translations
        if row.version_id == version.id and row.language == language and row.section in _ON_CARD
    }
    words: dict[str, dict[str, Any]] = {
        name: overlay(name, version.content.get(name, {}), mine.get(name, {})) for name in _ON_CARD
    }
    lessons = words["lessons"].get("lessons") or [{}]
    facts = version.content.get("facts", {})
    kinds = {medium.kind for medium in media}
    return Card(
        code=case.code,
        title=words["summary"].get("title", case.title),
        summary=words["summary"].get("summary", ""),
        learn=lessons[0].get("statement", ""),
        language=language if "summary" in mine else case.original_language,
        organisation=organisations.get(case.organisation_id, ""),
        country=facts.get("country", case.country),
        kind=facts.get("kind", case.kind),
        tier=version.tier,
        maturity=case.maturity,
        benefit=next(iter(facts.get("benefits", [])), ""),
        languages=tuple(sorted(languages_of(case, version, translations))),
        illustration=case.illustration,
        picture=next((medium for medium in media if medium.kind is MediaKind.PICTURE), None),
        has_video=MediaKind.VIDEO in kinds,
        has_audio=MediaKind.AUDIO in kinds,
    )
