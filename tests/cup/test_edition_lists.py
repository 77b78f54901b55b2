"""Criteria, questions and awards: what is refused, what is kept, and in which language."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session

from app.domain.cup import awards, questions, rubric
from app.domain.cup.answering import questions_of
from app.domain.cup.awards import AwardSaid
from app.domain.cup.questions import QuestionSaid
from app.domain.cup.rubric import CriterionSaid
from app.domain.cup.versions import version_of
from app.domain.errors import Conflict, Invalid, Stale
from app.domain.viewer import Viewer
from app.models.cup import Edition, Phase
from app.models.jury import CardState
from app.models.types import now
from app.services import Services
from tests.cup.making import MakeCup
from tests.factories import Make
from tests.pages import Browser

LEVELS = ("Nothing is said.", "Something is said.", "All is said.")
LEARNING = CriterionSaid("", "Reflection", "What do they say?", 3, True, LEVELS)
RESULTS = CriterionSaid("", "Results", "What changed?", 2, False, LEVELS)


@pytest.fixture
def coordinator(make: Make) -> Viewer:
    return make.viewer(make.coordinator())


@pytest.fixture
def edition(cup: MakeCup) -> Edition:
    return cup.edition(phase=Phase.DRAFT)


def set_criteria(services: Services, edition: Edition, by: Viewer, *said: CriterionSaid) -> None:
    with services.database.writing() as session:
        seen = version_of(rubric.part_of(session, edition, "en"))
        edition = session.get_one(Edition, edition.id)
        rubric.set_criteria(session, edition=edition, by=by, seen=seen, said=said)


def stored(services: Services, edition: Edition, language: str = "en") -> list[CriterionSaid]:
    with services.database.reading() as session:
        return rubric.part_of(session, edition, language)


def test_criteria_are_kept_in_their_order(services: Services, edition: Edition, coordinator: Viewer) -> None:
    set_criteria(services, edition, coordinator, RESULTS, replace(LEARNING, levels=(*LEVELS, "", " ")))

    assert [replace(one, code="") for one in stored(services, edition)] == [RESULTS, LEARNING]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ([], "criteria"),
        ([replace(LEARNING, weight=2), RESULTS], "criteria"),
        ([replace(LEARNING, learning=False)], "criteria"),
        ([LEARNING, replace(RESULTS, name=" ")], "criteria-1-name"),
        ([replace(LEARNING, asks="")], "criteria-0-asks"),
        ([replace(LEARNING, weight=0)], "criteria-0-weight"),
        ([replace(LEARNING, levels=LEVELS[:2])], "criteria-0-level_two"),
        ([replace(LEARNING, levels=("Nothing.", "", "All.", "More."))], "criteria-0-level_one"),
        ([replace(LEARNING, name="x" * 81)], "criteria-0-name"),
        ([LEARNING] * 16, "criteria"),
    ],
)
def test_criteria_that_would_not_do_are_refused(
    services: Services, edition: Edition, coordinator: Viewer, said: list[CriterionSaid], field: str
) -> None:
    before = stored(services, edition)

    with pytest.raises(Invalid) as refused:
        set_criteria(services, edition, coordinator, *said)

    assert refused.value.field == field
    assert stored(services, edition) == before


def test_criteria_are_frozen_once_somebody_has_scored(services: Services, cup: MakeCup, coordinator: Viewer) -> None:
    edition = cup.edition(phase=Phase.JUDGING)
    entry, juror = cup.entry(edition), cup.juror(edition)
    card = cup.card(entry, juror)
    set_criteria(services, edition, coordinator, *stored(services, edition))
    with services.database.writing() as session:
        fresh = session.get_one(type(card), card.id)
        fresh.state, fresh.scores = CardState.DRAFT, {"reflection": 2}

    with pytest.raises(Conflict):
        set_criteria(services, edition, coordinator, LEARNING)


def test_translation_of_criteria_leaves_the_rest(services: Services, edition: Edition, coordinator: Viewer) -> None:
    before = stored(services, edition)
    said = [replace(before[0], name="Reflexión", weight=99, learning=False, levels=("Nada.", "", "", "", "Todo."))]

    with services.database.writing() as session:
        fresh = session.get_one(Edition, edition.id)
        seen = version_of(rubric.part_of(session, fresh, "es"))
        rubric.translate_criteria(session, edition=fresh, by=coordinator, seen=seen, language="es", said=said)

    assert stored(services, edition) == before
    spanish = stored(services, edition, "es")[0]
    assert (spanish.name, spanish.weight, spanish.levels) == ("Reflexión", 3, ("Nada.", "", "", "", "Todo."))


def test_second_of_two_who_change_criteria_sees_both(services: Services, edition: Edition, coordinator: Viewer) -> None:
    seen = version_of(stored(services, edition))
    set_criteria(services, edition, coordinator, LEARNING)

    with services.database.writing() as session:
        fresh = session.get_one(Edition, edition.id)
        with pytest.raises(Stale) as clash:
            rubric.set_criteria(session, edition=fresh, by=coordinator, seen=seen, said=[LEARNING, RESULTS])

    assert [one.name for one in clash.value.theirs] == ["Reflection"]  # type: ignore[attr-defined]


def test_change_of_another_part_is_no_clash(services: Services, edition: Edition, coordinator: Viewer) -> None:
    seen = version_of(stored(services, edition))
    set_awards(services, edition, coordinator, AwardSaid("", "winner", 1, "First", ""))

    with services.database.writing() as session:
        fresh = session.get_one(Edition, edition.id)
        rubric.set_criteria(session, edition=fresh, by=coordinator, seen=seen, said=[LEARNING])

    assert [one.name for one in stored(services, edition)] == ["Reflection"]


WHY = QuestionSaid("", "text", "Why?", "", True, 300, ())
WHICH = QuestionSaid("", "choice", "Which?", "Take one.", False, None, ("Red", "Green"))


def keep_questions(session: Session, edition: Edition, by: Viewer, *said: QuestionSaid) -> None:
    edition = session.get_one(Edition, edition.id)
    seen = version_of(questions.part_of(session, edition, "en"))
    questions.set_questions(session, edition=edition, by=by, seen=seen, said=said)


def set_questions(services: Services, edition: Edition, by: Viewer, *said: QuestionSaid) -> list[QuestionSaid]:
    with services.database.writing() as session:
        keep_questions(session, edition, by, *said)
        return questions.part_of(session, edition, "en")


def test_questions_are_added_moved_and_taken_away(services: Services, edition: Edition, coordinator: Viewer) -> None:
    first = set_questions(services, edition, coordinator, WHY, WHICH)
    second = set_questions(services, edition, coordinator, first[1], replace(WHY, label="How?"), first[0])

    assert [one.label for one in second] == ["Which?", "How?", "Why?"]
    assert [second[0], second[2]] == [first[1], first[0]]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (replace(WHY, label=" "), "questions-0-label"),
        (replace(WHY, kind="poem"), "questions-0-kind"),
        (replace(WHY, limit=0), "questions-0-limit"),
        (replace(WHY, limit=5000), "questions-0-limit"),
        (replace(WHICH, options=("Red",)), "questions-0-options"),
        (replace(WHICH, options=("Red", "Red")), "questions-0-options"),
        (replace(WHY, number="999"), "questions-0-label"),
    ],
)
def test_question_that_would_not_do_is_refused(
    services: Services, edition: Edition, coordinator: Viewer, said: QuestionSaid, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        set_questions(services, edition, coordinator, said)

    assert refused.value.field == field


def test_option_that_is_reworded_keeps_its_answers(services: Services, edition: Edition, coordinator: Viewer) -> None:
    first = set_questions(services, edition, coordinator, WHICH)
    with services.database.reading() as session:
        before = questions_of(session, edition)[0].options

    set_questions(services, edition, coordinator, replace(first[0], options=("Green", "Crimson")))
    set_questions(services, edition, coordinator, replace(first[0], options=("Green", "Crimson", "Blue")))

    with services.database.reading() as session:
        after = questions_of(session, edition)[0].options
    assert [option["texts"]["en"] for option in after] == ["Green", "Crimson", "Blue"]
    assert after[0]["code"] == before[1]["code"]


def test_what_was_answered_stays(services: Services, cup: MakeCup, coordinator: Viewer) -> None:
    edition = cup.edition()
    which = set_questions(services, edition, coordinator, WHICH)[0]
    with services.database.reading() as session:
        red = questions_of(session, edition)[0].options[0]["code"]
    cup.entry(edition, answers={which.number: red})

    def refused_field(*said: QuestionSaid) -> str:
        with services.database.writing() as session, pytest.raises(Invalid) as refused:
            keep_questions(session, edition, coordinator, *said)
        return refused.value.field

    assert refused_field(WHY) == "questions"
    assert refused_field(replace(which, kind="text")) == "questions-0-kind"
    assert refused_field(replace(which, options=("Green", "Blue", "Black"))) == "questions-0-options"


def test_translated_options_are_as_many(services: Services, edition: Edition, coordinator: Viewer) -> None:
    which = set_questions(services, edition, coordinator, WHICH)[0]

    def translate(*options: str) -> None:
        with services.database.writing() as session:
            fresh = session.get_one(Edition, edition.id)
            seen = version_of(questions.part_of(session, fresh, "fr"))
            said = [replace(which, label="Lequel ?", options=options)]
            questions.translate_questions(session, edition=fresh, by=coordinator, seen=seen, language="fr", said=said)

    with pytest.raises(Invalid) as refused:
        translate("Rouge")
    translate("Rouge", "Vert")

    assert refused.value.field == "questions-0-options"
    with services.database.reading() as session:
        french = questions.part_of(session, edition, "fr")[0]
    assert (french.label, french.options, french.kind) == ("Lequel ?", ("Rouge", "Vert"), "choice")


def set_awards(services: Services, edition: Edition, by: Viewer, *said: AwardSaid) -> None:
    with services.database.writing() as session:
        edition = session.get_one(Edition, edition.id)
        seen = version_of(awards.part_of(edition, "en"))
        awards.set_awards(session, edition=edition, by=by, seen=seen, said=said)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"result": "loser"}, "awards-0-result"),
        ({"name": ""}, "awards-0-name"),
        ({"places": 0}, "awards-0-places"),
        ({"about": "x" * 401}, "awards-0-about"),
    ],
)
def test_award_that_would_not_do_is_refused(
    services: Services, edition: Edition, coordinator: Viewer, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        set_awards(services, edition, coordinator, replace(AwardSaid("", "winner", 1, "First", ""), **changes))

    assert refused.value.field == field


def test_award_that_was_given_stays(services: Services, cup: MakeCup, coordinator: Viewer) -> None:
    edition = cup.edition(phase=Phase.DELIBERATION)
    cup.entry(edition, award="honoured")
    others = [one for one in awards.part_of(edition, "en") if one.key != "honoured"]

    with pytest.raises(Invalid):
        set_awards(services, edition, coordinator, *others)


@pytest.mark.parametrize("language", ["en", "es"])
def test_awards_stay_as_they_were_given_in_every_language(
    services: Services, cup: MakeCup, coordinator: Viewer, language: str
) -> None:
    edition = cup.edition(phase=Phase.ANNOUNCED, released_at=now())
    renamed = replace(awards.part_of(edition, "en")[0], name="Loser")

    verb = awards.set_awards if language == "en" else partial(awards.translate_awards, language=language)
    seen = version_of(awards.part_of(edition, language))

    with services.database.writing() as session, pytest.raises(Conflict) as refused:
        verb(session, edition=session.get_one(Edition, edition.id), by=coordinator, seen=seen, said=[renamed])

    assert str(refused.value) == "The results are out; the awards stay as they were given, in every language."


def test_page_of_awards_that_were_given_has_no_form(cup: MakeCup, make: Make, visit: Callable[..., Browser]) -> None:
    cup.edition(phase=Phase.ANNOUNCED, released_at=now())
    browser = visit(make.coordinator())

    page = browser.open("/en/cup/2026/run/edition/awards")
    refused = browser.client.post("/en/cup/2026/run/edition/awards?in=es", data={"seen": "x"})

    assert "Honoured · Honourable mention · 3 places" in page.text
    assert 'action="/en/cup/2026/run/edition/awards"' not in page.html
    assert refused.status_code == 409
