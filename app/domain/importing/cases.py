"""Rows of cases: their versions, working copies, histories."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.content.card import card_of
from app.content.clean import Problem
from app.content.completeness import missing
from app.content.schema import Need
from app.content.text import N_
from app.content.units import Content, fingerprint
from app.domain.cases.follow_ups import ANSWERS, MONTHS
from app.domain.checks import ALLOWED, AT_WORK, PUBLIC
from app.domain.histories import faults_of_history
from app.domain.importing.contents import ContentReader
from app.domain.importing.library import Library
from app.domain.importing.media import Folder, MediumPlan, check_media
from app.domain.importing.rows import Complaints
from app.domain.importing.taking import NEEDED, Taker
from app.domain.importing.translations import check_translations
from app.models.cases import CaseState, CaseTier
from app.models.types import now

S = CaseState
BEFORE_SELECTION = frozenset({S.DRAFT, S.SUBMITTED, S.RETURNED, S.DECLINED})
NOT_YET = N_("A case in this state has no public version yet.")


@dataclass(slots=True)
class VersionPlan:
    """The columns of a version (`number` None: the working copy), and of its translations."""

    columns: dict[str, Any]
    translations: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class CasePlan:
    external_id: str
    organisation: str
    columns: dict[str, Any]
    versions: list[VersionPlan] = field(default_factory=list)
    media: list[MediumPlan] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    follow_ups: list[dict[str, Any]] = field(default_factory=list)

    @property
    def public(self) -> VersionPlan | None:
        """The version that readers see."""
        numbered = [version for version in self.versions if version.columns["number"]]
        return numbered[-1] if numbered else None


@dataclass(slots=True)
class CaseReader:
    """Checks one row after the other; `notes` of missing parts become errors when `strict`."""

    library: Library
    folder: Folder
    complaints: Complaints
    strict: bool = False

    def check(self, data: Mapping[str, Any]) -> CasePlan:
        taker = Taker(data, self.complaints)
        taker.raw("type"), taker.raw("code")
        plan = CasePlan(taker.text("external_id", 120, needed=True), self._organisation(taker), self._columns(taker))
        licence = plan.columns["licence"]
        media = check_media(
            taker.listed("media"),
            external_id=plan.external_id,
            licence=licence,
            folder=self.folder,
            library=self.library,
            complaints=self.complaints,
        )
        plan.media = media.plans
        contents = ContentReader(
            plan.external_id, self.library, self.complaints, media=media.ids, captions=media.captions
        )
        VersionReader(self, plan, contents).read(taker)
        self._mirror(plan)
        self._require(plan, media.stands_for)
        plan.events = self._events(taker, plan)
        plan.follow_ups = self._follow_ups(taker)
        taker.done()
        return plan

    def _organisation(self, taker: Taker) -> str:
        """Its external id; inline ones were made rows of their own before."""
        value = taker.raw("organisation", needed=True)
        name = str(value.get("external_id", "")) if isinstance(value, Mapping) else str(value or "")
        if name and name not in self.library.organisations.new and name not in self.library.organisations.here:
            taker.wrong("organisation", f"There is no organisation {name!r}, in the file or here.")
        return name

    def _columns(self, taker: Taker) -> dict[str, Any]:
        choices = self.library.choices
        # For a state that is none, the most lenient: one slip should not be reported as three.
        lenient = S.LEARNING_MATERIAL if taker.has("published") else S.DRAFT
        state = S(taker.code("state", list(S), needed=True) or lenient)
        consent_at = self._consent(taker)
        if consent_at is None and state is not S.DRAFT:
            taker.wrong("consent", NEEDED)
        return {
            "original_language": taker.code("language", choices.languages, needed=True),
            "state": state,
            "maturity": taker.code("maturity", choices.terms("maturity")),
            "licence": taker.code("licence", choices.terms("licence"), needed=state is not S.DRAFT),
            "consent_at": consent_at,
            "illustration": taker.flag("illustration"),
            "source": taker.text("source", 500),
            "created_at": taker.moment("created"),
            "updated_at": taker.moment("updated"),
            "first_published_at": taker.moment("first_published"),
            "withdrawn_reason": taker.text("withdrawn_reason", 1000, lines=True),
        }

    def _consent(self, taker: Taker) -> datetime | None:
        """When the organisation agreed: the date given, or now."""
        if isinstance(taker.peek("consent"), str) and taker.peek("consent")[:1].isdigit():
            return taker.moment("consent")
        return now() if taker.flag("consent") else None

    def _mirror(self, plan: CasePlan) -> None:
        """The columns by which lists show a case, and the dates that were not given."""
        public = plan.public
        shown: Content = (public or plan.versions[-1]).columns["content"] if plan.versions else {}
        facts = shown.get("facts", {})
        plan.columns |= {
            "title": shown.get("summary", {}).get("title", ""),
            "country": facts.get("country", ""),
            "kind": facts.get("kind", ""),
        }
        numbered = [version.columns["published_at"] for version in plan.versions if version.columns["number"]]
        dates = [date for date in numbered if date]
        columns = plan.columns
        columns["first_published_at"] = (columns["first_published_at"] or min(dates)) if dates else None
        columns["created_at"] = columns["created_at"] or columns["first_published_at"] or now()
        columns["updated_at"] = columns["updated_at"] or max(dates, default=columns["created_at"])

    def _require(self, plan: CasePlan, stands_for: set[str]) -> None:
        """What must be there for the state that the row names."""
        if not plan.versions or plan.columns["state"] is S.DRAFT:
            return
        version = plan.public or plan.versions[-1]
        systematised = version.columns["tier"] is CaseTier.SYSTEMATISED
        for_sending = missing(version.columns["content"], Need.SUBMISSION, dict.fromkeys(stands_for, ""))
        for lack in for_sending:
            self.complaints.error(f"content.{lack.section}.{lack.path}", NEEDED)
        if systematised and plan.public:
            tell = self.complaints.error if self.strict else self.complaints.note
            for lack in missing(version.columns["content"], Need.PUBLICATION):
                if lack not in for_sending:
                    tell(f"content.{lack.section}.{lack.path}", Problem(lack.message, lack.params))

    def _events(self, taker: Taker, plan: CasePlan) -> list[dict[str, Any]]:
        state, columns = plan.columns["state"], plan.columns
        found: list[dict[str, Any]] = []
        for number, raw in enumerate(taker.listed("events"), 1):
            event = Taker(raw, self.complaints, f"events.{number}.")
            found.append(
                {
                    "before": event.code("before", list(S)),
                    "after": event.code("after", list(S), needed=True),
                    "message": event.text("message", 4000, lines=True),
                    "at": event.moment("at", needed=True),
                }
            )
            event.done()
        if not found:
            return [{"before": "", "after": state, "message": "", "at": columns["updated_at"]}]
        steps = [(event["before"], event["after"]) for event in found]
        for fault in faults_of_history(steps, state=state, allowed=ALLOWED):
            taker.wrong("events", fault)
        return found

    def _follow_ups(self, taker: Taker) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for number, raw in enumerate(taker.listed("follow_ups"), 1):
            asked = Taker(raw, self.complaints, f"follow_ups.{number}.")
            found.append(
                {
                    "months": asked.whole("months"),
                    "due": asked.day("due", needed=True),
                    "asked_at": asked.moment("asked"),
                    "answer": asked.code("answer", list(ANSWERS)),
                    "note": asked.text("note", 2000, lines=True),
                    "answered_at": asked.moment("answered"),
                }
            )
            if found[-1]["months"] not in MONTHS:
                asked.wrong("months", f"One of {MONTHS} is expected.")
            asked.done()
        if len({asked["months"] for asked in found}) < len(found):
            taker.wrong("follow_ups", "One for each number of months.")
        return found


@dataclass(slots=True)
class VersionReader:
    """The versions of one row: older ones, the one that readers see, the working copy."""

    cases: CaseReader
    plan: CasePlan
    contents: ContentReader

    def read(self, taker: Taker) -> None:
        state: CaseState = self.plan.columns["state"]
        older, working = taker.listed("versions"), taker.raw("working")
        if not taker.has("published"):
            if state in PUBLIC:
                taker.wrong("published", "The date is needed for what is public.")
            if older or working is not None:
                taker.wrong("published", "Without it there can be no other versions.")
            self._add(taker, number=None, where="")
            return
        if state in BEFORE_SELECTION:
            taker.wrong("published", NOT_YET)
        for number, raw in enumerate(older, 1):
            where = f"versions.{number}."
            version = Taker(raw, taker.complaints, where)
            version.raw("number")
            self._add(version, number=number, where=where)
            version.done()
        self._add(taker, number=len(older) + 1, where="")
        if working is not None:
            version = Taker(working, taker.complaints, "working.")
            self._add(version, number=None, where="working.")
            version.done()
        elif state in AT_WORK:
            taker.wrong("working", "The text that is being worked on is needed in this state.")

    def _add(self, taker: Taker, *, number: int | None, where: str) -> None:
        validated = taker.moment("validated")
        published = taker.moment("published", needed=number is not None)
        tier = self._tier(taker, number, validated)
        content = self.contents.read(taker.raw("content", needed=True) or {}, f"{where}content")
        content_hash = fingerprint(content)
        columns = {
            "number": number,
            "tier": tier,
            "content": content,
            "content_hash": content_hash if number else "",
            "card": card_of(content) if number else {},
            "what_changed": taker.text("what_changed", 1000, lines=True),
            "published_at": published if number else None,
            "created_at": published or self.plan.columns["created_at"] or now(),
            "validated_hash": content_hash if validated else "",
            "validated_at": validated,
        }
        if number and tier is CaseTier.SYSTEMATISED and validated is None:
            taker.wrong("validated", "Nothing systematised is public before its organisation has approved this text.")
        translations = check_translations(
            taker.named("translations"),
            external_id=self.plan.external_id,
            original=self.plan.columns["original_language"],
            content=content,
            library=self.cases.library,
            complaints=self.cases.complaints,
            where=f"{where}translations",
        )
        self.plan.versions.append(VersionPlan(columns, translations))

    def _tier(self, taker: Taker, number: int | None, validated: datetime | None) -> CaseTier:
        """The one given; else systematised is what was approved, is public as a case, or is beyond selection."""
        given = taker.code("tier", list(CaseTier))
        if given:
            return CaseTier(given)
        state = self.plan.columns["state"]
        raw = state in BEFORE_SELECTION or state is S.LEARNING_MATERIAL or (number is not None and state in AT_WORK)
        return CaseTier.RAW if raw and validated is None else CaseTier.SYSTEMATISED
