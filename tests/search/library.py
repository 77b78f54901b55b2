"""Publishing, translating and searching in tests: with the real database and the real index."""

from typing import Any

from sqlmodel import Session

from app.content.sections import BY_NAME
from app.content.units import fingerprint, texts
from app.domain.cases.versions import freeze, open_working_copy, working_copy
from app.domain.search_log import note_change
from app.models.cases import Case, CaseState, CaseTier, CaseTranslation, CaseVersion, TranslationState
from app.models.media import Media, MediaKind, MediaState
from app.search.engine import SearchAnswer, SearchDocument, SearchRequest
from app.search.service import SearchService
from app.services import Services
from tests.factories import Make, raw_content
from tests.search.corpus import READER


def publish(services: Services, case: Case, tier: CaseTier = CaseTier.RAW, **changed: dict[str, Any]) -> CaseVersion:
    """Make the working copy (with these sections changed) the public version."""
    with services.database.writing() as session:
        case = session.get_one(Case, case.id)
        open_working_copy(session, case=case, by=None)
        version = working_copy(session, case)
        version.content, version.tier = {**version.content, **changed}, tier
        case.state = CaseState.PUBLISHED if tier is CaseTier.SYSTEMATISED else CaseState.LEARNING_MATERIAL
        freeze(session, case=case, version=version, what_changed="", by=None)
    return version


def change_state(services: Services, case: Case, state: CaseState) -> None:
    with services.database.writing() as session:
        session.get_one(Case, case.id).state = state
        note_change(session, f"case:{case.code}")


def translate(
    services: Services,
    version: CaseVersion,
    language: str,
    section: str,
    words: dict[str, str],
    state: TranslationState = TranslationState.PUBLISHED,
) -> None:
    source = texts(BY_NAME[section], version.content.get(section, {}))
    with services.database.writing() as session:
        case = session.get_one(Case, version.case_id)
        row = CaseTranslation(
            version_id=version.id or 0,
            language=language,
            section=section,
            state=state,
            texts=words,
            source=source,
            source_hash=fingerprint(source),
        )
        session.add(row)
        note_change(session, f"case:{case.code}")


def add_medium(session: Session, case: Case, kind: MediaKind, **fields: Any) -> Media:
    medium = Media(
        case_id=case.id or 0,
        kind=kind,
        state=fields.pop("state", MediaState.READY),
        content_type="application/octet-stream",
        sha256="0" * 64,
        size=1,
        consent=fields.pop("consent", True),
        **fields,
    )
    session.add(medium)
    session.flush()
    return medium


def catch_up(services: Services) -> int:
    """Bring the index in step; how many batches that took."""
    batches = 0
    while services.search.catch_up(services):
        batches += 1
    return batches


def search(services: Services, text: str, **wanted: Any) -> SearchAnswer:
    with services.database.reading() as session:
        book = services.terms(session)
    return services.search.search(SearchRequest(**{"tokens": READER, "text": text, **wanted}), book)


def groups(services: Services, text: str, **wanted: Any) -> list[str]:
    return [hit.group for hit in search(services, text, **wanted).hits]


def section_texts(document: SearchDocument) -> dict[str, str]:
    return {section.name: section.text for section in document.sections}


def note(services: Services, *subjects: str) -> None:
    with services.database.writing() as session:
        for subject in subjects:
            note_change(session, subject)


def reopened(services: Services) -> Services:
    """The same platform after a restart."""
    services.search.close()
    services.search = SearchService(services.settings.data_dir / "search")
    return services


def behind(services: Services) -> tuple[int, bool, str]:
    with services.database.reading() as session:
        health = services.search.health(session)
    return health.behind, health.in_step, health.problem


def published(services: Services, make: Make, title: str) -> Case:
    case = make.case(content=raw_content(title=title))
    publish(services, case)
    return case
