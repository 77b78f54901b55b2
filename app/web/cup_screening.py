"""The screening's pages: the lists of the desk, and one entry as a coordinator reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from sqlmodel import Session

from app.content.compare import Piece, pieces
from app.content.text import N_
from app.domain.cup.answering import questions_of
from app.domain.cup.jury_media import media_of_submission
from app.domain.cup.reasons import REASONS, sentence_of
from app.domain.cup.redaction import without_phrases
from app.domain.cup.repair import entry_path, telling
from app.domain.cup.screening import MAIL_OF
from app.domain.cup.screening_queue import LABELS, Stage, Waiting
from app.domain.cup.texts import text_in
from app.domain.cup.verdicts import Ruling
from app.exports.spreadsheets import Cell
from app.forms.cases.offers import Offers
from app.forms.entry_paper import answer_words
from app.i18n import translate
from app.mail.rendering import Reader, Rendered, render
from app.models.cases import CaseVersion
from app.models.cup import Edition, Question
from app.models.entries import Entry, EntrySubmission, Verdict
from app.models.media import Media
from app.web.case_compare import Changed, comparison
from app.web.cup_reading import Text, written
from app.web.filters import country_name, language_name
from app.web.paging import paging
from app.web.requests import language_of, services
from app.web.templating import address

PER_PAGE = 50
VERDICTS: dict[Verdict, tuple[str, str]] = {
    Verdict.ELIGIBLE: (N_("It takes part"), "good"),
    Verdict.TO_COMPLETE: (N_("Something is to be mended"), "warn"),
    Verdict.INELIGIBLE: (N_("It cannot take part"), "bad"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address of the queue asks for."""

    tab: Stage = Stage.FIRST
    language: str = ""
    country: str = ""
    mine: bool = False

    def fits(self, row: Waiting) -> bool:
        return (
            row.stage is self.tab
            and self.language in ("", row.language)
            and self.country in ("", row.country)
            and (row.mine or not self.mine)
        )

    @property
    def query(self) -> dict[str, Any]:
        """As parameters of an address, without the tab."""
        return {"language": self.language, "country": self.country, "mine": "1" if self.mine else ""}


def tabs(request: Request, edition: Edition, wanted: Wanted, counts: Mapping[Stage, int]) -> list[dict[str, Any]]:
    lang = language_of(request)
    return [
        {
            "label": translate(lang, LABELS[stage]),
            "address": address(request, "cup_screening", lang=lang, year=edition.year, tab=stage, **wanted.query),
            "current": stage is wanted.tab,
            "count": counts[stage],
        }
        for stage in Stage
    ]


def exports(request: Request, edition: Edition, wanted: Wanted) -> list[tuple[str, str]]:
    place = {"lang": language_of(request), "year": edition.year, "tab": wanted.tab, **wanted.query}
    return [
        (ending.upper(), address(request, "cup_screening_export", ending=ending, **place)) for ending in ("xlsx", "csv")
    ]


def page_of(request: Request, edition: Edition, wanted: Wanted, rows: Sequence[Waiting], number: int) -> dict[str, Any]:
    """The rows of one page, and the numbers below them."""
    place = {"lang": language_of(request), "year": edition.year, "tab": wanted.tab, **wanted.query}

    def numbered(page: int) -> str:
        return address(request, "cup_screening", **place, page=page if page > 1 else "")

    first = (number - 1) * PER_PAGE
    return {
        "rows": rows[first : first + PER_PAGE],
        "total": len(rows),
        "paging": paging(number, len(rows), PER_PAGE, numbered),
    }


def offered(rows: Sequence[Waiting], language: str) -> dict[str, list[tuple[str, str]]]:
    """The languages and countries by which the queue can be narrowed, by name."""
    spoken = {(row.language, language_name(row.language, language)) for row in rows}
    places = {(row.country, country_name(row.country, language)) for row in rows if row.country}
    return {name: sorted(some, key=lambda one: one[1]) for name, some in (("language", spoken), ("country", places))}


