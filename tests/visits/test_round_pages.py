"""The pages of rounds and drafts: as coordinators use them, and who must not see them."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlmodel import select

from app.domain.visits.plan_inputs import WhatIf
from app.jobs.worker import Worker
from app.models.demands import Demand, Offer
from app.models.people import Role
from app.models.rounds import Plan, PlanState, Proposal, ProposalState, Round, RoundPair
from app.services import Services
from tests.factories import Make
from tests.pages import Browser
from tests.visits.making import MakeVisit, day
from tests.visits.planned import coordinator, draft

Visit = Callable[..., Browser]
Count = Callable[[], AbstractContextManager[list[str]]]
START = "/en/learning/rounds"


def one_round(services: Services) -> Round:
    with services.database.reading() as session:
        return session.exec(select(Round)).one()


def some(make: Make, visits: MakeVisit) -> tuple[Demand, Offer]:
    """A wish and an offer whose organisations have people to answer."""
    visitor, host = make.organisation("Café Unido"), make.organisation("Tierra Nueva")
    make.owner(visitor)
    make.owner(host)
    return visits.demand(visitor, title="How to sell together"), visits.offer(host, title="Our warehouse")


def test_a_round_is_made_planned_and_published_on_its_pages(
    services: Services, make: Make, visits: MakeVisit, visit: Visit
) -> None:
    some(make, visits)
    browser = visit(make.coordinator())
    page = browser.open(f"{START}/new")
    form = page.form(having="title")
    form.values |= {
        "title": ["Visits of spring"],
        "starts_on": [day(20).isoformat()],
        "ends_on": [day(220).isoformat()],
        "budget": ["4 000,50"],
        "price-interpreter": ["120"],
        "per-interpreter": ["day"],
    }
    made = page.send(form)
    waiting = made.send(made.form("/plan"))
    Worker(services).run_once()
    ready = browser.open(waiting.response.url.path)
    done = ready.send(ready.form("/publish"))
    again = browser.open(waiting.response.url.path)

    round_ = one_round(services)
    assert (round_.title, round_.budget, round_.currency) == ("Visits of spring", 400_050, "EUR")
    assert round_.settings["funded"] == {"interpreter": {"price": 12_000, "per": "day"}}
    assert "The draft waits to be worked out." in waiting.text
    assert "Tierra Nueva" in ready.text
    assert "1 of 1 wishes have a visit" in ready.text
    assert "Fairness costs nothing here" in ready.text
    assert "Both sides of each visit are asked" in done.text
    assert "Publish and ask both sides" not in again.text
    with services.database.reading() as session:
        assert [each.state for each in session.exec(select(Proposal)).all()] == [ProposalState.SENT]


@pytest.mark.parametrize(
    ("women", "youth", "said"),
    [
        (2, 0, "4 people travel, 2 of them women, 0 of them young"),
        (2, None, "4 people travel, 2 of them women"),
        (None, None, "4 people travel"),
    ],
)
def test_draft_says_of_who_travels_what_was_told(
    services: Services, make: Make, visits: MakeVisit, visit: Visit, women: int | None, youth: int | None, said: str
) -> None:
    some(make, visits)
    with services.database.writing() as session:
        demand = session.exec(select(Demand)).one()
        demand.women, demand.youth = women, youth
    round_, browser = visits.round(), visit(make.coordinator())
    page = browser.open(f"{START}/{round_.code}")

    waiting = page.send(page.form("/plan"))
    Worker(services).run_once()

    figures = browser.open(waiting.response.url.path).text.partition("wishes have a visit")[2]
    assert figures.strip().startswith(said)
    assert ("women" in figures.partition("left")[0], "young" in figures.partition("left")[0]) == (
        "women" in said,
        "young" in said,
    )


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"starts_on": "yesterday"}, "starts_on"),
        ({"budget": "-5"}, "budget"),
        ({"budget": "99999999999999999999"}, "budget"),
        ({"week_capacity": "0"}, "week_capacity"),
        ({"min_visits": "1e9"}, "min_visits"),
        ({"weight-topic": "34"}, "weights"),
        ({"weight-topic": "135", "weight-coach": "-100"}, "weight-coach"),
        ({"price-childcare": "much"}, "price-childcare"),
        ({"price-childcare": "5", "per-childcare": "moon"}, "per-childcare"),
        ({"time_limit": "9999"}, "time_limit"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_kept(
    services: Services, make: Make, visit: Visit, typed: dict[str, str], field: str
) -> None:
    page = visit(make.coordinator()).open(f"{START}/new")
    form = page.form(having="title")
    fine = {"title": "Spring", "starts_on": day(20).isoformat(), "ends_on": day(90).isoformat(), "budget": "100"}
    form.values |= {name: [value] for name, value in {**fine, **typed}.items()}

    answer = page.send(form)

    assert answer.response.status_code == 422
    assert answer.error_of(field)
    kept = answer.form(having="title").values
    assert {name: kept[name][0] for name in typed if name != "per-childcare"} == {
        name: value for name, value in typed.items() if name != "per-childcare"
    }
    with services.database.reading() as session:
        assert session.exec(select(Round)).all() == []


def test_two_who_change_a_round_at_once_do_not_overwrite_each_other(
    services: Services, make: Make, visits: MakeVisit, visit: Visit
) -> None:
    round_ = visits.round()
    page = visit(make.coordinator()).open(f"{START}/{round_.code}/edit")
    form, late = page.form(having="title"), page.form(having="title")
    form.values["title"], late.values["title"] = ["Mine"], ["Theirs"]

    page.send(form)
    refused = page.send(late)

    assert "Somebody else changed this round" in refused.text
    assert one_round(services).title == "Mine"


def test_only_coordinators_see_rounds(make: Make, visits: MakeVisit, visit: Visit, services: Services) -> None:
    round_, demand = visits.round(), visits.demand()
    plan = draft(services, round_, coordinator(make))
    others = (make.owner(make.organisation()), make.user(), make.user(roles=(Role.FACILITATOR,)))
    paths = [
        START,
        f"{START}/new",
        f"{START}/{round_.code}",
        f"{START}/{round_.code}/edit",
        f"{START}/{round_.code}/plans/{plan.number}",
        f"{START}/{round_.code}/plans/{plan.number}/progress",
        f"/en/learning/demands/{demand.code}/hosts",
        f"/en/learning/demands/{demand.code}/hosts/compare",
    ]

    seen = {path: visit(user).open(path) for user in others for path in paths}
    stranger = [visit().open(path).response.url.path for path in paths]

    assert {page.response.status_code for page in seen.values()} <= {403, 404}
    assert all("sign-in" in path for path in stranger)


def test_a_pair_is_decided_and_taken_back(services: Services, make: Make, visits: MakeVisit, visit: Visit) -> None:
    round_ = visits.round()
    demand, offer = some(make, visits)
    page = visit(make.coordinator()).open(f"{START}/{round_.code}")
    form = page.form("/pairs")
    form.values |= {"kind": ["forbidden"], "demand": [demand.code], "offer": [offer.code]}
    empty = page.send(form)
    form.values |= {"reason": ["They quarrelled <b>badly</b>"]}

    decided = page.send(form)
    undone = decided.send(decided.form("/undo"))

    assert empty.error_of("reason")
    assert "They quarrelled <b>badly</b>" in decided.text
    assert "They quarrelled" not in undone.text
    with services.database.reading() as session:
        assert session.exec(select(RoundPair)).all() == []


def test_who_fits_is_ranked_explained_and_compared(make: Make, visits: MakeVisit, visit: Visit) -> None:
    demand = visits.demand(title="How to sell together")
    good = visits.offer(make.organisation("Tierra Nueva"))
    visits.offer(make.organisation("Small Farm"), people_cap=2)
    browser = visit(make.coordinator())

    page = browser.open(f"/en/learning/demands/{demand.code}/hosts")
    beside = page.send(page.form("/compare"))
    odd = browser.open(f"/en/learning/demands/{demand.code}/hosts/compare?offer=%3Cb%3E&offer={good.code}")

    assert "4 people would travel, and the hosts receive 2 at most." in page.text
    assert "What they want to learn and what can be seen 35 of 35" in page.text
    assert "Tierra Nueva" in beside.text
    assert "Small Farm" not in beside.text
    assert odd.response.status_code == 200


def test_who_fits_leads_to_a_proposal_of_those_a_coordinator_is_neutral_to(
    make: Make, visits: MakeVisit, visit: Visit
) -> None:
    demand, own_home = visits.demand(title="How to sell together"), make.organisation("Ours")
    other, own = visits.offer(make.organisation("Tierra Nueva")), visits.offer(own_home)
    browser = visit(make.owner(own_home, roles=(Role.COORDINATOR,)))

    pages = [
        browser.open(f"/en/learning/demands/{demand.code}/hosts"),
        browser.open(f"/en/learning/demands/{demand.code}/hosts/compare?offer={other.code}&offer={own.code}"),
    ]

    leads = [
        [link.get("href", "") for link in page.all("a") if "/proposals/new?" in link.get("href", "")] for page in pages
    ]
    assert leads == [[f"/en/learning/proposals/new?demand={demand.code}&offer={other.code}"]] * 2
    assert "35 of 35 points" in browser.open(leads[0][0]).text


def test_a_what_if_is_asked_and_compared(services: Services, make: Make, visits: MakeVisit, visit: Visit) -> None:
    round_ = visits.round()
    some(make, visits)
    draft(services, round_, coordinator(make))
    browser = visit(make.coordinator())
    page = browser.open(f"{START}/{round_.code}/plans/1")
    form = page.form("/what-if")
    nothing = page.send(form)
    form.values |= {"budget": ["1"]}
    asked = page.send(form)
    Worker(services).run_once()

    poor = browser.open(asked.response.url.path)
    beside = browser.open(f"{START}/{round_.code}/plans/2/against/1")

    assert nothing.error_of("budget") == "Change at least one thing."
    assert "What if: with €1.00." in poor.text
    assert "A what-if is not published." in poor.text
    assert "A visit costs" not in poor.text
    assert "Would lose a visit Café Unido" in beside.text


def test_an_empty_draft_says_so(services: Services, make: Make, visits: MakeVisit, visit: Visit) -> None:
    round_ = visits.round()
    draft(services, round_, coordinator(make))

    page = visit(make.coordinator()).open(f"{START}/{round_.code}/plans/1")

    assert "There was no open wish when this draft was made" in page.text


def test_a_draft_that_ran_out_of_time_or_failed_says_so(
    services: Services, make: Make, visits: MakeVisit, visit: Visit
) -> None:
    round_ = visits.round()
    some(make, visits)
    plan = draft(services, round_, coordinator(make))
    with services.database.writing() as session:
        kept = session.get_one(Plan, plan.id)
        kept.result = {**kept.result, "proved": False}
        session.add(kept)
        session.add(Plan(round_id=round_.id or 0, number=2, method="visits-1", state=PlanState.FAILED, problem="Sorry"))
        running = {"stage": "total", "number": 4, "of": 9, "gap": 3}
        session.add(
            Plan(round_id=round_.id or 0, number=3, method="visits-1", state=PlanState.RUNNING, progress=running)
        )
    browser = visit(make.coordinator())

    late, failed, part = (browser.open(f"{START}/{round_.code}/plans/{number}") for number in (1, 2, 3))
    asked = browser.client.get(f"{START}/{round_.code}/plans/3/progress")
    over = browser.client.get(f"{START}/{round_.code}/plans/2/progress")

    assert "The time ran out." in late.text
    assert "Sorry" in failed.text
    assert "Reached: Total of all scores" in part.text
    assert "4 of 9 goals" in asked.text
    assert ("HX-Refresh" in asked.headers, over.headers["HX-Refresh"]) == (False, "true")


def test_pages_of_a_round_cost_the_same_however_much_there_is(
    services: Services, make: Make, visits: MakeVisit, visit: Visit, count_queries: Count
) -> None:
    round_ = visits.round()
    some(make, visits)
    draft(services, round_, coordinator(make))
    browser = visit(make.coordinator())
    demand = visits.demand()
    paths = [
        f"{START}/{round_.code}",
        f"{START}/{round_.code}/plans/1",
        f"/en/learning/demands/{demand.code}/hosts",
        START,
    ]

    def look() -> list[int]:
        found = []
        for path in paths:
            browser.open(path)
            with count_queries() as statements:
                browser.open(path)
            found.append(len(statements))
        return found

    few = look()
    for _ in range(3):
        some(make, visits)
        visits.visit(round_id=round_.id)

    assert look() == few
    assert few[3] <= 12


def test_a_closed_round_takes_nothing_more(make: Make, visits: MakeVisit, visit: Visit) -> None:
    round_ = visits.round()
    page = visit(make.coordinator()).open(f"{START}/{round_.code}")
    plan = page.form("/plan")

    closed = page.send(page.form("/close"))
    refused = page.send(plan)

    assert "The round is closed." in closed.text
    assert "This round is closed." in refused.text
    assert "Have a draft worked out" not in closed.text


def test_no_link_of_a_round_leads_to_a_refusal(services: Services, make: Make, visits: MakeVisit, visit: Visit) -> None:
    round_, ours = visits.round(), make.organisation("Our own")
    some(make, visits)
    wish, entered = visits.demand(ours), visits.demand(party=7, women=0, youth=0, roles={}, languages={"es": 7})
    user = make.coordinator()
    make.member(user, ours)
    with services.database.writing() as session:
        session.get_one(Demand, entered.id).on_behalf_by_id = user.id
    for asked in (None, WhatIf(budget=100)):
        draft(services, round_, coordinator(make), asked)
    browser = visit(user)
    start = f"{START}/{round_.code}"

    pages = [browser.open(start + path) for path in ("", "/plans/1", "/plans/2", "/plans/2/against/1")]
    addresses = {link.get("href") or "" for page in pages for link in page.all("a")}
    links = {path for path in addresses if "/learning/demands/" in path}

    assert all(f"/en/learning/demands/{one.code}" in links for one in (wish, entered))
    assert {path: browser.open(path).status for path in links} == dict.fromkeys(links, 200)
