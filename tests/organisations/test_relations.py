"""Relations between organisations, from both sides."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from app.models.organisations import Organisation, OrganisationRelation, RelationKind
from app.models.people import User
from app.services import Services
from tests.factories import Make
from tests.organisations.helpers import told, trail
from tests.pages import Browser, Page

Visit = Callable[..., Browser]


def state(visit: Visit, person: User, organisation: Organisation, relation: str, other: str) -> Page:
    page = visit(person).open(f"/en/organisations/{organisation.code}/relations")
    return page.send(page.form("/relations", having="other").fill(relation=relation, other=other))


def relations(services: Services) -> list[tuple[int, str, int]]:
    with services.database.reading() as session:
        return [(row.from_id, row.kind, row.to_id) for row in session.exec(select(OrganisationRelation)).all()]


def test_relation_is_a_sentence_on_both_pages(make: Make, visit: Visit, services: Services) -> None:
    growers, union = make.organisation("Growers"), make.organisation("Unión de Todos")
    owner, other_owner = make.owner(growers), make.owner(union)

    answer = state(visit, owner, growers, "apex_of-back", "union de todos")

    assert answer.status == 200
    assert relations(services) == [(union.id, RelationKind.APEX_OF, growers.id)]
    assert "Belongs to its apex organisation Unión de Todos" in visit().open(f"/en/organisations/{growers.code}").text
    assert "Apex organisation of Growers" in visit().open(f"/en/organisations/{union.code}").text
    assert told(services, other_owner) == [("relation_stated", f"/organisations/{union.code}/relations")]
    assert (trail(services, growers), trail(services, union)) == (["relation.state"], ["relation.state"])


@pytest.mark.parametrize("by_other_side", [False, True])
def test_either_side_removes_it(make: Make, visit: Visit, services: Services, by_other_side: bool) -> None:
    growers, buyer = make.organisation("Growers"), make.organisation("Buyer")
    owner, other_owner = make.owner(growers), make.owner(buyer)
    state(visit, owner, growers, "buys_from-back", "Buyer")
    person, organisation = (other_owner, buyer) if by_other_side else (owner, growers)
    page = visit(person).open(f"/en/organisations/{organisation.code}/relations")

    page.send(page.form("/remove"))

    assert relations(services) == []
    assert trail(services, growers) == ["relation.state", "relation.remove"]


def test_relation_of_others_cannot_be_removed(make: Make, visit: Visit, services: Services) -> None:
    growers, buyer, third = make.organisation("Growers"), make.organisation("Buyer"), make.organisation("Third")
    state(visit, make.owner(growers), growers, "buys_from", "Buyer")
    with services.database.reading() as session:
        number = session.exec(select(OrganisationRelation.id)).one()

    answer = visit(make.owner(third)).client.post(f"/en/organisations/{third.code}/relations/{number}/remove")

    assert answer.status_code == 404
    assert relations(services) == [(growers.id, "buys_from", buyer.id)]


def test_several_of_a_name_are_offered_to_choose_from(make: Make, visit: Visit, services: Services) -> None:
    growers = make.organisation("Growers")
    make.organisation("Coffee Fund of Kenya", country="KE")
    fund = make.organisation("Coffee Fund of Uganda", country="UG")

    asked = state(visit, make.owner(growers), growers, "funded_by", "coffee fund")
    made = asked.send(asked.form("/relations", having="code").fill(code=fund.code))

    assert asked.status == 422
    assert asked.error_of("code") == "Which of these do you mean?"
    assert asked.form("/relations", having="other").values["other"] == ["coffee fund"]
    assert made.status == 200
    assert relations(services) == [(growers.id, "funded_by", fund.id)]


def test_other_organisation_may_be_given_by_its_address(make: Make, visit: Visit, services: Services) -> None:
    growers, other = make.organisation("Growers"), make.organisation("Other")

    state(visit, make.owner(growers), growers, "advised_by", f"https://here.example/es/organisations/{other.code}/")

    assert relations(services) == [(growers.id, "advised_by", other.id)]


@pytest.mark.parametrize(
    ("relation", "other", "field", "sentence"),
    [
        ("funded_by", "Nobody", "other", "No organisation here has this name. It needs a page of its own first."),
        ("funded_by", "Waiting", "other", "No organisation here has this name. It needs a page of its own first."),
        ("funded_by", "Growers", "other", "An organisation has no relation with itself."),
        ("funded_by", "%", "other", "No organisation here has this name. It needs a page of its own first."),
        ("apex_of", "Union", "other", "It is stated that the other way round. Remove that first."),
        ("apex_of-back", "Union", "other", "This is stated already."),
        ("owned_by", "Union", "relation", "Choose one of the answers offered."),
        ("", "Union", "relation", "Please fill this in."),
    ],
)
def test_relation_that_cannot_be_is_explained_and_kept(
    make: Make, visit: Visit, services: Services, relation: str, other: str, field: str, sentence: str
) -> None:
    growers, union = make.organisation("Growers"), make.organisation("Union")
    make.organisation("Waiting", approved=False)
    owner = make.owner(growers)
    state(visit, owner, growers, "apex_of-back", "Union")

    answer = state(visit, owner, growers, relation, other)

    assert answer.status == 422
    assert answer.error_of(field) == sentence
    assert answer.form("/relations", having="other").values["other"] == [other]
    assert relations(services) == [(union.id, "apex_of", growers.id)]


def test_relation_with_an_organisation_that_waits_is_not_shown_to_strangers(make: Make, visit: Visit) -> None:
    growers, waiting = make.organisation("Growers"), make.organisation("Waiting", approved=False)
    owner = make.owner(growers)
    make.member(owner, waiting)
    state(visit, owner, growers, "advised_by", "Waiting")

    path = f"/en/organisations/{growers.code}"
    assert "Waiting" in visit(owner).open(path).text
    assert "Waiting" not in visit().open(path).text
