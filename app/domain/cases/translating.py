"""Translations of a version, section by section: missing → draft → reviewed → published, and outdated."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, select

from app.content.schema import Section
from app.content.text import N_, tidy
from app.content.units import fingerprint, texts, translatable_sections, units
from app.domain import audit
from app.domain.cases.access import Part, parts_of
from app.domain.cases.reading import is_outdated
from app.domain.cases.versions import current_version, find_working_copy
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from app.domain.search_log import note_change
from app.domain.viewer import Viewer
from app.models.cases import Case, CaseTranslation, CaseVersion, TranslationState
from app.models.types import now

MISSING = "missing"


@dataclass(frozen=True, slots=True)
class SectionStatus:
    """Where the translation of one section stands; `lacking` counts texts that have none yet."""

    section: Section
    state: str
    outdated: bool
    lacking: int
    row: CaseTranslation | None


def may_translate(session: Session, *, case: Case, viewer: Viewer) -> bool:
    """The organisation's editors, coordinators and facilitators."""
    return bool(parts_of(session, case=case, viewer=viewer) & {Part.ORGANISATION, Part.TEAM})


def translated_version(session: Session, *, case: Case) -> CaseVersion:
    """The version that translators work on: what readers see, else what is being written."""
    version = current_version(session, case) or find_working_copy(session, case)
    if version is None:
        raise NotFound
    return version


def row_of(session: Session, version: CaseVersion, language: str, section: str) -> CaseTranslation | None:
    query = select(CaseTranslation).where(
        CaseTranslation.version_id == version.id,
        CaseTranslation.language == language,
        CaseTranslation.section == section,
    )
    return session.exec(query).first()


def statuses(session: Session, *, version: CaseVersion, language: str) -> list[SectionStatus]:
    """Every section that has something to translate, in the editor's order."""
    query = select(CaseTranslation).where(
        CaseTranslation.version_id == version.id, CaseTranslation.language == language
    )
    rows = {row.section: row for row in session.exec(query).all()}
    found = []
    for section in translatable_sections(version.content):
        row = rows.get(section.name)
        wanted = texts(section, version.content[section.name])
        lacking = len(wanted) - sum(1 for path in wanted if row and row.texts.get(path))
        outdated = bool(row) and is_outdated(row, version)  # type: ignore[arg-type]
        found.append(SectionStatus(section, row.state if row else MISSING, outdated, lacking, row))
    return found


def save(
    session: Session,
    *,
    case: Case,
    version: CaseVersion,
    language: str,
    section: Section,
    typed: Mapping[str, str],
    expected: int,
    by: Viewer,
) -> CaseTranslation:
    """Keep what was translated so far. A published section goes back to draft: readers see the original meanwhile.

    Raises Stale when somebody else saved since `expected`, Invalid (field: the text's path) for a text too long.
    """
    _require_translator(session, case, by)
    source = texts(section, version.content.get(section.name, {}))
    limits = {unit.path: unit.field.limit for unit in units(section, version.content.get(section.name, {}))}
    kept = {path: tidy(typed[path]) for path in source if tidy(typed.get(path, ""))}
    for path, text in kept.items():
        # Translations run longer than their source; a third more is the usual allowance.
        if len(text) > limits[path] * 4 // 3:
            raise Invalid(N_("Too long: at most %(max_length)s characters."), path, max_length=limits[path] * 4 // 3)
    row = row_of(session, version, language, section.name)
    if row is not None:
        # Two who save at once must not both believe that nobody else did.
        session.refresh(row, with_for_update=True)
    else:
        row = CaseTranslation(
            version_id=version.id or 0, language=language, section=section.name, source_hash="", row_version=0
        )
    if row.texts == kept and row.source_hash == fingerprint(source):
        return row
    if row.row_version != expected:
        raise Stale(row.texts, row.row_version)
    was_public = row.state is TranslationState.PUBLISHED
    row.texts, row.source, row.source_hash = kept, source, fingerprint(source)
    row.state, row.translator_id, row.reviewer_id = TranslationState.DRAFT, by.id, None
    row.row_version, row.updated_at = expected + 1, now()
    session.add(row)
    if was_public:
        note_change(session, f"case:{case.code}")
    return row


def mark_reviewed(session: Session, *, case: Case, row: CaseTranslation, version: CaseVersion, by: Viewer) -> None:
    """Somebody other than the translator has compared it with the original."""
    _require_translator(session, case, by)
    _require_whole(row, version)
    if row.translator_id == by.id:
        raise Conflict(N_("A second pair of eyes is needed: somebody other than the translator reviews."))
    _set_state(session, case, row, TranslationState.REVIEWED, by)
    row.reviewer_id = by.id


def publish(session: Session, *, case: Case, row: CaseTranslation, version: CaseVersion, by: Viewer) -> None:
    """Show a reviewed translation to readers."""
    _require_translator(session, case, by)
    _require_whole(row, version)
    if row.state is not TranslationState.REVIEWED:
        raise Conflict(N_("A translation is reviewed before it is published."))
    _set_state(session, case, row, TranslationState.PUBLISHED, by)
    note_change(session, f"case:{case.code}")


def _require_translator(session: Session, case: Case, by: Viewer) -> None:
    if not may_translate(session, case=case, viewer=by):
        raise Forbidden


def _require_whole(row: CaseTranslation, version: CaseVersion) -> None:
    if is_outdated(row, version):
        raise Conflict(N_("The original has changed since. Bring the translation up to date first."))
    if set(row.source) - set(row.texts):
        raise Conflict(N_("Some texts of this section are not translated yet."))


def _set_state(session: Session, case: Case, row: CaseTranslation, state: TranslationState, by: Viewer) -> None:
    audit.record(
        session,
        by=by,
        verb=f"translation.{state}",
        object_type="case",
        object_id=case.code,
        before={"state": row.state, "section": row.section, "language": row.language},
        after={"state": state},
    )
    row.state, row.updated_at = state, now()
    row.row_version += 1
    session.add(row)
