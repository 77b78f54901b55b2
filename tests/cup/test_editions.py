"""Making editions, and changing what they are about."""

from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import Session, select

from app.domain.cup import editions, template
from app.domain.cup.answering import questions_of
from app.domain.cup.dates import part_of as dates_of
from app.domain.cup.editions import About, Settings
from app.domain.cup.local_times import moment_of
from app.domain.cup.phases import RIGHTS, phase_rows
from app.domain.cup.rubric import criteria_of, is_sound
from app.domain.cup.versions import version_of
from app.domain.errors import Invalid, Stale
from app.domain.viewer import Viewer
from app.models.cup import Edition, Phase
from app.models.platform import AuditEvent
from app.services import Services
from tests.cup.making import MakeCup, clock
from tests.factories import Make


def create(services: Services, by: Viewer, **said: Any) -> Edition:
    asked = {"year": 2031, "language": "es", "time_zone": "America/Lima", "source": None, **said}
    with services.database.writing() as session:
        return editions.create(session, by=by, **asked)


@pytest.fixture
def coordinator(make: Make) -> Viewer:
    return make.viewer(make.coordinator())


def test_template_speaks_four_languages_and_is_sound() -> None:
    criteria = template.criteria(1)

    assert len(criteria) >= 6
    assert is_sound(criteria)
    for criterion in criteria:
        assert set(criterion.texts) == {"en", "es", "fr", "pt"}
        assert [level["value"] for level in criterion.levels] == [0, 1, 2, 3, 4]
        for level in criterion.levels:
            assert set(level["texts"]) == {"en", "es", "fr", "pt"}
            assert all(level["texts"].values())
            assert len(set(level["texts"].values())) == 4
    assert {award["result"] for award in template.awards()} == {"winner", "finalist", "honoured"}


def test_edition_from_the_template_can_open_but_for_its_dates(services: Services, coordinator: Viewer) -> None:
    made = create(services, coordinator)

    with services.database.reading() as session:
        edition = session.get_one(Edition, made.id)
        rows = phase_rows(session, edition)
        assert edition.phase is Phase.DRAFT
        assert edition.texts["fr"]["title"] == "Coupe des expériences excellentes 2031"
        assert (edition.language, edition.time_zone) == ("es", "America/Lima")
        assert {phase: row.enter for phase, row in rows.items() if row.enter} == {Phase.CALL_OPEN: True}
        assert all(row.read == RIGHTS[phase].get("read", False) for phase, row in rows.items())
        assert len(criteria_of(session, edition)) == 6
        assert [question.kind for question in questions_of(session, edition)] == ["text", "choice", "number", "file"]


def test_copy_brings_everything_and_moves_dates_by_the_years(
    services: Services, coordinator: Viewer, cup: MakeCup
) -> None:
    source = cup.edition(year=2030, phase=Phase.ARCHIVED, time_zone="Europe/Paris", jurors_per_entry=5)
    with services.database.writing() as session:
        rows = phase_rows(session, session.get_one(Edition, source.id))
        rows[Phase.CALL_OPEN].starts_at = moment_of(clock("2030-09-01 08:00"), zone="Europe/Paris")
        rows[Phase.ANNOUNCED].starts_at = moment_of(clock("2031-03-31 08:00"), zone="Europe/Paris")

    made = create(services, coordinator, year=2032, source=2030)

    with services.database.reading() as session:
        edition = session.get_one(Edition, made.id)
        dates = dates_of(session, edition)
        assert edition.texts["en"]["title"] == "Cup 2032"
        assert edition.copied_from_id == source.id
        assert edition.jurors_per_entry == 5
        assert (dates["call_open"], dates["announced"]) == ("2032-09-01T08:00", "2033-03-31T08:00")
        assert [one.code for one in criteria_of(session, edition)] == ["reflection", "transfer", "results"]
        assert [one.texts for one in questions_of(session, edition)] == [
            one.texts for one in questions_of(session, source)
        ]
        assert {one.id for one in criteria_of(session, edition)}.isdisjoint(
            {one.id for one in criteria_of(session, source)}
        )


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"year": 2030}, "year"),
        ({"year": 1066}, "year"),
        ({"source": 1999}, "source"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
    ],
)
def test_edition_that_can_not_be_is_refused(
    services: Services, coordinator: Viewer, cup: MakeCup, said: dict[str, Any], field: str
) -> None:
    cup.edition(year=2030)

    with pytest.raises(Invalid) as refused:
        create(services, coordinator, **said)

    assert refused.value.field == field


