"""Affinity in whole points; one entry for one juror by hand; what a coordinator with a tie sees of it."""

from collections.abc import Callable

import pytest

from app.domain.cup.affinity import Fit, Subject, fit_of
from app.models.cup import Phase
from app.models.jury import CardState
from app.models.types import now
from app.services import Services
from tests.cup.assigned import desk, filled_cup, pairs, seats
from tests.cup.making import MakeCup
from tests.factories import Make, raw_content
from tests.pages import Browser

Visit = Callable[..., Browser]
COFFEE = Subject("es", frozenset({"marketing_negotiation", "women_youth"}), "PE", frozenset({"course"}))


@pytest.mark.parametrize(
    ("languages", "expertise", "countries", "points"),
    [
        (["en"], [], [], 0),
        (["es"], [], [], 2),
        (["es-PE"], ["marketing_negotiation"], [], 6),
        (["es"], ["marketing_negotiation", "women_youth", "course"], ["PE"], 12),
        (["en"], ["course"], ["PE", "BO"], 4),
    ],
)
def test_affinity_is_whole_points(
    languages: list[str], expertise: list[str], countries: list[str], points: int
) -> None:
    assert fit_of(COFFEE, languages=languages, expertise=expertise, countries=countries).points == points


def test_affinity_of_many_areas_is_limited() -> None:
    assert Fit(reads=True, areas=("a", "b", "c", "d"), country=True, methods=("m", "n")).points == 14


def test_by_hand_warns_of_load_and_language_and_refuses_ties(
    services: Services, cup: MakeCup, make: Make, visit: Visit
) -> None:
    edition, organisation = cup.edition(phase=Phase.JUDGING, jurors_per_entry=1), make.organisation()
    entry = cup.entry(edition, organisation)
    tied = cup.juror(edition, make.owner(organisation), conflicts_declared_at=now())
    [far] = seats(cup, make, edition, 1, languages=["pt"])
    seats(cup, make, edition, 1)
    browser = visit(make.coordinator())
    address = f"/en/cup/2026/run/assignment/{entry.code}"
    plain = browser.client.post(f"{address}/give", data={"juror": far.id})
    before = pairs(services)
    refused = browser.client.post(f"{address}/give", data={"juror": tied.id, "agreed": "1"})
    form = next(
        form
        for form in (browser.open(address).form("/give", having="agreed"),)
        if form.values["juror"] == [str(far.id)]
    )
    page = browser.open(address)

    done = page.send(form)

    assert "does not read its language" in plain.text
    assert before == set()
    assert "has a tie with the organisation" in refused.text
    assert "Assigned. The juror is told by mail." in done.text
    assert pairs(services) == {(entry.id, far.id)}


def test_taken_back_before_it_began_leaves_nothing(services: Services, cup: MakeCup, make: Make, visit: Visit) -> None:
    _, [entry], [juror] = filled_cup(cup, make, entries=1, jurors=1, per_entry=1)
    cup.card(entry, juror)
    page = visit(make.coordinator()).open(f"/en/cup/2026/run/assignment/{entry.code}")

    done = page.send(page.form("/take-back"))

    assert "Taken back." in done.text
    assert pairs(services) == set()


def test_handed_in_card_is_not_taken_back(services: Services, cup: MakeCup, make: Make, visit: Visit) -> None:
    _, [entry], [juror] = filled_cup(cup, make, entries=1, jurors=1, per_entry=1)
    card = cup.card(entry, juror, state=CardState.FINAL)
    browser = visit(make.coordinator())

    refused = browser.client.post(f"/en/cup/2026/run/assignment/{entry.code}/cards/{card.id}/take-back")

    assert "This scorecard is handed in." in refused.text
    assert pairs(services, CardState.FINAL) == {(entry.id, juror.id)}


def test_conflicted_coordinator_sees_neither_entry_nor_its_load(
    services: Services, cup: MakeCup, make: Make, visit: Visit
) -> None:
    edition, mine = cup.edition(phase=Phase.JUDGING, jurors_per_entry=1), make.organisation()
    hidden = cup.entry(edition, mine, content=raw_content(title="Quokka story"))
    seen = cup.entry(edition)
    [juror] = seats(cup, make, edition, 1)
    for entry in (hidden, seen):
        cup.card(entry, juror)
    boss = make.coordinator()
    make.member(boss, mine)

    page = visit(boss).open("/en/cup/2026/run/assignment")
    found = desk(services, make, edition, boss)

    assert "Quokka" not in page.html
    assert [(row.held, row.proposed) for row in found.loads] == [(1, 0)]
    assert visit(boss).open(f"/en/cup/2026/run/assignment/{hidden.code}").status == 404
    assert (
        visit(boss).client.post(f"/en/cup/2026/run/assignment/{hidden.code}/give", data={"juror": juror.id}).status_code
        == 404
    )
