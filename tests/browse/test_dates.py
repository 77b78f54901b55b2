"""From when to when: read as people write it, wrong ones said beside the field and kept as typed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from app.forms.published import Published, as_kept, read_span
from app.models.cases import Case
from tests.browse.library import Library
from tests.browse.test_lists import titles
from tests.pages import Browser

Visit = Callable[..., Browser]


@pytest.mark.parametrize(
    ("typed", "kept", "days"),
    [
        ("2024", "2024", 366),
        ("2024-02", "2024-02", 29),
        ("2024-2", "2024-02", 29),
        ("2023-12", "2023-12", 31),
        ("2024-12-31", "2024-12-31", 1),
        ("31/12/2024", "2024-12-31", 1),
        ("31.12.2024", "2024-12-31", 1),
        ("12/2024", "2024-12", 31),
        ("2024/12/31", "2024-12-31", 1),
    ],
)
def test_year_month_or_day_is_read_however_it_is_written(typed: str, kept: str, days: int) -> None:
    span = read_span(typed)

    assert span
    assert (as_kept(typed), span.end - span.begin) == (kept, timedelta(days=days))


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "yesterday",
        "24",
        "2024-13",
        "2024-02-30",
        "0000",
        "0001",
        "0001-01-01",
        "9999",
        "2024-01-01T00:00",
        "٢٠٢٤",
        "-2024",
        "2024-",
    ],
)
def test_what_is_no_date_is_none(typed: str) -> None:
    assert (read_span(typed), as_kept(typed)) == (None, "")


def test_both_days_belong_to_the_time_between_them() -> None:
    published = Published("2024", "2024-05")

    assert published.after == datetime(2023, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
    assert published.before == datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture
def dated(library: Library) -> Library:
    for case, year in ((library.potatoes, 2019), (library.savings, 2021), (library.coffee, 2023)):
        with library.services.database.writing() as session:
            session.get_one(Case, case.id).first_published_at = datetime(year, 5, 31, 23, 30, tzinfo=UTC)
    with library.services.database.reading():
        library.services.search.rebuild(library.services)
    return library


POTATOES, SAVINGS, COFFEE = "Selling potatoes together", "Épargner ensemble", "Catar antes de vender"
BETWEEN = {
    "from=2020": [COFFEE, SAVINGS],
    "to=2021": [SAVINGS, POTATOES],
    "from=2020&to=2022": [SAVINGS],
    "from=2019-05-31&to=2019-05-31": [POTATOES],
    "from=2019-06": [COFFEE, SAVINGS],
    "from=31/05/2023": [COFFEE],
    # What makes no sense narrows nothing.
    "from=soon": [COFFEE, SAVINGS, POTATOES],
    "from=2022&to=2020": [COFFEE, SAVINGS, POTATOES],
}


def test_dates_narrow_the_list(dated: Library, visit: Visit) -> None:
    browser = visit()

    assert {query: titles(browser.open(f"/en/cases?{query}")) for query in BETWEEN} == BETWEEN


def test_form_narrows_by_dates_and_keeps_words_and_filters(dated: Library, visit: Visit) -> None:
    page = visit().open("/en/cases?q=together+ensemble&tier=raw&tier=systematised&sort=oldest")

    after = page.send(page.form(having="from").fill(**{"from": "2020", "to": "2022"}))

    assert titles(after) == [SAVINGS]
    assert "2020 to 2022" in after.text
    form = after.form(having="from")
    assert (form.values["q"], form.values["tier"], form.values["sort"]) == (
        ["together ensemble"],
        ["raw", "systematised"],
        ["oldest"],
    )
    assert (form.values["from"], form.values["to"]) == (["2020"], ["2022"])
    without = after.all("a", aria_label="Remove: 2020 to 2022")[0].get("href", "")
    assert titles(after.__class__(after.client, after.client.get(without))) == [POTATOES, SAVINGS]


def test_wrong_dates_are_named_beside_their_field_and_kept(dated: Library, visit: Visit) -> None:
    browser = visit()
    page = browser.open("/en/cases?from=soon&to=2022")
    backwards = browser.open("/en/cases?from=2022&to=2020")

    assert page.error_of("from") == "Write a year, a month or a day: 2024, 2024-05 or 2024-05-31."
    assert page.form(having="from").values["from"] == ["soon"]
    assert page.error_of("to") == ""
    assert backwards.error_of("to") == "This is before the beginning."
    assert (backwards.status, len(titles(backwards))) == (200, 3)
