"""Saving what one form asked for, section by section, in the transaction of its request."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import Session

from app.content.clean import Choices, Problem
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


def save(
    session: Session,
    *,
    case: Case,
    sheet: Sheet,
    answers: Answers,
    expected: Mapping[str, int],
    choices: Choices,
    by: Viewer,
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
            )
            outcome.problems.update(saved.problems)
        except Stale:
            outcome.clashes.append(section.name)
    return outcome
