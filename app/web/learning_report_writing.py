"""The form of a learning report for one request: read it, save it, answer an autosave, show a clash."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from sqlmodel import Session

from app.content.clean import Problem
from app.content.text import N_
from app.domain.errors import Stale
from app.domain.media.keeping import files_of
from app.domain.people.parking import park
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.domain.visits import checks_due, commitments, report_media, reporting
from app.domain.visits.reporting import Written
from app.forms import learning_report
from app.forms.bind import Bound
from app.forms.cases.offers import Offers
from app.i18n import all_languages, translate
from app.models.learning import LearningReport
from app.models.organisations import Organisation
from app.models.types import now
from app.models.visits import Visit
from app.web.requests import language_of
from app.web.templating import address, render

CLASH = N_("Somebody else saved this report while you were writing. What they saved stands below each field.")


@dataclass
class ReportWriting:
    request: Request
    session: Session
    report: LearningReport
    viewer: Viewer
    terms: TermBook
    values: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.language = language_of(self.request)
        self.visit = self.session.get_one(Visit, self.report.visit_id)
        self.goals = reporting.goals_of(self.session, self.report)
        # Rows that are shown; None for as many as there are, and one to begin with.
        self.rows: int | None = None

    @property
    def autosaving(self) -> bool:
        return self.request.headers.get("x-autosave") == "1"

    @property
    def action(self) -> str:
        return address(self.request, "report_edit", lang=self.language, code=self.report.code)

    def value(self, name: str) -> str:
        return learning_report.value(self.values, name)

    def read(self) -> tuple[Written, dict[str, Problem]]:
        return learning_report.read(
            self.values,
            goals=[goal.id or 0 for goal in self.goals],
            languages=all_languages("en"),
            by_default=checks_due.months_after(self.visit.ends_on, 3),
        )

    def save(self) -> Response | None:
        """Keep what was typed; the answer to show instead where it could not be kept, or an autosave asked."""
        written, problems = self.read()
        if problems:
            return self.heard(problems) if self.autosaving else self.page(problems)
        number = self.value("row_version")
        expected = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else -1
        try:
            reporting.save(self.session, report=self.report, written=written, expected=expected, by=self.viewer)
        except Stale:
            return self._clashed(written)
        return self.heard({}) if self.autosaving else None

    def heard(self, problems: Mapping[str, Problem]) -> Response:
        """What an autosave hears."""
        number = self.report.row_version
        if problems:
            said = {name: translate(self.language, one.message, **one.params) for name, one in problems.items()}
            return JSONResponse({"errors": said, "row_version": number}, 422)
        missing = list(reporting.missing(self.session, report=self.report))
        return JSONResponse({"saved_at": now().isoformat(), "row_version": number, "missing": missing})

    def _clashed(self, written: Written) -> Response:
        """Both texts; an autosave hears where to find them, and its own is kept there meanwhile."""
        if not self.autosaving:
            return self.clash_page(written)
        kept = park(self.session, path=self.action, fields={name: list(given) for name, given in self.values.items()})
        return JSONResponse({"address": f"{self.action}?kept={kept}"}, 409)

    def clash_page(self, written: Written, status: int = 409) -> Response:
        theirs = reporting.stored(self.session, self.report)
        other = learning_report.differences(written, theirs)
        return self.page({"": Problem(CLASH)} if other else {}, theirs=other, status=status)

    def page(
        self, problems: Mapping[str, Problem] | None = None, *, theirs: Mapping[str, str] | None = None, status: int = 0
    ) -> Response:
        shown = learning_report.typed(self.values) if self.values else self._stored()
        bound: Bound[Any] = Bound(shown, dict(problems or {}))
        rows = len(learning_report.rows(shown)) if self.rows is None else self.rows
        organisation = self.session.get_one(Organisation, self.report.organisation_id)
        return render(
            self.request,
            "learning/report_edit.html",
            report=self.report,
            visit=self.visit,
            organisation=organisation,
            host=self.session.get_one(Organisation, self.visit.host_id),
            goals=self.goals,
            results=list(reporting.RESULTS.items()),
            bound=bound,
            rows=max(rows, 1),
            most=commitments.MOST,
            longest=reporting.LONGEST,
            longest_text=commitments.LONGEST_TEXT,
            longest_who=commitments.LONGEST_WHO,
            labels={name: translate(self.language, words) for name, words in learning_report.LABELS.items()},
            theirs=theirs or {},
            languages_offered=self._languages(organisation),
            files=files_of(self.session, self.report),
            undescribed=report_media.undescribed(self.session, self.report),
            action=self.action,
            status=status or bound.status,
        )

    def _stored(self) -> dict[str, list[str]]:
        return learning_report.show(reporting.stored(self.session, self.report))

    def _languages(self, organisation: Organisation) -> list[Any]:
        near = [self.report.language, *organisation.languages]
        return list(Offers(self.terms, self.language, organisation.country, near).near_languages())
