"""What both forms of a case do with a post: read it, save it, answer an autosave, show a clash."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from sqlmodel import Session

from app.content.clean import Choices, Problem
from app.content.schema import Field, Section
from app.domain.cases.attached import media_of
from app.domain.cases.drafting import row_version
from app.domain.cases.versions import find_working_copy, working_copy
from app.domain.errors import NotFound
from app.domain.people.parking import park
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.forms.bind import Bound
from app.forms.cases import clash, saving, typed
from app.forms.cases.offers import Offers
from app.forms.cases.saving import Outcome
from app.forms.cases.sheets import TELL, Sheet
from app.i18n import translate
from app.models.cases import Case, CaseVersion
from app.models.organisations import Organisation
from app.models.types import now
from app.web.requests import language_of
from app.web.templating import address, render

Values = Mapping[str, list[str]]


class Shown(Bound[Any]):
    """A form whose long lists are shown in parts: what is wrong with a list is said once."""

    def without_errors(self) -> "Shown":
        return Shown(self.typed)


@dataclass
class Writing:
    """One form of one case, for one request."""

    request: Request
    session: Session
    case: Case
    viewer: Viewer
    terms: TermBook
    sheet: Sheet
    values: Values = field(default_factory=dict)
    answers: dict[str, typed.Typed] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Who only looks must not wait for who is saving.
        find = find_working_copy if self.request.method == "GET" else working_copy
        version = find(self.session, self.case)
        if version is None:
            raise NotFound
        self.version: CaseVersion = version
        self.choices: Choices = self.terms.choices()

    @property
    def action(self) -> str:
        """Where the form is posted to."""
        where = {"lang": language_of(self.request), "code": self.case.code}
        whole, _, step = self.sheet.name.partition("-")
        if whole != TELL.name:
            return address(self.request, "case_edit_section", section=self.sheet.name, **where)
        return (
            address(self.request, "case_raw_step", step=step, **where)
            if step
            else address(self.request, "case_raw", **where)
        )

    @property
    def autosaving(self) -> bool:
        return self.request.headers.get("x-autosave") == "1"

    def value(self, name: str) -> str:
        return (self.values.get(name) or [""])[-1]

    def read(self, values: Values) -> None:
        """Take what was posted."""
        self.values = values
        self.answers = {section.name: typed.read(section, values) for section in self.sheet.sections}

    def read_stored(self) -> None:
        self.answers = {
            section.name: typed.from_stored(section, self.version.content.get(section.name, {}))
            for section in self.sheet.sections
        }

    def save(self) -> Outcome:
        """Save what was posted; what is wrong is named, and the rest kept."""
        return saving.save(
            self.session,
            case=self.case,
            sheet=self.sheet,
            answers=self.answers,
            expected=self.sheet.expected(self.value("row_version")),
            choices=self.choices,
            by=self.viewer,
        )

    def behind(self) -> list[str]:
        """The sections that somebody saved since the form was made."""
        expected = self.sheet.expected(self.value("row_version"))
        names = [section.name for section in self.sheet.sections]
        return [name for name in names if expected[name] != row_version(self.version, name)]

    def settle_clash(self) -> None:
        """Put together what the writer chose of both texts, unless there is a third by now."""
        keep = {
            name.removeprefix("keep:"): given[-1] for name, given in self.values.items() if name.startswith("keep:")
        }
        behind = self.behind()
        for section in self.sheet.sections:
            if section.name not in behind:
                self.answers[section.name] = clash.chosen(self._sides(section.name), keep)

    def _sides(self, name: str) -> clash.Sides:
        section = next(section for section in self.sheet.sections if section.name == name)
        stored = self.version.content.get(name, {})
        return clash.sides(section, self.answers[name], stored, _marks(self.value("was")), self.choices)

    def offers(self) -> Offers:
        facts = self.version.content.get("facts", {})
        organisation = self.session.get_one(Organisation, self.case.organisation_id)
        offered = self.version.content.get("replication", {}).get("offer_languages", ())
        return Offers(
            self.terms,
            language_of(self.request),
            facts.get("country", organisation.country),
            [self.case.original_language, *organisation.languages, *offered],
            facts.get("benefits", ()),
            {medium.public_id: medium for medium in media_of(self.session, self.case)},
        )

    def shown(self) -> dict[str, list[str]]:
        """Every answer by its name in the form."""
        names: dict[str, list[str]] = {}
        for section in self.sheet.sections:
            names |= typed.show(section, self.answers[section.name])
        return names

    def bound(self, errors: Mapping[str, Problem] | None = None, **more: str) -> Shown:
        return Shown(self.shown() | {name: [value] for name, value in more.items()}, dict(errors or {}))

    def labels(self, paths: Iterable[str]) -> dict[str, str]:
        """The controls of these names in words, for the list of what is to be mended."""
        language = language_of(self.request)
        words = ((path, place_words(section, path, language)) for path in paths for section in self.sheet.sections)
        return {path: label for path, label in words if label}

    def was(self) -> str:
        """What stood there when the form was made, as the form keeps it."""
        marks: dict[str, str] = {}
        for section in self.sheet.sections:
            marks |= clash.fingerprints(section, self.version.content.get(section.name, {}))
        return json.dumps(marks, separators=(",", ":"))

    def saved(self, missing: Collection[str]) -> Response:
        """What an autosave hears when all went well."""
        number = self.sheet.row_version(self.version)
        return JSONResponse({"saved_at": now().isoformat(), "row_version": number, "missing": list(missing)})

    def refused(self, problems: Mapping[str, Problem]) -> Response:
        """What an autosave hears when something has to be mended first."""
        language = language_of(self.request)
        said = {path: translate(language, one.message, **one.params) for path, one in problems.items()}
        return JSONResponse({"errors": said, "row_version": self.sheet.row_version(self.version)}, 422)

    def clashed(self, names: Collection[str]) -> Response:
        """Both texts; an autosave hears where to find them, and its own is kept there meanwhile."""
        if not self.autosaving:
            return self.clash_page(names)
        fields = {name: list(given) for name, given in self.values.items()}
        kept = park(self.session, path=self.request.url.path, fields=fields)
        where = {"lang": language_of(self.request), "code": self.case.code, "sheet": self.sheet.name, "kept": kept}
        return JSONResponse({"address": address(self.request, "case_compare", **where)}, 409)

    def clash_page(self, names: Collection[str], status: int = 409) -> Response:
        offers = self.offers()
        both = {name: self._sides(name) for name in names}
        mine = {name: typed.from_stored(one.section, one.mine) for name, one in both.items()}
        self.answers |= mine
        more = {name: self.value(name) for name in ("language", "licence", "consent") if name in self.values}
        return render(
            self.request,
            "case_edit/clash.html",
            case=self.case,
            action=self.action,
            row_version=self.sheet.row_version(self.version),
            hidden=self.shown() | {name: [value] for name, value in more.items()},
            was=self.was(),
            sections=[(one.section, clash.clashes(one, offers)) for one in both.values()],
            status=status,
        )


def place_words(section: Section, path: str, language: str) -> str:
    """The name of a control in words: "Title", "Moment 2: Date"."""
    name, _, rest = path.partition("-")
    part = next((part for part in section.parts if part.name == name), None)
    if part is None:
        return ""
    if isinstance(part, Field) or not rest:
        return translate(language, part.label)
    number, _, inner = rest.partition("-")
    return f"{translate(language, part.item)} {int(number) + 1}: {translate(language, part.field(inner).label)}"


def _marks(text: str) -> dict[str, str]:
    try:
        marks = json.loads(text)
    except ValueError:
        return {}
    return {str(place): str(mark) for place, mark in marks.items()} if isinstance(marks, dict) else {}
