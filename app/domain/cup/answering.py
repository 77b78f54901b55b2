"""Answers to an edition's own questions, saved so that nobody overwrites another's unseen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from app.content.clean import Choices, Problem, Wrong, as_typed, clean_value
from app.content.schema import Field, Kind
from app.content.text import N_, one_line
from app.domain import audit
from app.domain.cases.attached import media_of
from app.domain.cup.deadlines import require_writable
from app.domain.cup.entering import require_own
from app.domain.cup.locking import hold
from app.domain.errors import Stale
from app.domain.viewer import Viewer
from app.models.cases import Case
from app.models.cup import Edition, Question, QuestionKind
from app.models.entries import Entry, EntryState
from app.models.types import now

K = QuestionKind
# Where a question sets no limit of its own.
LONGEST_TEXT = 2000
LARGEST_NUMBER = 10**9
PREVIOUS = N_("Did you enter an earlier cup with it?")
WHAT_CHANGED = N_("What changed since then?")
_CHANGED = Field("what_changed", Kind.TEXT, WHAT_CHANGED, limit=2000)
# Texts and numbers are cleaned without looking at any vocabulary.
_NO_CHOICES = Choices(lambda _: frozenset(), frozenset(), frozenset(), frozenset())
_CHOOSE = N_("Choose one of the answers offered.")


@dataclass(frozen=True, slots=True)
class Answered:
    """What a save left: the entry's row version, and the answers that could not be kept, by name."""

    row_version: int
    problems: Mapping[str, Problem] = field(default_factory=dict)


def questions_of(session: Session, edition: Edition) -> list[Question]:
    """In the order in which they are asked."""
    query = select(Question).where(Question.edition_id == edition.id)
    return list(session.exec(query.order_by(col(Question.position), col(Question.id))).all())


def name_of(question: Question) -> str:
    """The name of its control."""
    return f"q-{question.id}"


def stored_answers(entry: Entry, questions: Sequence[Question]) -> dict[str, str]:
    """Every answer by the name of its control, as somebody would type it."""
    values = {name_of(one): as_typed(entry.answers.get(str(one.id))) for one in questions}
    return values | {"previous": str(entry.previous_id or ""), "what_changed": entry.what_changed}


def previous_entries(session: Session, *, entry: Entry, edition: Edition) -> list[tuple[Entry, int, str]]:
    """What the same organisation sent to earlier editions, with year and title, the latest first."""
    query = (
        select(Entry, Edition.year, Case.title)
        .join(Edition, col(Edition.id) == Entry.edition_id)
        .join(Case, col(Case.id) == Entry.case_id)
        .where(
            Entry.organisation_id == entry.organisation_id,
            Edition.year < edition.year,
            col(Entry.state).not_in([EntryState.DRAFT, EntryState.WITHDRAWN]),
        )
    )
    return list(session.exec(query.order_by(col(Edition.year).desc(), col(Entry.id).desc()).limit(10)).all())


def save_answers(
    session: Session, *, edition: Edition, entry: Entry, typed: Mapping[str, str], expected: int, by: Viewer
) -> Answered:
    """Keep what was typed, by the names of `stored_answers`; wrong answers are named and the stored ones stay.

    `expected` is the row version the writer saw. Raises Stale with what stands there now if somebody saved other
    answers since, and Late or Conflict when the entry cannot be changed any more.
    """
    require_own(entry, by)
    hold(session, entry)
    require_writable(session, edition=edition, entry=entry)
    questions = questions_of(session, edition)
    answers, problems = _cleaned(session, entry, questions, typed)
    previous = _previous(session, entry, edition, typed, problems)
    changed = _what_changed(entry, typed, problems)
    if (answers, previous, changed) == (entry.answers, entry.previous_id, entry.what_changed):
        return Answered(entry.row_version, problems)
    if expected != entry.row_version:
        raise Stale(stored_answers(entry, questions), entry.row_version)
    entry.answers, entry.previous_id, entry.what_changed = answers, previous, changed
    entry.row_version += 1
    entry.updated_at = now()
    session.add(entry)
    return Answered(entry.row_version, problems)


def _cleaned(
    session: Session, entry: Entry, questions: Sequence[Question], typed: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, Problem]]:
    case = session.get_one(Case, entry.case_id)
    media = {medium.public_id for medium in media_of(session, case)}
    answers, problems = dict(entry.answers), dict[str, Problem]()
    for question in questions:
        name, key = name_of(question), str(question.id)
        if name not in typed:
            continue
        try:
            value = clean_answer(question, typed[name], media)
        except Wrong as wrong:
            problems[name] = wrong.problem
            continue
        answers.pop(key, None)
        if value not in (None, ""):
            answers[key] = value
    return answers, problems


def clean_answer(question: Question, typed: str, media: Collection[str]) -> Any:
    """The stored form of one answer; None or "" where nothing was answered. Raises Wrong."""
    if question.kind is K.TEXT:
        return clean_value(Field("", Kind.TEXT, "", limit=question.limit or LONGEST_TEXT), typed, _NO_CHOICES)
    if question.kind is K.NUMBER:
        return clean_value(Field("", Kind.NUMBER, "", limit=question.limit or LARGEST_NUMBER), typed, _NO_CHOICES)
    code = one_line(typed)
    allowed = {option["code"] for option in question.options} if question.kind is K.CHOICE else set(media)
    if code and code not in allowed:
        raise Wrong(_CHOOSE)
    return code


def _previous(
    session: Session, entry: Entry, edition: Edition, typed: Mapping[str, str], problems: dict[str, Problem]
) -> int | None:
    if "previous" not in typed or not typed["previous"]:
        return None if "previous" in typed else entry.previous_id
    known = {str(one.id): one.id for one, _, _ in previous_entries(session, entry=entry, edition=edition)}
    if typed["previous"] not in known:
        problems["previous"] = Problem(_CHOOSE)
        return entry.previous_id
    return known[typed["previous"]]


def _what_changed(entry: Entry, typed: Mapping[str, str], problems: dict[str, Problem]) -> str:
    try:
        return str(clean_value(_CHANGED, typed.get("what_changed", entry.what_changed), _NO_CHOICES))
    except Wrong as wrong:
        problems["what_changed"] = wrong.problem
        return entry.what_changed


def attach_answer(
    session: Session, *, edition: Edition, entry: Entry, question: Question, medium: str, by: Viewer
) -> None:
    """Answer a question with a file that was just taken into the case."""
    require_own(entry, by)
    hold(session, entry)
    require_writable(session, edition=edition, entry=entry)
    entry.answers = {**entry.answers, str(question.id): medium}
    entry.row_version += 1
    entry.updated_at = now()
    session.add(entry)
    audit.record(
        session, by=by, verb="entry.attach", object_type="entry", object_id=entry.code, after={"medium": medium}
    )
