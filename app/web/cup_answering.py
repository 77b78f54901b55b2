"""The questions of an edition as one form: read, save, answer an autosave, show a clash."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from sqlmodel import Session

from app.content.clean import Problem
from app.domain.cases.access import may_write
from app.domain.cases.attached import media_of
from app.domain.cases.versions import find_working_copy
from app.domain.cup import answering
from app.domain.cup.entering import case_of
from app.domain.cup.submitting import unanswered
from app.domain.cup.texts import text_in, word_in
from app.domain.errors import Conflict, Stale
from app.domain.people.parking import park
from app.domain.viewer import Viewer
from app.forms import cup_answers
from app.forms.bind import Bound
from app.forms.cases.offers import Offers
from app.i18n import translate
from app.models.cup import Edition, Question, QuestionKind
from app.models.entries import Entry
from app.models.types import now
from app.web.cup_entry import edition_title, entry_deadline
from app.web.requests import language_of, services
from app.web.templating import address, render

OWN = ("previous", "what_changed")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in the reader's language, as the template asks it."""

    name: str
    number: int
    kind: QuestionKind
    required: bool
    limit: int
    label: str
    help: str
    options: list[tuple[str, str]]


@dataclass
class Answering:
    request: Request
    session: Session
    edition: Edition
    entry: Entry
    viewer: Viewer
    values: Mapping[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.language = language_of(self.request)
        self.place = {"lang": self.language, "year": self.edition.year, "code": self.entry.code}
        self.questions = answering.questions_of(self.session, self.edition)
        self.case = case_of(self.session, self.entry)

    @property
    def autosaving(self) -> bool:
        return self.request.headers.get("x-autosave") == "1"

    @property
    def action(self) -> str:
        return address(self.request, "cup_entry_answers", **self.place)

    def value(self, name: str) -> str:
        return (self.values.get(name) or [""])[-1]

    def typed(self) -> dict[str, str]:
        """The answers that came with the form, by the names of their controls."""
        names = [*(answering.name_of(question) for question in self.questions), *OWN]
        return {name: self.value(name) for name in names if name in self.values}

    def stored(self) -> dict[str, str]:
        return answering.stored_answers(self.entry, self.questions)

    def save(self) -> Response | Mapping[str, Problem]:
        """What is wrong by name (nothing: all is saved), or the answer to show instead."""
        mine, number = self.typed(), self.value("row_version")
        expected = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else -1
        if self.value("do") == "choose" and expected == self.entry.row_version:
            keep = {name[5:]: given[-1] for name, given in self.values.items() if name.startswith("keep:")}
            mine = cup_answers.chosen(mine, self.stored(), keep)
        try:
            return self._keep(mine, expected)
        except Stale:
            together, clashes = cup_answers.put_together(mine, self.stored(), self.value("was"))
            if clashes:
                return self._clashed(mine)
            return self._keep(together, self.entry.row_version)

    def _keep(self, typed: Mapping[str, str], expected: int) -> Mapping[str, Problem]:
        saved = answering.save_answers(
            self.session, edition=self.edition, entry=self.entry, typed=typed, expected=expected, by=self.viewer
        )
        return saved.problems

    def lacking(self) -> list[str]:
        found = unanswered(self.entry, self.questions, edition=self.edition, language=self.language)
        return [one.path for one in found]

    def heard(self, problems: Mapping[str, Problem]) -> Response:
        """What an autosave hears."""
        number = self.entry.row_version
        if problems:
            said = {name: translate(self.language, one.message, **one.params) for name, one in problems.items()}
            return JSONResponse({"errors": said, "row_version": number}, 422)
        saved = {"saved_at": now().isoformat(), "row_version": number, "missing": self.lacking()}
        return JSONResponse(saved)

    def refused(self, why: Conflict) -> Response:
        """Too late, or decided already: said above the form, which keeps what was typed."""
        if self.autosaving:
            message = translate(self.language, why.message, **why.params)
            return JSONResponse({"errors": {"": message}, "row_version": self.entry.row_version}, 422)
        return self.page({"": Problem(why.message, why.params)}, status=why.status)

    def page(self, problems: Mapping[str, Problem] | None = None, status: int = 0) -> Response:
        values = self.stored() | self.typed()
        bound: Bound[Any] = Bound({name: [value] for name, value in values.items()}, dict(problems or {}))
        return render(
            self.request,
            "cup_entry/answers.html",
            **self.shown(),
            bound=bound,
            files=self._files(),
            previous=answering.previous_entries(self.session, entry=self.entry, edition=self.edition),
            may_attach=self.may_attach,
            deadline=entry_deadline(
                self.session, edition=self.edition, entry=self.entry, viewer=self.viewer, language=self.language
            ),
            lacking=self.lacking(),
            was=cup_answers.marks(self.stored()),
            status=status or bound.status,
        )

    def shown(self) -> dict[str, Any]:
        return {
            "edition": self.edition,
            "title": edition_title(self.edition, self.language),
            "entry": self.entry,
            "case": self.case,
            "asked": [self.asked(question) for question in self.questions],
            "action": self.action,
        }

    def asked(self, question: Question) -> Asked:
        words = {"language": self.language, "original": self.edition.language}
        largest = answering.LONGEST_TEXT if question.kind is QuestionKind.TEXT else answering.LARGEST_NUMBER
        return Asked(
            answering.name_of(question),
            question.id or 0,
            question.kind,
            question.required,
            question.limit or largest,
            text_in(question.texts, "label", **words),
            text_in(question.texts, "help", **words),
            [(one["code"], word_in(one["texts"], **words)) for one in question.options],
        )

    @property
    def may_attach(self) -> bool:
        """Files go into the case, so somebody must be able to write it."""
        open_for_writing = may_write(self.session, case=self.case, viewer=self.viewer)
        return open_for_writing and find_working_copy(self.session, self.case) is not None

    def _files(self) -> list[tuple[str, str]]:
        media = {medium.public_id: medium for medium in media_of(self.session, self.case)}
        offers = Offers(services(self.request).terms(self.session), self.language, media=media)
        return [(public_id, offers.medium(public_id)) for public_id in media]

    def _clashed(self, mine: Mapping[str, str]) -> Response:
        """Both answers; an autosave hears where to find them, and its own are kept there meanwhile."""
        if not self.autosaving:
            return self.clash_page(mine)
        fields = {name: list(given) for name, given in self.values.items()}
        kept = park(self.session, path=self.action, fields=fields)
        where = address(self.request, "cup_entry_compare", kept=kept, **self.place)
        return JSONResponse({"address": where}, 409)

    def clash_page(self, mine: Mapping[str, str], status: int = 409) -> Response:
        together, clashes = cup_answers.put_together(mine, self.stored(), self.value("was"))
        return render(
            self.request,
            "cup_entry/clash.html",
            **self.shown(),
            clashes=clashes,
            together=together,
            labels=self._labels(),
            was=cup_answers.marks(self.stored()),
            status=status,
        )

    def _labels(self) -> dict[str, str]:
        own = {
            "previous": translate(self.language, answering.PREVIOUS),
            "what_changed": translate(self.language, answering.WHAT_CHANGED),
        }
        return own | {one.name: one.label for one in (self.asked(question) for question in self.questions)}
