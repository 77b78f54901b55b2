"""What is said of the files of a learning report, in the language of the report: caption, what is to be seen, credit,
what is said word for word. It stands beside the text: who describes pictures does not meet who writes.
"""

from collections.abc import Collection, Mapping

from sqlmodel import Session

from app.content.clean import Choices, Problem, Wrong, clean_value
from app.content.schema import Field
from app.content.sections import BY_NAME
from app.content.text import N_
from app.content.units import fingerprint
from app.domain.cases.reading import ShownMedium
from app.domain.errors import Forbidden, Stale
from app.domain.media.keeping import files_of
from app.domain.media.owners import may_add
from app.domain.viewer import Viewer
from app.models.learning import LearningReport
from app.models.media import Media, MediaKind, MediaState
from app.models.types import now

Words = dict[str, str]
# As a case names them in its media section.
WORDS: Mapping[str, Field] = {
    part.name: part
    for part in BY_NAME["media"].group("media").fields
    if part.name in ("caption", "alt", "credit", "transcript")
}
_ASKED: Mapping[MediaKind, Collection[str]] = {
    MediaKind.PICTURE: ("caption", "alt", "credit"),
    MediaKind.AUDIO: ("caption", "credit", "transcript"),
    MediaKind.VIDEO: ("caption", "credit", "transcript"),
    MediaKind.DOCUMENT: ("caption", "credit"),
}
# Texts are cleaned without looking at any vocabulary.
_NO_CHOICES = Choices(lambda _: frozenset(), frozenset(), frozenset(), frozenset())


def asked_of(kind: MediaKind) -> list[Field]:
    """What a form asks about a file of this kind: what is shown with it."""
    return [part for name, part in WORDS.items() if name in _ASKED[kind]]


def words_of(report: LearningReport, public_id: str) -> Words:
    """All the words of one file, "" where nothing was said."""
    entry = next((one for one in report.media if one.get("medium") == public_id), {})
    return {name: entry.get(name, "") for name in WORDS}


def clean_words(typed: Mapping[str, object]) -> tuple[Words, dict[str, Problem]]:
    """What was typed as it is kept, and what is wrong with it by the name of the field."""
    words, problems = dict.fromkeys(WORDS, ""), dict[str, Problem]()
    for name, part in WORDS.items():
        try:
            words[name] = clean_value(part, typed.get(name), _NO_CHOICES) or ""
        except Wrong as wrong:
            problems[name] = wrong.problem
    return words, problems


def mark_of(words: Words) -> str:
    """By which a form says what its writer saw."""
    return fingerprint(words)[:16]


def describe(
    session: Session, *, report: LearningReport, medium: Media, words: Mapping[str, str], seen: str, by: Viewer
) -> None:
    """Keep what is said of a file; what `words` leaves out stays. `seen` is the mark of what the writer saw.

    Raises Stale with all the words that stand there if somebody else saved others meanwhile.
    """
    session.refresh(report, with_for_update=True)
    if not may_add(session, owner=report, viewer=by):
        raise Forbidden(N_("This report cannot be changed by you at the moment."))
    stored = words_of(report, medium.public_id)
    said = {**stored, **words}
    if said == stored:
        return
    if seen != mark_of(stored):
        raise Stale(stored, report.row_version)
    report.media = _with(report, medium.public_id, said)
    report.updated_at = now()
    session.add(report)


def _with(report: LearningReport, public_id: str, words: Words) -> list[Words]:
    """A new list, because a change inside the old one would not be seen."""
    others = [entry for entry in report.media if entry.get("medium") != public_id]
    said = {name: text for name, text in words.items() if text}
    return [*others, {"medium": public_id, **said}] if said else others


def shown_media(session: Session, report: LearningReport) -> list[ShownMedium]:
    """The files that may be shown to whoever reads the report, in the order of upload, with their words."""
    told = {entry.get("medium"): entry for entry in report.media}
    return [
        ShownMedium(medium, told.get(medium.public_id, {}))
        for medium in files_of(session, report)
        if medium.state is MediaState.READY and medium.consent and medium.consent_withdrawn_at is None
    ]


def undescribed(session: Session, report: LearningReport) -> int:
    """How many pictures nobody has described for people who cannot see them."""
    pictures = [one for one in files_of(session, report) if one.kind is MediaKind.PICTURE]
    shown = [one for one in pictures if one.state is not MediaState.FAILED and one.consent_withdrawn_at is None]
    return sum(not words_of(report, one.public_id)["alt"] for one in shown)
