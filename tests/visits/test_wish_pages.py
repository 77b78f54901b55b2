"""The pages of wishes and offers: board, list, forms, steps, who sees what."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlmodel import col, select

from app.models.cases import Case
from app.models.demands import Demand, DemandState, Offer, OfferState
from app.models.organisations import MemberRole, Organisation
from app.models.people import Role
from app.models.platform import Notification
from app.models.rounds import Proposal, ProposalState
from app.models.types import now
from app.services import Services
from tests.case_page.library import Library
from tests.factories import Make
from tests.pages import Browser
from tests.visits.making import TOPIC, MakeVisit, day

Visit = Callable[..., Browser]
Count = Callable[[], AbstractContextManager[list[str]]]
HOSTILE = '<script>alert("x")</script>'


@pytest.fixture
def library(services: Services, make: Make) -> Library:
    return Library(services, make)


def every(services: Services, table: type[Any]) -> list[Any]:
    with services.database.reading() as session:
        return list(session.exec(select(table).order_by(col(table.id))).all())


def test_landing_invites_strangers_and_shows_the_newest(visit: Visit, make: Make, visits: MakeVisit) -> None:
    visits.demand(make.organisation("Las Curileras", country="EC"))
    visits.offer()

    page = visit().open("/en/learning")

    assert page.status == 200
    assert page.links()["How to sell together"].startswith("/en/learning/demands/")
    assert "Las Curileras, Ecuador" in page.text
    assert {"Say what you want to learn", "Offer to show something"} <= set(page.links())


def test_board_and_list_show_open_things_without_contact(visit: Visit, make: Make, visits: MakeVisit) -> None:
    organisation = make.organisation(
        "Las Curileras", contact_name="Rosa Secret", contact_email="rosa@example.org", contact_phone="+51 999"
    )
    visits.demand(organisation)
    visits.demand(state=DemandState.DRAFT, title="A hidden draft")
    visits.offer(organisation)
    visits.offer(state=OfferState.PAUSED, title="A paused offer")

    for path in ("/en/learning/demands", "/en/learning/offers", *_pages(visit, "/en/learning")):
        html = visit().open(path).html
        assert "Las Curileras" in html
        assert not [word for word in ("Rosa", "rosa@", "+51", "A hidden draft", "A paused offer") if word in html]


def _pages(visit: Visit, path: str) -> list[str]:
    links = visit().open(path).links().values()
    return [
        one for one in links if one.startswith(("/en/learning/demands/", "/en/learning/offers/")) and "new" not in one
    ]


@pytest.mark.parametrize(
    "query", [f"topic={TOPIC}", "country=EC", "month=3", "language=qu", "product=coffee", "topic=x&country=EC"]
)
def test_offers_are_narrowed_by_each_filter(visit: Visit, make: Make, visits: MakeVisit, query: str) -> None:
    visits.offer(make.organisation(country="EC", products=["coffee"]), title="Fits", months_open=[3], languages=["qu"])
    visits.offer(title="Other", topics=[{"code": "benefit:shared_risk", "evidence": "declared"}], months_open=[4])

    page = visit().open(f"/en/learning/offers?{query}")

    expected = {"Fits"} if "topic=x" not in query else set()
    assert {"Fits", "Other"} & set(page.links()) == expected


def test_lists_take_as_many_queries_for_one_as_for_many(visit: Visit, visits: MakeVisit, count_queries: Count) -> None:
    visit().open("/en/learning")
    numbers = []
    for more in (1, 8):
        for _ in range(more):
            visits.demand()
            visits.offer()
        for path in ("/en/learning", "/en/learning/demands", "/en/learning/offers"):
            with count_queries() as queries:
                visit().open(path)
            numbers.append(len(queries))
    assert numbers[:3] == numbers[3:]
    assert max(numbers) <= 12


def test_strangers_get_404_for_what_is_not_open(visit: Visit, make: Make, visits: MakeVisit) -> None:
    draft, paused = visits.demand(state=DemandState.DRAFT), visits.offer(state=OfferState.PAUSED)
    for person in (None, make.user(), make.owner(make.organisation())):
        for path in (f"demands/{draft.code}", f"offers/{paused.code}"):
            assert visit(person).open(f"/en/learning/{path}").status == 404


def test_first_button_of_a_wish_is_what_its_reader_can_do(visit: Visit, make: Make, visits: MakeVisit) -> None:
    address = f"/en/learning/demands/{visits.demand().code}"
    readers = (make.coordinator(), make.owner(make.organisation()))

    first = [
        [link.get("href") for link in visit(user).open(address).all("a", class_="button button-primary")]
        for user in readers
    ]

    assert first == [[f"{address}/hosts"], [f"{address}/show"]]


def test_only_its_own_people_may_change_an_open_wish(visit: Visit, make: Make, visits: MakeVisit) -> None:
    demand, offer = visits.demand(), visits.offer()
    for person in (make.owner(make.organisation()), make.coordinator()):
        for path in (f"demands/{demand.code}/edit", f"offers/{offer.code}/edit"):
            assert visit(person).open(f"/en/learning/{path}").status == 403


def filled(page: Any) -> Any:
    return page.form("demands/new").fill_all(
        {
            "title": "How to sell together",
            "topics": [TOPIC, "", ""],
            "party": "4",
            "languages-0-code": "es",
            "windows-0-first": day(60).isoformat(),
            "windows-0-last": day(90).isoformat(),
        }
    )


def test_wish_is_written_and_published_without_scripts(visit: Visit, services: Services, make: Make) -> None:
    owner = make.owner(make.organisation("Las Curileras"))

    page = visit(owner).open("/en/learning/demands/new")

    page = page.send(filled(page).press("do", "publish"))

    assert "Published. Organisations that can show it hear of it." in page.text
    stored = every(services, Demand)[0]
    assert (stored.state, stored.languages, stored.last_start) == (DemandState.OPEN, {"es": 4}, day(88))


def test_publishing_with_gaps_says_what_is_missing_beside_each_field(
    visit: Visit, services: Services, make: Make
) -> None:
    page = visit(make.owner(make.organisation())).open("/en/learning/demands/new")

    page = page.send(page.form("demands/new").press("do", "publish"))

    assert page.status == 422
    assert {name: page.error_of(name) for name in ("title", "topics", "party", "windows")} == dict.fromkeys(
        ("title", "topics", "party", "windows"), "Please fill this in."
    )
    assert every(services, Demand) == []


@pytest.mark.parametrize("do", ["save", "publish"])
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"windows-0-first": "2027-05-09", "windows-0-last": "2027-05-01"}, "windows-0-last"),
        ({"windows-0-first": "2027-13-77", "windows-0-last": "2027-05-01"}, "windows-0-first"),
        ({"windows-0-first": "2027-05-01", "windows-0-last": ""}, "windows-0-last"),
        ({"party": "0"}, "party"),
        ({"party": "500"}, "party"),
        ({"party": "many"}, "party"),
        ({"party": "9" * 400}, "party"),
        ({"women": "7"}, "women"),
        ({"languages-0-number": "7"}, "languages-0-number"),
        ({"own_budget": "twelve"}, "own_budget"),
        ({"title": "x" * 5000}, "title"),
        ({"days": "0"}, "days"),
        ({"days": "999999999"}, "days"),
        ({"lead_days": "999999999"}, "lead_days"),
        ({"windows-0-first": "0001-01-01", "windows-0-last": "9999-12-31"}, "windows-0-last"),
        ({"windows-0-first": "0001-01-01", "windows-0-last": "0001-01-01"}, "windows-0-last"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_kept(
    visit: Visit, services: Services, make: Make, typed: dict[str, str], field: str, do: str
) -> None:
    page = visit(make.owner(make.organisation())).open("/en/learning/demands/new")

    page = page.send(filled(page).fill_all(typed).press("do", do))

    assert page.status == 422
    assert page.error_of(field)
    name, value = next(iter(typed.items()))
    assert page.form("demands/new").values[name] == [value]
    assert every(services, Demand) == []


def test_rows_are_added_and_taken_away_without_scripts(visit: Visit, make: Make) -> None:
    page = visit(make.owner(make.organisation())).open("/en/learning/demands/new")
    page = page.send(filled(page).press("do", "add:windows"))
    assert page.status == 200
    assert "windows-1-first" in page.form("demands/new").names

    page = page.send(page.form("demands/new").press("do", "remove:windows:0"))

    assert page.form("demands/new").values["windows-0-first"] == [""]
    assert page.form("demands/new").values["title"] == ["How to sell together"]


def test_hostile_texts_are_shown_as_text(visit: Visit, make: Make, visits: MakeVisit) -> None:
    organisation = make.organisation(HOSTILE)
    demand = visits.demand(organisation, title=HOSTILE, text=HOSTILE, needs=["other"], needs_note=HOSTILE)
    offer = visits.offer(organisation, title=HOSTILE, text=HOSTILE, conditions=HOSTILE, place=HOSTILE)
    paths = ("", "/demands", "/offers", f"/demands/{demand.code}", f"/offers/{offer.code}", "/ours")
    owner = make.owner(organisation)
    for path in (*paths, f"/demands/{demand.code}/edit", f"/offers/{offer.code}/edit"):
        page = visit(owner).open(f"/en/learning{path}")
        assert page.status == 200
        assert HOSTILE not in page.html


def test_clash_shows_both_texts_and_loses_none(visit: Visit, services: Services, make: Make, visits: MakeVisit) -> None:
    organisation = make.organisation()
    demand = visits.demand(organisation)
    first, second = visit(make.owner(organisation)), visit(make.owner(organisation))
    path = f"/en/learning/demands/{demand.code}/edit"
    theirs, mine = first.open(path), second.open(path)
    theirs.send(theirs.form("/edit").fill(title="Theirs").press("do", "save"))

    page = mine.send(mine.form("/edit").fill(title="Mine").press("do", "save"))

    assert page.status == 409
    assert "Theirs" in page.text
    assert page.form("/edit").values["title"] == ["Mine"]
    page.send(page.form("/edit").press("do", "save"))
    assert every(services, Demand)[0].title == "Mine"


def test_people_of_several_organisations_are_asked_for_which(visit: Visit, make: Make) -> None:
    one, other = make.organisation("First"), make.organisation("Second")
    person = make.owner(one)
    make.member(person, other)

    page = visit(person).open("/en/learning/demands/new")

    assert {"First, Peru", "Second, Peru"} <= set(page.links())
    assert visit(person).open(f"/en/learning/demands/new?organisation={other.code}").form("demands/new")


def test_newcomer_is_led_to_an_organisation_first(visit: Visit, make: Make) -> None:
    page = visit(make.user()).open("/en/learning/offers/new")

    assert page.links()["Add your organisation"].startswith("/en/organisations/new?next=")


def test_facilitator_writes_for_an_organisation_that_agreed(visit: Visit, services: Services, make: Make) -> None:
    organisation = make.organisation("Las Curileras")
    owner = make.owner(organisation)
    browser = visit(make.user(roles=(Role.FACILITATOR,)))
    link = browser.open("/en/learning/for?what=demands&q=curi").links()["Las Curileras, Peru"]
    page = browser.open(link)
    form = filled(page).fill(who="Rosa Quispe, president", how="", agreed_day=now().date().isoformat())

    refused = page.send(form.press("do", "publish"))
    assert refused.error_of("how") == "Please fill this in."
    page = refused.send(refused.form("demands/new").fill(how="By telephone").press("do", "publish"))

    assert page.status == 200
    assert every(services, Demand)[0].consent_record.startswith("Rosa Quispe, president\nBy telephone\n")
    assert [(one.user_id, one.kind) for one in every(services, Notification)] == [(owner.id, "visit_on_behalf")]


def test_offer_is_written_published_paused_and_taken_back(visit: Visit, services: Services, make: Make) -> None:
    browser = visit(make.owner(make.organisation(languages=["es"])))
    page = browser.open("/en/learning/offers/new")
    form = page.form("offers/new").fill_all({"title": "Our warehouse", "topics": [TOPIC]})
    page = page.send(form.press("do", "publish"))
    assert every(services, Offer)[0].state is OfferState.OPEN

    page = page.send(page.form("/pause"))
    assert every(services, Offer)[0].state is OfferState.PAUSED
    page = page.send(page.form("/withdraw").fill(message=""))
    assert page.error_of("message")
    page.send(page.form("/withdraw").fill(message="No time this year"))

    assert every(services, Offer)[0].state is OfferState.WITHDRAWN


def test_form_of_an_offer_shown_again_has_no_language_without_a_name(visit: Visit, make: Make) -> None:
    page = visit(make.owner(make.organisation(languages=["es"]))).open("/en/learning/offers/new")

    page = page.send(page.form("offers/new").press("do", "publish"))

    codes = [tick.get("value") for tick in page.all("input", name="languages")]
    assert (page.status, codes) == (422, ["es", "en", "fr", "pt"])


@pytest.mark.parametrize(
    ("typed", "stored"), [("1200", 120_000), ("1.200", 120_000), ("1 200,5", 120_050), ("12.50", 1_250)]
)
def test_amounts_are_understood_as_people_write_them(
    visit: Visit, services: Services, make: Make, typed: str, stored: int
) -> None:
    browser = visit(make.owner(make.organisation()))
    page = browser.open("/en/learning/offers/new")

    page.send(page.form("offers/new").fill(fixed_cost=typed).press("do", "save"))

    assert every(services, Offer)[0].fixed_cost == stored


def test_drafts_wait_for_those_who_may_publish_them(
    visit: Visit, make: Make, visits: MakeVisit, count_queries: Count
) -> None:
    organisation = make.organisation()
    owner = make.owner(organisation)
    visits.demand(organisation, state=DemandState.DRAFT, title="A wish")
    visits.offer(organisation, state=OfferState.DRAFT, title="An offer")
    visits.demand(state=DemandState.DRAFT, title="Of others")

    page = visit(owner).open("/en/waiting")

    assert {"A wish", "An offer"} <= set(page.links())
    assert "Of others" not in page.text
    assert page.all("span", class_="badge")[0].text == "2"


def test_organisation_shows_its_open_wishes_and_offers(visit: Visit, make: Make, visits: MakeVisit) -> None:
    organisation = make.organisation()
    visits.demand(organisation)
    visits.demand(organisation, state=DemandState.DRAFT, title="A hidden draft")
    visits.offer(organisation)

    page = visit().open(f"/en/organisations/{organisation.code}")

    assert {"How to sell together", "Our common warehouse"} <= set(page.links())
    assert "A hidden draft" not in page.text


def test_open_things_stand_in_the_sitemap(visit: Visit, visits: MakeVisit) -> None:
    demand, draft = visits.demand(), visits.demand(state=DemandState.DRAFT)

    text = visit().open("/sitemap-en-1.xml").html

    assert f"/en/learning/demands/{demand.code}" in text
    assert draft.code not in text


def test_host_answers_a_wish_and_the_visitors_are_asked(
    visit: Visit, services: Services, make: Make, visits: MakeVisit
) -> None:
    visitors, hosts = make.organisation(), make.organisation("Warehouse people")
    visitor, host, coordinator = make.owner(visitors), make.owner(hosts), make.coordinator()
    demand, offer = visits.demand(visitors), visits.offer(hosts)
    browser = visit(host)
    page = browser.open(browser.open(f"/en/learning/demands/{demand.code}").links()["We can show this"])

    page = page.send(page.form("/show").fill(starts_on=day(60).isoformat(), note="Come in the harvest"))

    assert "They are asked." in page.text
    proposal = every(services, Proposal)[0]
    assert (proposal.state, proposal.starts_on, proposal.offer_id, proposal.note) == (
        ProposalState.HOST_ACCEPTED,
        day(60),
        offer.id,
        "Come in the harvest",
    )
    assert proposal.expires_at is not None
    assert every(services, Demand)[0].state is DemandState.PROPOSED
    assert sorted((one.user_id, one.kind) for one in every(services, Notification)) == sorted(
        [(visitor.id, "visit_proposed"), (coordinator.id, "visit_answered_by_host")]
    )


@pytest.mark.parametrize("starts", [1, 199, 400])
def test_day_on_which_one_side_cannot_is_refused(
    visit: Visit, services: Services, make: Make, visits: MakeVisit, starts: int
) -> None:
    hosts = make.organisation()
    demand, _ = visits.demand(), visits.offer(hosts)
    browser = visit(make.owner(hosts))
    page = browser.open(f"/en/learning/demands/{demand.code}/show")

    page = page.send(page.form("/show").fill(starts_on=day(starts).isoformat(), note="My words"))

    assert page.status == 422
    assert page.error_of("starts_on")
    assert page.form("/show").values["note"] == ["My words"]
    assert every(services, Proposal) == []


def test_offer_that_does_not_fit_says_why(visit: Visit, make: Make, visits: MakeVisit) -> None:
    hosts = make.organisation()
    demand, _ = visits.demand(party=9), visits.offer(hosts)

    page = visit(make.owner(hosts)).open(f"/en/learning/demands/{demand.code}/show")

    assert "More people would come than your offer has places for." in page.text


def test_somebody_elses_offer_answers_nothing(visit: Visit, services: Services, make: Make, visits: MakeVisit) -> None:
    hosts = make.organisation()
    demand, _, others = visits.demand(make.organisation()), visits.offer(hosts), visits.offer()
    browser = visit(make.owner(hosts))
    page = browser.open(f"/en/learning/demands/{demand.code}/show")

    page = page.send(page.form("/show").fill(offer=others.code, starts_on=day(60).isoformat()))

    assert page.status == 403
    assert every(services, Proposal) == []


def test_case_leads_members_of_others_to_a_wish_that_is_filled_in(visit: Visit, make: Make, library: Library) -> None:
    case = library.case()
    owner = make.owner(make.organisation())
    link = visit().open(f"/en/cases/{case.code}").links()["Ask to visit them"]

    assert visit().open(link).response.url.path == "/en/sign-in"
    page = visit(owner).open(link)

    assert page.form("demands/new").values["case"] == [case.code]
    assert "They have not offered a visit yet" in page.text


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        (MemberRole.OWNER, {"Offer to show it", "Your wishes and offers"}),
        (MemberRole.EDITOR, {"Offer to show it", "Your wishes and offers"}),
        (MemberRole.MEMBER, set()),
    ],
)
def test_case_leads_its_own_people_to_an_offer_and_others_still_to_a_wish(
    visit: Visit, services: Services, make: Make, library: Library, role: MemberRole, shown: set[str]
) -> None:
    case, person = library.case(), make.user()
    with services.database.reading() as session:
        organisation = session.get_one(Organisation, session.get_one(Case, case.id).organisation_id)
    make.member(person, organisation, role)
    browser = visit(person)

    page = browser.open(f"/en/cases/{case.code}")

    known = {"Ask to visit them", "Offer to show it", "Your wishes and offers"}
    assert known & page.links().keys() == shown
    assert ("Its owners and editors can offer to show it" in page.text) == (role is MemberRole.MEMBER)
    assert [browser.open(page.links()[one]).status for one in sorted(shown)] == [200] * len(shown)
    for other in (visit(), visit(make.owner(make.organisation()))):
        assert known & other.open(f"/en/cases/{case.code}").links().keys() == {"Ask to visit them"}


def test_case_becomes_an_offer_in_two_steps(visit: Visit, services: Services, make: Make, library: Library) -> None:
    case = library.case()
    with services.database.reading() as session:
        host_id = session.get_one(Case, case.id).organisation_id
        organisation = session.get_one(Organisation, host_id)
    browser = visit(make.owner(organisation))
    page = browser.open(browser.open(f"/en/cases/{case.code}").links()["Offer to show it"])

    page.send(page.form("offers/new").press("do", "publish"))

    stored = every(services, Offer)[0]
    assert (stored.state, stored.case_id, stored.organisation_id) == (OfferState.OPEN, case.id, host_id)
    assert stored.topics
    assert {topic["evidence"] for topic in stored.topics} <= {"systematised", "documented"}


def test_second_host_of_two_is_told_that_it_has_moved_on(
    visit: Visit, services: Services, make: Make, visits: MakeVisit
) -> None:
    visitors, first, second = make.organisation(), make.organisation(), make.organisation()
    make.owner(visitors)
    demand = visits.demand(visitors)
    pages = []
    for hosts in (first, second):
        visits.offer(hosts)
        pages.append(visit(make.owner(hosts)).open(f"/en/learning/demands/{demand.code}/show"))

    answers = [page.send(page.form("/show").fill(starts_on=day(60).isoformat())) for page in pages]

    assert "They are asked." in answers[0].text
    assert "This has moved on in the meantime." in answers[1].text
    assert len(every(services, Proposal)) == 1


def test_number_in_the_header_is_that_of_the_lines(visit: Visit, make: Make, visits: MakeVisit) -> None:
    organisation = make.organisation()
    visits.demand(organisation, state=DemandState.DRAFT, title="A wish")
    visits.proposal(visits.demand(organisation, state=DemandState.PROPOSED, title="Asked"), visits.offer())
    visits.proposal(visits.demand(), visits.offer(), state=ProposalState.SUGGESTED, sent_at=None)
    person = make.user(roles=(Role.COORDINATOR, Role.FACILITATOR))
    make.member(person, organisation)

    page = visit(person).open("/en/waiting")

    lines = [one for one in page.all("li") if one.get("class") == "todo-item"]
    assert (page.all("span", class_="badge")[0].text, len(lines)) == ("3", 3)


def test_offer_of_a_case_is_the_one_a_wish_is_written_for(
    visit: Visit, services: Services, make: Make, library: Library, visits: MakeVisit
) -> None:
    case = library.case()
    with services.database.reading() as session:
        host = session.get_one(Organisation, session.get_one(Case, case.id).organisation_id)
    offer = visits.offer(host, case_id=case.id)

    page = visit(make.owner(make.organisation())).open(f"/en/learning/demands/new?case={case.code}")
    page = page.send(filled(page).press("do", "publish"))

    assert every(services, Demand)[0].offer_id == offer.id
    assert "They would like to see this: Our common warehouse" in page.text


@pytest.mark.parametrize("query", ["case=zzzzzz", "offer=zzzzzz", "organisation=zzzzzz"])
def test_address_that_names_nothing_is_not_found(visit: Visit, make: Make, query: str) -> None:
    assert visit(make.owner(make.organisation())).open(f"/en/learning/demands/new?{query}").status == 404


def test_clock_of_an_offer_is_that_of_its_country(visit: Visit, make: Make) -> None:
    page = visit(make.owner(make.organisation(country="NP"))).open("/en/learning/offers/new")

    assert page.form("offers/new").values["time_zone"] == ["Asia/Kathmandu"]
