"""Writing a case: new drafts, and sections saved so that nobody overwrites another's text unseen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, delete, select, update

from app.content.clean import Choices, Problem, clean_section
from app.content.merge import merged, same, with_keys
from app.content.schema import Section
from app.content.sections import BY_NAME
from app.content.text import N_
from app.domain.cases.access import may_write
from app.domain.cases.edits import note_edit
from app.domain.cases.references import with_references
from app.domain.cases.versions import mirror, working_copy
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from app.domain.viewer import Viewer
from app.i18n import DEFAULT_LANGUAGE, all_languages
from app.models.cases import Case, CaseEvent, CaseState, CaseTranslation, CaseVersion
from app.models.entries import Entry
from app.models.learning import LearningReport
from app.models.media import Media
from app.models.organisations import Organisation
from app.models.types import now
from app.models.vocabulary import TermSuggestion


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save left: the section's new row version, and the answers that could not be kept, by path."""

    row_version: int
    problems: Mapping[str, Problem]


def writing_for(session: Session, *, viewer: Viewer) -> list[Organisation]:
    """The organisations in whose name a person may write, by name."""
    mine = [organisation_id for organisation_id in viewer.memberships if viewer.edits_for(organisation_id)]
    query = select(Organisation).where(col(Organisation.id).in_(mine)).order_by(col(Organisation.name))
    return list(session.exec(query).all())


def unsent(session: Session, *, viewer: Viewer) -> list[Case]:
    """The drafts with which a person may go on, those sent back for mending included; the latest first."""
    mine = [organisation_id for organisation_id in viewer.memberships if viewer.edits_for(organisation_id)]
    states = (CaseState.DRAFT, CaseState.RETURNED)
    query = select(Case).where(col(Case.organisation_id).in_(mine), col(Case.state).in_(states))
    return list(session.exec(query.order_by(col(Case.updated_at).desc()).limit(20)).all())


def create_draft(session: Session, *, organisation_id: int, language: str, by: Viewer) -> Case:
    """A case of an organisation, for one of its own editors; it begins with what is known of the organisation."""
    if not by.edits_for(organisation_id):
        raise NotFound
    organisation = session.get_one(Organisation, organisation_id)
    facts = {"role": "owner", "country": organisation.country, "region": organisation.region}
    case = Case(
        organisation_id=organisation_id,
        original_language=_known_language(language),
        country=organisation.country,
        created_by_id=by.id,
    )
    session.add(case)
    session.flush()
    content = {"facts": {name: value for name, value in facts.items() if value}}
    session.add(CaseVersion(case_id=case.id or 0, author_id=by.id, content=content))
    session.add(CaseEvent(case_id=case.id or 0, after=CaseState.DRAFT, by_id=by.id))
    session.flush()
    return case


def _known_language(code: str) -> str:
    if code not in all_languages(DEFAULT_LANGUAGE):
        raise Invalid(N_("Choose one of the answers offered."), "language")
    return code


def change_language(session: Session, *, case: Case, language: str, by: Viewer) -> None:
    """Say in which language a case is being written. Raises Invalid (field "language")."""
    if language == case.original_language:
        return
    if not may_write(session, case=case, viewer=by):
        raise Forbidden(N_("This case cannot be changed by you at the moment."))
    case.original_language = _known_language(language)
    session.add(case)


def discard_draft(session: Session, *, case: Case, by: Viewer) -> list[str]:
    """Delete a case that was never sent, with its files; returns their keys in the storage.

    Raises Conflict once it was sent.
    """
    if not by.edits_for(case.organisation_id):
        raise Forbidden
    version = working_copy(session, case)
    session.refresh(case)
    if case.state is not CaseState.DRAFT:
        raise Conflict(N_("Only a draft that was never sent can be deleted. You can withdraw it instead."))
    if session.exec(select(Entry.id).where(Entry.case_id == case.id)).first() is not None:
        raise Conflict(N_("This experience is entered in the cup. It cannot be deleted."))
    media = session.exec(select(Media).where(Media.case_id == case.id)).all()
    keys = [file["key"] for medium in media for file in medium.files.values()]
    session.exec(update(LearningReport).where(col(LearningReport.case_id) == case.id).values(case_id=None))
    session.exec(update(TermSuggestion).where(col(TermSuggestion.case_id) == case.id).values(case_id=None))
    session.exec(delete(CaseTranslation).where(col(CaseTranslation.version_id) == version.id))
    for table in (CaseEvent, Media):
        session.exec(delete(table).where(col(table.case_id) == case.id))
    session.delete(version)
    session.flush()
    session.delete(case)
    return keys


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
    version = working_copy(session, case)
    # Somebody may have taken a step with this case before the working copy was ours.
    session.refresh(case)
    if not may_write(session, case=case, viewer=by):
        raise Forbidden(N_("This case cannot be changed by you at the moment."))
    stored, current = version.content.get(section.name, {}), row_version(version, section.name)
    known = with_references(session, choices, case=case, section=section, typed=typed, stored=stored, by=by)
    cleaned = clean_section(section, with_keys(section, typed, stored), known)
    data = merged(section, stored, cleaned, only)
    if same(data, stored):
        return Saved(current, cleaned.problems)
    if expected != current:
        raise Stale(stored, current)
    store_section(version, section.name, data)
    version.author_id = version.author_id or by.id
    if case.current_version_id is None:
        mirror(case, version)
    case.updated_at = now()
    session.add_all([version, case])
    note_edit(session, case=case, section=section.name, by=by)
    return Saved(current + 1, cleaned.problems)


def store_section(version: CaseVersion, section: str, data: dict[str, Any]) -> None:
    """New dicts, because a change inside the old ones would not be seen."""
    version.content = {**version.content, section: data}
    version.section_versions = {**version.section_versions, section: row_version(version, section) + 1}
    version.row_version += 1
