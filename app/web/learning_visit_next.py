"""What is next to do for a visit, for the person who looks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from fastapi import Request

from app.content.text import N_
from app.domain.visits import tasks
from app.domain.visits.access import HELD, VisitPart
from app.domain.visits.confirming import DOUBTS, MISSING, Doubt, Missing
from app.domain.visits.showing import ShownVisit
from app.domain.visits.working import today_at
from app.i18n import translate
from app.models.visits import VisitState, VisitTask
from app.web.filters import show_date
from app.web.requests import language_of
from app.web.templating import address

WHERE = {
    "goal": "visit_goals",
    "nobody": "visit_people",
    "visa": "visit_people",
    "insurance": "visit_people",
    "papers": "visit_people",
    "programme": "visit_programme",
}
SHOWN = 6
# Nobody is bothered earlier with what is to do.
DAYS_AHEAD = 30
# Tasks of which the missing things tell more, while a visit is prepared.
TOLD = {"goals", "visas", "insurance", "itinerary"}


@dataclass(frozen=True, slots=True)
class Next:
    """One line of the list; `text`, `due` in the reader's language."""

    title: str
    address: str
    text: str = ""
    due: str = ""
    tone: str = "quiet"


def missing_as_seen(shown: ShownVisit, missing: Sequence[Missing]) -> list[Missing]:
    """Of people whose data this person may not see, only that their organisation lacks something."""
    hidden = {one.id: one.organisation for one in shown.people if one.private is None}
    seen = [Missing("papers", hidden[one.person]) if one.person in hidden else one for one in missing]
    return list(dict.fromkeys(seen))


def missing_words(request: Request, missing: Sequence[Missing], code: str) -> list[Next]:
    """What stands between a visit and its confirmation, each with the page where it is mended."""
    language = language_of(request)
    return [
        Next(
            translate(language, MISSING[one.code], name=one.name, day=show_date(one.day, language)),
            address(request, WHERE[one.code], lang=language, code=code),
        )
        for one in missing
    ]


def doubt_words(request: Request, doubts: Sequence[Doubt], code: str) -> list[Next]:
    """What whoever confirms should look at first, each with the page where it is mended."""
    language = language_of(request)
    people = address(request, "visit_people", lang=language, code=code)
    where = {"hosts": f"{people}#hosts", "emergency": address(request, "visit_details", lang=language, code=code)}
    return [
        Next(
            translate(language, DOUBTS[one.code], name=one.name, named=one.named, party=one.party),
            where.get(one.code, f"{people}#from-{one.organisation}"),
        )
        for one in doubts
    ]


def next_for(request: Request, shown: ShownVisit, missing: Sequence[Missing], todo: Sequence[VisitTask]) -> list[Next]:
    """What this person can do, the most pressing first."""
    found = [*_late(request, shown), *_own_missing(request, shown, missing), *_own_tasks(request, shown, todo)]
    return list(dict.fromkeys(found))[:SHOWN]


def _late(request: Request, shown: ShownVisit) -> Iterator[Next]:
    visit, language = shown.visit, language_of(request)
    if shown.coordinates and visit.state is VisitState.PLANNED and visit.starts_on <= today_at(visit):
        words = N_("The first day has come, and the visit is not confirmed")
        yield Next(translate(language, words), "#next", tone="warn")


def _own_missing(request: Request, shown: ShownVisit, missing: Sequence[Missing]) -> Iterator[Next]:
    """Of the missing things, those on this person's side."""
    if shown.visit.state is not VisitState.PLANNED:
        return
    codes = {"goal"} if shown.hosts or shown.travels else set()
    codes |= {"nobody", "visa", "insurance"} if shown.travels else set()
    codes |= {"programme"} if shown.hosts else set()
    own = {guest.name for guest in shown.travels}
    names = own | {one.name for one in shown.people if one.writable}
    wanted = [
        one for one in missing if one.code in codes and (one.code == "programme" or shown.hosts or one.name in names)
    ]
    yield from missing_words(request, wanted, shown.visit.code)


def _own_tasks(request: Request, shown: ShownVisit, todo: Sequence[VisitTask]) -> Iterator[Next]:
    language, today = language_of(request), today_at(shown.visit)
    if not shown.taking_place and shown.visit.state not in HELD:
        return
    for task in todo:
        told = task.code in TOLD and shown.visit.state is VisitState.PLANNED
        near = task.due_on <= today + timedelta(days=DAYS_AHEAD)
        if task.done_at is None and near and not told and VisitPart(task.who) in shown.parts:
            words = tasks.words(task)
            yield Next(
                translate(language, words) if task.code else words,
                address(request, "visit_tasks", lang=language, code=shown.visit.code),
                due=show_date(task.due_on, language),
                tone="bad" if task.due_on < today else "quiet",
            )
