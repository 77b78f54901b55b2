"""Writing a case: new drafts, and sections saved so that nobody overwrites another's text unseen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, delete

from app.content.clean import Choices, Problem, clean_section
from app.content.schema import Section
from app.content.sections import BY_NAME
from app.content.text import N_
from app.domain.cases.access import may_write
from app.domain.cases.versions import mirror, working_copy
from app.domain.errors import Conflict, Forbidden, NotFound, Stale
from app.domain.viewer import Viewer
from app.models.cases import Case, CaseEvent, CaseState, CaseTranslation, CaseVersion
from app.models.types import now


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save left: the section's new row version, and the answers that could not be kept, by path."""

    row_version: int
    problems: Mapping[str, Problem]


def create_draft(session: Session, *, organisation_id: int, language: str, by: Viewer) -> Case:
    """An empty case of an organisation, for one of its own editors."""
    if not by.edits_for(organisation_id):
        raise NotFound
    case = Case(organisation_id=organisation_id, original_language=language, created_by_id=by.id)
    session.add(case)
    session.flush()
    session.add(CaseVersion(case_id=case.id or 0, author_id=by.id))
    session.add(CaseEvent(case_id=case.id or 0, after=CaseState.DRAFT, by_id=by.id))
    session.flush()
    return case


def discard_draft(session: Session, *, case: Case, by: Viewer) -> None:
    """Delete a case that was never sent. Raises Conflict once it was."""
    if not by.edits_for(case.organisation_id):
        raise Forbidden
    if case.state is not CaseState.DRAFT:
        raise Conflict(N_("Only a draft that was never sent can be deleted. You can withdraw it instead."))
    version = working_copy(session, case)
    session.exec(delete(CaseTranslation).where(CaseTranslation.version_id == version.id))  # type: ignore[arg-type]
    session.exec(delete(CaseEvent).where(CaseEvent.case_id == case.id))  # type: ignore[arg-type]
    session.flush()
    session.delete(version)
    session.flush()
    session.delete(case)


def section_named(name: str) -> Section:
    if name not in BY_NAME:
        raise NotFound
    return BY_NAME[name]


def row_version(version: CaseVersion, section: str) -> int:
    return version.section_versions.get(section, 0)


def save_section(
    session: Session,
    *,
    case: Case,
    section: Section,
    typed: Mapping[str, Any],
    expected: int,
    choices: Choices,
    by: Viewer,
    only: Collection[str] | None = None,
) -> Saved:
    """Save one section as typed; answers that cannot be right are named and the stored ones stay.

    `expected` is the row version the writer saw. If somebody saved other text since, raises Stale with what
    stands there now. `only` names the fields of a shorter form: the others keep their values.
    """
    if not may_write(session, case=case, viewer=by):
        raise Forbidden(N_("This case can not be changed by you at the moment."))
    version = working_copy(session, case)
    cleaned = clean_section(section, typed, choices)
    stored = version.content.get(section.name, {})
    data = _merged(section, stored, cleaned.data, cleaned.problems, only)
    if _same(data, stored):
        return Saved(row_version(version, section.name), cleaned.problems)
    if expected != row_version(version, section.name):
        raise Stale(stored, row_version(version, section.name))
    version.content = {**version.content, section.name: data}
    version.section_versions = {**version.section_versions, section.name: expected + 1}
    version.row_version += 1
    if version.author_id is None:
        version.author_id = by.id
    if case.current_version_id is None:
        mirror(case, version)
    case.updated_at = now()
    session.add(version)
    session.add(case)
    return Saved(expected + 1, cleaned.problems)


def _merged(
    section: Section,
    stored: Mapping[str, Any],
    data: Mapping[str, Any],
    problems: Collection[str],
    only: Collection[str] | None,
) -> dict[str, Any]:
    """What is to be stored: the new answers, the old ones where a new one was wrong or was not asked for."""
    merged: dict[str, Any] = {}
    for part in section.parts:
        asked = only is None or part.name in only
        source = data if asked and part.name not in problems else stored
        if part.name in source:
            merged[part.name] = source[part.name]
    return merged


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Equal but for the keys of items: a form without JavaScript sends new items again with a new key."""
    return _without_keys(one) == _without_keys(other)


def _without_keys(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: [{k: v for k, v in item.items() if k != "key"} for item in value]
        if isinstance(value, list) and value and isinstance(value[0], dict)
        else value
        for name, value in data.items()
    }
