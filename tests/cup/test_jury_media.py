"""Files of an entry: its jurors and the coordinators open exactly those that were sent, unless they have a tie."""

from collections.abc import Callable

import pytest

from app.models.cases import Case, CaseState
from app.models.cup import Phase
from app.models.entries import Entry, EntryState
from app.models.jury import CardState, Juror, Scorecard
from app.models.media import Media, MediaKind
from app.models.types import now
from app.services import Services
from tests.case_page.library import Library
from tests.cup.making import MakeCup
from tests.factories import Make, raw_content
from tests.pages import Browser

Visit = Callable[..., Browser]


class Files:
    """A draft case with two files, of which the entry's submission names one."""

    def __init__(self, services: Services, make: Make, cup: MakeCup) -> None:
        self.make, self.services = make, services
        self.organisation = make.organisation()
        self.case: Case = make.case(self.organisation)
        library = Library(services, make)
        self.sent: Media = library.medium(self.case, MediaKind.DOCUMENT)
        self.later: Media = library.medium(self.case, MediaKind.DOCUMENT)
        content = raw_content() | {"media": {"media": [{"key": "one", "medium": self.sent.public_id}]}}
        self.edition = cup.edition(phase=Phase.JUDGING)
        self.entry = cup.entry(self.edition, self.organisation, case=self.case, content=content)
        self.user = make.user()
        self.juror = cup.juror(self.edition, self.user)
        self.card = cup.card(self.entry, self.juror)

    def status(self, browser: Browser, medium: Media) -> int:
        return browser.client.get(f"/media/{medium.public_id}/original").status_code

    def change(self, thing: Case | Entry | Media | Scorecard | Juror, **changes: object) -> None:
        with self.services.database.writing() as session:
            row = session.get_one(type(thing), thing.id)
            for name, value in changes.items():
                setattr(row, name, value)


@pytest.fixture
def files(services: Services, make: Make, cup: MakeCup) -> Files:
    return Files(services, make, cup)


def test_juror_opens_what_was_sent_and_nothing_else(files: Files, visit: Visit) -> None:
    browser = visit(files.user)

    page = browser.open(f"/en/cup/2026/desk/{files.entry.code}")

    assert f"/media/{files.sent.public_id}/original" in page.html
    assert files.later.public_id not in page.html
    assert (files.status(browser, files.sent), files.status(browser, files.later)) == (200, 404)


def test_coordinator_opens_what_was_sent_unless_tied(files: Files, visit: Visit) -> None:
    free, tied = files.make.coordinator(), files.make.coordinator()
    files.make.member(tied, files.make.organisation())
    with files.services.database.writing() as session:
        session.get_one(Entry, files.entry.id).created_by_id = tied.id

    assert files.status(visit(free), files.sent) == 200
    assert files.status(visit(tied), files.sent) == 404


def test_case_sent_to_the_library_before_it_entered_opens_no_files_to_the_tied(files: Files, visit: Visit) -> None:
    free, tied = files.make.coordinator(), files.make.coordinator()
    files.change(files.case, state=CaseState.SUBMITTED)
    files.change(files.entry, created_by_id=tied.id)

    assert [files.status(visit(free), medium) for medium in (files.sent, files.later)] == [200, 404]
    assert [files.status(visit(tied), medium) for medium in (files.sent, files.later)] == [404, 404]


def test_its_own_people_open_all_files_of_a_case_that_entered(files: Files, visit: Visit) -> None:
    own = files.make.user()
    files.make.member(own, files.organisation)
    files.change(files.case, state=CaseState.SUBMITTED)

    assert [files.status(visit(own), medium) for medium in (files.sent, files.later)] == [200, 200]


@pytest.mark.parametrize(
    ("what", "changes"),
    [
        ("entry", {"state": EntryState.WITHDRAWN}),
        ("card", {"state": CardState.DECLINED}),
        ("juror", {"conflicts_declared_at": None}),
        ("sent", {"consent_withdrawn_at": now()}),
        ("sent", {"removed_at": now()}),
    ],
)
def test_juror_opens_nothing_any_more(files: Files, visit: Visit, what: str, changes: dict[str, object]) -> None:
    files.change(getattr(files, what), **changes)

    assert files.status(visit(files.user), files.sent) == 404


def test_other_jurors_and_strangers_open_nothing(files: Files, visit: Visit, cup: MakeCup) -> None:
    other = files.make.user()
    cup.juror(files.edition, other)

    assert [files.status(visit(person), files.sent) for person in (other, None)] == [404, 404]
