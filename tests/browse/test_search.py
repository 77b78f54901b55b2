"""One search over everything that can be found: kinds, where and why, in which language, and what else to ask."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlmodel import select

from app.models.cases import CaseTranslation, TranslationState
from app.models.media import Media, MediaKind, MediaState
from app.models.types import now
from app.search.engine import EVERYBODY, SearchDocument, Section
from tests.browse.library import HOSTILE, Library
from tests.browse.test_lists import Visit, titles, total
from tests.browse.test_words import marks
from tests.factories import Make
from tests.pages import Page
from tests.visits.learning import MakeLearning
from tests.visits.making import MakeVisit

Count = Callable[[], AbstractContextManager[list[str]]]


def tabs(page: Page) -> dict[str, str]:
    """Their words with counts, and where they lead; nothing for the one that is shown."""
    found = {}
    for nav in page.all("nav", class_="tabs"):
        for link in nav.iter("a"):
            here = link.get("aria-current") == "page"
            found[" ".join("".join(link.itertext()).split())] = "" if here else link.get("href", "")
    return found


def beside(page: Page) -> list[str]:
    """What stands below the cards because they were looked for."""
    return [" ".join("".join(line.itertext()).split()) for line in page.all("p", class_="card-below card-found")]


def choices(page: Page) -> dict[str, str]:
    """The ways to go on: words with counts, and addresses."""
    links = [link for shown in page.all("div", class_="empty") for link in shown.iter() if link.get("class") == "chip"]
    return {" ".join("".join(link.itertext()).split()): link.get("href", "") for link in links}


def put(library: Library, *documents: SearchDocument) -> None:
    """As if the indexer had taken them from the database."""
    engine = library.services.search.engine
    engine.upsert(documents, generation=engine.generation())


def document(kind: str, code: str, title: str, text: str, language: str = "en") -> SearchDocument:
    return SearchDocument(
        id=f"{kind}:{code}:{language}",
        source=f"{kind}:{code}",
        group=f"{kind}:{code}",
        kind=kind,
        language=language,
        title=title,
        sections=(Section("text", text),),
        facets={"type": (kind,), "language": (language,)},
        visible_to=(EVERYBODY,),
        published_at=now(),
    )


@pytest.fixture
def learning(make: Make) -> MakeLearning:
    return MakeLearning(make, MakeVisit(make))


# All kinds in one list


def test_everything_with_the_words_stands_in_one_list_with_tabs_by_kind(library: Library, visit: Visit) -> None:
    page = visit().open("/en/search?q=yard")

    assert sorted(titles(page)) == ["Selling potatoes together", "The open scale"]
    assert (total(page), tabs(page)) == (
        "2 results",
        {"All 2": "", "Experiences 1": "/en/cases?q=yard", "Building blocks 1": "/en/blocks?q=yard"},
    )
    assert "Building block" in page.text


def test_box_of_every_page_leads_to_the_search_of_everything(library: Library, visit: Visit) -> None:
    browser = visit()

    for path in ("/en/about", "/en/"):
        page = browser.open(path)
        assert titles(page.send(page.form("/en/search").fill(q="yard")))


def test_lists_of_one_kind_show_the_others_when_there_are_words(library: Library, visit: Visit) -> None:
    browser = visit()

    plain, cases, blocks = (
        browser.open(f"/en/{path}") for path in ("cases", "cases?q=yard&country=PE", "blocks?q=yard")
    )

    assert tabs(plain) == {}
    assert tabs(cases) == {
        "All 2": "/en/search?q=yard&country=PE",
        "Experiences 1": "",
        "Building blocks 1": "/en/blocks?q=yard&country=PE",
    }
    assert titles(browser.open(tabs(blocks)["Experiences 1"])) == ["Selling potatoes together"]


def test_each_list_has_one_address(library: Library, visit: Visit) -> None:
    browser = visit()

    for kind, path in (("case", "/en/cases"), ("block", "/en/blocks")):
        page = browser.open(f"/en/search?type={kind}&q=yard&country=PE")
        assert str(page.response.url.path) == path
        assert page.form(having="q", action_contains=path).values["country"] == ["PE"]
    assert total(browser.open("/en/search?type=nonsense&q=yard")) == "2 results"


def test_visits_on_offer_and_what_visits_taught_are_found(
    library: Library, learning: MakeLearning, visit: Visit
) -> None:
    offer = learning.visits.offer(learning.host, title="See our warehouse", text="We show the moisture meter.")
    report = learning.report(state="published", published_at=now(), title="A meter for us")
    put(
        library,
        document("offer", offer.code, offer.title, offer.text),
        document("report", report.code, report.title, "They measure with a moisture meter."),
    )
    browser = visit()
    page = browser.open("/en/search?q=moisture")

    assert sorted(titles(page)) == ["A meter for us", "See our warehouse"]
    assert {words.rsplit(" ", 1)[0] for words in tabs(page)} == {"All", "Visits on offer", "What visits taught"}
    offers = browser.open(tabs(page)["Visits on offer 1"])
    assert (titles(offers), offers.form(having="type").values["type"]) == (["See our warehouse"], ["offer"])
    assert marks(page) == ["moisture", "moisture"]
    assert browser.open(page.links()["A meter for us"]).status == 200
    assert browser.open(page.links()["See our warehouse"]).status == 200


def test_what_nobody_may_read_any_more_is_not_shown_even_while_the_index_still_knows_it(
    library: Library, learning: MakeLearning, visit: Visit
) -> None:
    offer = learning.visits.offer(learning.host, state="paused", title="Zanahoria")
    report = learning.report(title="Zanahoria")
    put(
        library,
        document("offer", offer.code, "Zanahoria", "zanahoria"),
        document("report", report.code, "Zanahoria", "zanahoria"),
        document("case", "gone", "Zanahoria", "zanahoria"),
        document("block", "gone:abc234", "Zanahoria", "zanahoria"),
    )

    for person in (None, learning.guest_person, library.coordinator):
        assert titles(visit(person).open("/en/search?q=zanahoria")) == []


def test_list_of_everything_sends_no_more_queries_for_more_hits(
    library: Library, visit: Visit, count_queries: Count
) -> None:
    browser = visit()
    browser.open("/en/search?q=together")
    with count_queries() as one:
        browser.open("/en/search?q=potatoes&size=50")
    for number in range(3):
        library.tell(title=f"Potatoes {number}")
    library.index()
    with count_queries() as more:
        page = browser.open("/en/search?q=potatoes&size=100")

    assert (len(titles(page)) > 3, len(more) <= len(one) <= 12) == (True, True)


# Where, in which language, and why


def test_passage_leads_to_the_part_of_the_page_that_it_stands_in(library: Library, visit: Visit) -> None:
    browser = visit()
    page = browser.open("/en/cases?q=assembly")
    [(words, to)] = [(words, to) for words, to in page.links().items() if words.startswith("In the part")]

    assert words.startswith("In the part “")
    assert to.startswith(f"/en/cases/{library.potatoes.code}#")
    assert browser.open(to).all("section", id=to.partition("#")[2])


def test_word_of_a_document_leads_to_its_page(library: Library, visit: Visit) -> None:
    medium = library.attach(library.coffee, "")
    with library.services.database.writing() as session:
        session.get_one(Media, medium.id).pages = ["The first page.", "The second one.", "Here is the quinihua."]
        session.get_one(Media, medium.id).files = {"original": {**medium.files["original"], "type": "application/pdf"}}
    library.take(library.coffee, "select", library.coordinator)
    library.services.search.rebuild(library.services)

    page = visit().open("/en/cases?q=quinihua")

    assert page.links()["In an attached document, page 3"] == f"/media/{medium.public_id}/original#page=3"


@pytest.fixture
def paper(library: Library, learning: MakeLearning) -> Media:
    """A document of a published report, with a word that stands nowhere else on its second page."""
    report = learning.report(state="published", published_at=now(), title="A meter for us")
    with library.services.database.writing() as session:
        medium = Media(
            report_id=report.id,
            kind=MediaKind.DOCUMENT,
            state=MediaState.READY,
            content_type="application/pdf",
            sha256="0" * 64,
            size=1,
            files={"original": {"key": "x", "type": "application/pdf", "size": 1}},
            pages=["The first page.", "Here is the quinihua."],
            consent=True,
        )
        session.add(medium)
    library.services.search.rebuild(library.services)
    return medium


def test_word_of_a_document_of_a_report_leads_to_its_page(paper: Media, visit: Visit) -> None:
    page = visit().open("/en/search?q=quinihua")

    assert (titles(page), marks(page)) == (["A meter for us"], ["quinihua"])
    assert page.links()["In an attached document, page 2"] == f"/media/{paper.public_id}/original#page=2"


def test_passage_of_a_document_of_a_report_whose_consent_ended_is_not_shown(
    library: Library, paper: Media, visit: Visit
) -> None:
    with library.services.database.writing() as session:
        session.get_one(Media, paper.id).consent_withdrawn_at = now()

    page = visit().open("/en/search?q=quinihua")

    assert (titles(page), marks(page), paper.public_id in page.html) == (["A meter for us"], [], False)


def test_passage_of_a_document_whose_consent_ended_is_not_shown_even_while_the_index_still_knows_it(
    library: Library, visit: Visit
) -> None:
    medium = library.attach(library.coffee, "The quinihua of the village.")
    library.take(library.coffee, "select", library.coordinator)
    library.services.search.rebuild(library.services)
    browser = visit()
    before = browser.open("/en/search?q=quinihua")
    with library.services.database.writing() as session:
        session.get_one(Media, medium.id).consent_withdrawn_at = now()

    after = browser.open("/en/search?q=quinihua&size=50")

    assert ("of the village" in before.text, "of the village" in after.text, medium.public_id in after.html) == (
        True,
        False,
        False,
    )


def test_version_in_which_it_was_found_is_named_and_opened(library: Library, visit: Visit) -> None:
    browser = visit()
    page = browser.open("/en/cases?q=puerta")

    assert titles(page) == ["Selling potatoes together"]
    assert "Found in the Spanish version" in beside(page)[0]
    version = page.links()["Found in the Spanish version"]
    assert version == f"/en/cases/{library.potatoes.code}?in=es"
    assert "Vender la papa juntos" in browser.open(version).text
    assert "version" not in " ".join(beside(browser.open("/es/cases?q=puerta")))


def test_translation_that_is_public_no_more_is_not_shown_even_while_the_index_still_knows_it(
    library: Library, visit: Visit
) -> None:
    with library.services.database.writing() as session:
        for row in session.exec(select(CaseTranslation)).all():
            row.state = TranslationState.REVIEWED
            session.add(row)

    page = visit().open("/en/cases?q=puerta")

    assert titles(page) == ["Selling potatoes together"]
    assert ("una sola puerta" in page.text, "Spanish version" in page.text) == (False, False)


def test_card_says_by_which_terms_it_was_found(library: Library, visit: Visit) -> None:
    browser = visit()

    assert "Benefit: Savings and credit" in beside(browser.open("/en/search?q=ahorro+y+cr%C3%A9dito"))[0]
    assert "Producto: Café" in beside(browser.open("/es/search?q=coffee"))[0]
    assert beside(browser.open("/en/search")) == []


def test_hostile_words_stay_text_wherever_they_are_said_again(library: Library, visit: Visit) -> None:
    page = visit().client.get(
        "/en/search",
        params={
            "q": f"{HOSTILE} potatoes",
            "from": HOSTILE,
            "our_country": HOSTILE,
            "sort": "similar",
            "type": HOSTILE,
        },
    )

    assert page.status_code == 200
    assert "<script>alert" not in page.text


# Organisations like ours


def test_anybody_can_tell_what_their_organisation_is_like(library: Library, visit: Visit) -> None:
    browser = visit()
    page = browser.open("/en/cases?sort=similar")
    assert titles(page)[0] == "Catar antes de vender"

    after = page.send(page.form(having="our_country").fill(our_country="PE", our_tier="union", our_product="coffee"))

    assert titles(after)[:2] == ["Selling potatoes together", "Catar antes de vender"]
    assert ["Like yours: Peru, Union" in one for one in beside(after)] == [True, False]
    assert "Like yours: Coffee" in beside(after)[1]
    assert after.form(having="our_country").values["our_country"] == ["PE"]


def test_people_of_an_organisation_need_not_tell(library: Library, make: Make, visit: Visit) -> None:
    mine = make.organisation("Sparer", country="SN", products=["fish"], members=40)
    owner = make.owner(mine)
    MakeVisit(make).demand(mine, topics=[{"code": "benefit:quality_control", "importance": 3}])

    page = visit(owner).open("/en/cases?sort=similar")

    assert titles(page)[:2] == ["Catar antes de vender", "Épargner ensemble"]
    assert "Like yours: Senegal" in beside(page)[1]
    assert "First come those that are like this: Senegal, Fish" in page.text
    assert "First come those" not in visit().open("/en/cases?sort=similar").text


# Little or nothing


def test_nothing_found_says_what_to_loosen_with_counts_that_hold(library: Library, visit: Visit) -> None:
    browser = visit()
    page = browser.open("/en/cases?q=%2Bpotatoes+%2Bsavings&country=PE&tier=raw")

    ways = choices(page)

    assert "Nothing found" in page.text
    assert ways
    for words, to in ways.items():
        found = browser.open(to)
        assert total(found).split()[0] == words.rsplit(" ", 1)[1], words


def test_words_can_be_left_out_one_by_one_and_signs_all_at_once(library: Library, visit: Visit) -> None:
    page = visit().open('/en/cases?q=%2Bpotatoes+%2B"no such phrase"')

    assert page.links()['Without “+"no such phrase"” 1'] == "/en/cases?q=%2Bpotatoes"
    assert page.links()["Any of the words “potatoes no such phrase” 1"] == "/en/cases?q=potatoes+no+such+phrase"


def test_topics_near_to_the_words_are_offered_where_there_is_something(library: Library, visit: Visit) -> None:
    browser = visit()
    page = browser.open("/en/cases?q=%2Bbargainning+%2Bxyz")

    assert page.links()["Stronger bargaining power 1"] == "/en/cases?benefit=bargaining_power"
    assert "Zambia" not in page.text


def test_few_results_offer_more_below_them(library: Library, visit: Visit) -> None:
    page = visit().open("/en/cases?country=PE")

    assert titles(page) == ["Selling potatoes together"]
    assert page.links()["Without “Country: Peru” 3"] == "/en/cases"


def test_empty_library_offers_nothing_to_loosen(make: Make, visit: Visit) -> None:
    page = visit().open("/en/search?q=coffee&country=PE")

    assert ("Nothing found" in page.text, choices(page)) == (True, {})


def test_help_shows_examples_that_can_be_tried(library: Library, visit: Visit) -> None:
    browser = visit()
    page = browser.open("/en/search?q=nothinglikethis")
    examples = [link.get("href", "") for listed in page.all("dl") for link in listed.iter() if link.get("href")]

    assert len(examples) == 7
    assert {browser.open(to).status for to in examples} == {200}


def test_card_of_a_report_opens_with_what_was_seen_where_no_words_were_looked_for(
    library: Library, learning: MakeLearning, visit: Visit
) -> None:
    seen = "Every sack is weighed twice. " * 20
    report = learning.report(state="published", published_at=now(), title="A meter for us", seen=seen)
    put(library, document("report", report.code, report.title, seen))

    [card] = visit().open("/en/search?type=report").all("p", class_="card-summary")

    assert "".join(card.itertext()) == f"{'Every sack is weighed twice. ' * 6}Every …"


@pytest.mark.parametrize("path", ["/en/search", "/en/cases"])
def test_code_of_an_experience_leads_to_its_page(library: Library, visit: Visit, path: str) -> None:
    page = visit().open(f"{path}?q={library.savings.code.upper()}")

    assert str(page.response.url.path) == f"/en/cases/{library.savings.code}"


def test_code_of_what_nobody_may_read_is_looked_for_as_a_word(make: Make, visit: Visit) -> None:
    page = visit().open(f"/en/search?q={make.case().code}")

    assert (page.status, str(page.response.url.path)) == (200, "/en/search")


@pytest.mark.parametrize("path", ["/en/search", "/en/cases", "/en/blocks"])
def test_who_asks_more_than_is_read_is_told_so(library: Library, visit: Visit, path: str) -> None:
    told = "The question was too long: only its beginning was searched."
    browser = visit()

    long, short = (browser.open(f"{path}?q={'x' * count}") for count in (401, 400))

    assert (long.text.count(told), told in short.text) == (1, False)
    assert "x" * 400 in {box.get("value") for box in long.all("input", name="q")}
