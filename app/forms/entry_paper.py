"""What was sent to the cup, in words: for the PDF of the confirmation and the page of one submission."""

from typing import Any

from sqlmodel import Session

from app.content.clean import as_typed
from app.domain.cup.answering import questions_of
from app.domain.cup.texts import text_in, word_in
from app.domain.media.keeping import files_of
from app.domain.terms import TermBook
from app.forms.cases.answer_rows import Row, answer_rows
from app.forms.cases.offers import Offers
from app.i18n import all_languages, translate
from app.models.cases import Case
from app.models.cup import Edition, Question, QuestionKind
from app.models.entries import Entry, EntrySubmission
from app.models.organisations import Organisation
from app.moments import Moment


def paper_of(session: Session, *, submission: EntrySubmission, terms: TermBook, language: str) -> dict[str, Any]:
    """The context of `cup_entry/_submitted.html`, in the reader's language; the own words stay as they were sent."""
    entry = session.get_one(Entry, submission.entry_id)
    edition = session.get_one(Edition, entry.edition_id)
    case = session.get_one(Case, entry.case_id)
    offers = Offers(terms, language, media={medium.public_id: medium for medium in files_of(session, case)})
    title = text_in(edition.texts, "title", language=language, original=edition.language)
    return {
        "submission": submission,
        "entry": entry,
        "edition_title": title or translate(language, "Cup %(year)s", year=edition.year),
        "organisation": session.get_one(Organisation, entry.organisation_id).name,
        "when": Moment(submission.at, edition.time_zone).said(language),
        "written_in": all_languages(language).get(submission.language, submission.language),
        "sections": answer_rows(submission.content, offers),
        "answers": _answers(session, edition, submission, offers),
        "licence": terms.label("licence", entry.licence, language) if entry.licence else "",
    }


def _answers(session: Session, edition: Edition, submission: EntrySubmission, offers: Offers) -> list[Row]:
    rows = []
    for question in questions_of(session, edition):
        value = submission.answers.get(str(question.id))
        if value not in (None, ""):
            label = text_in(question.texts, "label", language=offers.language, original=edition.language)
            words = answer_words(question, value, offers, edition)
            rows.append(Row(label, words, question.kind is QuestionKind.TEXT))
    return rows


def answer_words(question: Question, value: Any, offers: Offers, edition: Edition) -> str:
    """A stored answer as a reader would say it."""
    if question.kind is QuestionKind.FILE:
        return offers.medium(str(value))
    if question.kind is QuestionKind.CHOICE:
        texts: dict[str, str] = next((one["texts"] for one in question.options if one["code"] == value), {})
        return word_in(texts, language=offers.language, original=edition.language) or str(value)
    return as_typed(value)
