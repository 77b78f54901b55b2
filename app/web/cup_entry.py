"""What the entrants' pages show alike: the deadline, what is missing and where it is mended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fastapi import Request
from sqlmodel import Session

from app.content.completeness import Missing
from app.domain.cases.access import may_write
from app.domain.cup.deadlines import frozen_because
from app.domain.cup.entering import case_of
from app.domain.cup.local_times import wall_of
from app.domain.cup.phases import ends_at
from app.domain.cup.submitting import QUESTIONS, RIGHTS, Snapshot, missing_for_entry
from app.domain.cup.texts import text_in
from app.domain.viewer import Viewer
from app.i18n import translate
from app.models.cases import Case, CaseState
from app.models.cup import Edition, Phase
from app.models.entries import Entry, EntryState
from app.models.types import now
from app.web.filters import language_name, show_datetime
from app.web.requests import language_of
from app.web.templating import address


@dataclass(frozen=True, slots=True)
class Deadline:
    """`words` in the zone of the edition, named; what is left until then in days, or hours, or minutes."""

    words: str
    own_words: str
    days: int
    hours: int
    minutes: int
    over: bool


def deadline(moment: datetime | None, *, edition: Edition, language: str, own_zone: str) -> Deadline | None:
    """`own_words` is "" where the reader's clock shows the same. Days are those of the calendar, as on other pages."""
    if moment is None:
        return None
    days = (wall_of(moment, zone=edition.time_zone).date() - wall_of(now(), zone=edition.time_zone).date()).days
    left = max(moment - now(), timedelta(0))
    words, own = (show_datetime(moment, language, zone) for zone in (edition.time_zone, own_zone))
    same = words.partition(" (")[0] == own.partition(" (")[0]
    minutes = max(1, int(left.total_seconds()) // 60)
    return Deadline(words, "" if same else own, days, minutes // 60, minutes, not left)


def entry_deadline(session: Session, *, edition: Edition, entry: Entry | None, viewer: Viewer, language: str) -> Any:
    """Until when this entry can be sent: the end of the call, or of the time to complete it."""
    repair = entry is not None and entry.state is EntryState.TO_COMPLETE
    moment = entry.repair_due if entry and repair else ends_at(session, edition, Phase.CALL_OPEN)
    zone = viewer.user.time_zone if viewer.user else edition.time_zone
    return deadline(moment, edition=edition, language=language, own_zone=zone)


def edition_title(edition: Edition, language: str) -> str:
    title = text_in(edition.texts, "title", language=language, original=edition.language)
    return title or translate(language, "Cup %(year)s", year=edition.year)


def entry_languages(edition: Edition, language: str) -> list[tuple[str, str]]:
    """In which an organisation may enter: code and name."""
    return [(code, language_name(code, language)) for code in edition.languages]


@dataclass(frozen=True, slots=True)
class Lack:
    """Something missing, in words, with the address of the control that mends it ("" where this person cannot)."""

    label: str
    message: str
    address: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an entry is: the three parts with what each lacks, and why it cannot be changed (None: it can)."""

    story: list[Lack]
    answers: list[Lack]
    rights: list[Lack]
    story_address: str
    frozen: Any

    @property
    def lacking(self) -> list[Lack]:
        return [*self.story, *self.answers, *self.rights]


def standing(
    request: Request, session: Session, *, edition: Edition, entry: Entry, snapshot: Snapshot, viewer: Viewer
) -> Standing:
    """`snapshot` is what would be sent now."""
    language = language_of(request)
    case = case_of(session, entry)
    lacks: dict[str, list[Lack]] = {"story": [], QUESTIONS: [], RIGHTS: []}
    writable = snapshot.working and may_write(session, case=case, viewer=viewer)
    story = story_address(request, case) if writable else ""
    found = missing_for_entry(session, edition=edition, entry=entry, language=language, snapshot=snapshot)
    for one in found:
        where = _where(request, one, edition=edition, entry=entry, story=story)
        part = one.section if one.section in (QUESTIONS, RIGHTS) else "story"
        label, message = translate(language, one.label), translate(language, one.message, **one.params)
        lacks[part].append(Lack(label, message, where))
    frozen = frozen_because(session, edition=edition, entry=entry)
    return Standing(lacks["story"], lacks[QUESTIONS], lacks[RIGHTS], story, frozen)


def story_address(request: Request, case: Case) -> str:
    """Where the experience is written: the short form, or the editor."""
    name = "case_raw" if case.state in (CaseState.DRAFT, CaseState.RETURNED) else "case_edit"
    return address(request, name, lang=language_of(request), code=case.code)


def _where(request: Request, one: Missing, *, edition: Edition, entry: Entry, story: str) -> str:
    place = {"lang": language_of(request), "year": edition.year, "code": entry.code}
    if one.section == QUESTIONS:
        return f"{address(request, 'cup_entry_answers', **place)}#f-{one.path}"
    if one.section == RIGHTS:
        return f"{address(request, 'cup_entry_send', **place)}#f-{one.path}"
    if not story:
        return ""
    return f"{story}#f-{one.path}" if story.endswith("/tell") else f"{story}/{one.section}#f-{one.path}"
