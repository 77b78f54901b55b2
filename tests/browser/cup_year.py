"""One year of the cup and everybody in it, each in a browser of their own."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlmodel import Session, col, select

from app.domain.cup import entering, submitting
from app.domain.cup.answering import name_of, questions_of, save_answers
from app.domain.viewer import viewer_of
from app.models.cases import Case
from app.models.cup import Edition, Phase, QuestionKind
from app.models.entries import Entry, EntryState
from app.models.organisations import Organisation
from app.models.people import User
from app.models.types import now
from tests.browser.conftest import Site
from tests.factories import Make, raw_content

YEAR = 2027
DAY = timedelta(days=1)
# Stands in one entry alone, and is what a stranger finds it by.
RARE = "kipélégué"


def fits(page: Page) -> None:
    """Nothing sticks out to the side, and the page says what it is."""
    page.wait_for_load_state()
    expect(page.locator("main h1")).to_have_count(1)
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, page.url


def link_in(letter: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+\S+", letter)
    assert found, letter
    return found.group()


@dataclass
class Year:
    """`sit` opens a browser; `pages` are the browsers of people by their names."""

    site: Site
    make: Make
    sit: Callable[..., Page]
    pages: dict[str, Page] = field(default_factory=dict)

    def page(self, user: User, *, desk: bool = True) -> Page:
        """The browser of a person, the same one all year long."""
        if user.name not in self.pages:
            self.pages[user.name] = self.sit(user, desk=desk)
        return self.pages[user.name]

    def go(self, page: Page, path: str = "", *, language: str = "en") -> Page:
        answer = page.goto(f"/{language}/cup/{YEAR}{path}")
        assert answer is not None
        assert answer.status == 200, (page.url, answer.status)
        fits(page)
        return page

    def edition(self, session: Session) -> Edition:
        return session.exec(select(Edition).where(Edition.year == YEAR)).one()

    def phase(self) -> Phase:
        with self.site.services.database.reading() as session:
            return self.edition(session).phase

    def entry(self, organisation: Organisation) -> Entry:
        with self.site.services.database.reading() as session:
            return session.exec(select(Entry).where(Entry.organisation_id == organisation.id)).one()

    def case(self, organisation: Organisation) -> Case:
        with self.site.services.database.reading() as session:
            return session.get_one(Case, self.entry(organisation).case_id)

    def state(self, organisation: Organisation) -> EntryState:
        return self.entry(organisation).state

    def codes(self) -> Mapping[str, str]:
        """Entries by the name of their organisation."""
        with self.site.services.database.reading() as session:
            query = (
                select(Organisation.name, Entry.code)
                .join(Entry, col(Entry.organisation_id) == Organisation.id)
                .join(Edition, col(Edition.id) == Entry.edition_id)
                .where(Edition.year == YEAR)
            )
            return dict(session.exec(query).all())

    def entered(self, organisation: Organisation, owner: User, *, title: str, send: bool = True) -> None:
        """What others do in the browser, done with the verbs behind it: an experience, answers, rights, sent."""
        case = self.make.case(organisation, content=raw_content(title=title), created_by_id=owner.id)
        with self.site.services.database.writing() as session:
            edition, by = self.edition(session), viewer_of(session, session.get_one(User, owner.id))
            place = session.get_one(Organisation, organisation.id)
            told = session.get_one(Case, case.id)
            entry = entering.begin(session, edition=edition, organisation=place, by=by, case=told)
            session.flush()
            kept = save_answers(
                session, edition=edition, entry=entry, typed=self._answers(session), expected=entry.row_version, by=by
            )
            assert not kept.problems, kept.problems
            session.flush()
            rights = submitting.EntryRights(licence="cc_by_4", consent=True, redactions=[])
            submitting.settle(session, edition=edition, entry=entry, rights=rights, by=by)
            session.flush()
            if send:
                submitting.submit(session, edition=edition, entry=entry, by=by)

    def _answers(self, session: Session) -> dict[str, str]:
        typed: dict[str, str] = {}
        for question in questions_of(session, self.edition(session)):
            if question.kind is QuestionKind.TEXT:
                typed[name_of(question)] = "Put the scale where all can see it."
            if question.kind is QuestionKind.CHOICE:
                typed[name_of(question)] = question.options[0]["code"]
        return typed

    def move_on(self, coordinator: User, reason: str) -> None:
        """The next phase begins by hand, before its date."""
        page = self.go(self.page(coordinator), "/run")
        form = page.locator("form[action$='/run/next']")
        page.locator("details", has=form).locator("summary").click()
        form.locator("[name=reason]").fill(reason)
        form.get_by_role("button").click()
        expect(page.locator("body")).to_contain_text("Those concerned have been told.")


def clock(days: int) -> str:
    """Noon so many days from now, as a field for a date and a time takes it."""
    return f"{(now() + days * DAY):%Y-%m-%dT12:00}"
