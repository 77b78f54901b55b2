"""What shows that an organisation agreed: opened by itself, by who entered it and by coordinators without a tie."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import col, select

from app.domain.cup import entering, submitting
from app.jobs.worker import Worker
from app.models.cup import Phase
from app.models.entries import Entry, EntryState
from app.models.media import Media
from app.models.people import Role
from app.models.types import now
from app.services import Services
from tests.cup.making import MakeCup
from tests.factories import Make
from tests.pages import Browser, Page

Visit = Callable[..., Browser]


def letter() -> bytes:
    image = BytesIO()
    Image.new("RGB", (40, 30), (250, 250, 240)).save(image, "PNG")
    return image.getvalue()


class Entered:
    """An organisation for which a facilitator has begun to enter, with a photographed letter."""

    def __init__(self, services: Services, make: Make, cup: MakeCup, visit: Visit) -> None:
        self.services, self.make, self.visit = services, make, visit
        self.edition = cup.edition()
        self.organisation = make.organisation("Coop Río Abajo")
        self.owner = make.owner(self.organisation)
        self.helper = make.user("Helper", roles=(Role.FACILITATOR,))

    def begin(self, data: bytes) -> Page:
        browser = self.visit(self.helper)
        page = browser.open(f"/en/cup/2026/enter/for?organisation={self.organisation.code}")
        form = page.form("/enter/for").fill(who="Rosa", how="A letter.", day="2026-01-15", language="es")
        return page.send(form.attach("file", "letter.png", data, "image/png"))

    def entry(self) -> Entry:
        with self.services.database.reading() as session:
            return session.exec(select(Entry)).one()

    def proof(self) -> Media:
        with self.services.database.reading() as session:
            return session.exec(select(Media).where(col(Media.removed_at).is_(None))).one()

    def opened(self, browser: Browser) -> list[int]:
        """By its address among the pages of the cup, and by that of the file itself."""
        paths = (f"/en/cup/2026/entries/{self.entry().code}/agreement", f"/media/{self.proof().public_id}/original")
        return [browser.client.get(path).status_code for path in paths]


@pytest.fixture
def entered(services: Services, make: Make, cup: MakeCup, visit: Visit) -> Entered:
    return Entered(services, make, cup, visit)


def test_letter_is_opened_by_those_concerned_and_by_nobody_else(
    entered: Entered, make: Make, cup: MakeCup, visit: Visit, services: Services
) -> None:
    entered.begin(letter())
    Worker(services).run_once()
    free, judge = make.coordinator(), make.user()
    seat = cup.juror(entered.edition, judge)
    with services.database.writing() as session:
        entry = session.exec(select(Entry)).one()
        entry.state, entry.submitted_at = EntryState.ELIGIBLE, now()
        snapshot = submitting.snapshot_of(session, entry=entry)
        session.get_one(type(entered.edition), entered.edition.id).phase = Phase.JUDGING
    cup.card(entry, seat)

    assert snapshot.content.get("media") is None
    people = {"own": entered.owner, "helper": entered.helper, "coordinator": free}
    assert {name: entered.opened(visit(one)) for name, one in people.items()} == {name: [200, 200] for name in people}
    others = {"juror": judge, "helper": make.user(roles=(Role.FACILITATOR,)), "stranger": make.user()}
    assert {name: entered.opened(visit(one)) for name, one in others.items()} == {name: [404, 404] for name in others}


def test_coordinator_with_a_tie_does_not_open_the_letter(
    entered: Entered, make: Make, visit: Visit, services: Services
) -> None:
    entered.begin(letter())
    Worker(services).run_once()
    tied = make.coordinator()
    with services.database.writing() as session:
        entry = session.exec(select(Entry)).one()
        entry.state, entry.created_by_id = EntryState.ELIGIBLE, tied.id

    assert entered.opened(visit(tied)) == [404, 404]


def test_coordinator_does_not_open_the_letter_of_a_draft(
    entered: Entered, make: Make, visit: Visit, services: Services
) -> None:
    entered.begin(letter())
    Worker(services).run_once()

    assert entered.opened(visit(make.coordinator())) == [404, 404]


def test_file_that_is_none_begins_no_entry(entered: Entered, services: Services) -> None:
    refused = entered.begin(b"\x7fELF\x02\x01\x01")

    assert (refused.status, refused.error_of("file") != "") == (422, True)
    with services.database.reading() as session:
        assert session.exec(select(Entry)).all() == []


def test_another_letter_takes_the_place_of_the_first(entered: Entered, visit: Visit, services: Services) -> None:
    entered.begin(letter())
    first = entered.proof().public_id
    browser = visit(entered.helper)
    page = browser.open(f"/en/cup/2026/entries/{entered.entry().code}")

    page.send(page.form("/agreement").attach("file", "again.png", letter(), "image/png"))
    Worker(services).run_once()

    assert entered.proof().public_id != first
    entry = entered.entry()
    assert (entry.consent_record, entry.consent_medium_id) == ("Rosa\nA letter.\n2026-01-15", entered.proof().id)
    assert entered.opened(browser) == [200, 200]
    assert browser.client.get(f"/media/{first}/original").status_code == 404


def test_letter_goes_with_an_entry_that_was_never_sent(entered: Entered, make: Make, services: Services) -> None:
    entered.begin(letter())
    with services.database.writing() as session:
        entry = session.exec(select(Entry)).one()
        entering.discard(session, entry=entry, by=make.viewer(entered.helper))

    with services.database.reading() as session:
        assert [medium.removed_at is not None for medium in session.exec(select(Media)).all()] == [True]


def test_only_who_entered_it_adds_a_letter(entered: Entered, visit: Visit) -> None:
    entered.begin(letter())
    path = f"/en/cup/2026/entries/{entered.entry().code}/agreement"

    answer = visit(entered.owner).client.post(path, files={"file": ("a.png", letter(), "image/png")})

    assert answer.status_code == 403
