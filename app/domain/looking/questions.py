"""What people would like to learn and found nothing on: asked, answered by coordinators, passed on, closed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.content.text import N_, one_line, tidy
from app.domain.audit import record
from app.domain.errors import Conflict, Invalid
from app.domain.looking.questions_access import coordinators
from app.domain.notices import notify
from app.domain.organisations.access import people_of
from app.domain.people.throttle import count_try
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.i18n import COUNTRIES, LANGUAGES
from app.models.cases import Case
from app.models.looking import Question, QuestionPassed, QuestionState
from app.models.organisations import MemberRole, Organisation
from app.models.types import now

S = QuestionState
# From where each step leads where.
STEPS: dict[str, tuple[frozenset[QuestionState], QuestionState]] = {
    "answer": (frozenset({S.OPEN}), S.ANSWERED),
    "close": (frozenset({S.OPEN}), S.CLOSED),
    "reopen": (frozenset({S.ANSWERED, S.CLOSED}), S.OPEN),
}
STATES = {S.OPEN: N_("open"), S.ANSWERED: N_("answered"), S.CLOSED: N_("closed")}
LONGEST, LONGEST_ANSWER, LONGEST_WORDS = 1000, 2000, 400
A_DAY, OPEN_PER_PERSON = 5, 10
CHOOSE = N_("Choose one of the answers offered.")
FILL_IN = N_("Please fill this in.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the form says. `words` is what was searched for before."""

    what: str
    language: str
    product: str = ""
    country: str = ""
    words: str = ""


def ask(
    session: Session, *, asked: Asked, terms: TermBook, by: Viewer, organisation: Organisation | None = None
) -> Question:
    """Keep the question and tell the coordinators. Raises Invalid, Conflict, TooMany."""
    what = tidy(asked.what)
    if not what:
        raise Invalid(FILL_IN, "what")
    if len(what) > LONGEST:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "what", max_length=LONGEST)
    _require_known(asked, terms)
    if organisation and organisation.id not in by.memberships:
        raise Invalid(CHOOSE, "organisation")
    _require_few(session, by)
    question = Question(
        what=what,
        language=asked.language,
        product=asked.product,
        country=asked.country,
        words=one_line(asked.words)[:LONGEST_WORDS],
        asked_by_id=by.id,
        organisation_id=organisation.id if organisation else None,
    )
    session.add(question)
    session.flush()
    _tell(session, question, coordinators(session), "question_asked", by)
    return question


def raise_question(session: Session, *, words: str, language: str, by: Viewer) -> Question:
    """A coordinator asks what others looked for in vain; a question that is open about the same words is that one."""
    words = one_line(words)[:LONGEST_WORDS]
    if not words:
        raise Invalid(FILL_IN, "words")
    same = select(Question).where(Question.state == S.OPEN, func.lower(Question.words) == words.lower())
    if found := session.exec(same.order_by(col(Question.id))).first():
        return found
    question = Question(what=words, language=language, words=words, asked_by_id=by.id)
    session.add(question)
    session.flush()
    return question


def _require_known(asked: Asked, terms: TermBook) -> None:
    if asked.language not in LANGUAGES:
        raise Invalid(CHOOSE, "language")
    if asked.product and terms.get("product", asked.product) is None:
        raise Invalid(CHOOSE, "product")
    if asked.country and asked.country not in COUNTRIES:
        raise Invalid(CHOOSE, "country")


def _require_few(session: Session, by: Viewer) -> None:
    waiting = select(func.count()).where(col(Question.asked_by_id) == by.id, col(Question.state) == S.OPEN)
    if session.exec(waiting).one() >= OPEN_PER_PERSON:
        raise Conflict(N_("Many of your questions still wait for an answer. Please wait for them first."))
    count_try(session, key=f"question:account:{by.id}", limit=A_DAY, minutes=24 * 60)


def answer(session: Session, *, question: Question, text: str, case: Case | None, by: Viewer) -> None:
    """With an experience, with words, or with both."""
    text = tidy(text)
    if not text and case is None:
        raise Invalid(N_("Name an experience, or write a few words."), "answer")
    before = _step(session, question, "answer", text, by)
    question.case_id = case.id if case else None
    record(
        session, by=by, verb="question.answer", object_type="question", object_id=question.id, before=before,
        after={"answer": text, "case": case.code if case else ""},
    )  # fmt: skip
    _tell(session, question, [question.asked_by_id], "question_answered", by)


def close(session: Session, *, question: Question, why: str, by: Viewer) -> None:
    """Say that nobody can answer it, and why."""
    why = tidy(why)
    if not why:
        raise Invalid(N_("Please say why: the person gets this answer."), "why")
    before = _step(session, question, "close", why, by)
    record(
        session, by=by, verb="question.close", object_type="question", object_id=question.id, before=before,
        after={"answer": why},
    )  # fmt: skip
    _tell(session, question, [question.asked_by_id], "question_closed", by)


def reopen(session: Session, *, question: Question, by: Viewer) -> None:
    before = _step(session, question, "reopen", "", by)
    question.case_id = question.answered_by_id = question.answered_at = None
    record(session, by=by, verb="question.reopen", object_type="question", object_id=question.id, before=before)


def _step(session: Session, question: Question, verb: str, text: str, by: Viewer) -> dict[str, str]:
    """Take a step of the table; what stood there before. Two coordinators at once: the second finds it taken."""
    session.refresh(question, with_for_update=True)
    before, after = STEPS[verb]
    if question.state not in before:
        raise Conflict(N_("Somebody answered this question already."))
    was = {"state": str(question.state), "answer": question.answer}
    question.state, question.answer = after, text[:LONGEST_ANSWER]
    question.answered_by_id, question.answered_at = by.id, now()
    session.add(question)
    return was


def pass_on(session: Session, *, question: Question, organisation: Organisation, by: Viewer) -> None:
    """Ask an organisation whether it could tell this; once."""
    # One step after the other: two coordinators who pass it on at once find each other's.
    session.refresh(question, with_for_update=True)
    if question.state is not S.OPEN:
        raise Conflict(N_("Somebody answered this question already."))
    if session.get(QuestionPassed, (question.id, organisation.id)):
        raise Invalid(N_("This organisation was asked already."), "organisation")
    session.add(QuestionPassed(question_id=question.id or 0, organisation_id=organisation.id or 0, by_id=by.id))
    record(
        session, by=by, verb="question.pass_on", object_type="question", object_id=question.id,
        after={"organisation": organisation.code},
    )  # fmt: skip
    writers = people_of(session, organisation, MemberRole.OWNER, MemberRole.EDITOR)
    _tell(session, question, writers, "question_passed", by)


def brief(text: str, longest: int = 120) -> str:
    """As much of a question as fits into the subject of a mail."""
    text = one_line(text)
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _tell(session: Session, question: Question, people: Sequence[int | None], kind: str, by: Viewer) -> None:
    notify(
        session,
        people=[one for one in people if one],
        kind=kind,
        path=f"/questions/{question.id}",
        besides=by.id,
        what=brief(question.what),
        answer=question.answer,
    )
