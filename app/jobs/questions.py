"""Once a day: experiences published since somebody asked for such a thing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, or_, select

from app.domain.looking.found import Thing, things
from app.domain.looking.questions import brief
from app.domain.notices import notify
from app.forms.browsing import Browse
from app.jobs.saved_searches import LAG, between
from app.models.looking import Question, QuestionState
from app.models.people import User
from app.models.types import now
from app.services import Services

MOST_KEPT = 20
_WORD = re.compile(r"\w{2,}")
# Who writes these means them: the words are searched as typed.
_SYNTAX = re.compile(r"[\"*()+:|]|\bOR\b|(?:^|\s)-\w")


def look_again(services: Services) -> None:
    """Search while nobody waits for the database, then tell; each question in a transaction of its own, together with
    how far it was looked through, so that nobody is told twice."""
    until = now() - LAG
    with services.database.reading() as session:
        health = services.search.health(session)
        if health.problem or health.behind:
            return
        found = {one.id or 0: _published(services, session, one, until) for one in _waiting(session)}
    for question_id, new in found.items():
        with services.database.writing() as session:
            _tell(session, question_id, new, until)


def _waiting(session: Session) -> Sequence[Question]:
    """Open ones that say enough to recognise an answer by."""
    says = or_(col(Question.words) != "", col(Question.product) != "")
    return session.exec(select(Question).where(Question.state == QuestionState.OPEN, says)).all()


def _published(services: Services, session: Session, question: Question, until: datetime) -> list[Thing]:
    filters = {
        name: (value,) for name, value in (("product", question.product), ("country", question.country)) if value
    }
    asked = Browse(text=every_word(question.words), filters=filters)
    asker = session.get(User, question.asked_by_id) if question.asked_by_id else None
    language = asker.language if asker else question.language
    wanted = between(asked.request(language, facets=False), question.looked_until, until)
    hits = services.search.search(replace(wanted, limit=MOST_KEPT), services.terms(session)).hits
    return things(session, groups=[hit.group for hit in hits], language=language)


def every_word(words: str) -> str:
    """A search in which each of the words must be found: one in common is no answer to a question."""
    return words if _SYNTAX.search(words) else " ".join(f"+{word}" for word in _WORD.findall(words))


def _tell(session: Session, question_id: int, new: Sequence[Thing], until: datetime) -> None:
    question = session.get_one(Question, question_id, with_for_update=True)
    if question.looked_until >= until:
        return
    question.looked_until = until
    codes = {one.group.removeprefix("case:"): one for one in new}
    fresh: Mapping[str, Thing] = {code: one for code, one in codes.items() if code not in question.matching}
    question.matching = [*question.matching, *fresh][:MOST_KEPT]
    session.add(question)
    for code, one in list(fresh.items())[:1]:
        people = [question.asked_by_id] if question.asked_by_id else []
        notify(session, people=people, kind="question_found", path=f"/cases/{code}", title=one.title,
               what=brief(question.what))  # fmt: skip
