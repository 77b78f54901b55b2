"""`python -m app check` finds what cannot be in learning visits, and nothing else."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.demo.loading import load
from app.domain.checks import check
from app.domain.progress import silent
from app.domain.visits.integrity import faults
from app.models.demands import Demand, DemandState
from app.models.learning import LearningReport, ReportState
from app.models.rounds import AnswerLink, Proposal, ProposalState
from app.models.types import now
from app.models.visits import Guest, Visit, VisitEvent, VisitState
from app.services import Services
from tests.visits.learning import MakeLearning
from tests.visits.making import day


@dataclass
class Held:
    """A visit that took place, with a report for all, all as it must be."""

    learning: MakeLearning
    visit: Visit
    report: LearningReport

    def found(self) -> list[str]:
        with self.learning.database.reading() as session:
            return [what for _, what in faults(session)]

    def change(self, table: type[Any], **fields: Any) -> None:
        """The newest of its kind."""
        with self.learning.database.writing() as session:
            row = session.exec(select(table).order_by(table.id.desc())).first()
            for name, value in fields.items():
                setattr(row, name, value)


@pytest.fixture
def held(learning: MakeLearning) -> Held:
    visit = learning.visit()
    report = learning.report(
        visit, state=ReportState.PUBLISHED, published_at=now(), consent_at=now(), licence="cc_by_4"
    )
    learning.commitment(report)
    found = Held(learning, visit, report)
    found.change(Demand, state=DemandState.SERVED)
    return found


def test_nothing_is_wrong_with_what_is_right(held: Held) -> None:
    assert held.found() == []


def test_nothing_is_wrong_with_the_demo_library(services: Services) -> None:
    load(services, silent)

    with services.database.reading() as session:
        assert [str(fault) for fault in check(session, services.storage)] == []


@pytest.mark.parametrize(
    ("table", "fields", "wrong"),
    [
        (Demand, {"state": DemandState.SCHEDULED}, ["it is in the state scheduled, but no proposal or visit is"]),
        (Proposal, {"visitor_id": 1}, ["it is between other organisations than its wish and its offer"]),
        (
            Proposal,
            {"visit_id": None},
            ["both sides agreed, but there is no visit", "guest 1 comes by a proposal of another visit"],
        ),
        (Proposal, {"state": ProposalState.SENT, "expires_at": None}, ["it waits for an answer without end"]),
        (Proposal, {"state": ProposalState.DECLINED}, ["it was declined by nobody"]),
        (Visit, {"host_id": 2}, ["its host is not the organisation whose offer it is"]),
        (Visit, {"ends_on": day(-20)}, ["it ends before it begins"]),
        (Visit, {"ends_on": day(20)}, ["it is in the state completed, but its last day is to come"]),
        (
            Visit,
            {"state": VisitState.DID_NOT_HAPPEN},
            [
                "it is in the state served, but no proposal or visit is",
                "both sides agreed, but there is no visit",
                "it is published, but its visit is in the state did_not_happen",
            ],
        ),
        (
            Guest,
            {"left_at": now()},
            [
                "it is in the state served, but no proposal or visit is",
                "it is in the state completed, but nobody visits",
            ],
        ),
        (LearningReport, {"published_at": None}, ["it is in the state published, published: False"]),
        (LearningReport, {"licence": ""}, ["it is published without consent or licence"]),
        (LearningReport, {"submitted_at": None}, ["it is in the state published, but was never sent"]),
        (LearningReport, {"organisation_id": 1}, ["its organisation did not take part in the visit"]),
    ],
)
def test_what_is_wrong_is_found(held: Held, table: type[Any], fields: dict[str, Any], wrong: list[str]) -> None:
    held.change(table, **fields)

    assert held.found() == wrong


def test_visit_confirmed_without_what_it_needs_is_found(held: Held) -> None:
    held.learning.visits.visit(demands=[held.learning.visits.demand()], state=VisitState.CONFIRMED)

    (said,) = held.found()

    assert said.startswith("it is confirmed without: goal, ")


def test_organisation_in_two_visits_at_once_is_found(held: Held) -> None:
    offer = held.learning.visits.offer(held.learning.host)
    first = held.learning.visits.visit(offer, [held.learning.visits.demand()])
    held.learning.visits.visit(offer, [held.learning.visits.demand()])

    assert held.found() == [f"organisation {held.learning.host.code} is in visit {first.code} on the same days"]


def test_data_kept_without_consent_or_too_long_are_found(held: Held) -> None:
    guest = held.learning.guest.id or 0
    held.learning.visits.participant(held.visit, guest, consent_at=None, phone="111", gender="")
    held.learning.visits.participant(held.visit, guest, passport="X1")
    held.change(Visit, starts_on=day(-60), ends_on=day(-58))

    assert held.found() == [
        "more than the name is kept without consent",
        "the data of the passport are kept longer than promised",
    ]


def test_history_that_no_steps_make_is_found(held: Held) -> None:
    for number, before, after in (
        (held.visit.id, "planned", "completed"),
        (held.visit.id, "completed", "planned"),
        (777, "planned", "cancelled"),
        (888, "", "planned"),
    ):
        held.learning.add(VisitEvent(about="visit", about_id=number or 0, verb="x", before=before, after=after))

    assert held.found() == [
        "its history ends in the state planned, but it is in completed",
        "its history goes from completed to planned, which no step does",
        "it took steps, but is not there",
    ]


def test_report_that_tells_of_goals_of_another_visit_is_found(held: Held) -> None:
    other = held.learning.visits.visit(demands=[held.learning.visits.demand()])
    goal = held.learning.visits.goal(other, other.host_id)
    held.change(LearningReport, goals={str(goal.id): "reached", "777": "no"})

    assert held.found() == ["it tells of a goal of another visit"]


def test_link_to_what_is_gone_is_found(held: Held) -> None:
    person = held.learning.guest_person.id or 0
    held.learning.add(
        AnswerLink(token_hash="x", about="check", about_id=99, user_id=person, expires_at=now() + timedelta(days=1))
    )

    assert held.found() == ["it answers a check that is not there"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"state": "active"}, ["it is in the state active, but never began"]),
        ({"state": "ended", "started_at": now()}, ["it is over, but never ended"]),
    ],
)
def test_coaching_that_cannot_be_is_found(held: Held, fields: dict[str, Any], wrong: list[str]) -> None:
    held.learning.coaching(**fields)

    assert held.found() == wrong


def test_person_who_agreed_is_no_fault(held: Held) -> None:
    held.learning.visits.participant(held.visit, held.learning.guest.id or 0, phone="111")

    assert held.found() == []
