"""The whole entry as questions on paper, for those who write by hand and have it typed later."""

from dataclasses import dataclass, field

from sqlmodel import Session

from app.content.schema import Field, Kind
from app.content.text import N_
from app.domain.cup.answering import questions_of
from app.domain.cup.texts import text_in, word_in
from app.domain.terms import TermBook
from app.forms.cases.offers import Offers
from app.forms.cases.sheets import STEPS, TELL
from app.i18n import translate
from app.models.cup import Edition, Question, QuestionKind

_LINES = {Kind.LINE: 2, Kind.PLAIN: 1, Kind.COUNTRY: 1, Kind.TEXT: 14}
_ON_PAPER = N_("Put a photo or document with this paper, or name the file.")
_RANK = N_("Write 1 beside the most important, then 2, 3 …")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: either lines to write on or answers to tick (`options`)."""

    label: str
    help: str = ""
    lines: int = 0
    options: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    intro: str
    questions: list[Asked]


def form_parts(session: Session, *, edition: Edition, terms: TermBook, language: str) -> list[Part]:
    """The short form in its steps, then the questions of the edition."""
    offers = Offers(terms, language)
    fields = {part.name: part for part in TELL.fields}
    parts = [
        Part(
            translate(language, step.title),
            translate(language, step.intro),
            [_asked(fields[name], offers) for name in step.fields],
        )
        for step in STEPS
        if step.fields
    ]
    own = [_own(question, edition, language) for question in questions_of(session, edition)]
    return [*parts, *([Part(translate(language, N_("Questions of this call")), "", own)] if own else [])]


def _asked(part: Field, offers: Offers) -> Asked:
    label, help_text = translate(offers.language, part.label), translate(offers.language, part.help)
    if part.kind in _LINES:
        return Asked(label, help_text, lines=_LINES[part.kind])
    ranked = translate(offers.language, _RANK) if part.kind is Kind.RANKED else ""
    return Asked(label, " ".join(filter(None, (help_text, ranked))), options=_broad(offers, part))


def _broad(offers: Offers, part: Field) -> list[str]:
    """The labels of a vocabulary that stand on paper: the broad ones, or its list would fill pages."""
    terms = offers.terms.terms.get(part.vocabulary, {}).values()
    return [offers.terms.label(part.vocabulary, term.code, offers.language) for term in terms if not term.broader]


def _own(question: Question, edition: Edition, language: str) -> Asked:
    label = text_in(question.texts, "label", language=language, original=edition.language)
    help_text = text_in(question.texts, "help", language=language, original=edition.language)
    if question.kind is QuestionKind.CHOICE:
        options = [word_in(one["texts"], language=language, original=edition.language) for one in question.options]
        return Asked(label, help_text, options=options)
    if question.kind is QuestionKind.FILE:
        return Asked(label, " ".join(filter(None, (help_text, translate(language, _ON_PAPER)))), lines=1)
    long = question.kind is QuestionKind.TEXT and (question.limit or 2000) > 200
    return Asked(label, help_text, lines=8 if long else 2)