HEADINGS = (
    N_("Code"),
    N_("Experience"),
    N_("Organisation"),
    N_("Country"),
    N_("Language"),
    N_("Where it stands"),
    N_("Since"),
    N_("Sent how often"),
    N_("Decided by"),
    N_("To be mended until"),
)


def cells(row: Waiting, language: str) -> list[Cell]:
    """One row of the table to take along; times in UTC."""
    return [
        row.code,
        row.title,
        row.organisation,
        country_name(row.country, language),
        language_name(row.language, language),
        translate(language, LABELS[row.stage]),
        f"{row.since:%Y-%m-%d %H:%M}",
        row.submission,
        ", ".join(row.deciders),
        f"{row.due:%Y-%m-%d %H:%M}" if row.due else "",
    ]


@dataclass(frozen=True, slots=True)
class Beside:
    """What is read once for all that a page shows of an entry: the edition's questions, the files it may show."""

    questions: Sequence[Question]
    media: Sequence[Media]


def beside(session: Session, *, edition: Edition, entry: Entry, submission: EntrySubmission) -> Beside:
    media = media_of_submission(session, entry=entry, submission=submission)
    return Beside(questions_of(session, edition), media)


def reading(
    request: Request,
    session: Session,
    *,
    edition: Edition,
    submission: EntrySubmission,
    beside: Beside,
    phrases: tuple[str, ...] = (),
) -> Text:
    """What was sent, without these phrases, with its media as far as they may be shown."""
    questions, media = beside.questions, beside.media
    text = without_phrases(submission, questions, phrases, names_hidden=bool(phrases) and edition.blind)
    text_only = request.cookies.get("text_only") == "1" or request.headers.get("save-data") == "on"
    return written(request, session, edition, text, media, questions, text_only=text_only, bare=False)


@dataclass(frozen=True, slots=True)
class AnswerChanged:
    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What an organisation changed from one submission to a later one."""

    before: EntrySubmission
    after: EntrySubmission
    sections: list[Changed]
    answers: list[AnswerChanged]

    @property
    def places(self) -> int:
        return len(self.answers) + sum(len(one.differences) for one in self.sections)


def changes_between(
    request: Request,
    session: Session,
    *,
    edition: Edition,
    before: EntrySubmission,
    after: EntrySubmission,
    beside: Beside,
) -> Changes:
    terms, language = services(request).terms(session), language_of(request)
    old, new = (CaseVersion(case_id=0, content=one.content) for one in (before, after))
    media = {medium.public_id: medium for medium in beside.media}
    offers = Offers(terms, language, media=media)
    answers = []
    for question in beside.questions:
        key = str(question.id)
        said = [
            answer_words(question, one.answers[key], offers, edition) if one.answers.get(key) not in (None, "") else ""
            for one in (before, after)
        ]
        if said[0] != said[1]:
            label = text_in(question.texts, "label", language=language, original=edition.language)
            answers.append(AnswerChanged(label, pieces(*said)))
    return Changes(before, after, comparison(old, new, terms=terms, language=language, media=media), answers)


def reason_options(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The reasons that can be chosen: what can be mended first."""
    groups = ((N_("Can be mended"), True), (N_("Cannot be mended"), False))
    return [
        (
            translate(language, label),
            [
                (one.code, translate(language, one.sentence))
                for one in REASONS.values()
                if one.offered and one.repairable is repairable
            ],
        )
        for label, repairable in groups
    ]


def sentences(codes: Sequence[str]) -> list[str]:
    return [sentence_of(code) for code in codes]


def mail_of(
    request: Request, *, edition: Edition, entry: Entry, title: str, said: Ruling, due: Any, final: bool = False
) -> Rendered:
    """The mail that the organisation gets if this is what is decided."""
    params = telling(edition, title, list(said.reasons), said.note, due, final)
    return render(
        MAIL_OF[said.verdict],
        reader=Reader(language_of(request)),
        base_url=services(request).settings.base_url,
        path=entry_path(edition, entry),
        params=params,
    )
