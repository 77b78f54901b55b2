"""From phase to phase, by date and by hand; more time in one step; who hears of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlmodel import select

from app.domain.cup import moving
from app.domain.cup.phases import ends_at, is_over, may_enter, phase_rows
from app.domain.cup.requirements import missing_for
from app.domain.errors import Conflict, Invalid
from app.domain.viewer import Viewer
from app.models.cup import Edition, Phase
from app.models.entries import EntryState
from app.models.people import User
from app.models.platform import AuditEvent
from app.models.types import now
from app.moments import Moment
from app.services import Services
from tests.cup.making import MakeCup, at_utc
from tests.cup.seeing import fresh, happened, told
from tests.factories import Make


@pytest.fixture
def coordinator(make: Make) -> Viewer:
    return make.viewer(make.coordinator())


def set_start(services: Services, edition: Edition, phase: Phase, moment: datetime | None) -> None:
    with services.database.writing() as session:
        phase_rows(session, session.get_one(Edition, edition.id))[phase].starts_at = moment


def move_on(services: Services, edition: Edition, to: Phase, by: Viewer, reason: str = "It is time.") -> None:
    with services.database.writing() as session:
        moving.move_on(session, edition=session.get_one(Edition, edition.id), to=to, by=by, reason=reason)


def move_due(services: Services) -> int:
    with services.database.writing() as session:
        return moving.move_due(session)


def test_worker_moves_what_is_due_exactly_once(services: Services, cup: MakeCup, make: Make) -> None:
    make.coordinator()
    edition = cup.edition()
    set_start(services, edition, Phase.SCREENING, now() - timedelta(seconds=1))

    assert [move_due(services), move_due(services)] == [1, 0]
    assert fresh(services, edition).phase is Phase.SCREENING
    assert happened(services, edition) == [("phase", "screening", "")]


def test_two_workers_at_once_move_it_once(services: Services, cup: MakeCup, make: Make) -> None:
    boss, edition = make.coordinator(), cup.edition()
    set_start(services, edition, Phase.SCREENING, now() - timedelta(seconds=1))

    with ThreadPoolExecutor(4) as workers:
        moved = list(workers.map(lambda _: move_due(services), range(4)))

    assert sorted(moved) == [0, 0, 0, 1]
    assert told(services, boss) == ["cup_moved"]


def test_nothing_moves_before_its_date(services: Services, cup: MakeCup) -> None:
    edition = cup.edition()
    set_start(services, edition, Phase.SCREENING, now() + timedelta(seconds=30))

    assert move_due(services) == 0
    assert fresh(services, edition).phase is Phase.CALL_OPEN


def test_worker_that_slept_goes_through_every_phase(services: Services, cup: MakeCup) -> None:
    edition = cup.edition()
    set_start(services, edition, Phase.SCREENING, now() - timedelta(days=2))
    set_start(services, edition, Phase.JUDGING, now() - timedelta(days=1))

    assert move_due(services) == 2
    assert [after for _, after, _ in happened(services, edition)] == ["screening", "judging"]


def test_what_is_not_ready_stays_and_coordinators_hear_once(services: Services, cup: MakeCup, make: Make) -> None:
    boss = make.coordinator()
    edition = cup.edition(phase=Phase.DELIBERATION)
    set_start(services, edition, Phase.ANNOUNCED, now() - timedelta(hours=1))

    assert [move_due(services), move_due(services)] == [0, 0]
    assert fresh(services, edition).phase is Phase.DELIBERATION
    assert told(services, boss) == ["cup_blocked"]


def test_deadline_counts_before_the_worker_comes(services: Services, cup: MakeCup) -> None:
    edition = cup.edition()
    set_start(services, edition, Phase.SCREENING, now() - timedelta(seconds=1))

    with services.database.reading() as session:
        assert not may_enter(session, edition)
        assert is_over(session, edition, Phase.CALL_OPEN)


def test_end_of_the_call_is_told_to_those_who_sent_and_those_who_did_not(
    services: Services, cup: MakeCup, make: Make
) -> None:
    edition = cup.edition()
    people = {}
    for state in (EntryState.DRAFT, EntryState.SUBMITTED, EntryState.WITHDRAWN):
        organisation = make.organisation()
        people[state] = make.owner(organisation)
        cup.entry(edition, organisation, state=state)
    set_start(services, edition, Phase.SCREENING, now() - timedelta(seconds=1))

    move_due(services)

    assert [told(services, person) for person in people.values()] == [["cup_not_sent"], ["cup_call_closed"], []]


def test_opening_tells_the_people_of_every_organisation(
    services: Services, cup: MakeCup, make: Make, coordinator: Viewer
) -> None:
    owner, stranger = make.owner(make.organisation()), make.user()
    edition = cup.edition(phase=Phase.DRAFT)

    move_on(services, edition, Phase.CALL_OPEN, coordinator, reason="")

    assert (told(services, owner), told(services, stranger)) == (["cup_call_open"], [])


@pytest.mark.parametrize(
    ("phase", "changes", "says"),
    [
        (Phase.DRAFT, {"texts": {"en": {"title": "Cup", "rules": ""}}}, "rules"),
        (Phase.DRAFT, {"texts": {"en": {"title": "", "rules": "All may enter."}}}, "title"),
        (Phase.DRAFT, {"languages": []}, "language"),
        (Phase.DELIBERATION, {}, "releasing"),
    ],
)
def test_phase_does_not_begin_without_what_it_needs(
    services: Services, cup: MakeCup, coordinator: Viewer, phase: Phase, changes: dict[str, object], says: str
) -> None:
    edition = cup.edition(phase=phase)
    with services.database.writing() as session:
        for name, value in changes.items():
            setattr(session.get_one(Edition, edition.id), name, value)
    to = Phase.CALL_OPEN if phase is Phase.DRAFT else Phase.ANNOUNCED

    with pytest.raises(moving.NotReady, match=says):
        move_on(services, edition, to, coordinator)


@pytest.mark.parametrize("phase", [Phase.DRAFT, Phase.SCREENING])
def test_phase_with_a_deadline_does_not_begin_without_one(
    services: Services, cup: MakeCup, coordinator: Viewer, phase: Phase
) -> None:
    edition = cup.edition(phase=phase)
    to = Phase.CALL_OPEN if phase is Phase.DRAFT else Phase.JUDGING
    set_start(services, edition, Phase.SCREENING if phase is Phase.DRAFT else Phase.DELIBERATION, None)

    with pytest.raises(moving.NotReady, match="no end"):
        move_on(services, edition, to, coordinator)


def test_moving_by_hand_needs_a_reason_and_takes_one_step(
    services: Services, cup: MakeCup, coordinator: Viewer
) -> None:
    edition = cup.edition()

    with pytest.raises(Invalid) as refused:
        move_on(services, edition, Phase.SCREENING, coordinator, reason=" \n")
    with pytest.raises(Conflict):
        move_on(services, edition, Phase.JUDGING, coordinator)
    move_on(services, edition, Phase.SCREENING, coordinator, reason="All have sent.")
    with pytest.raises(Conflict):
        move_on(services, edition, Phase.SCREENING, coordinator)

    assert refused.value.field == "reason"
    assert happened(services, edition) == [("phase", "screening", "All have sent.")]
    with services.database.reading() as session:
        assert session.exec(select(AuditEvent.after).where(AuditEvent.verb == "edition.move")).all() == [
            {"phase": "screening", "reason": "All have sent."}
        ]
        # The page says when it really began.
        ended = ends_at(session, edition, Phase.CALL_OPEN)
        assert ended is not None
        assert ended <= now()


def test_way_back_opens_the_phase_without_an_end(services: Services, cup: MakeCup, make: Make) -> None:
    coordinator, organisation = make.viewer(make.coordinator()), make.organisation()
    owner = make.owner(organisation)
    edition = cup.edition(phase=Phase.SCREENING)
    cup.entry(edition, organisation, state=EntryState.DRAFT)

    with services.database.writing() as session:
        moving.move_back(
            session,
            edition=session.get_one(Edition, edition.id),
            to=Phase.CALL_OPEN,
            by=coordinator,
            reason="The server was down.",
        )

    assert move_due(services) == 0
    assert told(services, owner) == ["cup_call_again"]
    with services.database.reading() as session:
        again = session.get_one(Edition, edition.id)
        assert (again.phase, ends_at(session, again, Phase.CALL_OPEN)) == (Phase.CALL_OPEN, None)
        assert may_enter(session, again)


@pytest.mark.parametrize(("phase", "to"), [(Phase.CALL_OPEN, Phase.DRAFT), (Phase.ANNOUNCED, Phase.DELIBERATION)])
def test_way_back_is_closed_once_others_count_on_it(
    services: Services, cup: MakeCup, coordinator: Viewer, phase: Phase, to: Phase
) -> None:
    edition = cup.edition(phase=phase, released_at=now() if phase is Phase.ANNOUNCED else None)
    cup.entry(edition, state=EntryState.DRAFT)

    with services.database.writing() as session, pytest.raises(Conflict):
        moving.move_back(
            session, edition=session.get_one(Edition, edition.id), to=to, by=coordinator, reason="Why not?"
        )


def test_judging_waits_until_entries_are_mended_or_the_time_for_it_is_over(
    services: Services, cup: MakeCup, make: Make
) -> None:
    boss, tied = make.coordinator(), make.coordinator()
    organisation = make.organisation()
    make.member(tied, organisation)
    edition = cup.edition(phase=Phase.SCREENING)
    entry = cup.entry(edition, organisation, state=EntryState.TO_COMPLETE, repair_due=at_utc(2031, 12, 4, 23, 59))
    set_start(services, edition, Phase.JUDGING, at_utc(2031, 12, 1))
    set_start(services, edition, Phase.DELIBERATION, at_utc(2032, 2, 1))

    def missing(person: User) -> list[tuple[str, object]]:
        with services.database.reading() as session:
            found = missing_for(
                session,
                edition=session.get_one(Edition, edition.id),
                phase=Phase.JUDGING,
                viewer=make.viewer(person),
            )
        return [(remark.message, remark.params) for remark in found]

    when = {"when": Moment(at_utc(2031, 12, 4, 23, 59), "UTC"), "codes": entry.code}
    mended = "Until %(when)s organisations may still mend their entries: %(codes)s."
    with time_machine.travel(at_utc(2031, 12, 2)):
        assert missing(boss) == [(mended, when)]
        assert missing(tied) == [("The screening is not finished. A coordinator without a tie sees why.", {})]
        assert move_due(services) == 0
        with pytest.raises(moving.NotReady):
            move_on(services, edition, Phase.JUDGING, make.viewer(boss))
    assert told(services, boss) == ["cup_blocked"]
    with time_machine.travel(at_utc(2031, 12, 5)):
        assert missing(boss) == []
        assert move_due(services) == 1
