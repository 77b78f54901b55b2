"""Everybody in one round of learning visits, each with a browser of their own, and the clock they live by."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import time_machine
from playwright.sync_api import Locator, Page, expect
from sqlmodel import col, select

from app.domain.cases.versions import freeze, working_copy
from app.i18n import translate
from app.models.cases import Case, CaseState
from app.models.demands import Demand, Offer
from app.models.organisations import Organisation
from app.models.people import User
from app.models.rounds import Proposal
from app.models.types import now
from app.models.visits import Visit
from tests.browser.conftest import Site
from tests.browser.cup_year import fits
from tests.factories import Make, raw_content

TOPIC, SECOND_TOPIC = "capability:marketing_negotiation", "benefit:joint_purchase"


@dataclass(frozen=True)
class Party:
    """An organisation with who writes for it, in their language."""

    organisation: Organisation
    owner: User

    @property
    def name(self) -> str:
        return self.organisation.name

    @property
    def language(self) -> str:
        return self.owner.language

    @property
    def address(self) -> str:
        return self.owner.email or ""


@dataclass
class Scene:
    """`sit` opens a browser; `pages` are those of the people who are signed in, by their names."""

    site: Site
    make: Make
    sit: Callable[..., Page]
    clock: time_machine.Traveller
    pages: dict[str, Page] = field(default_factory=dict)

    def party(self, name: str, country: str, owner: str, language: str) -> Party:
        organisation = self.make.organisation(name, country=country, languages=[language])
        return Party(organisation, self.make.owner(organisation, owner, language=language))

    def page(self, user: User, *, desk: bool = False) -> Page:
        if user.name not in self.pages:
            self.pages[user.name] = self.sit(user, desk=desk)
        return self.pages[user.name]

    def phone(self, party: Party, path: str) -> Page:
        """The page of a person of this organisation, on their telephone and in their language."""
        return self.go(self.page(party.owner), f"/{party.language}{path}")

    def go(self, page: Page, path: str) -> Page:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, (page.url, answer.status)
        fits(page)
        return page

    def pass_time(self, **span: int) -> None:
        """The clock of the platform moves on; who was signed in for a day signs in again."""
        self.clock.shift(timedelta(**span))
        if timedelta(**span) > timedelta(hours=12):
            for page in self.pages.values():
                page.context.close()
            self.pages.clear()

    def until(self, day: date) -> None:
        self.pass_time(days=(day - now().date()).days)

    def wish(self, party: Party) -> Demand:
        with self.site.services.database.reading() as session:
            return session.exec(select(Demand).where(Demand.organisation_id == party.organisation.id)).one()

    def offer(self, party: Party) -> Offer:
        with self.site.services.database.reading() as session:
            return session.exec(select(Offer).where(Offer.organisation_id == party.organisation.id)).one()

    def proposal(self, visitor: Party, host: Party) -> Proposal | None:
        with self.site.services.database.reading() as session:
            query = select(Proposal).where(
                Proposal.visitor_id == visitor.organisation.id, Proposal.host_id == host.organisation.id
            )
            return session.exec(query.order_by(col(Proposal.id).desc())).first()

    def visit(self) -> Visit:
        with self.site.services.database.reading() as session:
            return session.exec(select(Visit)).one()

    def published_case(self, party: Party, title: str) -> Case:
        """With the verbs: how an experience comes to be public is another test's story."""
        content = raw_content(title=title)
        case = self.make.case(party.organisation, content=content, original_language=party.language)
        with self.site.services.database.writing() as session:
            mine = session.get_one(Case, case.id)
            mine.state = CaseState.LEARNING_MATERIAL
            version = working_copy(session, mine)
            freeze(session, case=mine, version=version, what_changed="", by=None)
        return case


def press(page: Page, language: str, words: str, *, within: Locator | None = None) -> None:
    """A button by what stands on it, in the language of the page; leads to the next page."""
    place = within or page.locator("main")
    with page.expect_navigation():
        place.get_by_role("button", name=translate(language, words), exact=True).first.click()


def says(page: Page, language: str, words: str) -> None:
    """The page says it, in the language of its reader."""
    expect(page.locator("body")).to_contain_text(translate(language, words))
    fits(page)


def unfold(page: Page, name: str) -> None:
    """Open the fold in which a field lies."""
    fold = page.locator("details", has=page.locator(f"[name={name}]")).last
    if fold.get_attribute("open") is None:
        fold.locator("summary").first.click()


def tap(scene: Scene, to: str, about: Sequence[str], answer: str) -> str:
    """The link that answers so, in the latest mail to this address whose subject has all these words."""
    found: list[str] = []

    def arrived() -> bool:
        for letter in letters(scene.site.mail, to):
            if all(words in str(letter["subject"]) for words in about):
                found.extend(re.findall(rf"http://127\.0\.0\.1:\d+\S+\?answer={answer}\b", text_of(letter)))
        return bool(found)

    scene.site.wait_for(arrived)
    return found[0]


def letters(folder: Path, to: str = "") -> list[EmailMessage]:
    """The mails to an address, the latest first."""
    found = (message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml")))
    return [one for one in reversed(list(found)) if isinstance(one, EmailMessage) and to in str(one["to"])]


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
