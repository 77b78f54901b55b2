"""What was looked for: counted without persons, shown to coordinators, forgotten in time."""

import csv
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from io import StringIO

import pytest
from sqlmodel import col, select

from app.domain.looking.counting import Counter, Search, forget_old, keep, kept_words, week_of
from app.jobs.counting import CountingThread, keep_counts
from app.models.looking import LookedFor, Question, Sought
from app.models.types import now
from app.services import Services
from tests.browse.library import HOSTILE, Library
from tests.factories import Make
from tests.pages import Browser

Visit = Callable[..., Browser]
THIS_WEEK = week_of(now().date())
Counted = list[tuple[str, str, int, int]]


def rows(services: Services) -> Sequence[LookedFor]:
    with services.database.reading() as session:
        return session.exec(select(LookedFor).order_by(col(LookedFor.sought), col(LookedFor.text))).all()


def counted(services: Services) -> Counted:
    keep_counts(services)
    return [(row.sought, row.text, row.times, row.in_vain) for row in rows(services)]


def looked(services: Services, text: str, times: int, in_vain: int = 0, **more: object) -> None:
    values = {"week": THIS_WEEK, "language": "en", "sought": Sought.WORDS, **more}
    with services.database.writing() as session:
        session.add(LookedFor.model_validate({**values, "text": text, "times": times, "in_vain": in_vain}))
        if values["sought"] is Sought.WORDS:
            session.add(LookedFor.model_validate({**values, "sought": Sought.ALL, "text": text[:5], "times": times}))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Acopio   COLECTIVO Café ", "acopio colectivo café"),
        ("ISO 9001", "iso 9001"),
        ("rosa@example.org", ""),
        ("call 987654", ""),
        ("0 9 8 7 6 of Rosa", ""),
        ("١٢٣٤٥", ""),
        ("x" * 101, ""),
        ("", ""),
    ],
)
def test_what_may_be_an_address_or_a_number_of_somebody_is_not_kept(typed: str, kept: str) -> None:
    assert kept_words(typed) == kept


def test_search_of_a_stranger_counts_also_when_its_page_was_kept(
    services: Services, library: Library, visit: Visit
) -> None:
    for _ in range(3):
        visit().open("/en/cases?q=Potatoes&country=PE")
    visit(library.coordinator).open("/es/cases?q=nowhere")

    assert counted(services) == [
        ("all", "", 3, 0),
        ("all", "", 1, 1),
        ("filter", "country:PE", 3, 0),
        ("words", "nowhere", 1, 1),
        ("words", "potatoes", 3, 0),
    ]
    assert {(row.text, row.language, row.week) for row in rows(services)} >= {
        ("potatoes", "en", THIS_WEEK),
        ("nowhere", "es", THIS_WEEK),
    }


@pytest.mark.parametrize("path", ["/en/search?q=papa", "/en/blocks?q=papa", "/en/cases?q=papa"])
def test_every_list_counts(services: Services, library: Library, visit: Visit, path: str) -> None:
    visit().open(path)

    assert ("words", "papa", 1, 0) in [(sought, text, times, 0) for sought, text, times, _ in counted(services)]


def test_what_is_no_search_of_a_person_is_not_counted(services: Services, library: Library, visit: Visit) -> None:
    client = visit().client
    for path in (
        "/en/cases",
        "/en/cases?q=papa&page=2",
        "/en/cases?q=papa&size=50",
        "/en/cases?q=papa&all=country",
        "/en/suggestions?q=papa",
        "/en/search/feed?q=papa",
        "/api/v1/search?q=papa",
        "/en/cases/export.csv?q=papa",
    ):
        client.get(path)
    client.get("/en/cases?q=papa", headers={"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"})
    client.get("/en/cases?q=papa", headers={"User-Agent": ""})

    assert counted(services) == []


def test_going_on_from_a_list_counts_what_is_new(services: Services, library: Library, visit: Visit) -> None:
    client, here = visit().client, "http://testserver/en/cases?q=papa&country=PE"
    client.get("/en/cases?q=papa&country=PE&sort=newest", headers={"Referer": here})
    client.get("/en/cases?q=papa&country=PE&country=BO", headers={"Referer": here})
    client.get("/en/cases?q=coffee&country=PE", headers={"Referer": here})

    assert [(sought, text) for sought, text, _, _ in counted(services)] == [
        ("all", ""),
        ("filter", "country:BO"),
        ("words", "coffee"),
    ]


def test_correction_is_counted(services: Services, library: Library, visit: Visit) -> None:
    visit().open("/en/cases?q=potaotes")

    assert [(sought, text) for sought, text, _, _ in counted(services)] == [
        ("all", ""),
        ("meant", "potatoes"),
        ("words", "potaotes"),
    ]


def test_counts_of_several_processes_are_added(services: Services) -> None:
    for total in (0, 5):
        counter = Counter()
        for _ in range(2):
            counter.count(Search(language="en", words="coffee", total=total))
        with services.database.writing() as session:
            keep(session, counter.take())

    assert counted(services) == [("all", "", 4, 2), ("words", "coffee", 4, 2)]


def test_memory_is_bounded_and_every_search_still_counts() -> None:
    counter = Counter()
    for number in range(5000):
        counter.count(Search(language="en", words=f"word{number % 10000:04d}", total=1))

    counts = counter.take()

    assert len(counts) == 2000
    assert sum(count.times for key, count in counts.items() if key.sought is Sought.ALL) == 5000
    assert counter.take() == {}


