"""Who sees a question, in which lists; how often something like it was asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, false, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.domain.errors import NotFound
from app.domain.organisations.access import public_organisations
from app.domain.organisations.names import folded
from app.domain.viewer import Viewer
from app.models.looking import Question, QuestionPassed, QuestionState
from app.models.organisations import Organisation
from app.models.people import PlatformRole, Role
from app.models.types import now

ASKED_LATELY = timedelta(days=365)
MOST_COMPARED = 1000
MOST_CANDIDATES = 12
SHORTEST_TELLING = 4


def coordinators(session: Session) -> list[int | None]:
    return list(session.exec(select(PlatformRole.user_id).where(PlatformRole.role == Role.COORDINATOR)).all())


def is_readable(viewer: Viewer) -> ColumnElement[bool]:
    """Coordinators read all; others what they asked themselves, and what their organisation was asked to tell."""
    if viewer.user is None:
        return false()
    passed = select(QuestionPassed.question_id).where(col(QuestionPassed.organisation_id).in_(list(viewer.memberships)))
    own = or_(col(Question.asked_by_id) == viewer.id, col(Question.id).in_(passed))
    return own if not viewer.is_coordinator else col(Question.id).is_not(None)


def readable_question(session: Session, *, question_id: int, viewer: Viewer) -> Question:
    """The one gate. Raises NotFound for those who may not know of it."""
    found = session.exec(select(Question).where(Question.id == question_id, is_readable(viewer))).first()
    if found is None:
        raise NotFound
    return found


def questions_in(state: QuestionState) -> SelectOfScalar[Question]:
    """For coordinators; what waits longest first, what is done the latest first."""
    query = select(Question).where(Question.state == state)
    if state is QuestionState.OPEN:
        return query.order_by(col(Question.asked_at), col(Question.id))
    return query.order_by(col(Question.answered_at).desc(), col(Question.id).desc())


def open_questions() -> SelectOfScalar[int]:
    """How many wait for coordinators."""
    return select(func.count()).select_from(Question).where(Question.state == QuestionState.OPEN)


def count_by_state(session: Session) -> dict[QuestionState, int]:
    rows = session.execute(select(Question.state, func.count()).group_by(col(Question.state))).all()
    return {QuestionState(state): number for state, number in rows}


def questions_of(session: Session, viewer: Viewer) -> Sequence[Question]:
    """One's own and those that one's organisations were asked, the latest first."""
    passed = select(QuestionPassed.question_id).where(col(QuestionPassed.organisation_id).in_(list(viewer.memberships)))
    mine = or_(col(Question.asked_by_id) == viewer.id, col(Question.id).in_(passed))
    return session.exec(select(Question).where(mine).order_by(col(Question.id).desc()).limit(100)).all()


def passed_to(session: Session, question: Question) -> Sequence[Organisation]:
    query = select(Organisation).join(QuestionPassed, col(QuestionPassed.organisation_id) == Organisation.id)
    return session.exec(query.where(QuestionPassed.question_id == question.id).order_by(Organisation.name)).all()


@dataclass(frozen=True, slots=True)
class _Gist:
    id: int
    words: str
    telling: frozenset[str]


def similar_counts(session: Session, questions: Iterable[Question]) -> Mapping[int, int]:
    """How many other questions of the last year ask for something like each of these."""
    rows = session.execute(
        select(Question.id, Question.words, Question.what)
        .where(col(Question.asked_at) > now() - ASKED_LATELY)
        .order_by(col(Question.id).desc())
        .limit(MOST_COMPARED)
    ).all()
    others = [_gist(*row) for row in rows]
    mine = [_gist(one.id or 0, one.words, one.what) for one in questions]
    return {one.id: sum(other.id != one.id and alike(one, other) for other in others) for one in mine}


def _gist(number: int | None, words: str, what: str) -> _Gist:
    telling = {word for word in folded(f"{words} {what}").split() if len(word) >= SHORTEST_TELLING}
    return _Gist(number or 0, folded(words), frozenset(telling))


def alike(one: _Gist, other: _Gist) -> bool:
    """The same was searched for, or half of the words of the shorter one stand in the other."""
    if one.words and one.words == other.words:
        return True
    smaller = min(len(one.telling), len(other.telling))
    return smaller > 0 and len(one.telling & other.telling) * 2 >= smaller and bool(one.telling & other.telling)


def who_could_tell(session: Session, question: Question) -> list[Organisation]:
    """Public organisations with the product, of the country, or both, and not asked yet; the nearest first."""
    asked = select(QuestionPassed.organisation_id).where(QuestionPassed.question_id == question.id)
    query = public_organisations().where(
        col(Organisation.id).not_in(asked), col(Organisation.id).is_distinct_from(question.organisation_id)
    )
    found = session.exec(query.order_by(Organisation.name).limit(2000)).all()
    near = {one.id: _nearness(question, one) for one in found}
    return sorted((one for one in found if near[one.id]), key=lambda one: -near[one.id])[:MOST_CANDIDATES]


def _nearness(question: Question, organisation: Organisation) -> int:
    product = bool(question.product) and question.product in organisation.products
    country = bool(question.country) and question.country == organisation.country
    return 2 * product + country
