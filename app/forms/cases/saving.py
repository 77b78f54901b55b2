"""Saving what one form asked for, section by section, in the transaction of its request."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import Session

from app.content.clean import Choices, Problem, clean_section
from app.domain.cases import drafting
from app.domain.errors import Stale
from app.domain.viewer import Viewer
from app.forms.cases.sheets import Sheet
from app.forms.cases.typed import Typed
from app.models.cases import Case

Answers = Mapping[str, Typed]


@dataclass(slots=True)
class Outcome:
    """What a save could not keep, and in which sections somebody else was faster."""

    problems: dict[str, Problem] = field(default_factory=dict)
    clashes: list[str] = field(default_factory=list)


def problems_of(sheet: Sheet, answers: Answers, choices: Choices) -> dict[str, Problem]:
    """What is wrong with the answers in themselves."""
    found: dict[str, Problem] = {}
    for section in sheet.sections:
        found.update(clean_section(section, answers[section.name], choices).problems)
    return found


def save(
    session: Session,
    *,
    case: Case,
    sheet: Sheet,
    answers: Answers,
    expected: Mapping[str, int],
    choices: Choices,
    by: Viewer,
    all_or_nothing: bool = False,
) -> Outcome:
    """Save each section of a sheet; one that clashes does not keep the others from being saved."""
    outcome = Outcome()
    for section in sheet.sections:
        try:
            saved = drafting.save_section(
                session,
                case=case,
                section=section,
                typed=answers[section.name],
                expected=expected[section.name],
                choices=choices,
                by=by,
                only=sheet.only,
                all_or_nothing=all_or_nothing,
            )
            outcome.problems.update(saved.problems)
        except Stale:
            outcome.clashes.append(section.name)
    return outcome
