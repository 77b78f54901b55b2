"""The desks of an edition, and what waits on each."""

from dataclasses import dataclass

from fastapi import Request

from app.content.text import N_
from app.domain.cup.overview import Overview
from app.models.cup import Edition
from app.models.entries import EntryState
from app.models.jury import JurorState
from app.web.requests import language_of
from app.web.templating import address

S = EntryState


@dataclass(frozen=True, slots=True)
class Desk:
    """`waits` is marked for translation and has a %(num)s; `count` of nothing waiting is 0."""

    label: str
    address: str
    about: str
    waits: str
    count: int


def desks(request: Request, edition: Edition, numbers: Overview) -> list[Desk]:
    """In the order in which a year needs them. Nothing waits any more once the results are out."""
    counts = _counts(numbers) if edition.released_at is None else (0,) * len(DESKS)
    return [
        Desk(label, where, about, waits, count)
        for (route, label, about, waits), count in zip(DESKS, counts, strict=True)
        if (where := _address(request, route, edition))
    ]


def _address(request: Request, route: str, edition: Edition) -> str:
    """ "" for a desk that this installation does not have."""
    try:
        return address(request, route, lang=language_of(request), year=edition.year)
    except LookupError:
        return ""


DESKS = (
    ("cup_screening", N_("Screening"), N_("Can it take part? Two people decide."), N_("To look at: %(num)s")),
    ("cup_jury", N_("Jury"), N_("Invite jurors, and see what they can read."), N_("Not answered yet: %(num)s")),
    ("cup_conflicts", N_("Ties"), N_("Who may not judge whom."), N_("To look at: %(num)s")),
    ("cup_assignment", N_("Assignment"), N_("Who reads which entry."), N_("Entries that take part: %(num)s")),
    ("cup_progress", N_("Progress"), N_("Who has handed in what, who is silent."), N_("Scorecards to come: %(num)s")),
    ("cup_board", N_("Board"), N_("The results, and what the jury makes of them."), N_("Scorecards in: %(num)s")),
    ("cup_release", N_("Release"), N_("Decisions and feedback, sent together."), N_("Decisions parked: %(num)s")),
    ("cup_export", N_("Export"), N_("Everything as a spreadsheet."), ""),
)


def _counts(numbers: Overview) -> tuple[int, ...]:
    """What waits on each of DESKS, in their order."""
    states = numbers.states
    return (
        states.get(S.SUBMITTED, 0) + states.get(S.APPEAL, 0),
        numbers.jurors.get(JurorState.INVITED, 0),
        numbers.open_conflicts,
        states.get(S.ELIGIBLE, 0) + states.get(S.SHORTLISTED, 0),
        numbers.open_cards,
        numbers.final_cards,
        numbers.decisions,
        0,
    )
