"""What jurors do in a year of the cup: answer, declare their ties, score."""

from playwright.sync_api import Page, expect
from sqlmodel import col, select

from app.domain.cup import cards
from app.domain.cup.scoring import criteria_of, levels_of
from app.domain.viewer import viewer_of
from app.models.entries import Entry
from app.models.jury import CardState, Juror, JurorState, Scorecard
from app.models.organisations import Organisation
from app.models.people import User
from tests.browser.cup_year import YEAR, Year, fits, link_in

PASSWORD = "four plain words together"
INVITED = "You are invited to the jury"


def accept(year: Year, user: User, languages: tuple[str, ...]) -> None:
    """By the link of the mail, as somebody who has an account; then languages and load."""
    page = year.page(user)
    page.goto(link_in(year.site.letter(user.email or "", INVITED)))
    take_the_seat(page, languages)


def sign_up_and_accept(year: Year, page: Page, name: str, email: str, languages: tuple[str, ...]) -> None:
    """The same without an account: the way to the seat goes through signing up, and back to the invitation."""
    invitation = link_in(year.site.letter(email, INVITED))
    page.goto(invitation)
    fits(page)
    page.get_by_role("link", name="Sign up", exact=True).click()
    page.get_by_label("Your name").fill(name)
    expect(page.get_by_label("E-mail address")).to_have_value(email)
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.locator("main form button.button-primary").click()
    page.goto(link_in(year.site.letter(email, "onfirm")))
    page.locator("main form button").first.click()
    if "/sign-in" in page.url:
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        page.locator("main form button.button-primary").click()
    page.wait_for_url(invitation)
    take_the_seat(page, languages)


def take_the_seat(page: Page, languages: tuple[str, ...]) -> None:
    fits(page)
    page.get_by_role("button", name="Accept the seat in the jury").click()
    page.wait_for_url("**/seat")
    fits(page)
    for language in languages:
        page.locator(f"[name=languages][value={language}]").check(force=True)
    page.locator("[name=max_load]").fill("6")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("body")).to_contain_text("Saved")


def decline(year: Year, page: Page, email: str, reason: str) -> None:
    """Nobody needs an account to say no."""
    page.goto(link_in(year.site.letter(email, INVITED)))
    page.get_by_text("I cannot this time").click()
    page.locator("[name=reason]").fill(reason)
    page.get_by_role("button", name="Decline").click()
    fits(page)


def declare(year: Year, page: Page, *, tie: Organisation | None = None) -> None:
    """Look through the list, say the one tie, and confirm."""
    year.go(page, "/seat")
    if tie:
        page.locator("main").get_by_role("link", name=tie.name).click()
        fits(page)
        page.locator("[name=kind][value=adviser]").check(force=True)
        page.locator("[name=note]").fill("I trained their members for two years.")
        page.get_by_role("button", name="Add this tie").click()
    page.get_by_role("button", name="I know of no").click()
    expect(page.locator("main")).to_contain_text("You can add a tie at any time.")
    fits(page)


def score(year: Year, page: Page, organisation: Organisation, level: int) -> None:
    """One whole scorecard through the form: saved by itself, refused while something is missing, handed in."""
    year.go(page, "/desk")
    code = year.codes()[organisation.name]
    page.locator(f"main a[href$='/desk/{code}']").first.click()
    page.wait_for_url(f"**/desk/{code}")
    fits(page)
    for criterion in page.locator("[data-criterion]").all():
        # A digit scores the criterion one is in.
        criterion.locator("input[type=radio]").first.focus()
        page.keyboard.press(str(level))
        expect(criterion.locator(f"input[value='{level}']")).to_be_checked()
        criterion.locator("textarea").first.fill("They say it plainly.")
    expect(page.locator("[data-save-state]")).to_contain_text("Saved at")
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("main")).to_contain_text("Name two strengths.")
    fits(page)
    page.locator("[name=strength-0]").fill("You name what went wrong.")
    page.locator("[name=strength-1]").fill("Others can do it next week.")
    page.locator("[name=next_step]").fill("Write down what it cost.")
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/desk")
    expect(page.locator("body")).to_contain_text("Handed in.")
    fits(page)


def score_the_others(year: Year, levels: dict[str, int]) -> None:
    """Every card that is still open, with the verbs behind the form; levels by the name of the organisation."""
    with year.site.services.database.writing() as session:
        edition = year.edition(session)
        query = (
            select(Scorecard, Juror, Entry.anchor, Organisation.name)
            .join(Juror, col(Juror.id) == Scorecard.juror_id)
            .join(Entry, col(Entry.id) == Scorecard.entry_id)
            .join(Organisation, col(Organisation.id) == Entry.organisation_id)
            .where(col(Scorecard.state).in_([CardState.ASSIGNED, CardState.DRAFT]))
            .order_by(col(Entry.anchor).desc(), col(Scorecard.id))
        )
        criteria = criteria_of(session, edition)
        for card, juror, _, name in session.exec(query).all():
            by = viewer_of(session, session.get_one(User, juror.user_id))
            generous = 1 if juror.name == "Ben" else 0
            written = cards.Written(
                scores={one.code: min(max(levels_of(one)), levels[name] + generous) for one in criteria},
                reasons={one.code: "As the story shows." for one in criteria},
                strengths=(f"{juror.name} likes the honesty.", f"{juror.name} likes the steps."),
                next_step="Tell your neighbours.",
            )
            cards.save(session, card=card, edition=edition, written=written, expected=card.row_version, by=by)
            cards.finish(session, card=card, edition=edition, by=by)
            session.flush()


def state_of(year: Year, email: str) -> JurorState:
    with year.site.services.database.reading() as session:
        return session.exec(select(Juror).where(Juror.email == email)).one().state


def sees_nothing_of(year: Year, page: Page, organisation: Organisation, title: str) -> None:
    """No card, no page, no word: as if the entry were not there."""
    code = year.codes()[organisation.name]
    year.go(page, "/desk")
    expect(page.locator("main")).not_to_contain_text(title)
    expect(page.locator("main")).not_to_contain_text(code)
    for path in (f"desk/{code}", f"entries/{code}", f"run/entries/{code}"):
        assert page.request.get(f"/en/cup/{YEAR}/{path}").status in (403, 404), path
