"""Translations: section by section, reviewed by a second person, outdated when the original moves."""

import pytest
from sqlmodel import select

from app.content.sections import BY_NAME
from app.domain.cases import translating
from app.domain.cases.reading import read
from app.domain.cases.versions import current_version
from app.domain.errors import Conflict, Forbidden, Invalid, Stale
from app.domain.viewer import viewer_of
from app.models.cases import Case, CaseState, CaseTranslation, CaseVersion, TranslationState
from app.models.people import Role, User
from app.models.search_log import SearchLogEntry
from app.services import Services
from tests.factories import Make

SUMMARY = BY_NAME["summary"]
SPANISH = {
    "title": "Vender papas juntos",
    "summary": "Cuarenta familias venden sus papas en un solo portón y reciben un tercio más.",
}


def published_case(services: Services, make: Make) -> Case:
    case = make.case(state=CaseState.PUBLISHED)
    with services.database.writing() as session:
        row = session.get_one(Case, case.id)
        version = session.exec(select(CaseVersion).where(CaseVersion.case_id == case.id)).one()
        version.number = 1
        row.current_version_id = version.id
        session.add_all([row, version])
    return row


def save(services: Services, case: Case, by: User, typed: dict[str, str], expected: int = 0) -> CaseTranslation:
    with services.database.writing() as session:
        version = current_version(session, case)
        assert version is not None
        return translating.save(
            session,
            case=case,
            version=version,
            language="es",
            section=SUMMARY,
            typed=typed,
            expected=expected,
            by=viewer_of(session, by),
        )


def step(services: Services, case: Case, verb: str, by: User) -> TranslationState:
    with services.database.writing() as session:
        version = current_version(session, case)
        assert version is not None
        row = translating.row_of(session, version, "es", "summary")
        assert row is not None
        getattr(translating, verb)(session, case=case, row=row, version=version, by=viewer_of(session, by))
        return row.state


def title_in(services: Services, case: Case, language: str) -> tuple[str, frozenset[str], dict[str, bool]]:
    with services.database.reading() as session:
        version = current_version(session, case)
        assert version is not None
        reading = read(session, case=case, version=version, language=language)
        return reading.title, reading.fallback, dict(reading.languages)


def test_translation_is_shown_once_reviewed_by_somebody_else_and_published(services: Services, make: Make) -> None:
    case = published_case(services, make)
    translator, reviewer = make.user(roles=(Role.FACILITATOR,)), make.coordinator()

    save(services, case, translator, SPANISH)
    as_draft = title_in(services, case, "es")
    with pytest.raises(Conflict):
        step(services, case, "mark_reviewed", translator)
    with pytest.raises(Conflict):
        step(services, case, "publish", reviewer)
    states = [step(services, case, "mark_reviewed", reviewer), step(services, case, "publish", reviewer)]
    as_published = title_in(services, case, "es")

    assert states == [TranslationState.REVIEWED, TranslationState.PUBLISHED]
    assert as_draft == ("Selling potatoes together", frozenset({"summary", "story"}), {"en": True})
    # The story is not translated: a fallback does not make Spanish a whole language of this case.
    assert as_published == ("Vender papas juntos", frozenset({"story"}), {"en": True, "es": False})
    with services.database.reading() as session:
        assert [entry.subject for entry in session.exec(select(SearchLogEntry)).all()] == [f"case:{case.code}"]


def test_half_translated_section_cannot_be_reviewed(services: Services, make: Make) -> None:
    case = published_case(services, make)
    save(services, case, make.coordinator(), {"title": "Vender papas juntos"})

    with pytest.raises(Conflict) as refused:
        step(services, case, "mark_reviewed", make.coordinator())

    assert refused.value.message == "Some texts of this section are not translated yet."


def test_translation_is_outdated_once_the_original_moves(services: Services, make: Make) -> None:
    case = published_case(services, make)
    coordinator = make.coordinator()
    save(services, case, coordinator, SPANISH)
    with services.database.writing() as session:
        version = current_version(session, case)
        assert version is not None
        summary = {**version.content["summary"], "title": "Selling potatoes and beans together"}
        version.content = {**version.content, "summary": summary}
        session.add(version)

    with services.database.reading() as session:
        version = current_version(session, case)
        assert version is not None
        found = {
            status.section.name: (status.state, status.outdated, status.lacking)
            for status in translating.statuses(session, version=version, language="es")
        }
    with pytest.raises(Conflict):
        step(services, case, "mark_reviewed", make.coordinator())

    assert found == {"summary": (TranslationState.DRAFT, True, 0), "story": ("missing", False, 3)}


def test_second_translator_does_not_overwrite_the_first_unseen(services: Services, make: Make) -> None:
    case = published_case(services, make)
    first, second = make.coordinator(), make.coordinator()
    save(services, case, first, SPANISH)

    with pytest.raises(Stale) as clash:
        save(services, case, second, {**SPANISH, "title": "Papas en común"}, expected=0)

    assert clash.value.theirs == SPANISH
    assert save(services, case, second, {**SPANISH, "title": "Papas en común"}, expected=1).row_version == 2


def test_translation_far_longer_than_its_field_is_refused(services: Services, make: Make) -> None:
    case = published_case(services, make)

    with pytest.raises(Invalid) as refused:
        save(services, case, make.coordinator(), {"title": "x" * 161})

    assert (refused.value.field, refused.value.params) == ("title", {"max_length": 160})


def test_strangers_and_plain_members_do_not_translate(services: Services, make: Make) -> None:
    case = published_case(services, make)

    with pytest.raises(Forbidden):
        save(services, case, make.user(), SPANISH)


def test_texts_that_are_not_in_the_original_are_not_kept(services: Services, make: Make) -> None:
    case = published_case(services, make)

    row = save(services, case, make.coordinator(), {**SPANISH, "row_version": "0", "abstract": "Nothing to translate"})

    assert row.texts == SPANISH
