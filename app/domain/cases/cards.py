"""Cases as lists show them: title, organisation, what one can learn, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.domain.cases.reading_many import Listed, read_many
from app.models.cases import Case, CaseTier
from app.models.media import Media, MediaKind, MediaState


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
    """One card a case, in the order given; as many queries for twenty as for one."""
    media = _media(session, cases) if cases else {}
    return [
        _card(listed, media.get(listed.reading.case.id or 0, []), language)
        for listed in read_many(session, cases=cases, language=language)
    ]


def _media(session: Session, cases: Sequence[Case]) -> dict[int, list[Media]]:
    query = select(Media).where(
        col(Media.case_id).in_([case.id for case in cases]),
        Media.state == MediaState.READY,
        col(Media.consent).is_(True),
        col(Media.removed_at).is_(None),
        col(Media.consent_withdrawn_at).is_(None),
    )
    # The text of a document can be a book; a card does not read it.
    query = query.options(defer(Media.pages, raiseload=True))  # type: ignore[arg-type]
    found: dict[int, list[Media]] = {}
    for medium in session.exec(query.order_by(col(Media.id))).all():
        found.setdefault(medium.case_id, []).append(medium)
    return found


def _shown(listed: Listed, media: Sequence[Media]) -> list[Media]:
    """A systematised version shows the files it names, in that order; a raw one all that were sent with it."""
    if listed.reading.version.tier is CaseTier.RAW:
        return list(media)
    by_id = {medium.public_id: medium for medium in media}
    entries = listed.reading.section("media").get("media", ())
    return [by_id[entry["medium"]] for entry in entries if entry.get("medium") in by_id]


def _card(listed: Listed, media: Sequence[Media], language: str) -> Card:
    reading = listed.reading
    case, facts = reading.case, reading.section("facts")
    lessons = reading.section("lessons").get("lessons") or [{}]
    shown = _shown(listed, media)
    kinds = {medium.kind for medium in shown}
    return Card(
        code=case.code,
        title=reading.title or case.title,
        summary=reading.section("summary").get("summary", ""),
        learn=lessons[0].get("statement", ""),
        language=language if "summary" in reading.translated else case.original_language,
        organisation=reading.organisation.name,
        country=facts.get("country", case.country),
        kind=facts.get("kind", case.kind),
        tier=reading.version.tier,
        maturity=case.maturity,
        benefit=next(iter(facts.get("benefits", [])), ""),
        languages=listed.languages,
        illustration=case.illustration,
        picture=next((medium for medium in shown if medium.kind is MediaKind.PICTURE), None),
        has_video=MediaKind.VIDEO in kinds,
        has_audio=MediaKind.AUDIO in kinds,
    )
