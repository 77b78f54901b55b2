"""The coordinator chooses who could visit whom, and looks how they fit."""

from collections.abc import Callable

import pytest

from app.models.demands import Demand, DemandState
from app.models.rounds import Proposal, ProposalState
from tests.factories import Make
from tests.pages import Browser, Page
from tests.visits.making import MakeVisit, day
from tests.visits.proposals import MakeProposal

S = ProposalState
Open = Callable[..., Browser]


@pytest.fixture
def proposals(make: Make, visits: MakeVisit) -> MakeProposal:
    return MakeProposal(make, visits)


def page_of(proposal: Proposal) -> str:
    return f"/en/learning/proposals/{proposal.code}"


def post(browser: Browser, address: str, **values: str) -> Page:
    return Page(browser.client, browser.client.post(address, data=values))


@pytest.mark.parametrize("who", ["vera", "hugo", "stan"])
def test_desk_is_for_coordinators(proposals: MakeProposal, visit: Open, who: str) -> None:
    browser = visit(getattr(proposals, who))

    assert browser.open("/en/learning/proposals/new").status == 404
    assert browser.open("/en/learning/proposals/lines").status == 404
    assert post(browser, "/en/learning/proposals/new", demand=proposals.demand.code).status == 404


def test_desk_shows_the_best_offers_of_a_wish(proposals: MakeProposal, visit: Open) -> None:
    page = visit(proposals.clara).open(f"/en/learning/proposals/new?demand={proposals.demand.code}")

    assert any(proposals.offer.code in address for address in page.links().values())


def test_desk_sends_what_was_looked_at(proposals: MakeProposal, visit: Open) -> None:
    browser = visit(proposals.clara)
    query = f"?demand={proposals.demand.code}&offer={proposals.offer.code}"

    page = browser.open(f"/en/learning/proposals/new{query}")
    form = page.form("new", "starts_on").fill(starts_on=day(60).isoformat(), note="They are kind.").press("do", "send")
    after = page.send(form)

    assert "Sent. Both sides get a mail." in after.text
    made = proposals.every(Proposal)[0]
    assert (made.state, made.starts_on, made.note) == (S.SENT, day(60), "They are kind.")


@pytest.mark.parametrize(
    ("typed", "field", "status"),
    [
        ({"starts_on": ""}, "starts_on", 422),
        ({"starts_on": "tomorrow"}, "starts_on", 422),
        ({"starts_on": day(2).isoformat()}, "starts_on", 422),
        ({"starts_on": "9999-12-31"}, "starts_on", 422),
        ({"starts_on": day(60).isoformat(), "note": "x" * 2001}, "note", 422),
    ],
)
def test_desk_says_what_is_wrong_and_keeps_what_was_typed(
    proposals: MakeProposal, visit: Open, typed: dict[str, str], field: str, status: int
) -> None:
    values = {
        "demand": proposals.demand.code,
        "offer": proposals.offer.code,
        "do": "send",
        "note": "Kind people.",
        **typed,
    }

    page = post(visit(proposals.clara), "/en/learning/proposals/new", **values)

    assert (page.status, page.error_of(field) != "") == (status, True)
    assert values["note"] in page.html
    assert proposals.every(Proposal) == []


def test_desk_says_what_stands_in_the_way(proposals: MakeProposal, visit: Open) -> None:
    offer = proposals.other_offer(people_cap=2)

    page = visit(proposals.clara).open(f"/en/learning/proposals/new?demand={proposals.demand.code}&offer={offer.code}")

    assert "4 people would travel, and the hosts receive 2 at most." in page.text
    assert page.all("input", name="starts_on") == []


def test_desk_names_clashes(proposals: MakeProposal, visit: Open) -> None:
    proposals.visits.visit(proposals.offer, [proposals.other_demand()], starts_on=day(61), ends_on=day(63))
    values = {"demand": proposals.demand.code, "offer": proposals.offer.code, "starts_on": day(60).isoformat()}

    page = post(visit(proposals.clara), "/en/learning/proposals/new", **values)

    assert (page.status, "takes part in another visit" in page.text) == (422, True)


@pytest.mark.parametrize("query", ["?demand=nothing", "?demand=%00", "?offer=%27%3B--", "?demand=' OR 1=1"])
def test_desk_finds_nothing_for_codes_that_are_none(proposals: MakeProposal, visit: Open, query: str) -> None:
    assert visit(proposals.clara).open(f"/en/learning/proposals/new{query}").status == 404


def test_desk_shows_who_waits_for_an_offer(proposals: MakeProposal, visit: Open) -> None:
    waiting = proposals.other_demand("Patient ones", offer_id=proposals.offer.id)

    page = visit(proposals.clara).open("/en/learning/proposals/lines")

    assert any(waiting.code in address for address in page.links().values())


def test_suggestion_is_sent_with_one_button(proposals: MakeProposal, visit: Open) -> None:
    proposal = proposals.suggested()
    page = visit(proposals.clara).open(page_of(proposal))

    after = page.send(page.form("/send"))

    assert "Sent. Both sides get a mail." in after.text
    assert proposals.again(proposal).state is S.SENT
    with proposals.database.reading() as session:
        assert session.get_one(Demand, proposals.demand.id).state is DemandState.PROPOSED


def test_desk_shows_clashes_of_a_day_before_anything_is_sent(proposals: MakeProposal, visit: Open) -> None:
    proposals.visits.visit(proposals.offer, [proposals.other_demand()], starts_on=day(61), ends_on=day(63))
    query = f"?demand={proposals.demand.code}&offer={proposals.offer.code}&day={day(60).isoformat()}"

    page = visit(proposals.clara).open(f"/en/learning/proposals/new{query}")
    form = page.form("new", "starts_on").fill(starts_on=day(70).isoformat(), note="They are kind.").press("do", "look")
    looked = page.send(form)

    assert (page.status, "takes part in another visit" in page.text) == (200, True)
    assert (looked.status, "takes part in another visit" in looked.text) == (200, False)
    assert looked.form("new", "starts_on").values["starts_on"] == [day(70).isoformat()]
    assert "They are kind." in looked.html
    assert S.SENT not in [one.state for one in proposals.every(Proposal)]


@pytest.mark.parametrize("typed", ["tomorrow", "2026-99-99", "<b>", "9999-12-31", "0001-01-01"])
def test_desk_passes_over_a_day_that_is_none(proposals: MakeProposal, visit: Open, typed: str) -> None:
    query = f"?demand={proposals.demand.code}&offer={proposals.offer.code}&day={typed}"

    assert visit(proposals.clara).open(f"/en/learning/proposals/new{query}").status == 200
