"""The dates of phases: planned together, more time in one step, and who hears of it."""

from datetime import datetime, timedelta

import pytest

from app.domain.cup import dates
from app.domain.cup.local_times import wall_of
from app.domain.cup.phases import ends_at
from app.domain.cup.versions import version_of
from app.domain.errors import Conflict, Invalid
from app.domain.viewer import Viewer
from app.models.cup import Edition, Phase
from app.models.entries import EntryState
from app.models.jury import CardState
from app.services import Services
from tests.cup.making import MakeCup, clock
from tests.cup.seeing import happened, told
from tests.factories import Make


@pytest.fixture
def coordinator(make: Make) -> Viewer:
    return make.viewer(make.coordinator())


def extend(services: Services, edition: Edition, by: Viewer, days: float, *, agreed: bool = False) -> None:
    with services.database.writing() as session:
        edition = session.get_one(Edition, edition.id)
        end = ends_at(session, edition, edition.phase)
        assert end is not None
        until = (wall_of(end, zone=edition.time_zone) + timedelta(days=days)).replace(second=0, microsecond=0)
        dates.extend(session, edition=edition, by=by, until=until, reason="The rains.", agreed=agreed)


def test_more_time_is_told_to_those_who_write(services: Services, cup: MakeCup, make: Make) -> None:
    coordinator = make.viewer(make.coordinator())
    other, edition = make.coordinator(), cup.edition()
    people = {}
    for state in (EntryState.DRAFT, EntryState.SUBMITTED, EntryState.WITHDRAWN):
        organisation = make.organisation()
        people[state] = make.owner(organisation)
        cup.entry(edition, organisation, state=state)

    extend(services, edition, coordinator, 10)

    assert [told(services, person) for person in people.values()] == [
        ["cup_call_extended"],
        ["cup_call_extended"],
        [],
    ]
    assert told(services, other) == ["cup_dates"]
    assert [(kind, reason) for kind, _, reason in happened(services, edition)] == [("dates", "The rains.")]


def test_more_time_for_scorecards_is_told_to_those_with_open_ones(
    services: Services, cup: MakeCup, make: Make, coordinator: Viewer
) -> None:
    edition, entry_of = cup.edition(phase=Phase.JUDGING), make.organisation()
    entry = cup.entry(edition, entry_of)
    busy, done = make.user(), make.user()
    cup.card(entry, cup.juror(edition, busy))
    cup.card(entry, cup.juror(edition, done), state=CardState.FINAL)

    extend(services, edition, coordinator, 5)

    assert (told(services, busy), told(services, done)) == (["cup_judging_extended"], [])


def test_dates_that_would_be_overtaken_move_after_asking(services: Services, cup: MakeCup, coordinator: Viewer) -> None:
    edition = cup.edition(time_zone="Europe/Paris")
    with services.database.reading() as session:
        before = dates.part_of(session, edition)

    with pytest.raises(Conflict):
        extend(services, edition, coordinator, 40)
    extend(services, edition, coordinator, 40, agreed=True)

    with services.database.reading() as session:
        after = dates.part_of(session, session.get_one(Edition, edition.id))

    def days(phase: str) -> timedelta:
        return datetime.fromisoformat(after[phase]) - datetime.fromisoformat(before[phase])

    assert {phase: days(phase).days for phase in before if before[phase]} == {
        "call_open": 0,
        "screening": 40,
        "judging": 40,
        "deliberation": 40,
        "announced": 40,
        "archived": 40,
    }


@pytest.mark.parametrize("days", [-100, -5, 0])
def test_deadline_never_comes_earlier(services: Services, cup: MakeCup, coordinator: Viewer, days: float) -> None:
    edition = cup.edition()

    with pytest.raises(Invalid) as refused:
        extend(services, edition, coordinator, days)

    assert refused.value.field == "until"


def plan(services: Services, edition: Edition, by: Viewer, reason: str = "", **starts: datetime) -> None:
    with services.database.writing() as session:
        edition = session.get_one(Edition, edition.id)
        now_there = dates.part_of(session, edition)
        wanted = {Phase(key): datetime.fromisoformat(typed) for key, typed in now_there.items() if typed}
        dates.set_dates(
            session,
            edition=edition,
            by=by,
            seen=version_of(now_there),
            wanted={**wanted, **{Phase(key): value for key, value in starts.items()}},
            reason=reason,
        )


def test_dates_of_a_draft_are_planned_freely_but_in_order(
    services: Services, cup: MakeCup, coordinator: Viewer
) -> None:
    edition = cup.edition(phase=Phase.DRAFT)

    plan(services, edition, coordinator, announced=clock("2031-05-01 10:00"), archived=clock("2031-12-31 23:59"))
    with pytest.raises(Invalid) as refused:
        plan(services, edition, coordinator, announced=clock("2032-01-01 00:00"))

    assert refused.value.field == "starts_archived"
    with services.database.reading() as session:
        planned = dates.part_of(session, session.get_one(Edition, edition.id))
        assert (planned["announced"], planned["archived"]) == ("2031-05-01T10:00", "2031-12-31T23:59")


def test_deadline_that_people_count_on_is_not_planned_away(
    services: Services, cup: MakeCup, coordinator: Viewer
) -> None:
    edition = cup.edition()
    with services.database.reading() as session:
        before = dates.part_of(session, edition)

    plan(services, edition, coordinator, reason="Better so.", screening=clock("2031-01-01 00:00"))

    with services.database.reading() as session:
        assert dates.part_of(session, session.get_one(Edition, edition.id)) == before


def test_planning_in_public_needs_a_reason(services: Services, cup: MakeCup, coordinator: Viewer) -> None:
    edition = cup.edition()

    with pytest.raises(Invalid) as refused:
        plan(services, edition, coordinator, archived=clock("2031-01-01 00:00"))

    assert refused.value.field == "reason"
