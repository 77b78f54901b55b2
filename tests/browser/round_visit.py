"""How both sides answer, and how the visit that comes of it is prepared and stands in calendars."""

from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import ics
from playwright.sync_api import expect

from app.domain.visits.proposal_words import REASONS
from app.i18n import translate
from app.models.people import User
from app.models.rounds import Proposal, ProposalState
from app.models.visits import VisitState
from tests.browser.cup_year import fits, link_in
from tests.browser.round_scene import Party, Scene, letters, press, says, tap
from tests.visits.calendars import calendar_part

GOAL = "Saber llevar el libro del almacén sin ayuda"
MEET, CALL = "No portão da cooperativa", "Paulo Lima, +55 51 99999 0000"


def decline_by_mail(scene: Scene, host: Party, visitor: Party) -> None:
    """Signed out, by the link in the mail; the reason is for coordinators."""
    page, language, names = scene.sit(), host.language, (visitor.name, host.name)
    page.goto(tap(scene, host.address, names, "no"))
    fits(page)
    assert f"/{language}/" in page.url
    page.get_by_label(translate(language, REASONS["busy"])).check(force=True)
    press(page, language, "Send this answer")
    says(page, language, "Your answer is kept")
    assert _proposed(scene, visitor, host).state is ProposalState.DECLINED
    page.goto(tap(scene, host.address, names, "yes"))
    says(page, language, "This was answered")
    page.context.close()


def _proposed(scene: Scene, visitor: Party, host: Party) -> Proposal:
    found = scene.proposal(visitor, host)
    assert found
    return found


def offer_the_alternative(scene: Scene, coordinator: User, visitor: Party, host: Party) -> None:
    """Suggested by the worker within minutes, sent by the coordinator with one button of the page the mail leads to."""
    scene.pass_time(minutes=6)
    scene.site.wait_for(lambda: scene.proposal(visitor, host) is not None)
    letter = scene.site.letter(coordinator.email or "", "Could be proposed next")
    page = scene.page(coordinator, desk=True)
    page.goto(link_in(letter))
    fits(page)
    expect(page.locator("#why")).to_contain_text("of 100")
    press(page, "en", "Send to both sides")
    says(page, "en", "Sent. Both sides get a mail.")


def accept(scene: Scene, visitor: Party, host: Party) -> None:
    """The hosts by the link in their mail, signed out; the visitors in the app, on their telephone."""
    page = scene.sit()
    page.goto(tap(scene, host.address, (visitor.name, host.name), "yes"))
    fits(page)
    press(page, host.language, "Yes, we want this visit")
    says(page, host.language, "Your answer is kept")
    page.context.close()
    assert _proposed(scene, visitor, host).state is ProposalState.HOST_ACCEPTED
    phone = scene.phone(visitor, "/learning/proposals")
    phone.locator(f"main a[href$='/proposals/{_proposed(scene, visitor, host).code}']").first.click()
    press(phone, visitor.language, "Yes, we want this visit")
    says(phone, visitor.language, "Both sides agreed. The visit has its own page now.")
    phone.get_by_role("link", name=translate(visitor.language, "To the page of the visit")).click()
    fits(phone)
    assert scene.visit().state is VisitState.PLANNED


def prepare(scene: Scene, visitor: Party, host: Party, traveller: str) -> None:
    agree_on_a_goal(scene, visitor, host)
    name_who_travels(scene, visitor, traveller)
    write_the_programme(scene, host)


def agree_on_a_goal(scene: Scene, visitor: Party, host: Party) -> None:
    path = f"/learning/visits/{scene.visit().code}/goals"
    page = scene.phone(visitor, path)
    page.get_by_role("link", name=translate(visitor.language, "Add a goal")).click()
    page.locator("[name=text]").fill(GOAL)
    press(page, visitor.language, "Save")
    press(page, visitor.language, "Sign for the visitors")
    says(page, visitor.language, "not signed by the hosts yet")
    other = scene.phone(host, path)
    expect(other.locator("main")).to_contain_text(GOAL)
    press(other, host.language, "Sign for the hosts")
    expect(other.locator("main")).not_to_contain_text(translate(host.language, "not signed by the hosts yet"))


def name_who_travels(scene: Scene, visitor: Party, address: str) -> None:
    """Two of them; one has no account here, and gave an address for invitations."""
    for name, email in (("Rosa Quispe", address), ("Inés Huamán", "")):
        page = scene.phone(visitor, f"/learning/visits/{scene.visit().code}/people/new")
        page.locator("[name=name]").fill(name)
        page.locator("[name=role]").select_option("producer")
        page.locator("[name=visa]").select_option("not_needed")
        page.locator("[name=insured]").check(force=True)
        page.locator("[name=consent]").check(force=True)
        page.locator("[name=gender][value=woman]").check(force=True)
        page.locator("[name=email]").fill(email)
        press(page, visitor.language, "Save")
        expect(page.locator("main")).to_contain_text(name)
        fits(page)


def write_the_programme(scene: Scene, host: Party) -> None:
    """Each day has a line already; the hosts give it a time. Then where to meet, and whom to call."""
    visit = scene.visit()
    base = f"/learning/visits/{visit.code}"
    for number in range((visit.ends_on - visit.starts_on).days + 1):
        page = scene.phone(host, f"{base}/programme")
        page.locator(f"#day-{number + 1} .day-item a").first.click()
        page.locator("[name=starts_at]").fill("09:00")
        page.locator("[name=ends_at]").fill("12:30")
        press(page, host.language, "Save")
        expect(page.locator(f"#day-{number + 1} .day-clock")).to_have_text("09:00–12:30")
        fits(page)
    page = scene.phone(host, f"{base}/details")
    page.locator("[name=meeting_point]").fill(MEET)
    page.locator("[name=emergency]").fill(CALL)
    press(page, host.language, "Save")
    expect(page.locator("main")).to_contain_text(MEET)


def confirm(scene: Scene, coordinator: User) -> None:
    page = scene.go(scene.page(coordinator, desk=True), f"/en/learning/visits/{scene.visit().code}")
    press(page, "en", "Confirm the visit")
    says(page, "en", "Confirmed. Everybody gets a mail.")
    assert scene.visit().state is VisitState.CONFIRMED


def invited(scene: Scene, addresses: set[str]) -> None:
    """Once nobody changes it any more, all have the visit in their calendar, as another program reads it."""
    scene.pass_time(minutes=6)
    visit = scene.visit()
    scene.site.wait_for(lambda: set(_calendars(scene.site.mail)) >= addresses)
    found = _calendars(scene.site.mail)
    assert set(found) == addresses
    for data in found.values():
        event = max(ics.Calendar(data.decode()).events, key=lambda one: one.duration)
        assert event.uid == visit.uid
        assert (event.begin.date(), event.end.date()) == (visit.starts_on, visit.ends_on + timedelta(days=1))
        assert visit.title in event.name


def _calendars(folder: Path) -> dict[str, bytes]:
    """The last calendar that was mailed to each address."""
    invitations = (one for one in reversed(letters(folder)) if _holds_calendar(one))
    return {str(one["to"]): calendar_part(one)[1] for one in invitations}


def _holds_calendar(letter: EmailMessage) -> bool:
    return any(part.get_content_type() == "text/calendar" for part in letter.walk())
