"""The public list: filters, search by name, order, pages, spreadsheets."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import openpyxl
import pytest
from sqlmodel import select

from app.models.cases import Case, CaseState, CaseVersion
from app.models.organisations import OrganisationKind, Tier
from app.models.types import now
from app.services import Services
from tests.factories import Make
from tests.pages import Browser, Page

Visit = Callable[..., Browser]
Counting = Callable[[], AbstractContextManager[list[str]]]


def names(page: Page) -> list[str]:
    """The organisations of the list, in their order."""
    return ["".join(heading.itertext()).strip() for heading in page.all("h2") if heading.get("class") == "card-title"]


def facet(page: Page) -> dict[str, str]:
    """Label to count of every filter on the page."""
    labels = [("".join(a.itertext())).split() for a in page.all("a", rel="nofollow")]
    return {" ".join(words[:-1]): words[-1] for words in labels if words and words[-1].isdigit()}


def publish(services: Services, case: Case) -> None:
    with services.database.writing() as session:
        row = session.get_one(Case, case.id)
        version = session.exec(select(CaseVersion).where(CaseVersion.case_id == case.id)).one()
        version.number, version.published_at = 1, now()
        row.current_version_id, row.state, row.first_published_at = version.id, CaseState.LEARNING_MATERIAL, now()


@pytest.fixture
def library(make: Make) -> None:
    make.organisation("Zamora Fruit", country="MX", products=["mango"], tier=Tier.UNION)
    make.organisation("Águila Café", country="MX", products=["coffee"], tier=Tier.FIRST_TIER)
    make.organisation("beekeepers", country="KE", products=["honey", "banana"])
    make.organisation("Conseil Agricole", country="SN", kind=OrganisationKind.NGO)
    make.organisation("Not looked at yet", country="MX", approved=False)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Águila Café", "beekeepers", "Conseil Agricole", "Zamora Fruit"]),
        ("?country=MX", ["Águila Café", "Zamora Fruit"]),
        ("?kind=ngo", ["Conseil Agricole"]),
        ("?tier=union", ["Zamora Fruit"]),
        ("?product=coffee", ["Águila Café"]),
        ("?product=fruit", ["beekeepers", "Zamora Fruit"]),
        ("?product=fruit&country=KE", ["beekeepers"]),
        ("?q=cafe", ["Águila Café"]),
        ("?q=ÁGUILA+caf", ["Águila Café"]),
        ("?q=fruit&country=KE", []),
        ("?q=%00%27%3B--", ["Águila Café", "beekeepers", "Conseil Agricole", "Zamora Fruit"]),
        ("?country=XX", []),
        ("?product=%25", []),
        ("?page=2", []),
    ],
)
@pytest.mark.usefixtures("library")
def test_list_shows_what_was_asked_for_by_name_without_accents(visit: Visit, query: str, expected: list[str]) -> None:
    assert names(visit().open(f"/en/organisations{query}")) == expected


@pytest.mark.usefixtures("library")
def test_filters_count_what_choosing_them_would_show(visit: Visit) -> None:
    counts = facet(visit().open("/en/organisations?country=MX"))

    assert {label: counts[label] for label in ("Mexico", "Kenya", "Senegal", "Coffee", "Fruit", "Union")} == {
        "Mexico": "2",
        "Kenya": "1",
        "Senegal": "1",
        "Coffee": "1",
        "Fruit": "1",
        "Union": "1",
    }
    assert "Honey and hive products" not in counts


@pytest.mark.usefixtures("library")
def test_chosen_filter_can_be_taken_away_and_search_keeps_it(visit: Visit) -> None:
    page = visit().open("/en/organisations?country=MX&q=cafe")

    searched = page.send(page.form("/organisations", having="country").fill(q="zamora"))

    assert names(searched) == ["Zamora Fruit"]
    remove = page.all("a", aria_label="Remove: Mexico")[0].get("href")
    assert remove == "/en/organisations?q=cafe"


def test_list_follows_a_change_at_once(make: Make, visit: Visit) -> None:
    browser = visit()
    assert names(browser.open("/en/organisations")) == []
    organisation = make.organisation("Before")
    assert names(browser.open("/en/organisations")) == ["Before"]
    edit = visit(make.owner(organisation)).open(f"/en/organisations/{organisation.code}/edit")

    edit.send(edit.form("/edit").fill(name="After"))

    assert names(browser.open("/en/organisations")) == ["After"]


def test_list_has_pages(make: Make, visit: Visit) -> None:
    for number in range(30):
        make.organisation(f"Growers {number:02}")
    browser = visit()

    first, second = browser.open("/en/organisations"), browser.open("/en/organisations?page=2")

    assert (len(names(first)), len(names(second))) == (24, 6)
    assert first.links()["Next"] == "/en/organisations?page=2"
    assert second.links()["Previous"] == "/en/organisations"


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999"])
def test_page_that_cannot_be_is_refused(visit: Visit, page: str) -> None:
    assert visit().open(f"/en/organisations?page={page}").status == 422


def test_empty_platform_invites_to_begin(visit: Visit) -> None:
    page = visit().open("/en/organisations")

    assert "No organisation yet" in page.text
    assert page.links()["Add your organisation"] == "/en/organisations/new"


def test_cards_count_published_experiences_only(make: Make, visit: Visit, services: Services) -> None:
    organisation = make.organisation()
    publish(services, make.case(organisation))
    make.case(organisation)

    assert "1 experience " in visit().open("/en/organisations").text + " "


def test_page_shows_published_experiences(make: Make, visit: Visit, services: Services) -> None:
    organisation = make.organisation()
    publish(services, make.case(organisation))

    assert "Selling potatoes together" in visit().open(f"/en/organisations/{organisation.code}").links()


@pytest.mark.parametrize("path", ["/en/organisations", "/en/organisations?product=coffee&q=grow"])
def test_list_sends_as_many_queries_for_three_as_for_one(
    make: Make, visit: Visit, services: Services, count_queries: Counting, path: str
) -> None:
    browser = visit()
    for number in range(3):
        publish(services, make.case(make.organisation(f"Growers {number}", products=["coffee"])))
        browser.open(path)
        with count_queries() as queries:
            browser.open(path)
        assert (len(queries), number) == (3, number), queries


def test_page_sends_as_many_queries_for_three_experiences_as_for_one(
    make: Make, visit: Visit, services: Services, count_queries: Counting
) -> None:
    organisation, browser = make.organisation(), visit()
    counts = []
    for _ in range(3):
        publish(services, make.case(organisation))
        browser.open(f"/en/organisations/{organisation.code}")
        with count_queries() as queries:
            browser.open(f"/en/organisations/{organisation.code}")
        counts.append(len(queries))

    assert counts == [counts[0]] * 3
    assert counts[0] <= 12


def test_own_organisations_cost_as_many_queries_for_three_as_for_one(
    make: Make, visit: Visit, count_queries: Counting
) -> None:
    person = make.user()
    counts = []
    for _ in range(3):
        make.member(person, make.organisation(approved=False))
        browser = visit(person)
        browser.open("/en/organisations/mine")
        with count_queries() as queries:
            browser.open("/en/organisations/mine")
        counts.append(len(queries))

    assert counts == [counts[0]] * 3
    assert counts[0] <= 12


FORMULAS = ['=HYPERLINK("http://evil")', "+1+1", "-1+1", "@SUM(1)", "＝1+1"]


def test_csv_takes_the_filtered_list_along_without_formulas(make: Make, visit: Visit) -> None:
    for name in FORMULAS:
        make.organisation(name, country="KE", region="=cmd", description="@x", latitude=-1.3, longitude=36.8)
    make.organisation("Elsewhere", country="UG")

    answer = visit().client.get("/es/organisations.csv?country=KE")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer.headers["content-disposition"] == 'attachment; filename="organisations.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert sorted(row[1] for row in rows[1:]) == sorted(f"'{name}" for name in FORMULAS)
    assert {(row[5], row[6], row[16]) for row in rows[1:]} == {("'=cmd", "-1.3", "'@x")}


def test_xlsx_stores_formulas_as_text(make: Make, visit: Visit) -> None:
    for name in FORMULAS:
        make.organisation(name, members=40)

    answer = visit().client.get("/en/organisations.xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    cells = [sheet.cell(row, 2) for row in range(2, 7)]
    assert sorted(str(cell.value) for cell in cells) == sorted(FORMULAS)
    assert {cell.data_type for cell in cells} == {"s"}
    assert sheet.cell(2, 12).value == 40


def test_spreadsheet_holds_no_contact_data(make: Make, visit: Visit) -> None:
    make.organisation(contact_email="private@example.org", contact_phone="555", contact_name="Ana", contact_public=True)

    text = visit().client.get("/en/organisations.csv").text

    assert ["private@example.org" in text, "555" in text, "Ana" in text] == [False] * 3


def test_spreadsheet_of_another_kind_does_not_exist(visit: Visit) -> None:
    assert visit().open("/en/organisations.exe").status == 404
