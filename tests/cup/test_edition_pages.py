"""The pages of the cup as strangers, coordinators and others see them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlmodel import select

from app.domain.cup.phases import phase_rows
from app.models.cup import Edition, EditionEvent, Phase
from app.models.entries import EntryState
from app.models.types import now
from app.services import Services
from tests.cup.making import MakeCup
from tests.factories import Make
from tests.pages import Browser, Page

Visit = Callable[..., Browser]
MOST_QUERIES = {"/en/cup": 6, "/en/cup/2026": 12, "/en/cup/2026/run": 12}
RUN_PAGES = (
    "/run",
    "/run/edition",
    "/run/edition/dates",
    "/run/edition/questions",
    "/run/edition/criteria",
    "/run/edition/awards",
    "/run/edition/preview",
    "/run/edition/preview?as=juror",
)


def fresh(services: Services, edition: Edition) -> Edition:
    with services.database.reading() as session:
        return session.get_one(Edition, edition.id)


def test_draft_is_nothing_to_strangers_and_members(visit: Visit, cup: MakeCup, make: Make) -> None:
    cup.edition(phase=Phase.DRAFT)
    owner = make.owner(make.organisation())

    for browser in (visit(), visit(owner)):
        assert browser.open("/en/cup/2026").status == 404
        assert "Cup 2026" not in browser.open("/en/cup").text
    assert visit(make.coordinator()).open("/en/cup/2026").status == 200


@pytest.mark.parametrize("path", [*RUN_PAGES, "/new"])
def test_coordinators_pages_are_nothing_to_others(visit: Visit, cup: MakeCup, make: Make, path: str) -> None:
    cup.edition()
    address = "/en/cup/new" if path == "/new" else f"/en/cup/2026{path}"

    assert visit(make.owner(make.organisation())).open(address).status == 404
    assert visit(make.administrator()).open(address).status == 404
    assert "Sign in" in visit().open(address).text
    assert visit(make.coordinator()).open(address).status == 200


@pytest.mark.parametrize("path", ["/run/next", "/run/back", "/run/extend", "/run/edition", "/run/edition/rights"])
def test_others_change_nothing(visit: Visit, services: Services, cup: MakeCup, make: Make, path: str) -> None:
    edition = cup.edition()
    said = {"to": "screening", "reason": "I want it.", "until": "2031-01-01T10:00", "title": "Mine"}

    answer = visit(make.owner(make.organisation())).client.post(f"/en/cup/2026{path}", data=said)

    assert answer.status_code == 404
    assert fresh(services, edition).row_version == 1


def test_public_page_says_what_happens_until_when(visit: Visit, services: Services, cup: MakeCup) -> None:
    edition = cup.edition(time_zone="America/Lima")
    with services.database.writing() as session:
        row = phase_rows(session, session.get_one(Edition, edition.id))[Phase.SCREENING]
        row.starts_at = now() + timedelta(days=12)

    page = visit().open("/en/cup/2026")

    assert "The call closes in 12 days, on " in page.text
    assert "(Lima)" in page.text
    assert page.links()["Enter the cup"] == "/en/cup/2026/enter"
    assert "12 days left" in page.text
    assert "Every entry gets an answer" in page.text
    assert ["".join(here.itertext()) for here in page.all("li", class_="here")] == ["NowCall open"]
    assert "Reflection level 0" in page.text
    assert "Why do you enter?" in page.text


def test_public_page_after_the_deadline_offers_no_entry(visit: Visit, services: Services, cup: MakeCup) -> None:
    edition = cup.edition()
    with services.database.writing() as session:
        row = phase_rows(session, session.get_one(Edition, edition.id))[Phase.SCREENING]
        row.starts_at = now() - timedelta(minutes=1)

    page = visit().open("/en/cup/2026")

    assert "The call has just ended." in page.text
    assert "Enter the cup" not in page.links()


def test_public_page_names_only_jurors_who_agreed(visit: Visit, cup: MakeCup, make: Make) -> None:
    edition = cup.edition()
    cup.juror(edition, make.user("Ana Named"), named=True, about="Grows coffee.")
    cup.juror(edition, make.user("Beto Hidden"))

    page = visit().open("/en/cup/2026")

    assert "Ana Named" in page.text
    assert "Grows coffee." in page.text
    assert "Beto Hidden" not in page.text


def test_results_are_there_once_they_are_released(visit: Visit, cup: MakeCup, make: Make) -> None:
    ana, beto = make.organisation("Ana's"), make.organisation("Beto's")
    for year, phase in ((2025, Phase.ANNOUNCED), (2026, Phase.DELIBERATION)):
        edition = cup.edition(year=year, phase=phase)
        cup.entry(edition, ana if year == 2025 else beto, state=EntryState.WINNER)

    assert "Ana's" in visit().open("/en/cup").text
    assert "Beto's" not in visit().open("/en/cup").text
    assert "Ana's" in visit().open("/en/cup/2025").text
    assert "Beto's" not in visit().open("/en/cup/2026").text


def test_texts_fall_back_to_their_language(visit: Visit, cup: MakeCup) -> None:
    cup.edition()

    page = visit().open("/fr/cup/2026")

    assert [h1.get("lang") for h1 in page.all("h1")] == ["en"]


def test_hostile_texts_stay_texts(visit: Visit, cup: MakeCup) -> None:
    cup.edition(
        texts={"en": {"title": "<b onx=1>T</b>", "theme": "{{ 7*1234567 }}", "rules": "<script>alert(1)</script>"}}
    )
    page = visit().open("/en/cup/2026")

    assert "<b onx=1>T</b>" in page.text
    assert "<script>alert" not in page.html
    assert "8641969" not in page.text


def test_edition_is_made_from_the_template(visit: Visit, services: Services, make: Make) -> None:
    browser = visit(make.coordinator())
    page = browser.open("/en/cup/new")
    page = page.send(page.form("/cup/new", having="year").fill(year="2031", time_zone="America/Lima"))

    assert "only coordinators see it" in page.text
    page = page.send(page.form("/run/edition", having="title").fill(title="The cup", theme="Land"))
    assert "Saved." in page.text
    with services.database.reading() as session:
        edition = session.exec(select(Edition)).one()
    assert (edition.year, edition.time_zone, edition.texts["en"]["title"]) == (2031, "America/Lima", "The cup")


def test_year_that_is_taken_is_said_beside_the_field(visit: Visit, cup: MakeCup, make: Make) -> None:
    cup.edition()
    page = visit(make.coordinator()).open("/en/cup/new")

    page = page.send(page.form("/cup/new", having="year").fill(year="2026"))

    assert page.status == 422
    assert "already" in page.error_of("year")


def test_dates_that_do_not_exist_are_said_beside_the_field(visit: Visit, cup: MakeCup, make: Make) -> None:
    cup.edition(phase=Phase.DRAFT, time_zone="America/New_York")
    browser = visit(make.coordinator())

    def send(typed: str) -> str:
        page = browser.open("/en/cup/2026/run/edition/dates")
        page = page.send(page.form("/dates", having="starts_archived").fill(starts_archived=typed))
        assert page.status == 422
        return page.error_of("starts_archived")

    assert send("2031-02-30T10:00") == "There is no such date."
    assert "02:30 does not exist" in send("2031-03-09T02:30")
    assert send("2001-01-01T10:00") == "This moment has passed."
    assert send("not a date") != ""


def test_clash_of_dates_shows_both(visit: Visit, cup: MakeCup, make: Make) -> None:
    cup.edition(phase=Phase.DRAFT)
    first, second = (visit(make.coordinator()).open("/en/cup/2026/run/edition/dates") for _ in range(2))
    first.send(first.form("/dates", having="starts_archived").fill(starts_archived="2031-01-01T10:00"))

    page = second.send(second.form("/dates", having="starts_archived").fill(starts_archived="2032-02-02T20:00"))

    assert page.status == 409
    assert "2031-01-01T10:00" in page.text
    assert "2032-02-02T20:00" in page.text
    again = page.send(page.form("/dates", having="starts_archived"))
    assert "Saved." in again.text


def test_rows_are_added_moved_and_removed_without_script(visit: Visit, cup: MakeCup, make: Make) -> None:
    cup.edition(phase=Phase.DRAFT)
    page = visit(make.coordinator()).open("/en/cup/2026/run/edition/awards")

    page = page.send(page.form("/awards", having="seen").press("do", "add:awards"))
    page = page.send(
        page.form("/awards", having="seen").fill_all({"awards-3-name": "Newcomer", "awards-3-places": "1"})
    )
    page = page.send(page.form("/awards", having="seen").press("do", "up:awards:3"))
    page = page.send(page.form("/awards", having="seen").press("do", "remove:awards:0"))
    page = page.send(page.form("/awards", having="seen"))

    assert "Saved." in page.text
    form = page.form("/awards", having="seen")
    assert [form.values[f"awards-{place}-name"] for place in range(3)] == [["Finalist"], ["Newcomer"], ["Honoured"]]


def test_clash_of_criteria_shows_both_and_can_be_settled(visit: Visit, cup: MakeCup, make: Make) -> None:
    cup.edition(phase=Phase.DRAFT)
    first, second = (visit(make.coordinator()).open("/en/cup/2026/run/edition/criteria") for _ in range(2))
    first.send(first.form("/criteria", having="seen").fill_all({"criteria-0-name": "Looking back"}))

    page = second.send(second.form("/criteria", having="seen").fill_all({"criteria-0-name": "Honesty"}))

    assert page.status == 409
    assert "Looking back (3)" in page.text
    assert "Honesty (3)" in page.text
    page = page.send(page.form("/criteria", having="seen"))
    assert page.form("/criteria", having="seen").values["criteria-0-name"] == ["Honesty"]


def test_clash_of_texts_shows_both(visit: Visit, cup: MakeCup, make: Make) -> None:
    cup.edition(phase=Phase.DRAFT)
    first, second = (visit(make.coordinator()).open("/en/cup/2026/run/edition") for _ in range(2))
    first.send(first.form("/edition", having="title").fill(theme="Water", languages=["fr"]))

    page = second.send(second.form("/edition", having="title").fill(theme="Soil"))

    assert page.status == 409
    assert [["".join(cell.itertext()) for cell in row] for row in page.all("tr")][1:] == [
        ["Theme", "Water", "Soil"],
        ["In which languages may organisations enter?", "fr", "en, es, fr, pt"],
    ]


def test_preview_keeps_nothing_and_asks_everything(visit: Visit, cup: MakeCup, make: Make) -> None:
    cup.edition()
    browser = visit(make.coordinator())

    entrant, juror = (browser.open(f"/en/cup/2026/run/edition/preview?as={who}") for who in ("entrant", "juror"))

    assert "Why do you enter?" in entrant.text
    assert "Would you receive visitors?" in entrant.text
    assert "Transfer level 4" in juror.text
    # No form of the pages leads anywhere but to the search and out.
    assert {form.get("action") for form in [*entrant.all("form"), *juror.all("form")]} == {
        "/en/sign-out",
        *(form.get("action") for form in browser.open("/en/cup").all("form")),
    }


def test_preview_as_juror_is_the_real_scorecard_without_a_way_to_save_it(
    visit: Visit, cup: MakeCup, make: Make
) -> None:
    edition = cup.edition(phase=Phase.JUDGING)
    juror, entry = make.user(), cup.entry(edition)
    cup.card(entry, cup.juror(edition, juror))
    real = visit(juror).open(f"/en/cup/2026/desk/{entry.code}")

    preview = visit(make.coordinator()).open("/en/cup/2026/run/edition/preview?as=juror")

    inside = {"row_version", "do", "reason"}  # belong to the forms that save, hand in and decline
    assert "score-transfer" in _controls(preview)
    assert _controls(preview) == [name for name in _controls(real) if name not in inside]
    assert "This is only a preview" in preview.text
    assert [button.get("disabled") for button in preview.all("button") if button.get("type") == "button"] == ["", ""]


def _controls(page: Page) -> list[str]:
    """The names of what can be filled in within the main part, in their order."""
    [main] = page.all("main")
    fields = ("input", "textarea", "select")
    return [str(one.get("name")) for one in main.iter() if str(one.tag).rpartition("}")[2] in fields]


@pytest.mark.parametrize("language", ["", "?in=fr"])
def test_criteria_that_were_scored_with_are_text_and_no_fields(
    visit: Visit, cup: MakeCup, make: Make, language: str
) -> None:
    edition = cup.edition(phase=Phase.JUDGING)
    coordinator, path = visit(make.coordinator()), f"/en/cup/2026/run/edition/criteria{language}"
    before = coordinator.open(path)
    cup.card(cup.entry(edition), cup.juror(edition), scores={"transfer": 3})

    frozen = coordinator.open(path)

    assert "criteria-0-name" in _controls(before)
    assert _controls(frozen) == []
    assert "can no longer be changed" in frozen.text
    for said in ("Transfer", "Transfer level 4", "Weight: 3", "A criterion of learning"):
        assert said in frozen.text


def test_criteria_scored_with_meanwhile_stay_as_typed_and_are_not_kept(visit: Visit, cup: MakeCup, make: Make) -> None:
    edition = cup.edition(phase=Phase.JUDGING)
    page = visit(make.coordinator()).open("/en/cup/2026/run/edition/criteria")
    cup.card(cup.entry(edition), cup.juror(edition), scores={"transfer": 3})

    refused = page.send(page.form("/criteria", having="seen").fill_all({"criteria-0-name": "Typed anew"}))

    assert refused.status == 409
    assert "can no longer be changed" in refused.text
    assert "Typed anew" in refused.html


def test_rubric_with_too_little_learning_is_refused_on_the_page(visit: Visit, cup: MakeCup, make: Make) -> None:
    cup.edition(phase=Phase.DRAFT)
    page = visit(make.coordinator()).open("/en/cup/2026/run/edition/criteria")

    page = page.send(page.form("/criteria", having="seen").fill_all({"criteria-2-weight": "6"}))

    assert page.status == 422
    assert "now it is 6 of 12" in page.text


def test_deadline_is_moved_after_asking_about_the_others(
    visit: Visit, services: Services, cup: MakeCup, make: Make
) -> None:
    edition = cup.edition()
    page = visit(make.coordinator()).open("/en/cup/2026/run")

    page = page.send(page.form("/extend").fill(until="2031-01-01T10:00", reason="The rains."))
    assert "Later dates move too" in page.text
    assert fresh(services, edition).row_version == 1
    page = page.send(page.form("/extend"))

    assert "Those concerned have been told." in page.text
    with services.database.reading() as session:
        kinds = session.exec(select(EditionEvent.kind).where(EditionEvent.edition_id == edition.id)).all()
    assert kinds == ["dates"] * 5


def test_edition_is_moved_on_and_back_by_hand(visit: Visit, services: Services, cup: MakeCup, make: Make) -> None:
    edition = cup.edition()
    page = visit(make.coordinator()).open("/en/cup/2026/run")

    refused = page.send(page.form("/next"))
    assert (refused.status, fresh(services, edition).phase) == (422, Phase.CALL_OPEN)
    page = page.send(page.form("/next").fill(reason="All have sent."))
    assert fresh(services, edition).phase is Phase.SCREENING
    page = page.send(page.form("/back").fill(reason="Too early."))

    assert fresh(services, edition).phase is Phase.CALL_OPEN
    assert "Deadline of entries" in page.text


def test_rights_are_changed_with_a_reason(visit: Visit, services: Services, cup: MakeCup, make: Make) -> None:
    edition = cup.edition()
    page = visit(make.coordinator()).open("/en/cup/2026/run/edition/dates")

    form = page.form("/rights", having="rights_deliberation")
    page = page.send(form.fill(rights_deliberation=["read", "score", "decide"], reason="A second round."))

    assert "Saved." in page.text
    with services.database.reading() as session:
        assert phase_rows(session, edition)[Phase.DELIBERATION].score


def test_overview_hides_entries_that_a_tie_keeps_away(visit: Visit, cup: MakeCup, make: Make) -> None:
    edition, organisation = cup.edition(), make.organisation()
    tied, free = make.coordinator(), make.coordinator()
    make.member(tied, organisation)
    cup.entry(edition, organisation, state=EntryState.SUBMITTED)

    assert "No entry was sent yet." in visit(tied).open("/en/cup/2026/run").text
    assert "1 waits to be looked at" in visit(free).open("/en/cup/2026/run").text


@pytest.mark.parametrize("path", ["/en/cup", "/en/cup/2026", "/en/cup/2026/run"])
def test_pages_ask_no_more_of_the_database_with_more_rows(
    visit: Visit,
    cup: MakeCup,
    make: Make,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
    path: str,
) -> None:
    edition = cup.edition()
    cup.entry(edition, state=EntryState.SUBMITTED)
    cup.entry(cup.edition(year=2009, phase=Phase.ARCHIVED), state=EntryState.WINNER)
    browser = visit(make.coordinator())
    browser.open(path)
    with count_queries() as few:
        browser.open(path)
    for year in range(2010, 2020):
        cup.entry(cup.edition(year=year, phase=Phase.ARCHIVED), state=EntryState.WINNER)
    for _ in range(5):
        cup.card(cup.entry(edition, state=EntryState.SUBMITTED), cup.juror(edition, named=True))

    with count_queries() as many:
        browser.open(path)

    assert len(many) == len(few)
    assert len(few) <= MOST_QUERIES[path]