def change(session: Session, edition: Edition, by: Viewer, seen: str, settings: Settings, **words: str) -> None:
    about = About(**{"title": "New", "theme": "", "rules": "", **words})
    edition = session.get_one(Edition, edition.id)
    editions.change_about(session, edition=edition, by=by, seen=seen, language="en", about=about, settings=settings)


def test_change_is_kept_in_the_trail(services: Services, coordinator: Viewer, cup: MakeCup) -> None:
    edition = cup.edition(phase=Phase.DRAFT)
    seen, settings = version_of(editions.part_of(edition, "en")), replace(Settings.of(edition), blind=False)

    with services.database.writing() as session:
        change(session, edition, coordinator, seen, settings, title=" New \n title ", theme="Markets that last")

    with services.database.reading() as session:
        event = session.exec(select(AuditEvent).where(AuditEvent.verb == "edition.about")).one()
        assert event.object_id == str(edition.year)
        assert event.after == {"title": "New title", "rules": "", "blind": False}


def test_second_of_two_who_change_the_texts_sees_both(services: Services, coordinator: Viewer, cup: MakeCup) -> None:
    edition = cup.edition(phase=Phase.DRAFT)
    seen, settings = version_of(editions.part_of(edition, "en")), Settings.of(edition)
    with services.database.writing() as session:
        change(session, edition, coordinator, seen, settings, title="First")

    with services.database.writing() as session, pytest.raises(Stale) as clash:
        change(session, edition, coordinator, seen, settings, title="Second")

    assert clash.value.theirs["title"] == "First"  # type: ignore[index]


def test_new_zone_keeps_the_clock_times_of_a_draft(services: Services, coordinator: Viewer, cup: MakeCup) -> None:
    edition = cup.edition(phase=Phase.DRAFT, time_zone="America/Lima")
    with services.database.writing() as session:
        row = phase_rows(session, session.get_one(Edition, edition.id))[Phase.SCREENING]
        row.starts_at = moment_of(clock("2031-12-04 23:59"), zone="America/Lima")
    settings = replace(Settings.of(edition), time_zone="Africa/Nairobi")

    with services.database.writing() as session:
        change(session, edition, coordinator, version_of(editions.part_of(edition, "en")), settings)

    with services.database.reading() as session:
        fresh = session.get_one(Edition, edition.id)
        assert dates_of(session, fresh)["screening"] == "2031-12-04T23:59"
        assert phase_rows(session, fresh)[Phase.SCREENING].starts_at == moment_of(
            clock("2031-12-04 23:59"), zone="Africa/Nairobi"
        )


@pytest.mark.parametrize(
    ("phase", "changes", "field"),
    [
        (Phase.CALL_OPEN, {"time_zone": "Africa/Nairobi"}, "time_zone"),
        (Phase.JUDGING, {"blind": False}, "blind"),
        (Phase.DRAFT, {"languages": []}, "languages"),
        (Phase.DRAFT, {"jurors_per_entry": 0}, "jurors_per_entry"),
        (Phase.DRAFT, {"repair_days": 400}, "repair_days"),
    ],
)
def test_setting_that_would_harm_is_refused(
    services: Services, coordinator: Viewer, cup: MakeCup, phase: Phase, changes: dict[str, Any], field: str
) -> None:
    edition = cup.edition(phase=phase)
    settings = replace(Settings.of(edition), **changes)

    with services.database.writing() as session, pytest.raises(Invalid) as refused:
        change(session, edition, coordinator, version_of(editions.part_of(edition, "en")), settings)

    assert refused.value.field == field
