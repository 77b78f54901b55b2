"""Signposts above what was found: pages of the platform that the words name, and an organisation by its name."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlmodel import select

from app.domain.cup.phases import ORDER
from app.models.cup import EditionPhase, Phase
from app.models.organisations import Organisation
from app.models.people import Role, User
from app.models.types import now
from app.web.pointing import PLACES
from tests.browse.library import HOSTILE, Library
from tests.browse.test_search import document, put
from tests.cup.making import MakeCup
from tests.factories import Make
from tests.pages import Browser, Page
from tests.visits.making import MakeVisit

Visit = Callable[..., Browser]
Count = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def cup(make: Make) -> MakeCup:
    return MakeCup(make)


def signposts(page: Page) -> dict[str, str]:
    """Titles and addresses, in their order."""
    return {
        "".join(link.itertext()): link.get("href", "")
        for nav in page.all("nav", class_="signposts no-print")
        for link in nav.iter("a")
    }


def asked(browser: Browser, words: str, path: str = "/en/search") -> dict[str, str]:
    return signposts(Page(browser.client, browser.client.get(path, params={"q": words})))


def three_cups(cup: MakeCup) -> User:
    """Of 2024 the results are out, 2025 is called for, 2026 is prepared. Who is returned sits in the juries of both."""
    juror = cup.make.user("Jurema")
    for year, phase in ((2024, Phase.ANNOUNCED), (2025, Phase.CALL_OPEN), (2026, Phase.DRAFT)):
        edition = cup.edition(year=year, phase=phase)
        cup.juror(edition=edition, user=juror)
    return juror


# What is shown


def test_place_is_told_with_a_sentence_in_a_list_that_has_a_name(visit: Visit) -> None:
    page = visit().open("/en/search?q=exchange+visits")

    [nav] = page.all("nav", class_="signposts no-print")
    named_by = [one for one in nav.iter("p") if one.get("id") == nav.get("aria-labelledby")]
    assert ["".join(one.itertext()) for one in named_by] == ["On this site"]
    assert signposts(page) == {"Learning visits": "/en/learning"}
    assert "How organisations visit each other, and who would like to learn or can show something now." in page.text


@pytest.mark.parametrize(
    "words", ["coffee price", "potatoes", "savings group", "what did not work", "", "the", HOSTILE]
)
def test_ordinary_questions_have_none(library: Library, visit: Visit, words: str) -> None:
    assert asked(visit(library.coordinator), words) == {}


def test_places_stand_above_results_and_where_nothing_was_found(library: Library, visit: Visit) -> None:
    library.tell(title="The calendar of the topics", summary="Topics.")
    library.index()
    browser = visit()

    with_results, without = browser.open("/en/search?q=topics"), browser.open("/en/search?q=api")

    assert signposts(with_results) == {"Topics": "/en/topics"}
    assert with_results.html.index('class="signposts') < with_results.html.index('class="card-title"')
    assert (signposts(without), "Nothing found" in without.text) == ({"For programmers": "/api/docs"}, True)


@pytest.mark.parametrize("more", ["&page=2", "&country=PE", "&from=2020"])
def test_later_pages_and_filtered_lists_have_none(library: Library, visit: Visit, more: str) -> None:
    for number in range(25):
        library.tell(title=f"Topics {number}", summary="Topics.")
    library.index()

    assert signposts(visit().open(f"/en/search?q=topics{more}")) == {}


def test_lists_of_one_kind_show_them_too(library: Library, visit: Visit) -> None:
    browser = visit()

    for path in ("/en/cases", "/en/blocks"):
        assert asked(browser, "vocabulary", path) == {"Topics": "/en/topics"}


# Who may open what


def test_every_place_that_somebody_is_shown_opens(library: Library, make: Make, cup: MakeCup, visit: Visit) -> None:
    juror = three_cups(cup)
    people = {
        "stranger": None,
        "member": make.owner(library.valley),
        "newcomer": make.user(),
        "juror": juror,
        "facilitator": make.user(roles=(Role.FACILITATOR,)),
        "coordinator": make.coordinator(),
        "administrator": make.administrator(),
    }
    for name, person in people.items():
        browser = visit(person)
        shown = {to for title in {place.title for place in PLACES} for to in asked(browser, title).values()}
        opened = {to: browser.open(to.partition("#")[0]) for to in shown}
        assert len(shown) > 15, name
        assert {to: page.status for to, page in opened.items() if page.status != 200} == {}, name
        parts = {to: page for to, page in opened.items() if "#" in to}
        assert [to for to, page in parts.items() if f'id="{to.partition("#")[2]}"' not in page.html] == [], name


def test_every_place_is_shown_to_those_who_may_open_it(make: Make, cup: MakeCup, visit: Visit) -> None:
    juror = three_cups(cup)
    roles = (Role.COORDINATOR, Role.ADMINISTRATOR, Role.FACILITATOR)
    strangers, members, staff = visit(), visit(juror), visit(make.user(roles=roles))

    for place in PLACES:
        found = [asked(browser, place.title) for browser in (strangers, members, staff)]
        said = [title for titles in found for title in titles if title.partition(" · ")[0] == place.title]
        assert said or (place.route, place.part) == ("cup_edition", ""), place.title


def test_places_of_others_are_not_told(make: Make, cup: MakeCup, visit: Visit) -> None:
    three_cups(cup)
    stranger, member, coordinator = visit(), visit(make.user()), visit(make.coordinator())

    assert asked(stranger, "password") == {"Password forgotten": "/en/password/forgotten"}
    assert asked(member, "password") == {"Signing in": "/en/account/security#password"}
    for browser in (stranger, member):
        assert asked(browser, "looked for") == asked(browser, "screening") == asked(browser, "audit trail") == {}
    assert asked(coordinator, "what was looked for") == {"What was looked for": "/en/looked-for"}
    assert asked(coordinator, "audit trail") == {}
    assert asked(coordinator, "screening") == {"Screening · Cup 2025": "/en/cup/2025/run/screening"}


def test_who_is_not_signed_in_signs_in_and_comes_there(visit: Visit) -> None:
    browser = visit()

    page = browser.open(asked(browser, "host a visit")["Offer to show something"])

    assert (page.status, page.response.url.path) == (200, "/en/sign-in")
    assert dict(page.response.url.params)["next"] == "/en/learning/offers/new"


# The cup


def test_cup_leads_to_the_one_that_goes_on_and_to_all(cup: MakeCup, visit: Visit) -> None:
    three_cups(cup)

    assert asked(visit(), "cup") == {"Cup 2025": "/en/cup/2025", "All cups and their winners": "/en/cup"}


def test_winners_rubric_and_dates_lead_to_their_part_of_the_cup(cup: MakeCup, visit: Visit) -> None:
    three_cups(cup)
    browser = visit()

    assert asked(browser, "winner")["Results · Cup 2024"] == "/en/cup/2024#results"
    assert asked(browser, "evaluation criteria") == {"How it is judged · Cup 2025": "/en/cup/2025#judging"}
    assert asked(browser, "deadline") == {"Dates · Cup 2025": "/en/cup/2025#dates"}
    assert asked(browser, "how to take part")["Enter the cup · Cup 2025"] == "/en/cup/2025/enter"


def test_after_the_results_the_rubric_stands_in_another_part_and_nobody_enters(cup: MakeCup, visit: Visit) -> None:
    cup.edition(year=2024, phase=Phase.ANNOUNCED)
    browser = visit()

    assert asked(browser, "rubric") == {"How it is judged · Cup 2024": "/en/cup/2024#about"}
    assert asked(browser, "deadline") == asked(browser, "enter the cup") == {}


def test_nobody_is_led_to_enter_after_the_deadline(cup: MakeCup, visit: Visit) -> None:
    cup.edition(year=2025)
    with cup.make.services.database.writing() as session:
        for row in session.exec(select(EditionPhase)).all():
            if row.starts_at and ORDER.index(row.phase) > ORDER.index(Phase.CALL_OPEN):
                row.starts_at = now() - timedelta(days=1)
                session.add(row)

    assert asked(visit(), "enter the cup") == {}


def test_year_leads_to_the_cup_of_that_year(cup: MakeCup, visit: Visit) -> None:
    three_cups(cup)
    browser = visit()

    assert asked(browser, "cup 2024") == {"Cup 2024": "/en/cup/2024"}
    assert asked(browser, "winners of the cup 2024") == {"Results · Cup 2024": "/en/cup/2024#results"}
    assert asked(browser, "cup 2019") == asked(browser, "topics 2024") == {}


def test_title_of_a_cup_stands_in_the_reader_s_language_or_says_in_which(cup: MakeCup, visit: Visit) -> None:
    texts = {"en": {"title": "Cup of <b>roots</b>"}, "es": {"title": "Copa de las raíces"}}
    cup.edition(year=2025, texts=texts)
    browser = visit()

    spanish, french = (browser.open(f"/{language}/search?q=copa") for language in ("es", "fr"))

    assert "Copa de las raíces" in signposts(spanish)
    assert "Cup of <b>roots</b>" in signposts(french)
    assert '<span dir="auto" lang="en">Cup of &lt;b&gt;roots&lt;/b&gt;</span>' in french.html


def test_cup_that_is_prepared_is_told_to_coordinators_only(cup: MakeCup, make: Make, visit: Visit) -> None:
    edition = cup.edition(year=2031, phase=Phase.DRAFT, texts={"en": {"title": "The secret cup"}})
    juror = make.user()
    cup.juror(edition=edition, user=juror)

    for person in (None, make.user(), make.administrator(), juror):
        for words in ("cup", "jury", "rubric", "dates", "cup 2031"):
            page = visit(person).open(f"/en/search?q={words}")
            assert [sign for sign in ("secret", "/cup/2031") if sign in page.html] == []
    assert asked(visit(make.coordinator()), "cup")["For coordinators · Cup 2031"] == "/en/cup/2031/run"


def test_jurors_are_led_to_their_own_desk(cup: MakeCup, make: Make, visit: Visit) -> None:
    juror = three_cups(cup)

    mine, others = (asked(visit(person), "juror") for person in (juror, make.user()))

    assert list(mine.values()) == ["/en/cup/2025/desk", "/en/cup/2025/seat", "/en/cup/2025#judging"]
    assert list(others.values()) == ["/en/cup/2025#judging"]


def test_strangers_see_a_cup_as_soon_as_it_is_called_for(cup: MakeCup, visit: Visit) -> None:
    stranger = visit()
    before = asked(stranger, "cup")
    cup.edition(year=2025)

    assert (list(before), list(asked(stranger, "cup"))) == (
        ["All cups and their winners"],
        ["Cup 2025", "All cups and their winners"],
    )


# Languages


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt"])
@pytest.mark.parametrize("words", ["cup", "Copas", "la coupe", "copa"])
def test_words_of_every_language_lead_there_in_the_reader_s(
    cup: MakeCup, visit: Visit, language: str, words: str
) -> None:
    cup.edition(year=2025)

    assert f"/{language}/cup/2025" in asked(visit(), words, f"/{language}/search").values()


# Organisations


def test_name_of_an_organisation_leads_to_its_page(library: Library, visit: Visit) -> None:
    library.tell(title="Other farmers of the valley", summary="Farmers.")
    library.index()
    browser = visit()
    page = f"/en/organisations/{library.valley.code}"

    for words in ("Farmers of the Valley", "farmers of the", "FARMERS OF THE VALLEY"):
        assert asked(browser, words) == {"Farmers of the Valley": page}
    assert asked(browser, "farmers") == asked(browser, "valley") == {}


def test_word_of_a_name_will_do_where_all_that_was_found_is_of_that_organisation(
    library: Library, visit: Visit
) -> None:
    browser = visit()

    assert list(asked(browser, "valley")) == ["Farmers of the Valley"]
    library.tell(title="Another valley", summary="Valley.")
    library.index()
    assert asked(browser, "valley") == {}


def test_name_leads_there_where_a_visit_is_offered_too(library: Library, make: Make, visit: Visit) -> None:
    offer = MakeVisit(make).offer(library.valley, title="Farmers of the valley show it", text="Come and see.")
    put(library, document("offer", offer.code, offer.title, offer.text))

    page = visit().open("/en/search?q=farmers+of+the+val")

    assert "Visit on offer" in page.text
    assert signposts(page) == {"Farmers of the Valley": f"/en/organisations/{library.valley.code}"}


def test_name_without_accents_leads_there_in_every_language(library: Library, visit: Visit) -> None:
    with library.services.database.reading() as session:
        code = session.exec(select(Organisation.code).where(Organisation.name == "Femmes de Thiès")).one()

    assert asked(visit(), "femmes de thies", "/pt/search") == {"Femmes de Thiès": f"/pt/organisations/{code}"}


def test_organisation_that_told_nothing_is_found_by_its_name(library: Library, make: Make, visit: Visit) -> None:
    quiet = make.organisation("Zwetschgenbäuerinnen Süd")

    assert asked(visit(), "zwetschgenbauerinnen") == {"Zwetschgenbäuerinnen Süd": f"/en/organisations/{quiet.code}"}


def test_organisation_that_waits_for_a_first_look_is_not_told(library: Library, make: Make, visit: Visit) -> None:
    make.organisation("Zwetschgenbäuerinnen Süd", approved=False)

    for person in (None, library.coordinator):
        assert asked(visit(person), "Zwetschgenbäuerinnen Süd") == {}


def test_two_organisations_of_one_name_are_not_guessed(library: Library, make: Make, visit: Visit) -> None:
    make.organisation("Farmers of the Valley", country="BO")

    assert asked(visit(), "Farmers of the Valley") == {}


# What it costs


def test_ordinary_questions_cost_no_query_and_places_one_at_most(
    library: Library, cup: MakeCup, visit: Visit, count_queries: Count
) -> None:
    library.tell(title="Cup and topics", summary="Cup and topics, potatoes too.")
    library.index()
    three_cups(cup)
    browser = visit(library.coordinator)
    browser.open("/en/search?q=together")
    numbers = []
    for words in ("potatoes", "topics", "cup", "jury", "zzzz", "zzzzy"):
        with count_queries() as sent:
            browser.open(f"/en/search?q={words}&size=50")
        numbers.append(sum("cup_edition" in query or "FROM organisation" in query for query in sent))

    # Where nothing was found an organisation may be meant; their names are read once, and again when one changes.
    assert [number - numbers[0] for number in numbers] == [0, 0, 1, 1, 2, 1]