def test_week_full_of_words_takes_no_more(services: Services) -> None:
    with services.database.writing() as session:
        for number in range(5001):
            session.add(LookedFor(week=THIS_WEEK, language="en", sought=Sought.WORDS, text=f"w{number}", times=1))
    services.looked_for.count(Search(language="en", words="coffee", total=1))
    keep_counts(services)

    found = {(row.sought, row.text) for row in rows(services)}
    assert (Sought.ALL, "") in found
    assert (Sought.WORDS, "coffee") not in found


def test_last_counts_are_kept_when_the_process_ends(services: Services) -> None:
    thread = CountingThread(services)
    thread.start()
    services.looked_for.count(Search(language="en", words="coffee", total=1))
    thread.stop()

    assert [(row.sought, row.text) for row in rows(services)] == [("all", ""), ("words", "coffee")]


def test_old_counts_are_forgotten_rare_words_sooner(services: Services) -> None:
    looked(services, "of last year", 9, week=THIS_WEEK - timedelta(weeks=53))
    looked(services, "often", 2, week=THIS_WEEK - timedelta(weeks=20))
    looked(services, "often", 1, week=THIS_WEEK - timedelta(weeks=30))
    looked(services, "rare", 2, week=THIS_WEEK - timedelta(weeks=20))
    looked(services, "new", 1)

    with services.database.writing() as session:
        forget_old(session)

    assert sorted((row.text, row.times) for row in rows(services) if row.sought is Sought.WORDS) == [
        ("new", 1),
        ("often", 1),
        ("often", 2),
    ]


def test_only_coordinators_read_it(make: Make, visit: Visit) -> None:
    for path in ("/en/looked-for", "/en/looked-for.csv"):
        assert visit(make.administrator()).client.get(path).status_code == 404
        assert visit(make.user()).client.get(path).status_code == 404
        assert visit().client.get(path, follow_redirects=False).status_code == 303
        assert visit(make.coordinator()).client.get(path).status_code == 200
    assert visit(make.user()).client.post("/en/looked-for/ask", data={"words": "x"}).status_code == 404


def test_rare_words_are_a_number_only(services: Services, make: Make, visit: Visit) -> None:
    looked(services, "collective storage", 3)
    looked(services, "juan pérez quispe", 2, 2)
    looked(services, "pedro", 1)
    looked(services, "potato", 1, 1)
    looked(services, HOSTILE.lower(), 5, 4)
    looked(services, "café", 3, sought=Sought.MEANT)
    looked(services, "maría quispe", 2, sought=Sought.MEANT)
    looked(services, "country:PE", 1, sought=Sought.FILTER)

    page = visit(make.coordinator()).open("/en/looked-for")

    assert "And 3 searches for words that were looked for only once or twice" in page.text
    assert not [name for name in ("juan", "pedro", "maría") if name in page.text]
    words = [" ".join("".join(cell.itertext()).split()) for cell in page.all("th", scope="row")]
    assert words[-6:] == [HOSTILE.lower(), "potato", HOSTILE.lower(), "collective storage", "café", "Country: Peru"]
    assert "<script>alert" not in page.html


def test_period_and_language_narrow_it(services: Services, make: Make, visit: Visit) -> None:
    looked(services, "papas", 4, language="es")
    looked(services, "stores", 5, week=THIS_WEEK - timedelta(weeks=8))
    browser = visit(make.coordinator())

    def shown(query: str) -> list[bool]:
        text = browser.open(f"/en/looked-for{query}").text
        return ["papas" in text, "stores" in text]

    assert shown("") == [True, True]
    assert shown("?language=es") == [True, False]
    assert shown("?weeks=4") == [True, False]
    assert shown("?weeks=52&language=en") == [False, True]
    assert [browser.open(f"/en/looked-for?{wrong}").status for wrong in ("weeks=5", "language=xx")] == [404, 404]


def test_table_can_be_taken_along(services: Services, make: Make, visit: Visit) -> None:
    looked(services, "=cmd()", 3, 3)
    client = visit(make.coordinator()).client

    answer = client.get("/en/looked-for.csv?weeks=4")
    book = client.get("/en/looked-for.xlsx?weeks=4")

    lines = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0] == ["What", "Text", "Times", "Found nothing"]
    assert lines[-2:] == [["looked for", "'=cmd()", "3", "3"], ["found nothing", "'=cmd()", "3", "3"]]
    assert lines[4][:2] == ["week of", date.isoformat(THIS_WEEK)]
    assert book.content[:2] == b"PK"
    assert client.get("/en/looked-for.pdf").status_code == 404


def test_one_press_makes_a_question_of_it_once(services: Services, make: Make, visit: Visit) -> None:
    looked(services, "cold stores", 3, 3)
    browser = visit(make.coordinator())

    for _ in range(2):
        page = browser.open("/en/looked-for")
        page = page.send(page.form("/looked-for/ask"))

    with services.database.reading() as session:
        [question] = session.exec(select(Question)).all()
    assert (question.what, question.words) == ("cold stores", "cold stores")
    assert str(page.response.url).endswith(f"/en/questions/{question.id}#pass")
