"""Proposals as people see and answer them: list, page, links in mails, the coordinator's desk."""

from collections.abc import Callable
from typing import Any

import pytest

from app.models.rounds import Proposal, ProposalState, Side
from app.models.visits import Visit
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


def test_proposal_is_seen_by_both_sides_and_coordinators_alone(proposals: MakeProposal, visit: Open) -> None:
    proposal = proposals.sent()

    pages = {one: visit(getattr(proposals, one)).open(page_of(proposal)) for one in ("vera", "hugo", "clara", "stan")}

    assert {name: page.status for name, page in pages.items()} == {"vera": 200, "hugo": 200, "clara": 200, "stan": 404}
    assert "Sign in" in visit().open(page_of(proposal)).text
    assert "Visitors visit Hosts" in pages["vera"].text
    assert "just this can be seen there" in pages["vera"].text


def test_suggestion_is_seen_by_coordinators_of_neither_side_alone(proposals: MakeProposal, visit: Open) -> None:
    proposal = proposals.suggested()
    partial = proposals.make.coordinator("Paula")
    proposals.make.member(partial, proposals.host)

    seen = [visit(one).open(page_of(proposal)).status for one in (proposals.clara, partial, proposals.vera)]

    assert seen == [200, 404, 404]


def test_list_shows_what_waits_for_this_person_first(proposals: MakeProposal, visit: Open) -> None:
    answered = proposals.sent()
    proposals.yes(answered, Side.VISITOR)
    waits = proposals.sent(proposals.visits.demand(proposals.visitor), proposals.other_offer())

    page = visit(proposals.vera).open("/en/learning/proposals")

    links = [address for address in page.links().values() if "/proposals/" in address]
    assert links == [page_of(waits), page_of(answered)]
    assert page.text.count("Waits for your answer") == 1
    assert visit(proposals.stan).open("/en/learning/proposals").text.count("No proposal here") == 1


def test_list_of_coordinators_has_filters(proposals: MakeProposal, visit: Open) -> None:
    sent, unsent = proposals.sent(), proposals.suggested(proposals.other_demand())
    browser = visit(proposals.clara)

    found = {
        state: [
            one
            for one in browser.open(f"/en/learning/proposals?state={state}").links().values()
            if sent.code in one or unsent.code in one
        ]
        for state in ("open", "unsent", "out", "agreed", "ended", "all", "nonsense", "%00")
    }

    both = [page_of(unsent), page_of(sent)]
    assert {state: sorted(links) for state, links in found.items()} == {
        "open": sorted(both),
        "unsent": [page_of(unsent)],
        "out": [page_of(sent)],
        "agreed": [],
        "ended": [],
        "all": sorted(both),
        "nonsense": sorted(both),
        "%00": sorted(both),
    }
    assert browser.open("/en/learning/proposals?own=1").text.count("No proposal here") == 1


def test_list_sends_as_many_queries_for_twenty_as_for_one(
    proposals: MakeProposal, visit: Open, count_queries: Callable[[], Any]
) -> None:
    browser = visit(proposals.clara)
    proposals.sent()
    browser.open("/en/learning/proposals")
    with count_queries() as one:
        browser.open("/en/learning/proposals")
    for _ in range(19):
        proposals.visits.proposal(proposals.demand, proposals.offer)
    with count_queries() as many:
        browser.open("/en/learning/proposals")

    assert len(many) == len(one)
    assert len(many) <= 12


def test_yes_on_the_page_of_both_sides_leads_to_the_visit(proposals: MakeProposal, visit: Open) -> None:
    proposal = proposals.sent()

    first = visit(proposals.vera).open(page_of(proposal))
    after_first = first.send(first.form("answer"))
    second = visit(proposals.hugo).open(page_of(proposal))
    after_second = second.send(second.form("answer"))

    assert "the other side has to say yes, too" in after_first.text
    assert "You said yes" in after_first.text
    assert "Both sides agreed" in after_second.text
    made = proposals.every(Visit)[0]
    assert f"/en/learning/visits/{made.code}" in after_second.links().values()


