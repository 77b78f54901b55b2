"""Who takes part: how many, with which data, written by whom."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Stale
from app.domain.visits.participants import (
    Person,
    add_participant,
    change_participant,
    forget_passports,
    remove_participant,
    say_who_came,
)
from app.models.types import now
from app.models.visits import Participant, ParticipantSide, Visa, VisitState
from app.services import Services
from tests.factories import Make
from tests.visits.making import MakeVisit, day
from tests.visits.preparing import Prepared, prepare

ROSA = Person(name="Rosa Quispe", role="producer", gender="woman", age_band="18_35", phone="+51 999", consent=True)
V, H = ParticipantSide.VISITOR, ParticipantSide.HOST


@pytest.fixture
def group(services: Services, make: Make, visits: MakeVisit) -> Prepared:
    return prepare(services, make, visits, guests=2, demand={"party": 2})


def add(group: Prepared, by: Any, organisation_id: int | None, person: Person = ROSA, side: Any = V) -> Participant:
    made: Participant = group.do(add_participant, by, side=side, organisation_id=organisation_id, person=person)
    return made


def test_visitors_write_down_their_own_people(group: Prepared) -> None:
    one = add(group, group.visitors[0], group.demands[0].organisation_id)

    assert (one.name, one.phone, one.consent_at is not None, one.visa) == ("Rosa Quispe", "+51 999", True, Visa.UNKNOWN)
    assert group.now().sequence == 1


@pytest.mark.parametrize("side", [V, H])
def test_nobody_writes_down_the_people_of_others(group: Prepared, side: ParticipantSide) -> None:
    other = group.demands[1].organisation_id if side is V else group.offer.organisation_id

    with pytest.raises(Forbidden):
        add(group, group.visitors[0], other, side=side)

    assert group.every(Participant) == []


def test_coordinator_puts_nobody_into_an_organisation_without_part(group: Prepared) -> None:
    with pytest.raises(Forbidden):
        add(group, group.coordinator, group.make.organisation().id)


def test_stranger_writes_nothing(group: Prepared) -> None:
    with pytest.raises(Forbidden):
        add(group, group.make.user(), group.demands[0].organisation_id)


def test_no_more_travel_than_were_announced(group: Prepared) -> None:
    for _ in range(2):
        add(group, group.visitors[0], group.demands[0].organisation_id)

    with pytest.raises(Invalid) as refused:
        add(group, group.visitors[0], group.demands[0].organisation_id)

    assert (refused.value.field, refused.value.params) == ("name", {"most": 2})


def test_no_more_travel_than_the_hosts_receive(services: Services, make: Make, visits: MakeVisit) -> None:
    group = prepare(services, make, visits, offer={"people_cap": 1})
    add(group, group.visitors[0], group.demands[0].organisation_id)

    with pytest.raises(Invalid) as refused:
        add(group, group.coordinator, group.demands[0].organisation_id)

    assert refused.value.params == {"most": 1}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " \u0000 "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"gender": "<b>"}, "gender"),
        ({"age_band": "7"}, "age_band"),
        ({"email": "rosa at home"}, "email"),
        ({"phone": "javascript:alert(1)"}, "phone"),
        ({"needs_note": "x" * 501}, "needs_note"),
        ({"languages": ["x"] * 21}, "languages"),
        ({"consent": False}, "consent"),
    ],
)
def test_values_that_can_not_be_are_refused_beside_their_field(
    group: Prepared, changes: dict[str, Any], field: str
) -> None:
    values = {"name": "Rosa", "phone": "+51 999", "consent": True, **changes}

    with pytest.raises(Invalid) as refused:
        add(group, group.visitors[0], group.demands[0].organisation_id, Person(**values))

    assert refused.value.field == field
    assert group.every(Participant) == []


def test_name_and_visa_are_kept_without_consent(group: Prepared) -> None:
    person = Person(name="Rosa", role="producer", visa=Visa.GRANTED, insured=True)

    one = add(group, group.visitors[0], group.demands[0].organisation_id, person)

    assert (one.consent_at, one.visa, one.insured) == (None, Visa.GRANTED, True)


def test_change_of_what_somebody_else_changed_is_refused(group: Prepared) -> None:
    one = add(group, group.visitors[0], group.demands[0].organisation_id)
    asked = {"participant_id": one.id, "person": Person(name="Rosa María"), "seen": 1}
    group.do(change_participant, group.coordinator, **asked)

    with pytest.raises(Stale):
        group.do(change_participant, group.visitors[0], **asked)

    assert group.every(Participant)[0].name == "Rosa María"


def test_people_of_others_are_not_found(group: Prepared) -> None:
    one = add(group, group.visitors[0], group.demands[0].organisation_id)

    for verb, more in ((change_participant, {"person": ROSA, "seen": 1}), (remove_participant, {})):
        with pytest.raises(NotFound):
            group.do(verb, group.visitors[1], participant_id=one.id, **more)

    assert len(group.every(Participant)) == 1


def test_removed_people_leave_nothing(group: Prepared) -> None:
    one = add(group, group.visitors[0], group.demands[0].organisation_id)

    group.do(remove_participant, group.visitors[0], participant_id=one.id)

    assert group.every(Participant) == []


@pytest.mark.parametrize("state", [VisitState.COMPLETED, VisitState.CANCELLED, VisitState.CLOSED])
def test_people_change_only_while_the_visit_is_to_come(
    services: Services, make: Make, visits: MakeVisit, state: VisitState
) -> None:
    group = prepare(services, make, visits, state=state)

    with pytest.raises(Conflict):
        add(group, group.visitors[0], group.demands[0].organisation_id)


def test_who_came_is_said_from_the_first_day_on(services: Services, make: Make, visits: MakeVisit) -> None:
    early = prepare(services, make, visits)
    with pytest.raises(DomainError):
        early.do(say_who_came, early.host, came={})
    begun = prepare(services, make, visits, starts_on=day(-1), ends_on=day(1), state=VisitState.UNDER_WAY)
    came = visits.participant(begun.visit, begun.demands[0].organisation_id)
    stayed = visits.participant(begun.visit, begun.demands[0].organisation_id)

    begun.do(say_who_came, begun.host, came={came.id: True, stayed.id: False})

    assert [one.attended for one in begun.every(Participant)] == [True, False]


@pytest.mark.parametrize(
    ("ends", "state", "kept"),
    [
        (-14, VisitState.COMPLETED, True),
        (-15, VisitState.COMPLETED, False),
        (60, VisitState.CONFIRMED, True),
        (60, VisitState.CANCELLED, False),
    ],
)
def test_passports_are_forgotten_a_fortnight_after_the_visit(
    services: Services, visits: MakeVisit, ends: int, state: VisitState, kept: bool
) -> None:
    visit = visits.visit(starts_on=day(ends - 2), ends_on=day(ends), state=state)
    visits.participant(visit, 1, passport="P123")
    with services.database.writing() as session:
        counts = forget_passports(session), forget_passports(session, at=now() + timedelta(seconds=1))
    with services.database.reading() as session:
        after = session.get_one(Participant, 1)

    assert (after.passport, counts) == (("P123", (0, 0)) if kept else ("", (1, 0)))
