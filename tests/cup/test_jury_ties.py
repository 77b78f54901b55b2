"""Ties: derived of every kind in both directions, declared, decided; what they hide at once."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlmodel import select

from app.domain.cup.access import readable_cards
from app.domain.cup.conflicts import BY_RELATION, Tie, binding_ties
from app.domain.cup.matrix import decide, matrix_of
from app.domain.errors import Conflict, Forbidden, NotFound
from app.models.cup import Edition, Phase
from app.models.entries import EntryState
from app.models.jury import CardState, ConflictKind, ConflictState, Juror, Scorecard
from app.models.jury import Conflict as ConflictRow
from app.models.organisations import MemberRole, Organisation, OrganisationRelation, RelationKind
from app.models.people import User
from app.services import Services
from tests.cup.making import MakeCup
from tests.factories import Make
from tests.pages import Browser
from tests.people.helpers import mails

Visit = Callable[..., Browser]


def relate(services: Services, one: Organisation, kind: RelationKind, other: Organisation) -> None:
    with services.database.writing() as session:
        session.add(OrganisationRelation(from_id=one.id or 0, to_id=other.id or 0, kind=kind))


def ties(services: Services, edition: Edition, user: User) -> list[Tie]:
    with services.database.reading() as session:
        return binding_ties(session, edition=edition, user_ids=[user.id or 0])


def decide_as(services: Services, make: Make, by: User, edition: Edition, tie: Tie, **how: object) -> None:
    wanted = {"derived": True, "dismiss": True, "reason": "It ended years ago.", **how}
    with services.database.writing() as session:
        decide(session, edition=edition, tie=tie, by=make.viewer(by), **wanted)  # type: ignore[arg-type]


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("kind", list(RelationKind))
def test_tie_is_derived_from_every_relation(
    services: Services, cup: MakeCup, make: Make, kind: RelationKind, turned: bool
) -> None:
    edition, entrant, other = cup.edition(), make.organisation(), make.organisation()
    cup.entry(edition, entrant)
    person = make.owner(other)
    relate(services, *((entrant, kind, other) if turned else (other, kind, entrant)))

    assert ties(services, edition, person) == [Tie(person.id or 0, entrant.id or 0, BY_RELATION[kind])]


def test_membership_gained_after_assignment_hides_the_entry_at_once(
    services: Services, cup: MakeCup, make: Make, visit: Visit
) -> None:
    edition, organisation, person = cup.edition(phase=Phase.JUDGING), make.organisation(), make.user()
    juror = cup.juror(edition, person)
    entry, other = cup.entry(edition, organisation), cup.entry(edition)
    for one in (entry, other):
        cup.card(one, juror)
    browser = visit(person)
    before = browser.client.get(f"/en/cup/2026/desk/{entry.code}").status_code

    make.member(person, organisation, MemberRole.MEMBER)

    with services.database.reading() as session:
        left = session.exec(readable_cards(session, edition=edition, juror=juror)).all()
    assert [card.entry_id for card in left] == [other.id]
    assert (before, browser.client.get(f"/en/cup/2026/desk/{entry.code}").status_code) == (200, 404)


def test_dismissed_tie_binds_no_more_and_confirmed_again_it_does(services: Services, cup: MakeCup, make: Make) -> None:
    edition, entrant, other = cup.edition(phase=Phase.JUDGING), make.organisation(), make.organisation()
    entry = cup.entry(edition, entrant)
    person = make.owner(other)
    juror = cup.juror(edition, person)
    relate(services, other, RelationKind.BUYS_FROM, entrant)
    boss = make.coordinator()
    tie = Tie(person.id or 0, entrant.id or 0, ConflictKind.BUYER)

    decide_as(services, make, boss, edition, tie)
    dismissed = ties(services, edition, person)
    card = cup.card(entry, juror)
    decide_as(services, make, boss, edition, tie, dismiss=False, reason="")

    assert dismissed == []
    assert ties(services, edition, person) == [tie]
    with services.database.reading() as session:
        row = session.exec(select(ConflictRow)).one()
        assert (row.derived, row.state, row.decided_by_id) == (True, ConflictState.CONFIRMED, boss.id)
        assert session.get_one(Scorecard, card.id).state is CardState.DECLINED


def test_membership_can_never_be_dismissed(services: Services, cup: MakeCup, make: Make) -> None:
    edition, organisation = cup.edition(), make.organisation()
    cup.entry(edition, organisation)
    person = make.owner(organisation)
    cup.juror(edition, person)
    tie = Tie(person.id or 0, organisation.id or 0, ConflictKind.SAME_ORGANISATION)

    with pytest.raises(Conflict):
        decide_as(services, make, make.coordinator(), edition, tie)

    assert ties(services, edition, person) == [tie]


def test_coordinator_decides_neither_own_ties_nor_those_of_tied_organisations(
    services: Services, cup: MakeCup, make: Make
) -> None:
    edition, entrant, funder = cup.edition(), make.organisation(), make.organisation()
    cup.entry(edition, entrant)
    boss, juror = make.coordinator(), make.user()
    for person in (boss, juror):
        make.member(person, funder)
    cup.juror(edition, juror)
    relate(services, entrant, RelationKind.FUNDED_BY, funder)

    with pytest.raises(Forbidden):
        decide_as(services, make, boss, edition, Tie(boss.id or 0, entrant.id or 0, ConflictKind.FUNDER))
    with pytest.raises(NotFound):
        decide_as(services, make, boss, edition, Tie(juror.id or 0, entrant.id or 0, ConflictKind.FUNDER))
    with services.database.reading() as session:
        seen = matrix_of(session, edition=edition, viewer=make.viewer(boss))
    assert seen.ties == []
    assert [row.organisation.id for row in seen.mine] == [entrant.id]


def test_decide_about_a_tie_that_is_not_there_is_refused(services: Services, cup: MakeCup, make: Make) -> None:
    edition, entrant, person = cup.edition(), make.organisation(), make.user()
    cup.entry(edition, entrant)
    tie = Tie(person.id or 0, entrant.id or 0, ConflictKind.OTHER)

    for derived in (True, False):
        with pytest.raises(NotFound):
            decide_as(services, make, make.coordinator(), edition, tie, derived=derived)


def declared_cup(cup: MakeCup, make: Make) -> tuple[Edition, User, Juror, Organisation]:
    edition, organisation, person = cup.edition(phase=Phase.SCREENING), make.organisation("Čaj Ñandú"), make.user("Jo")
    cup.entry(edition, organisation)
    cup.entry(edition, make.organisation("Other"))
    return edition, person, cup.juror(edition, person, conflicts_declared_at=None), organisation


def test_juror_finds_an_organisation_and_declares(services: Services, cup: MakeCup, make: Make, visit: Visit) -> None:
    edition, person, juror, organisation = declared_cup(cup, make)
    cup.entry(edition, make.organisation("Never sent"), state=EntryState.DRAFT)
    boss = make.coordinator()
    browser = visit(person)
    seat = browser.open("/en/cup/2026/seat")
    found = browser.open("/en/cup/2026/seat?words=caj+nandu")
    tie = browser.open(found.links()["Čaj Ñandú, Peru"])
    noted = tie.send(tie.form(having="kind").fill(kind="household", note="My sister."))
    done = noted.send(noted.form("/declare"))

    assert "Never sent" not in seat.text
    assert "Selling potatoes" not in seat.text
    assert "Other, Peru" in seat.links()
    assert "Other, Peru" not in found.links()
    assert "Thank you. You can add a tie at any time." in done.text
    assert ties(services, edition, person) == [Tie(person.id or 0, organisation.id or 0, ConflictKind.HOUSEHOLD)]
    with services.database.reading() as session:
        assert session.get_one(Juror, juror.id).conflicts_declared_at is not None
    told = [(mail.recipient, mail.subject) for mail in mails(services) if mail.kind == "cup_juror_tie"]
    assert told == [(boss.email, "Cup 2026: Jo has a tie with Čaj Ñandú")]


def test_tie_added_later_takes_the_open_card_away(services: Services, cup: MakeCup, make: Make, visit: Visit) -> None:
    edition, organisation, person = cup.edition(phase=Phase.JUDGING), make.organisation(), make.user()
    juror = cup.juror(edition, person)
    open_card = cup.card(cup.entry(edition, organisation), juror, state=CardState.DRAFT)
    kept = cup.card(cup.entry(edition), juror)
    page = visit(person).open(f"/en/cup/2026/seat/ties/{organisation.code}")

    done = page.send(page.form(having="kind").fill(kind="other", note=""))

    assert "Their entry is no longer on your desk" in done.text
    with services.database.reading() as session:
        cards = [session.get_one(Scorecard, card.id) for card in (open_card, kept)]
    assert [(card.state, card.decline_reason) for card in cards] == [
        (CardState.DECLINED, "conflict"),
        (CardState.ASSIGNED, ""),
    ]


def test_list_that_changed_meanwhile_is_not_confirmed(
    services: Services, cup: MakeCup, make: Make, visit: Visit
) -> None:
    edition, person, juror, _ = declared_cup(cup, make)
    page = visit(person).open("/en/cup/2026/seat")
    cup.entry(edition, make.organisation("Late one"))

    done = page.send(page.form("/declare"))

    assert "The list has changed while you read it." in done.text
    with services.database.reading() as session:
        assert session.get_one(Juror, juror.id).conflicts_declared_at is None


def test_list_is_not_shown_before_the_call_ends(cup: MakeCup, make: Make, visit: Visit) -> None:
    edition, organisation, person = cup.edition(phase=Phase.CALL_OPEN), make.organisation("Early one"), make.user()
    cup.entry(edition, organisation, state=EntryState.SUBMITTED)
    cup.juror(edition, person, conflicts_declared_at=None)
    browser = visit(person)

    assert "Early one" not in browser.open("/en/cup/2026/seat").text
    assert browser.open(f"/en/cup/2026/seat/ties/{organisation.code}").status == 404


def test_newcomer_on_the_list_is_shown_again(cup: MakeCup, make: Make, visit: Visit) -> None:
    edition, person = cup.edition(phase=Phase.SCREENING), make.user()
    cup.juror(edition, person)
    cup.entry(edition, make.organisation("Late one"))
    browser = visit(person)
    page = browser.open("/en/cup/2026/seat")

    done = page.send(page.form("/declare"))

    assert "New on the list since you looked through it" in page.text
    assert "New on the list" not in done.text


def test_conflicted_coordinator_sees_no_row_of_the_organisation(
    services: Services, cup: MakeCup, make: Make, visit: Visit
) -> None:
    edition, mine, other = cup.edition(phase=Phase.JUDGING), make.organisation("Mine"), make.organisation("Theirs")
    for organisation in (mine, other):
        cup.entry(edition, organisation)
        cup.juror(edition, make.owner(organisation, f"Juror of {organisation.name}"))
    boss = make.coordinator("Boss")
    page = visit(boss).open(f"/en/cup/2026/run/conflicts/mine/{mine.code}")

    done = page.send(page.form(having="kind").fill(kind="other", note=""))
    seen = visit(make.coordinator()).open("/en/cup/2026/run/conflicts")

    assert "Juror of Mine" in seen.text
    assert "Juror of Mine –" not in done.text
    assert "Juror of Theirs" in done.text
    assert [tie.organisation_id for tie in ties(services, edition, boss)] == [mine.id]


def test_dismissing_on_the_page_needs_a_reason(services: Services, cup: MakeCup, make: Make, visit: Visit) -> None:
    edition, entrant, other = cup.edition(phase=Phase.JUDGING), make.organisation(), make.organisation()
    cup.entry(edition, entrant)
    person = make.owner(other)
    cup.juror(edition, person)
    relate(services, other, RelationKind.ADVISED_BY, entrant)
    page = visit(make.coordinator()).open("/en/cup/2026/run/conflicts")
    form = page.form("/decide", having="reason")

    empty = page.send(form)
    done = page.send(form.fill(reason="The advice ended in 2015."))

    assert empty.status == 422
    assert "Decided." in done.text
    assert ties(services, edition, person) == []


@pytest.mark.parametrize("path", ["seat", "run/conflicts", "run/jury", "run/assignment", "run/progress"])
def test_queries_of_a_page_do_not_grow(
    cup: MakeCup,
    make: Make,
    visit: Visit,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
    path: str,
) -> None:
    edition, person = cup.edition(phase=Phase.JUDGING), make.coordinator()
    seated = cup.juror(edition, person)
    counts = []
    for _ in range(2):
        for _ in range(4):
            entry, reader = cup.entry(edition, make.organisation()), cup.juror(edition, make.owner(make.organisation()))
            cup.card(entry, reader)
            cup.card(entry, seated, state=CardState.DECLINED)
            make.member(make.user(), make.organisation())
        browser = visit(person)
        browser.open(f"/en/cup/2026/{path}")
        with count_queries() as queries:
            assert browser.open(f"/en/cup/2026/{path}").status == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= 12, queries
