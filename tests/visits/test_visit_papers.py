"""The papers of a visit: what they say, in which language, and who may have them."""

from collections.abc import Callable
from datetime import time
from typing import Any

import pypdfium2
import pytest

from app.domain.visits.participants import forget_passports
from app.models.platform import Job
from app.models.visits import ItineraryItem, Participant, ParticipantSide, VisitState
from app.services import Services
from tests.factories import Make
from tests.pages import Browser
from tests.visits.making import MakeVisit, day
from tests.visits.preparing import Prepared, prepare

Open = Callable[..., Browser]


@pytest.fixture
def group(services: Services, make: Make, visits: MakeVisit) -> Prepared:
    return prepare(
        services, make, visits, guests=2, offer={"time_zone": "Asia/Kathmandu"}, emergency="Pema, +977 61 520 100"
    )


def words(browser: Browser, group: Prepared, rest: str, language: str = "en") -> str:
    """What stands in a PDF, or the status of the refusal."""
    answer = browser.client.get(f"/{language}/learning/visits/{group.visit.code}/{rest}")
    if answer.status_code != 200:
        return str(answer.status_code)
    assert answer.headers["content-type"] == "application/pdf"
    text = " ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(answer.content))
    return " ".join(text.split())


def rosa(group: Prepared, **changes: Any) -> Participant:
    values = {"phone": "+51 999 888", "passport": "P-12345", "needs_note": "No milk", "needs": ["diet"]}
    return group.visits.participant(group.visit, group.demands[0].organisation_id, **{**values, **changes})


def test_letter_invites_one_visitor_in_the_language_asked_for(group: Prepared, visit: Open) -> None:
    one = rosa(group)

    english = words(visit(group.host), group, f"people/{one.id}/letter.pdf?language=en")
    french = words(visit(group.host), group, f"people/{one.id}/letter.pdf?language=fr")

    assert "Letter of invitation" in english
    assert "Rosa Quispe (passport: P-12345)" in english
    assert "Rosa Quispe" in french
    assert french != english


def test_letter_is_for_own_organisation_hosts_and_coordinators(group: Prepared, visit: Open, make: Make) -> None:
    one = rosa(group)
    address = f"people/{one.id}/letter.pdf"
    people = {
        "own": group.visitors[0],
        "host": group.host,
        "coordinator": group.coordinator,
        "other visitors": group.visitors[1],
        "outsider": make.user(),
    }

    seen = {name: words(visit(person), group, address)[:3] for name, person in people.items()}

    assert {name for name, text in seen.items() if text == "404"} == {"other visitors", "outsider"}
    assert words(visit(group.host), group, "people/99/letter.pdf") == "404"


def test_hosts_get_no_letter_of_invitation(group: Prepared, visit: Open) -> None:
    one = group.visits.participant(group.visit, group.visit.host_id, side=ParticipantSide.HOST)

    assert words(visit(group.coordinator), group, f"people/{one.id}/letter.pdf") == "404"


def test_list_has_only_what_people_agreed_to_and_the_reader_may_see(group: Prepared, visit: Open) -> None:
    rosa(group)
    rosa(group, name="Juan Mamani", phone="+51 111 222", consent_at=None)

    own, other = (words(visit(person), group, "people.pdf") for person in group.visitors)

    assert ("Rosa Quispe" in own, "+51 999 888" in own, "No milk" in own) == (True, True, True)
    assert ("Juan Mamani" in own, "+51 111 222" in own) == (True, False)
    assert ("Rosa Quispe" in other, "+51 999 888" in other, "P-12345" in own + other) == (True, False, False)


def test_programme_tells_times_of_the_place_and_of_journeys_from_elsewhere(group: Prepared, visit: Open) -> None:
    with group.services.database.writing() as session:
        for title, starts, zone in (("The <scale>", time(9), ""), ("Flight", time(23, 10), "America/Lima")):
            session.add(
                ItineraryItem(
                    visit_id=group.visit.id or 0,
                    day=day(60),
                    starts_at=starts,
                    kind="see",
                    title=title,
                    time_zone=zone,
                )
            )

    text = words(visit(group.visitors[1]), group, "programme.pdf")

    assert ("09:00 The <scale>" in text, "23:10 (Lima) Flight" in text) == (True, True)
    assert ("Kathmandu" in text, "+977 61 520 100" in text) == (True, True)


def test_letters_go_with_the_passports(services: Services, make: Make, visits: MakeVisit) -> None:
    group = prepare(services, make, visits, starts_on=day(-30), ends_on=day(-28), state=VisitState.COMPLETED)
    rosa(group)

    with services.database.writing() as session:
        forget_passports(session)

    jobs = [(one.kind, one.payload) for one in group.every(Job)]
    assert jobs == [("pdf_forget", {"code": f"visit-{group.visit.code}"})]
