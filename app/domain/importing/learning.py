"""Rows of learning visits: offers that are open, and published reports with what they rest on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.domain.importing.library import CODE, Library
from app.domain.importing.media import Folder, MediaOfCase, MediumPlan, check_media
from app.domain.importing.rows import Complaints
from app.domain.importing.taking import NEEDED, Taker
from app.domain.visits.checked import NOTE, TEXT, TITLE, TOPICS
from app.domain.visits.commitments import LONGEST_TEXT
from app.domain.visits.demand_fields import MOST_TOPICS as MOST_WISHED
from app.domain.visits.offer_fields import LIMITS, MONTHS, MOST_TOPICS, PLACE
from app.domain.visits.report_media import clean_words
from app.domain.visits.report_steps import LONGEST_COMMENT
from app.domain.visits.reporting import LONGEST, RESULTS
from app.models.learning import CommitmentState
from app.time_zones import TIME_ZONES


@dataclass(slots=True)
class OfferPlan:
    """The columns of an offer; `case` is a code, "" for none."""

    code: str
    organisation: str
    case: str
    topics: list[str]
    columns: dict[str, Any]


@dataclass(slots=True)
class VisitPlan:
    """The visit of a report. `offer` and `case` are codes, "" for what is not told."""

    code: str
    host: str
    offer: str
    case: str
    columns: dict[str, Any]


@dataclass(slots=True)
class ReportPlan:
    """The columns of a report, and of the rows that belong to it; goals as (text, result)."""

    code: str
    organisation: str
    case: str
    columns: dict[str, Any]
    visit: VisitPlan
    wish: dict[str, Any]
    goals: list[tuple[str, str]]
    resolutions: list[dict[str, Any]]
    media: list[MediumPlan] = field(default_factory=list)


@dataclass(slots=True)
class LearningReader:
    """Checks one row after the other."""

    library: Library
    folder: Folder
    complaints: Complaints

    def offer(self, data: Mapping[str, Any]) -> OfferPlan:
        taker = Taker(data, self.complaints)
        code = self._code(taker)
        choices = self.library.choices
        months = {name: self._months(taker, name) for name in ("months_open", "months_visible")}
        columns: dict[str, Any] = {
            "visits": taker.flag("visits"),
            "coaching": taker.flag("coaching"),
            "language": taker.code("language", choices.languages, needed=True),
            "title": taker.text("title", TITLE, needed=True),
            "text": taker.text("text", TEXT, lines=True),
            "roles": taker.codes("roles", choices.terms("visit_role")),
            "languages": taker.codes("languages", choices.languages),
            "provides": taker.codes("provides", choices.terms("visit_need")),
            "interpreter": taker.flag("interpreter"),
            "conditions": taker.text("conditions", NOTE, lines=True),
            "blackouts": self._spans(taker, "blackouts"),
            "time_zone": taker.code("time_zone", TIME_ZONES) or "UTC",
            "place": taker.text("place", PLACE),
            "opened_at": taker.moment("opened", needed=True),
            **months,
            **self._numbers(taker),
        }
        organisation, case = self._organisation(taker, "organisation"), self._case(taker)
        plan = OfferPlan(code, organisation, case, self._topics(taker, MOST_TOPICS), columns)
        self._require_complete(taker, plan)
        taker.done()
        return plan

    def _require_complete(self, taker: Taker, plan: OfferPlan) -> None:
        """As an offer has to be before others see it."""
        needed = {"topics": plan.topics, "languages": plan.columns["languages"]}
        if plan.columns["visits"]:
            needed["months_open"] = plan.columns["months_open"]
        for name, told in needed.items():
            if not told:
                taker.wrong(name, NEEDED)
        if not plan.columns["visits"] and not plan.columns["coaching"]:
            taker.wrong("visits", "A visit, coaching or both are expected.")

    def report(self, data: Mapping[str, Any]) -> ReportPlan:
        taker = Taker(data, self.complaints)
        code, choices = self._code(taker), self.library.choices
        columns: dict[str, Any] = {
            "language": taker.code("language", choices.languages, needed=True),
            **{name: taker.text(name, most, lines=name != "title") for name, most in LONGEST.items()},
            "host_comment": taker.text("host_comment", LONGEST_COMMENT, lines=True),
            "host_commented_at": taker.moment("host_commented"),
            "licence": taker.code("licence", choices.terms("licence"), needed=True),
            "consent_at": taker.moment("consent", needed=True),
            "published_at": taker.moment("published", needed=True),
        }
        columns["submitted_at"] = taker.moment("submitted") or columns["published_at"]
        media = check_media(
            taker.listed("media"),
            external_id=code,
            licence=columns["licence"],
            folder=self.folder,
            library=self.library,
            complaints=self.complaints,
        )
        columns["media"] = self._words(media)
        plan = ReportPlan(
            code=code,
            organisation=self._organisation(taker, "organisation"),
            case=self._case(taker),
            columns=columns,
            visit=self._visit(taker),
            wish=self._wish(taker),
            goals=self._goals(taker),
            resolutions=self._resolutions(taker),
            media=media.plans,
        )
        if plan.visit.host and plan.visit.host == plan.organisation:
            taker.wrong("visit.host", "An organisation does not visit itself.")
        taker.done()
        return plan

    def _words(self, media: MediaOfCase) -> list[dict[str, str]]:
        """What the rows of files say of them, as a report keeps it."""
        found = []
        for where, public_id, said in media.said:
            words, problems = clean_words(said)
            for name, problem in problems.items():
                self.complaints.error(f"{where}{name}", problem.message % problem.params)
            found.append({"medium": public_id, **{name: text for name, text in words.items() if text}})
        return [entry for entry in found if len(entry) > 1]

    def _code(self, taker: Taker) -> str:
        taker.raw("type")
        code = taker.text("external_id", 120, needed=True)
        if code and not CODE.match(code):
            taker.wrong("external_id", "The six characters of its address are expected.")
        return code

    def _organisation(self, taker: Taker, name: str) -> str:
        found = taker.text(name, 120, needed=True)
        if found and found not in self.library.organisations.new and found not in self.library.organisations.here:
            taker.wrong(name, f"There is no organisation {found!r}, in the file or here.")
        return found

    def _case(self, taker: Taker) -> str:
        """Its code."""
        name = taker.text("case", 120)
        code = self.library.code_of_case(name) if name else ""
        if code is None:
            taker.wrong("case", f"There is no case {name!r}, in the file or here.")
        return code or ""

    def _topics(self, taker: Taker, most: int) -> list[str]:
        known = {f"{vocabulary}:{code}" for vocabulary in TOPICS for code in self.library.choices.terms(vocabulary)}
        return taker.codes("topics", known)[:most]

    def _months(self, taker: Taker, name: str) -> list[int]:
        months = taker.listed(name)
        if not all(isinstance(month, int) and month in MONTHS for month in months):
            taker.wrong(name, "Numbers from 1 to 12 are expected.")
            return []
        return sorted(set(months))

    def _numbers(self, taker: Taker) -> dict[str, int]:
        """Those that are told; the rest is as in a new offer."""
        found: dict[str, int] = {}
        for name, (least, most) in LIMITS.items():
            number = taker.whole(name)
            if number is not None and not least <= number <= most:
                taker.wrong(name, f"A number from {least} to {most} is expected.")
            elif number is not None:
                found[name] = number
        return found

    def _spans(self, taker: Taker, name: str) -> list[list[str]]:
        found = []
        for span in taker.listed(name):
            try:
                first, last = (date.fromisoformat(day).isoformat() for day in span)
            except (TypeError, ValueError):
                taker.wrong(name, 'Pairs of days are expected: ["2024-05-31", "2024-06-02"].')
                return []
            found.append([first, last])
        return found

    def _visit(self, taker: Taker) -> VisitPlan:
        part = Taker(taker.raw("visit", needed=True) or {}, self.complaints, "visit.")
        starts_on, ends_on = part.day("starts_on", needed=True), part.day("ends_on", needed=True)
        if starts_on and ends_on and ends_on < starts_on:
            part.wrong("ends_on", "It ends before it begins.")
        columns = {
            "title": part.text("title", TITLE, needed=True),
            "starts_on": starts_on,
            "ends_on": ends_on,
            "time_zone": part.code("time_zone", TIME_ZONES) or "UTC",
        }
        code, offer = part.text("code", 12, needed=True), part.text("offer", 12)
        if offer and offer not in self.library.offers.new and offer not in self.library.offers.here:
            part.wrong("offer", f"There is no offer {offer!r}, in the file or here.")
        plan = VisitPlan(code, self._organisation(part, "host"), offer, self._case(part), columns)
        part.done()
        return plan

    def _wish(self, taker: Taker) -> dict[str, Any]:
        part = Taker(taker.named("wish"), self.complaints, "wish.")
        topics = self._topics(part, MOST_WISHED)
        wish = {
            "code": part.text("code", 12),
            "language": part.code("language", self.library.choices.languages),
            "title": part.text("title", TITLE),
            "text": part.text("text", TEXT, lines=True),
            "topics": [{"code": code, "importance": MOST_WISHED - place} for place, code in enumerate(topics)],
        }
        part.done()
        return wish

    def _goals(self, taker: Taker) -> list[tuple[str, str]]:
        found = []
        for number, raw in enumerate(taker.listed("goals"), 1):
            part = Taker(raw, self.complaints, f"goals.{number}.")
            found.append((part.text("text", 500, needed=True), part.code("result", RESULTS)))
            part.done()
        return found

    def _resolutions(self, taker: Taker) -> list[dict[str, Any]]:
        found = []
        for number, raw in enumerate(taker.listed("resolutions"), 1):
            part = Taker(raw, self.complaints, f"resolutions.{number}.")
            state = part.code("state", list(CommitmentState)) or CommitmentState.PLANNED
            row = {
                "text": part.text("text", LONGEST_TEXT, needed=True, lines=True),
                "due_on": part.day("due_on", needed=True),
                "state": CommitmentState(state),
                "note": part.text("note", 1000, lines=True),
                "state_at": part.moment("told"),
                "position": number - 1,
            }
            part.done()
            found.append(row)
        return found
