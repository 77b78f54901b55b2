"""What waits for people in the cup: the number in the header is that of the lines behind it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.domain.cup.phases import phase_rows
from app.domain.cup.waiting import WaitingInCup, waiting_in_cup
from app.domain.waiting import count_waiting, waiting_for
from app.models.cases import CaseState
from app.models.cup import Edition, Phase
from app.models.entries import EntryState
from app.models.jury import CardState, Conflict, ConflictKind
from app.models.people import Role, User
from app.models.types import now
from app.services import Services
from tests.cup.making import MakeCup
from tests.factories import Make
from tests.pages import Browser


def waits(services: Services, make: Make, user: User) -> list[WaitingInCup]:
    """The lines of the cup; checks that the number in the header is theirs."""
    viewer = make.viewer(user)
    with services.database.reading() as session:
        lines = waiting_in_cup(session, viewer)
        cases = sum(len(group.cases) for group in waiting_for(session, viewer))
        assert count_waiting(session, viewer) - cases == sum(line.count or 1 for line in lines)
    return lines


def test_draft_waits_while_the_call_is_open(services: Services, make: Make, cup: MakeCup) -> None:
    edition, organisation = cup.edition(), make.organisation()
    owner, other = make.owner(organisation), make.owner(make.organisation())
    entry = cup.entry(edition, organisation, state=EntryState.DRAFT)

    (line,) = waits(services, make, owner)
    assert (line.code, line.year, line.reason) == (entry.code, 2026, "Entries of the cup that you have not sent yet")
    with services.database.reading() as session:
        assert line.due == phase_rows(session, edition)[Phase.SCREENING].starts_at
    assert waits(services, make, other) == []

    with services.database.writing() as session:
        phase_rows(session, session.get_one(Edition, edition.id))[Phase.SCREENING].starts_at = now()
    assert waits(services, make, owner) == []


@pytest.mark.parametrize(
    ("state", "case_waits"),
    [
        (EntryState.DRAFT, False),
        (EntryState.SUBMITTED, False),
        (EntryState.TO_COMPLETE, False),
        (EntryState.WITHDRAWN, True),
    ],
)
def test_draft_of_an_entry_waits_as_the_entry_and_not_once_more(
    services: Services, make: Make, cup: MakeCup, state: EntryState, case_waits: bool
) -> None:
    organisation = make.organisation()
    owner = make.owner(organisation)
    cup.entry(cup.edition(), organisation, state=state)

    waits(services, make, owner)
    with services.database.reading() as session:
        assert bool(waiting_for(session, make.viewer(owner))) is case_waits


def test_draft_waits_as_a_case_again_when_its_entry_was_not_sent_in_time(
    services: Services, make: Make, cup: MakeCup
) -> None:
    edition, organisation = cup.edition(), make.organisation()
    owner = make.owner(organisation)
    cup.entry(edition, organisation, state=EntryState.DRAFT)
    with services.database.writing() as session:
        phase_rows(session, session.get_one(Edition, edition.id))[Phase.SCREENING].starts_at = now()

    assert waits(services, make, owner) == []
    with services.database.reading() as session:
        assert [len(group.cases) for group in waiting_for(session, make.viewer(owner))] == [1]


def test_entry_to_complete_waits_until_its_date(services: Services, make: Make, cup: MakeCup) -> None:
    edition = cup.edition(phase=Phase.SCREENING)
    found = []
    for days in (3, -1):
        organisation = make.organisation()
        due = now() + timedelta(days=days)
        cup.entry(edition, organisation, state=EntryState.TO_COMPLETE, repair_due=due)
        found.append([line.due for line in waits(services, make, make.owner(organisation))] == [due])

    assert found == [True, False]


def test_facilitator_who_enters_for_others_is_asked(services: Services, make: Make, cup: MakeCup) -> None:
    helper = make.user(roles=(Role.FACILITATOR,))
    cup.entry(cup.edition(), state=EntryState.DRAFT, on_behalf_by_id=helper.id)

    assert len(waits(services, make, helper)) == 1


def test_open_scorecards_wait_once_for_the_whole_desk(services: Services, make: Make, cup: MakeCup) -> None:
    edition, juror = cup.edition(phase=Phase.JUDGING), make.user()
    seat = cup.juror(edition, juror)
    cards = [cup.card(cup.entry(edition), seat) for _ in range(3)]

    assert [line.reason for line in waits(services, make, juror)] == ["Scorecards of the cup to hand in"]

    with services.database.writing() as session:
        for card in cards:
            session.get_one(type(card), card.id).state = CardState.FINAL
    assert waits(services, make, juror) == []


def test_scorecards_do_not_wait_before_conflicts_are_declared_or_across_a_tie(
    services: Services, make: Make, cup: MakeCup
) -> None:
    edition, silent, tied = cup.edition(phase=Phase.JUDGING), make.user(), make.user()
    entry = cup.entry(edition)
    cup.card(entry, cup.juror(edition, silent, conflicts_declared_at=None))
    cup.card(entry, cup.juror(edition, tied))
    with services.database.writing() as session:
        session.add(
            Conflict(
                edition_id=edition.id or 0,
                organisation_id=entry.organisation_id,
                user_id=tied.id or 0,
                kind=ConflictKind.HOUSEHOLD,
            )
        )

    assert [waits(services, make, person) for person in (silent, tied)] == [[], []]


def test_screening_waits_for_coordinators_without_a_tie(services: Services, make: Make, cup: MakeCup) -> None:
    edition, organisation = cup.edition(), make.organisation()
    free, tied = make.coordinator(), make.coordinator()
    make.member(tied, organisation)
    for state in (EntryState.SUBMITTED, EntryState.APPEAL, EntryState.ELIGIBLE, EntryState.DRAFT):
        cup.entry(edition, organisation, state=state)

    # The draft case behind an entry waits for the tied one, who writes for that organisation.
    assert [line.count for line in waits(services, make, free)] == [2]
    assert [line.code for line in waits(services, make, tied) if not line.count] != []
    assert [line for line in waits(services, make, tied) if line.count] == []


def test_page_shows_what_waits(visit: Callable[..., Browser], make: Make, cup: MakeCup) -> None:
    organisation = make.organisation()
    owner = make.owner(organisation)
    case = make.case(organisation, state=CaseState.SUBMITTED)
    entry = cup.entry(cup.edition(), organisation, state=EntryState.DRAFT, case=case)

    page = visit(owner).open("/en/waiting")

    assert page.links()["Selling potatoes together"] == f"/en/cup/2026/entries/{entry.code}"
    assert "Nothing waits for you" not in page.text
