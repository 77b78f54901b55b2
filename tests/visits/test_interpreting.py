"""Where few travellers share a language with the hosts, those who answer and those who prepare are reminded."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from app.domain.visits import tasks
from app.domain.visits.interpreting import Interpreting, interpreting, interpreting_on
from app.models.demands import Demand, Offer
from app.models.rounds import Round
from app.models.visits import Visit, VisitState
from tests.factories import Make
from tests.pages import Browser
from tests.visits.making import MakeVisit
from tests.visits.proposals import MakeProposal

Open = Callable[..., Browser]


@pytest.mark.parametrize(
    ("asked", "shown", "funded", "found"),
    [
        ({"languages": {"es": 2}}, {}, False, None),
        ({"languages": {"es": 1, "fr": 4}}, {}, False, (1, "")),
        ({"languages": {"fr": 4}}, {}, False, (0, "")),
        ({"languages": {"fr": 4}}, {}, True, (0, "round")),
        ({"languages": {"es": 1}}, {}, True, (1, "")),
        ({"languages": {"es": 1}, "needs": ["interpreter"]}, {}, True, (1, "round")),
        ({"languages": {"fr": 4}}, {"interpreter": True}, True, (0, "host")),
        ({"languages": {"fr": 4}}, {"provides": ["interpreter"]}, False, (0, "host")),
        ({"languages": {}}, {}, False, None),
        ({"languages": {"fr": 4}}, {"languages": []}, False, None),
    ],
)
def test_an_interpreter_is_asked_for_where_fewer_than_half_can_talk(
    visits: MakeVisit, asked: dict[str, Any], shown: dict[str, Any], funded: bool, found: tuple[int, str] | None
) -> None:
    demand, offer = visits.demand(**asked), visits.offer(**shown)
    settings = {"funded": {"interpreter": {"price": 100, "per": "day"}}} if funded else {}
    round_: Round = visits.round(settings=settings)

    seen = interpreting(demand, offer, round_, visitors="Café Unido")

    assert seen == (Interpreting("Café Unido", found[0], 4, found[1]) if found else None)  # type: ignore[arg-type]


def test_both_sides_read_it_where_they_answer(make: Make, visits: MakeVisit, visit: Open) -> None:
    proposals = MakeProposal(make, visits)
    with make.services.database.writing() as session:
        session.get_one(Demand, proposals.demand.id).languages = {"fr": 4}
        session.get_one(Offer, proposals.offer.id).interpreter = True
    proposal = proposals.sent()

    pages = [visit(who).open(f"/en/learning/proposals/{proposal.code}") for who in (proposals.vera, proposals.hugo)]
    linked = visit().open(proposals.links()["Hugo"])

    said = "No language in common: nobody of Visitors speaks a language of the hosts. The hosts have an interpreter."
    assert [said in page.text for page in (*pages, linked)] == [True, True, True]


def test_a_visit_reminds_of_it_until_it_is_over(make: Make, visits: MakeVisit, visit: Open) -> None:
    home, host = make.organisation("Café Unido"), make.organisation()
    owner = make.owner(home)
    planned = visits.visit(visits.offer(host), [visits.demand(home, languages={"es": 1, "fr": 3})])
    browser = visit(owner)
    address = f"/en/learning/visits/{planned.code}"

    before = [browser.open(address).text, browser.open(f"{address}/tasks").text]
    with make.services.database.writing() as session:
        kept = session.get_one(Visit, planned.id)
        tasks.add_usual(session, visit=kept)
        listed = [task.code for task in tasks.tasks_of(session, visit=kept)]
        kept.state = VisitState.COMPLETED
    after = browser.open(address).text

    said = "Only 1 of 4 of Café Unido speak a language of the hosts. An interpreter is needed"
    assert [said in text for text in (*before, after)] == [True, True, False]
    assert "interpreter" in listed
    with make.services.database.reading() as session:
        assert interpreting_on(session, visit=session.exec(select(Visit)).one()) == []
