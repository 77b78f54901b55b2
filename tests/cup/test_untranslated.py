"""Before the call opens coordinators are told which texts do not say in other languages what they have written."""

from collections.abc import Callable

from sqlmodel import select

from app.domain.cup import editions
from app.domain.cup.answering import questions_of
from app.domain.cup.untranslated import Behind, texts_behind
from app.models.cup import Edition, Phase
from app.services import Services
from tests.cup.making import MakeCup
from tests.factories import Make
from tests.pages import Browser


def begin(services: Services, make: Make) -> None:
    with services.database.writing() as session:
        by = make.viewer(make.coordinator())
        editions.create(session, by=by, year=2031, language="es", time_zone="America/Lima", source=None)


def found(services: Services) -> list[Behind]:
    with services.database.reading() as session:
        return texts_behind(session, edition=session.exec(select(Edition)).one())


def test_what_begins_with_the_template_is_ready_in_every_language(services: Services, make: Make) -> None:
    begin(services, make)

    assert found(services) == []


def test_what_was_written_in_one_language_leaves_the_template_in_the_others(services: Services, make: Make) -> None:
    begin(services, make)
    with services.database.writing() as session:
        edition = session.exec(select(Edition)).one()
        mine = {**edition.texts["es"], "title": "Copa del café 2031"}
        french = {**edition.texts["fr"], "title": "Coupe du café 2031"}
        edition.texts = {**edition.texts, "es": mine, "fr": french, "pt": {}}
        question = questions_of(session, edition)[1]
        words = {**question.texts["es"], "label": "¿Recibirían visitas en la cosecha?"}
        question.texts = {"es": words, "en": question.texts["en"], "fr": question.texts["fr"]}

    assert found(services) == [
        Behind("en", "title", 0, 1),
        Behind("en", "questions", 0, 1),
        Behind("fr", "questions", 0, 1),
        *(Behind("pt", part, 1, 0) for part in ("title", "theme", "rules")),
        Behind("pt", "questions", 2, 0),
    ]


def test_overview_of_a_draft_leads_to_what_is_not_ready(
    visit: Callable[..., Browser], cup: MakeCup, make: Make
) -> None:
    cup.edition(phase=Phase.DRAFT)
    coordinator = make.coordinator()

    page = visit(coordinator).open("/en/cup/2026/run")

    assert "Texts that are not ready in every language" in page.text
    assert "Rules: one text is missing" in page.text
    assert "/en/cup/2026/run/edition/criteria?in=fr" in page.html


def test_overview_of_an_open_call_says_nothing_of_it(visit: Callable[..., Browser], cup: MakeCup, make: Make) -> None:
    cup.edition()

    page = visit(make.coordinator()).open("/en/cup/2026/run")

    assert "Texts that are not ready in every language" not in page.text