def test_no_on_the_page_keeps_the_words_from_the_other_side(proposals: MakeProposal, visit: Open) -> None:
    proposal = proposals.sent()
    words = "<script>alert(1)</script> They never pay."

    page = visit(proposals.hugo).open(page_of(proposal))
    form = page.form("answer", "reason").fill(reason="money", words=words)
    own = page.send(form)
    theirs = visit(proposals.vera).open(page_of(proposal))
    coordinators = visit(proposals.clara).open(page_of(proposal))

    assert (own.status, theirs.status) == (200, 200)
    assert words in own.text
    assert words in coordinators.text
    assert "<script>alert" not in own.html
    assert "They never pay" not in theirs.html
    assert "It costs too much" not in theirs.html
    assert "It is no judgement on you." in theirs.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"answer": "no"}, "reason"),
        ({"answer": "no", "reason": "other"}, "words"),
        ({"answer": "no", "reason": "money", "words": "x" * 900}, "words"),
        ({"answer": "days"}, "day-0"),
        ({"answer": "days", "day-0": "31/02/2027"}, "day-0"),
        ({"answer": "days", "day-0": "9999-99-99"}, "day-0"),
        ({"answer": "days", "day-0": day(70).isoformat(), "day-1": day(60).isoformat()}, "day-1"),
    ],
)
def test_unclear_answer_is_said_and_what_was_typed_stays(
    proposals: MakeProposal, visit: Open, typed: dict[str, str], field: str
) -> None:
    proposal = proposals.sent()

    page = post(visit(proposals.hugo), f"{page_of(proposal)}/answer", side="host", **typed)

    assert page.status == 422
    assert field in {one.get("name") for one in page.root.iter()}
    for name, value in typed.items():
        if name != "answer" and len(value) > 5:
            assert value in page.html
    assert proposals.again(proposal).state is S.SENT


@pytest.mark.parametrize(
    ("who", "values", "status"),
    [
        ("hugo", {"answer": "yes", "side": "visitor"}, 403),
        ("clara", {"answer": "yes", "side": "host"}, 403),
        ("stan", {"answer": "yes", "side": "host"}, 404),
        ("hugo", {"answer": "yes", "side": "<b>"}, 403),
        ("hugo", {"answer": "eat", "side": "host"}, 422),
        ("hugo", {}, 403),
    ],
)
def test_hostile_answers_change_nothing(
    proposals: MakeProposal, visit: Open, who: str, values: dict[str, str], status: int
) -> None:
    proposal = proposals.sent()

    page = post(visit(getattr(proposals, who)), f"{page_of(proposal)}/answer", **values)

    assert page.status == status
    assert proposals.again(proposal).state is S.SENT


@pytest.mark.parametrize("verb", ["send", "take_back"])
@pytest.mark.parametrize("who", ["vera", "hugo"])
def test_steps_of_coordinators_are_theirs(proposals: MakeProposal, visit: Open, verb: str, who: str) -> None:
    proposal = proposals.sent()

    page = post(visit(getattr(proposals, who)), f"{page_of(proposal)}/{verb}", message="No.")

    assert page.status == 403
    assert proposals.again(proposal).state is S.SENT


def test_coordinator_takes_back_with_a_sentence(proposals: MakeProposal, visit: Open) -> None:
    proposal = proposals.sent()
    browser = visit(proposals.clara)

    without = browser.open(page_of(proposal))
    refused = without.send(without.form("take_back").fill(message=" "))
    done = refused.send(refused.form("take_back").fill(message="The road is closed."))

    assert (refused.status, refused.error_of("message") != "") == (422, True)
    assert "Taken back" in done.text
    assert proposals.again(proposal).state is S.TAKEN_BACK


def test_late_yes_is_refused_with_what_clashes_and_coordinators_are_told(proposals: MakeProposal, visit: Open) -> None:
    proposal = proposals.sent()
    proposals.yes(proposal, Side.VISITOR)
    proposals.visits.visit(proposals.offer, [proposals.other_demand()], starts_on=day(61), ends_on=day(62))

    page = visit(proposals.hugo).open(page_of(proposal))
    answer = page.send(page.form("answer"))

    assert answer.status == 409
    assert "Hosts takes part in another visit from" in answer.text
    assert proposals.again(proposal).state is S.VISITOR_ACCEPTED
    assert proposals.told("proposal_clash") == ["Clara"]


def test_other_days_are_chosen_with_one_button(proposals: MakeProposal, visit: Open) -> None:
    proposal = proposals.sent()
    page = visit(proposals.hugo).open(page_of(proposal))
    page.send(page.form("answer", "day-0").fill_all({"day-0": day(70).isoformat(), "day-2": day(80).isoformat()}))

    chosen = visit(proposals.vera).open(page_of(proposal))
    forged = post(visit(proposals.vera), f"{page_of(proposal)}/day", starts_on=day(71).isoformat())
    after = chosen.send(chosen.form("/day"))

    assert forged.status == 422
    assert "You said yes" in after.text
    new = proposals.every(Proposal)[-1]
    assert (new.state, new.starts_on) == (S.VISITOR_ACCEPTED, day(70))
