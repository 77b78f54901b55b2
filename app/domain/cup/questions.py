"""What an edition asks besides the experience: written, put in order, translated."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.content.text import N_, one_line
from app.domain.cup.answering import questions_of
from app.domain.cup.versions import begin_change, keep_change
from app.domain.errors import Invalid
from app.domain.viewer import Viewer
from app.models.cup import Edition, Question, QuestionKind
from app.models.entries import Entry, EntrySubmission
from app.models.types import new_code

MOST, MOST_OPTIONS = 20, 20
LABEL, HELP, OPTION = 200, 500, 120
LONGEST_ANSWER, LARGEST_NUMBER = 4000, 10**9
TOO_LONG = N_("Too long: at most %(max_length)s characters.")


@dataclass(frozen=True, slots=True)
class QuestionSaid:
    """A question in one language. `number` is its id as text, "" for a new one."""

    number: str
    kind: str
    label: str
    help: str
    required: bool
    limit: int | None
    options: tuple[str, ...]

    def tidied(self) -> "QuestionSaid":
        options = tuple(option for text in self.options if (option := one_line(text)))
        return QuestionSaid(
            self.number,
            self.kind,
            one_line(self.label),
            one_line(self.help),
            self.required,
            self.limit if self.kind in (QuestionKind.TEXT, QuestionKind.NUMBER) else None,
            options if self.kind == QuestionKind.CHOICE else (),
        )


def said_in(question: Question, language: str) -> QuestionSaid:
    words = question.texts.get(language, {})
    return QuestionSaid(
        str(question.id),
        question.kind,
        words.get("label", ""),
        words.get("help", ""),
        question.required,
        question.limit,
        tuple(option["texts"].get(language, "") for option in question.options),
    )


def part_of(session: Session, edition: Edition, language: str) -> list[QuestionSaid]:
    return [said_in(question, language) for question in questions_of(session, edition)]


def set_questions(session: Session, *, edition: Edition, by: Viewer, seen: str, said: Sequence[QuestionSaid]) -> None:
    """All questions, in their order, in the edition's language.

    A question that was answered keeps its kind and the options that were chosen. Raises Invalid, Stale.
    """
    language = edition.language
    before = begin_change(session, edition=edition, seen=seen, part=lambda: part_of(session, edition, language))
    said = [one.tidied() for one in said]
    stored = {str(question.id): question for question in questions_of(session, edition)}
    answered = _answers(session, edition)
    _check(said, stored)
    for number in stored.keys() - {one.number for one in said}:
        if answered.get(number):
            message = N_("“%(question)s” was answered in an entry already, so it cannot be taken away.")
            raise Invalid(message, "questions", question=stored[number].texts.get(language, {}).get("label", ""))
        session.delete(stored[number])
    for position, one in enumerate(said):
        question = stored.get(one.number) or Question(edition_id=edition.id or 0, kind=QuestionKind(one.kind))
        question.position, question.required, question.limit = position, one.required, one.limit
        _write(position, question, language, one, answered.get(one.number, set()))
        session.add(question)
    _note(session, edition, by, language, before)


def translate_questions(
    session: Session, *, edition: Edition, by: Viewer, seen: str, language: str, said: Sequence[QuestionSaid]
) -> None:
    """The words of questions in another language; everything else stays. Raises Invalid, Stale."""
    before = begin_change(session, edition=edition, seen=seen, part=lambda: part_of(session, edition, language))
    by_number = {one.number: one for one in said}
    for place, question in enumerate(questions_of(session, edition)):
        if one := by_number.get(str(question.id)):
            _translate(place, question, language, one)
            session.add(question)
    _note(session, edition, by, language, before)


def _translate(place: int, question: Question, language: str, said: QuestionSaid) -> None:
    label, hint = one_line(said.label), one_line(said.help)
    options = [option for text in said.options if (option := one_line(text))]
    _check_lengths(place, label, hint, options)
    if options and len(options) != len(question.options):
        message = N_("Write %(count)s answers, one a line, in the same order.")
        raise Invalid(message, f"questions-{place}-options", count=len(question.options))
    question.texts = {**question.texts, language: {"label": label, "help": hint}}
    question.options = [
        {**option, "texts": {**option["texts"], language: options[index] if options else ""}}
        for index, option in enumerate(question.options)
    ]


def _answers(session: Session, edition: Edition) -> dict[str, set[str]]:
    """By question what was answered in entries of any state, now or when they were sent."""
    now_there = session.exec(select(Entry.answers).where(Entry.edition_id == edition.id)).all()
    sent = session.exec(
        select(EntrySubmission.answers)
        .join(Entry, col(Entry.id) == EntrySubmission.entry_id)
        .where(Entry.edition_id == edition.id)
    ).all()
    found: dict[str, set[str]] = {}
    for answers in (*now_there, *sent):
        for number, answer in answers.items():
            if answer not in ("", None):
                found.setdefault(number, set()).add(str(answer))
    return found


def _note(session: Session, edition: Edition, by: Viewer, language: str, before: Sequence[QuestionSaid]) -> None:
    keep_change(
        session,
        edition=edition,
        by=by,
        part="questions",
        language=language,
        before=before,
        after=lambda: part_of(session, edition, language),
        plain=_plain,
    )


def _plain(one: QuestionSaid) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("number", "kind", "label", "required", "limit")}


def _write(place: int, question: Question, language: str, said: QuestionSaid, answered: set[str]) -> None:
    if question.kind != said.kind and answered:
        raise Invalid(N_("It was answered already; the kind of answer stays."), f"questions-{place}-kind")
    question.kind = QuestionKind(said.kind)
    question.texts = {**question.texts, language: {"label": said.label, "help": said.help}}
    options = _options(question, language, said.options)
    lost = {option["code"] for option in question.options} - {option["code"] for option in options}
    if lost & answered:
        raise Invalid(N_("An answer that was chosen already cannot be taken away."), f"questions-{place}-options")
    question.options = options


def _options(question: Question, language: str, labels: Sequence[str]) -> list[dict[str, Any]]:
    """An option of the same words stays itself; where as many remain, one of new words was reworded in its place."""
    known = {option["texts"].get(language, ""): option for option in question.options}
    as_many = len(labels) == len(question.options)
    options: list[dict[str, Any]] = []
    for place, label in enumerate(labels):
        option = known.get(label)
        if option is None and as_many and question.options[place]["texts"].get(language, "") not in labels:
            option = question.options[place]
        code, texts = (option["code"], option["texts"]) if option else (new_code(), {})
        options.append({"code": code, "texts": {**texts, language: label}})
    return options


def _check(said: Sequence[QuestionSaid], stored: dict[str, Question]) -> None:
    if len(said) > MOST:
        raise Invalid(N_("At most %(max_length)s of these."), "questions", max_length=MOST)
    for place, one in enumerate(said):
        _check_one(place, one)
        if one.number and one.number not in stored:
            raise Invalid(N_("Somebody has taken this question away meanwhile."), f"questions-{place}-label")


def _check_one(place: int, said: QuestionSaid) -> None:
    if said.kind not in set(QuestionKind):
        raise Invalid(N_("Choose one of the answers offered."), f"questions-{place}-kind")
    if not said.label:
        raise Invalid(N_("Please fill this in."), f"questions-{place}-label")
    most = LONGEST_ANSWER if said.kind == QuestionKind.TEXT else LARGEST_NUMBER
    if said.limit is not None and not 1 <= said.limit <= most:
        raise Invalid(N_("From %(least)s to %(most)s."), f"questions-{place}-limit", least=1, most=most)
    if said.kind == QuestionKind.CHOICE and not 2 <= len(set(said.options)) == len(said.options) <= MOST_OPTIONS:
        message = N_("Write from two to %(most)s different answers, one a line.")
        raise Invalid(message, f"questions-{place}-options", most=MOST_OPTIONS)
    _check_lengths(place, said.label, said.help, said.options)


def _check_lengths(place: int, label: str, hint: str, options: Sequence[str]) -> None:
    texts = [("label", label, LABEL), ("help", hint, HELP), *(("options", option, OPTION) for option in options)]
    for name, text, longest in texts:
        if len(text) > longest:
            raise Invalid(TOO_LONG, f"questions-{place}-{name}", max_length=longest)
