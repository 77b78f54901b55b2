"""The way of one experience, as people go it: from a phone to a citation in another language."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect
from sqlmodel import select
from weasyprint import HTML

from app.content.sections import BY_NAME
from app.domain.cases.drafting import row_version, save_section
from app.domain.cases.rubric import CRITERIA
from app.domain.cases.versions import working_copy
from app.domain.viewer import viewer_of
from app.models.cases import Case, CaseState
from app.models.media import Media, MediaKind, MediaState
from app.models.organisations import OrganisationKind
from app.models.people import User
from tests.browser.conftest import Site
from tests.contents import full_content
from tests.factories import Make

Sit = Callable[..., Page]
PASSWORD = "four plain words together"
RARE = "quiñihua"


def link_in(letter: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+\S+", letter)
    assert found, letter
    return found.group()


def the_case(site: Site) -> Case:
    with site.services.database.reading() as session:
        return session.exec(select(Case)).one()


def state(site: Site) -> CaseState:
    return the_case(site).state


def take(page: Page, verb: str, message: str = "") -> None:
    """Press the button of a step on the working page, opening its fold if it has one."""
    form = page.locator(f"form[action$='/steps/{verb}']")
    if not form.is_visible():
        page.locator("details", has=form).locator("summary").first.click()
    if message:
        form.locator("textarea").fill(message)
    form.get_by_role("button").click()


def test_experience_goes_from_a_phone_to_a_citation(site: Site, person: Sit, make: Make, tmp_path: Path) -> None:
    coordinator = make.coordinator("Carla")
    phone = person()

    sign_up(site, phone)
    tell(site, phone)
    add_files(site, phone, tmp_path)
    send(site, phone)
    assert state(site) is CaseState.SUBMITTED

    desk = person(coordinator, desk=True)
    code = the_case(site).code
    accept_and_select(site, desk, code)
    systematise(site, desk, code, coordinator)
    validate(site, phone, code)
    review(site, desk, person, make, code)
    publish(site, desk, code)

    find_and_cite(site, person(desk=True), code)


def sign_up(site: Site, phone: Page) -> None:
    phone.goto("/en/sign-up")
    phone.get_by_label("Your name").fill("Rosa Quispe")
    phone.get_by_label("E-mail address").fill("rosa@example.org")
    phone.get_by_label("Choose a password").fill(PASSWORD)
    phone.locator("main form button.button-primary").click()
    phone.goto(link_in(site.letter("rosa@example.org", "")))
    phone.locator("main form button").first.click()
    if "/sign-in" in phone.url:
        phone.get_by_label("E-mail address").fill("rosa@example.org")
        phone.get_by_label("Password").fill(PASSWORD)
        phone.locator("main form button.button-primary").click()


def tell(site: Site, phone: Page) -> None:
    phone.goto("/en/organisations/new")
    phone.get_by_label("Name of the organisation").fill("Potato growers of Junín")
    phone.get_by_label("Producer organisation").check()
    phone.get_by_label("Country").select_option("PE")
    phone.locator("main form button.button-primary").click()
    phone.goto("/en/cases/new")
    phone.get_by_role("button", name="Begin").click()
    phone.locator("[name=what_we_did]").fill("We met every Monday and agreed on one price.")
    phone.locator("[name=what_changed]").fill("Traders now come to us.")
    phone.locator("[name=what_was_hard]").fill("The first harvest nobody trusted the scale.")
    phone.locator("[name=title]").fill("Selling potatoes together")
    phone.locator("[name=summary]").fill("Forty families sell their potatoes at one gate and get a third more.")
    phone.locator("[name=kind][value=good_experience]").check()
    phone.locator("[name=role][value=owner]").check()
    phone.locator("[name=country]").select_option("PE")
    choose_benefit(phone, "bargaining_power")
    phone.locator("[name=capabilities][value=marketing_negotiation]").check()
    phone.locator("[name=licence][value=cc_by_4]").check()
    phone.locator("[name=consent]").check()
    # Saved by itself, without a button.
    expect(phone.locator("[data-save-state]")).to_contain_text("Saved at")


def choose_benefit(phone: Page, code: str) -> None:
    """The list for the next benefit: with script one grows as it is filled."""
    ranked = phone.locator("fieldset.ranked").first
    ranked.locator("select:visible").first.select_option(code)


def add_files(site: Site, phone: Page, folder: Path) -> None:
    picture, report = folder / "field.jpg", folder / "rules.pdf"
    Image.effect_noise((1800, 1200), 60).convert("RGB").save(picture)
    report.write_bytes(HTML(string=f"<p>La regla de la {RARE} en el acopio común</p>").write_pdf())
    code = the_case(site).code
    for path in (picture, report):
        phone.goto(f"/en/cases/{code}/media")
        phone.locator("input[name=file]").set_input_files(path)
        phone.locator("input[name=consent]").check()
        phone.get_by_role("button", name="Send the file").click()
        expect(phone.get_by_text("Received. It is being prepared")).to_be_visible()
    site.wait_for(lambda: all(medium.state is MediaState.READY for medium in media(site)))


def media(site: Site) -> list[Media]:
    with site.services.database.reading() as session:
        return list(session.exec(select(Media)).all())


def send(site: Site, phone: Page) -> None:
    phone.goto(f"/en/cases/{the_case(site).code}/tell")
    expect(phone.locator("[name=what_changed]")).to_have_value("Traders now come to us.")
    phone.locator("button[name=do][value=send]").click()
    expect(phone.locator("main")).to_contain_text("Sent")


def accept_and_select(site: Site, desk: Page, code: str) -> None:
    desk.goto("/en/waiting")
    desk.get_by_role("link", name="Selling potatoes together").click()
    take(desk, "accept", "Thank you!")
    assert state(site) is CaseState.LEARNING_MATERIAL
    take(desk, "select", "Yours is one to learn from.")
    take(desk, "begin")
    assert state(site) is CaseState.SYSTEMATISING


def systematise(site: Site, desk: Page, code: str, coordinator: User) -> None:
    """The lessons in the browser, with items added as they are needed; the other sections as they come."""
    picture, report = sorted(media(site), key=lambda medium: medium.kind is MediaKind.DOCUMENT)
    content = full_content(picture.public_id)
    content["media"]["media"].append({"medium": report.public_id, "caption": "The rules of the store"})
    lessons = content.pop("lessons")
    with site.services.database.writing() as session:
        case = session.get_one(Case, the_case(site).id)
        choices = site.services.terms(session).choices()
        for name, typed in content.items():
            version = working_copy(session, case)
            saved = save_section(
                session,
                case=case,
                section=BY_NAME[name],
                typed=typed,
                expected=row_version(version, name),
                choices=choices,
                by=viewer_of(session, coordinator),
            )
            assert not saved.problems, (name, saved.problems)
    desk.goto(f"/en/cases/{code}/edit/lessons")
    for index, lesson in enumerate(lessons["lessons"]):
        field = desk.locator(f"[name='lessons-{index}-statement']")
        if not field.count():
            desk.locator("button[value='add:lessons']").click()
        field.fill(lesson["statement"])
    desk.locator("[name=differently]").fill(lessons["differently"])
    if not desk.locator("[name='weaknesses-0-weakness']").count():
        desk.locator("button[value='add:weaknesses']").click()
    desk.locator("[name='weaknesses-0-voice']").select_option("woman_member")
    desk.locator("[name='weaknesses-0-weakness']").fill("Meetings were at milking time.")
    desk.locator("main form button.button-primary").first.click()
    desk.goto(f"/en/cases/{code}/work")
    take(desk, "send_to_validation", "Please read it.")
    assert state(site) is CaseState.VALIDATION


def validate(site: Site, phone: Page, code: str) -> None:
    phone.goto(link_in(site.letter("rosa@example.org", "Please read and approve")))
    phone.get_by_role("link", name="Read it as readers will").click()
    expect(phone.locator("main")).to_contain_text("Put the scale where all can see it.")
    phone.goto(f"/en/cases/{code}/work")
    take(phone, "approve")
    assert state(site) is CaseState.REVIEW


def review(site: Site, desk: Page, person: Sit, make: Make, code: str) -> None:
    producers = make.organisation("Bean growers", kind=OrganisationKind.PRODUCER_ORGANISATION)
    for reviewer in (make.user("Amina"), make.owner(producers, "Kofi")):
        desk.goto(f"/en/cases/{code}/work")
        desk.locator("select[name=reviewer]").select_option(str(reviewer.id))
        desk.get_by_role("button", name="Ask this person").click()
        page = person(reviewer)
        page.goto(f"/en/cases/{code}/review")
        for criterion in CRITERIA:
            page.locator(f"[name='score-{criterion.code}'][value='3']").check()
        page.locator("[name=maturity]").select_option("promising")
        page.locator("[name=verdict][value=publish]").check()
        page.get_by_role("button", name="Hand in the review").click()
        expect(page.get_by_text("Handed in.")).to_be_visible()
    desk.goto(f"/en/cases/{code}/work")
    take(desk, "pass_review")


def publish(site: Site, desk: Page, code: str) -> None:
    take(desk, "publish", "The first systematised version.")
    assert state(site) is CaseState.PUBLISHED
    with site.services.database.reading() as session:
        site.wait_for(lambda: site.services.search.health(session).in_step)


def find_and_cite(site: Site, reader: Page, code: str) -> None:
    """Somebody else, in Spanish, by a word that stands only inside the attached PDF, typed without its accent."""
    reader.goto("/es/cases?q=quinihua")
    expect(reader.locator("main")).to_contain_text("1 experiencia")
    expect(reader.locator("mark").first).to_contain_text(RARE)
    reader.goto("/es/cases?q=quinihua&country=PE&benefit=bargaining_power")
    reader.locator(".card-title a").first.click()
    expect(reader.locator("h1")).to_contain_text("Selling potatoes together")

    pdf = reader.request.get(f"/es/cases/{code}/case.pdf")
    assert pdf.body().startswith(b"%PDF")
    record = json.loads(reader.request.get(f"/es/cases/{code}/cite.json").body())
    entry = record[0] if isinstance(record, list) else record
    assert entry["title"] == "Selling potatoes together"
    sheet = reader.request.get("/es/cases/export.csv?q=quinihua")
    assert code in sheet.body().decode("utf-8-sig")
    assert io.BytesIO(reader.request.get("/es/cases/export.xlsx?q=quinihua").body()).read(2) == b"PK"
