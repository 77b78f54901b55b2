"""A visit takes place, is reported by telephone, and three months later its adoption stands on the hosts' case."""

from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect
from sqlmodel import select

from app.domain.visits.checks_due import months_after
from app.i18n import translate
from app.models.cases import Case
from app.models.learning import LearningReport, ReportState
from app.models.media import Media, MediaState
from app.models.people import User
from app.models.visits import VisitState
from tests.browser.cup_year import fits
from tests.browser.round_scene import Party, Scene, press, says, tap
from tests.browser.round_visit import CALL, GOAL, MEET
from tests.visits.making import day

SEEN = "Pesan cada saco delante del socio y lo apuntan en un libro abierto."
RESOLVED = "Comprar una balanza y pesar delante de todos"
COMMENT = "Voltem sempre; vocês nos ensinaram a secar melhor."


def hold(scene: Scene, visitor: Party) -> None:
    """Its first day comes: the worker says that it is under way, and a telephone shows what is today."""
    scene.until(scene.visit().starts_on)
    # Noon in UTC is morning in Brazil: the same day on both.
    scene.site.wait_for(lambda: scene.visit().state is VisitState.UNDER_WAY)
    page = scene.phone(visitor, f"/learning/visits/{scene.visit().code}/today")
    for words in (MEET, "09:00"):
        expect(page.locator("main")).to_contain_text(words)
    assert page.locator("a[href^='tel:']").first.get_attribute("href") == "tel:" + CALL.partition(", ")[2].replace(
        " ", ""
    )


def begin_report(scene: Scene, visitor: Party, folder: Path) -> None:
    """On the way: some words, kept by themselves, and a photograph."""
    language = visitor.language
    page = scene.phone(visitor, f"/learning/visits/{scene.visit().code}/report")
    page.locator("main form button.button-primary").click()
    page.wait_for_url("**/edit*")
    fits(page)
    page.locator("[name=seen]").fill(SEEN)
    page.locator("[data-save-state][data-now=saved]").wait_for()
    press(page, language, "Photographs and voice notes")
    page.wait_for_url("**/media*")
    Image.effect_mandelbrot((800, 600), (-2, -1.5, 1, 1.5), 50).convert("RGB").save(folder / "scale.jpg")
    page.locator("input[name=file]").set_input_files(folder / "scale.jpg")
    page.locator("[name=consent]").check(force=True)
    press(page, language, "Send the file")
    scene.site.wait_for(lambda: _files(scene) == [MediaState.READY])


def _files(scene: Scene) -> list[MediaState]:
    with scene.site.services.database.reading() as session:
        return [one.state for one in session.exec(select(Media)).all()]


def report(scene: Scene) -> LearningReport:
    with scene.site.services.database.reading() as session:
        return session.exec(select(LearningReport)).one()


def send_report(scene: Scene, visitor: Party) -> None:
    """After the last day: what was reached, and one thing to do at home."""
    scene.until(scene.visit().ends_on)
    scene.pass_time(days=1)
    scene.site.wait_for(lambda: scene.visit().state is VisitState.COMPLETED)
    language = visitor.language
    page = scene.phone(visitor, f"/learning/reports/{report(scene).code}/edit")
    expect(page.locator("[name=seen]")).to_have_value(SEEN)
    page.get_by_role("group", name=GOAL).get_by_label(translate(language, "Reached"), exact=True).check(force=True)
    page.locator("[name=commitments-0-text]").fill(RESOLVED)
    page.locator("[name=commitments-0-who]").fill("Rosa")
    page.locator("[name=commitments-0-due_on]").fill(day(60).isoformat())
    press(page, language, "Send the report")
    says(page, language, "Sent. Thank you! The hosts read it, and you hear from the coordinator.")
    page.locator("#agreement [name=consent]").check(force=True)
    page.locator("#agreement [name=licence]").select_option("cc_by_4")
    press(page, language, "Save", within=page.locator("#agreement"))
    assert report(scene).state is ReportState.SUBMITTED
    assert scene.visit().state is VisitState.REPORTED


def comment_and_publish(scene: Scene, host: Party, coordinator: User) -> None:
    path = f"/learning/reports/{report(scene).code}"
    page = scene.phone(host, path)
    expect(page.locator("main")).to_contain_text(RESOLVED)
    page.locator("[name=comment]").fill(COMMENT)
    press(page, host.language, "Save the comment")
    assert report(scene).state is ReportState.COMMENTED
    desk = scene.go(scene.page(coordinator, desk=True), f"/en{path}")
    press(desk, "en", "Accept the report")
    press(desk, "en", "Publish it")
    says(desk, "en", "Published: everybody can learn from it.")
    stranger = scene.go(scene.sit(desk=True), f"/en{path}")
    for words in (SEEN, RESOLVED, COMMENT):
        expect(stranger.locator("main")).to_contain_text(words)
    expect(stranger.locator("#files img")).to_have_count(1)


def follow_up(scene: Scene, visitor: Party, host: Party) -> None:
    """Three months later the platform asks; one tap answers, signed out, and the link answers once."""
    scene.until(months_after(scene.visit().ends_on, 3))
    page = scene.sit()
    page.goto(tap(scene, visitor.address, (host.name,), "adopted"))
    expect(page.locator("main")).to_contain_text(RESOLVED)
    fits(page)
    press(page, visitor.language, "Send this answer")
    says(page, visitor.language, "Your answer is kept")
    page.goto(tap(scene, visitor.address, (host.name,), "dropped"))
    says(page, visitor.language, "This was answered")


def adopted(scene: Scene, case: Case, visitor: Party) -> Page:
    """Everybody reads it on the page of the case, with the way to what the visitors learned."""
    page = scene.go(scene.sit(), f"/en/cases/{case.code}")
    expect(page.locator("#adoption")).to_contain_text(
        "After a visit 1 organisation tried this at home. 1 has adopted it."
    )
    page.locator("#adoption a").click()
    fits(page)
    expect(page.locator("main")).to_contain_text(visitor.name)
    return page
