"""The rules of learning reports: who begins, writes, sends, comments, accepts and publishes them, and when."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session, select

from app.domain.cases.drafting import discard_draft
from app.domain.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Stale
from app.domain.visits import report_asking, report_case, report_steps, reporting
from app.domain.visits.access import readable_report
from app.domain.visits.commitments import Resolution
from app.domain.visits.reporting import Written
from app.i18n import translate
from app.models.cases import Case, CaseState, CaseVersion
from app.models.learning import Commitment, LearningReport, ReportState
from app.models.organisations import MemberRole
from app.models.platform import AuditEvent, Notification
from app.models.types import now
from app.models.visits import Visit, VisitState
from tests.factories import Make, raw_content
from tests.visits.learning import MakeLearning
from tests.visits.making import day


def do(learning: MakeLearning, thing: Any, verb: Callable[[Session, Any], Any]) -> Any:
    """Call a verb with the thing as it stands now."""
    with learning.database.writing() as session:
        return verb(session, session.get_one(type(thing), thing.id))


def begin(learning: MakeLearning, trip: Visit, who: str = "guest_person", organisation: str = "guest") -> Any:
    by, number = learning.person(getattr(learning, who)), getattr(learning, organisation).id
    return do(
        learning,
        trip,
        lambda session, one: reporting.begin(session, visit=one, organisation_id=number, language="es", by=by),
    )


@pytest.mark.parametrize(
    ("state", "starts", "begun"),
    [
        (VisitState.PLANNED, -1, False),
        (VisitState.CONFIRMED, 2, False),
        (VisitState.CONFIRMED, -1, True),
        (VisitState.UNDER_WAY, -1, True),
        (VisitState.COMPLETED, -9, True),
        (VisitState.REPORTED, -9, True),
        (VisitState.CLOSED, -9, True),
        (VisitState.CANCELLED, -9, False),
        (VisitState.DID_NOT_HAPPEN, -9, False),
    ],
)
def test_report_is_begun_once_the_visit_has_begun(
    learning: MakeLearning, state: VisitState, starts: int, begun: bool
) -> None:
    trip = learning.visit(state=state, starts_on=day(starts), ends_on=day(starts + 2))

    if not begun:
        with pytest.raises(Conflict):
            begin(learning, trip)
        return
    made = begin(learning, trip)
    assert (made.organisation_id, made.language, made.title) == (
        learning.guest.id,
        "es",
        translate("es", "What we learned at %(host)s: %(what)s", host="Hosts", what="Our common warehouse"),
    )


@pytest.mark.parametrize(
    ("who", "organisation"),
    [("host_person", "guest"), ("host_person", "host"), ("coordinator", "guest"), ("stranger", "guest")],
)
def test_report_is_begun_only_by_who_acts_for_a_guest(learning: MakeLearning, who: str, organisation: str) -> None:
    trip = learning.visit()

    with pytest.raises(NotFound):
        begin(learning, trip, who, organisation)


def test_report_begun_twice_is_one(learning: MakeLearning) -> None:
    trip = learning.visit()

    assert begin(learning, trip).id == begin(learning, trip).id


def test_member_who_is_no_editor_does_not_begin(learning: MakeLearning, make: Make) -> None:
    trip, member = learning.visit(), make.user()
    make.member(member, learning.guest, MemberRole.MEMBER)
    learning.stranger = member

    with pytest.raises(NotFound):
        begin(learning, trip, "stranger")


def written(**changes: Any) -> Written:
    values: dict[str, Any] = {"language": "en", "title": "T", "seen": "They weigh every sack."}
    return Written(**{**values, **changes})


def save(learning: MakeLearning, report: LearningReport, text: Written, expected: int, by: Any = None) -> None:
    person = learning.person(by or learning.guest_person)
    do(
        learning,
        report,
        lambda session, one: reporting.save(session, report=one, written=text, expected=expected, by=person),
    )


def test_saved_report_is_what_was_written(learning: MakeLearning) -> None:
    report = learning.report(state=ReportState.DRAFT)
    text = written(
        surprised="The women keep the key.",
        not_here="We have no road.",
        goals={"1": "reached"},
        resolutions=(Resolution("Buy a scale", "Rosa", day(50)), Resolution("Weigh", "", day(90))),
    )

    save(learning, report, text, report.row_version)

    with learning.database.reading() as session:
        assert reporting.stored(session, session.get_one(LearningReport, report.id)) == text


def test_text_saved_meanwhile_is_not_overwritten(learning: MakeLearning) -> None:
    report = learning.report(state=ReportState.DRAFT)
    save(learning, report, written(seen="First"), report.row_version)

    with pytest.raises(Stale):
        save(learning, report, written(seen="Second"), report.row_version)

    assert learning.again(report).seen == "First"


def test_resolution_that_stays_keeps_its_row_when_others_move(learning: MakeLearning) -> None:
    report = learning.report(state=ReportState.DRAFT)
    first, second = (Resolution(text, "Rosa", day(50)) for text in ("Buy a scale", "Weigh"))
    save(learning, report, written(resolutions=(first, second)), report.row_version)
    with learning.database.reading() as session:
        before = {row.text: row.id for row in session.exec(select(Commitment)).all()}

    save(learning, report, written(resolutions=(second,)), learning.again(report).row_version)

    with learning.database.reading() as session:
        after = {row.text: (row.id, row.position) for row in session.exec(select(Commitment)).all()}
    assert after == {"Weigh": (before["Weigh"], 0)}


@pytest.mark.parametrize("who", ["host_person", "coordinator", "stranger"])
def test_others_do_not_write_it(learning: MakeLearning, who: str) -> None:
    report = learning.report(state=ReportState.DRAFT)

    with pytest.raises(Forbidden):
        save(learning, report, written(seen="Mine"), report.row_version, by=getattr(learning, who))


def test_sent_report_is_not_written(learning: MakeLearning) -> None:
    report = learning.report()

    with pytest.raises(Conflict):
        save(learning, report, written(seen="Other"), report.row_version)


def submit(learning: MakeLearning, report: LearningReport, by: Any = None) -> None:
    person = learning.person(by or learning.guest_person)
    do(learning, report, lambda session, one: reporting.submit(session, report=one, by=person))


@pytest.mark.parametrize(
    ("changes", "rows", "lacking"),
    [
        ({"seen": ""}, [{}], ["seen"]),
        ({}, [], ["why_none"]),
        ({}, [{"who": ""}], ["commitments-0-who"]),
        ({"why_none": "No money this year"}, [], []),
        ({}, [{}], []),
    ],
)
def test_report_needs_what_was_seen_and_a_resolution_or_why_none(
    learning: MakeLearning, changes: dict[str, Any], rows: list[dict[str, Any]], lacking: list[str]
) -> None:
    report = learning.report(state=ReportState.DRAFT, **changes)
    for row in rows:
        learning.commitment(report, **row)

    with learning.database.reading() as session:
        assert list(reporting.missing(session, report=report)) == lacking
    if lacking:
        with pytest.raises(Conflict):
            submit(learning, report)
    else:
        submit(learning, report)
    assert learning.again(report).state is (ReportState.DRAFT if lacking else ReportState.SUBMITTED)


def test_report_is_not_sent_before_the_last_day(learning: MakeLearning) -> None:
    trip = learning.visit(state=VisitState.UNDER_WAY, starts_on=day(-1), ends_on=day(3))
    report = learning.report(trip, state=ReportState.DRAFT)
    learning.commitment(report)

    with pytest.raises(Conflict):
        submit(learning, report)


def test_visit_is_reported_once_every_guest_has_sent(learning: MakeLearning, make: Make) -> None:
    other = make.organisation()
    owner = make.owner(other)
    trip = learning.visit(guests=[learning.guest, other])
    mine = learning.report(trip, state=ReportState.DRAFT)
    theirs = learning.report(trip, organisation=other, state=ReportState.DRAFT)
    for report in (mine, theirs):
        learning.commitment(report)

    submit(learning, mine)
    between = learning.again(trip).state
    submit(learning, theirs, by=owner)

    assert (between, learning.again(trip).state) == (VisitState.COMPLETED, VisitState.REPORTED)


def test_visit_completed_after_its_reports_is_reported_by_the_daily_job(learning: MakeLearning) -> None:
    trip = learning.visit()
    learning.report(trip)

    with learning.database.writing() as session:
        report_asking.run(session)

    assert learning.again(trip).state is VisitState.REPORTED


def test_visitors_are_asked_for_their_report_once(learning: MakeLearning, make: Make) -> None:
    other = make.organisation()
    make.owner(other)
    trip = learning.visit(guests=[learning.guest, other])
    learning.report(trip, organisation=other)

    for _ in range(2):
        with learning.database.writing() as session:
            report_asking.run(session)

    with learning.database.reading() as session:
        told = [(one.kind, one.user_id, one.path) for one in session.exec(select(Notification)).all()]
    assert told == [("visit_report_due", learning.guest_person.id, f"/learning/visits/{trip.code}/report")]


def step(learning: MakeLearning, report: LearningReport, verb: str, who: str, **more: Any) -> None:
    by = learning.person(getattr(learning, who))
    do(learning, report, lambda session, one: getattr(report_steps, verb)(session, report=one, by=by, **more))


AGREED = {"consent_at": now(), "licence": "cc_by_4"}
STEPS = [
    ("comment", {"state": "submitted"}, {"text": "Come again"}, {"host_person"}, "commented"),
    ("accept", {"state": "submitted"}, {}, {"coordinator"}, "accepted"),
    ("accept", {"state": "commented"}, {}, {"coordinator"}, "accepted"),
    ("send_back", {"state": "submitted"}, {"message": "Say more"}, {"coordinator"}, "draft"),
    ("publish", {"state": "accepted", **AGREED}, {}, {"coordinator"}, "published"),
    ("unpublish", {"state": "published", **AGREED}, {"message": "Why"}, {"coordinator", "guest_person"}, "accepted"),
]


@pytest.mark.parametrize("who", ["guest_person", "host_person", "coordinator", "stranger"])
@pytest.mark.parametrize(("verb", "before", "more", "allowed", "after"), STEPS)
def test_step_is_taken_only_by_those_it_belongs_to(
    learning: MakeLearning,
    who: str,
    verb: str,
    before: dict[str, Any],
    more: dict[str, str],
    allowed: set[str],
    after: str,
) -> None:
    report = learning.report(**before)

    if who in allowed:
        step(learning, report, verb, who, **more)
    else:
        with pytest.raises(Forbidden):
            step(learning, report, verb, who, **more)

    assert learning.again(report).state == (after if who in allowed else before["state"])


@pytest.mark.parametrize("side", ["host", "guest"])
def test_coordinator_of_a_side_acts_only_as_that_side(learning: MakeLearning, make: Make, side: str) -> None:
    make.member(learning.coordinator, getattr(learning, side))
    report = learning.report()

    with pytest.raises(Forbidden):
        step(learning, report, "accept", "coordinator")


@pytest.mark.parametrize("changes", [{}, {"licence": "cc_by_4"}, {"consent_at": now()}])
def test_report_is_not_published_without_consent_and_licence(learning: MakeLearning, changes: dict[str, Any]) -> None:
    report = learning.report(state=ReportState.ACCEPTED, **changes)

    with pytest.raises(Conflict):
        step(learning, report, "publish", "coordinator")


@pytest.mark.parametrize(
    ("verb", "state", "who", "more"),
    [
        ("send_back", "submitted", "coordinator", {"message": " "}),
        ("unpublish", "published", "coordinator", {"message": ""}),
        ("comment", "submitted", "host_person", {"text": ""}),
        ("comment", "submitted", "host_person", {"text": "x" * 2001}),
        ("agree", "accepted", "guest_person", {"consent": True, "licence": ""}),
        ("agree", "accepted", "guest_person", {"consent": True, "licence": "mine"}),
    ],
)
def test_step_without_what_it_needs_is_refused(
    learning: MakeLearning, verb: str, state: str, who: str, more: dict[str, Any]
) -> None:
    report = learning.report(state=state)

    with pytest.raises(Invalid):
        step(learning, report, verb, who, **more)


def test_taking_back_one_s_own_report_takes_back_the_consent(learning: MakeLearning) -> None:
    report = learning.report(state=ReportState.PUBLISHED, **AGREED)

    step(learning, report, "unpublish", "guest_person", message="We changed our mind")

    assert (learning.again(report).consent_at, learning.again(report).published_at) == (None, None)


def test_steps_are_told_to_the_others_and_kept_in_the_trail(learning: MakeLearning) -> None:
    report = learning.report()

    step(learning, report, "comment", "host_person", text="Come again")
    step(learning, report, "accept", "coordinator")

    with learning.database.reading() as session:
        told = sorted((one.kind, one.user_id) for one in session.exec(select(Notification)).all())
        trail = [one.verb for one in session.exec(select(AuditEvent)).all()]
    people = learning
    assert told == [
        ("visit_report_accepted", people.host_person.id),
        ("visit_report_accepted", people.guest_person.id),
        ("visit_report_commented", people.guest_person.id),
        ("visit_report_commented", people.coordinator.id),
    ]
    assert trail == ["report.comment", "report.accept"]


READABLE = [
    (ReportState.DRAFT, {"guest_person"}),
    (ReportState.SUBMITTED, {"guest_person", "host_person", "coordinator"}),
    (ReportState.ACCEPTED, {"guest_person", "host_person", "coordinator"}),
    (ReportState.PUBLISHED, {"guest_person", "host_person", "coordinator", "stranger"}),
]


@pytest.mark.parametrize(("state", "readers"), READABLE)
def test_report_is_read_by_whom_it_concerns(learning: MakeLearning, state: ReportState, readers: set[str]) -> None:
    report = learning.report(state=state)

    found = set()
    for who in ("guest_person", "host_person", "coordinator", "stranger"):
        with learning.database.reading() as session:
            try:
                readable_report(session, code=report.code, viewer=learning.person(getattr(learning, who)))
                found.add(who)
            except NotFound:
                pass

    assert found == readers


def start_case(learning: MakeLearning, report: LearningReport, who: str = "guest_person") -> Any:
    by = learning.person(getattr(learning, who))
    return do(learning, report, lambda session, one: report_case.start_case(session, report=one, by=by))


def test_case_begun_from_a_report_names_the_host_s_case_and_is_begun_once(learning: MakeLearning, make: Make) -> None:
    shown = make.case(learning.host, state=CaseState.LEARNING_MATERIAL, content=raw_content())
    report = learning.report(learning.visit(case_id=shown.id), not_here="We have no road.")
    learning.commitment(report)

    case, again = start_case(learning, report), start_case(learning, report)

    assert (case.id, case.organisation_id, case.state) == (again.id, learning.guest.id, CaseState.DRAFT)
    with learning.database.reading() as session:
        content = session.exec(select(CaseVersion.content).where(CaseVersion.case_id == case.id)).one()
    assert content["references"] == {"adapted_from": [shown.code]}
    assert content["summary"] == {"title": "A warehouse of our own"}
    assert content["story"] == {
        "what_we_did": "What we saw at Hosts:\nThey weigh every sack in front of the member.\n\n"
        "What we resolved to do:\n- Buy a scale",
        "what_was_hard": "We have no road.",
    }
    assert learning.again(report).case_id == case.id


@pytest.mark.parametrize(
    ("state", "who", "error"),
    [
        ("draft", "guest_person", Conflict),
        ("submitted", "host_person", Forbidden),
        ("submitted", "coordinator", Forbidden),
    ],
)
def test_case_is_not_begun(learning: MakeLearning, state: str, who: str, error: type[DomainError]) -> None:
    report = learning.report(state=state)

    with pytest.raises(error):
        start_case(learning, report, who)


def test_draft_begun_from_a_report_can_be_deleted_and_begun_again(learning: MakeLearning) -> None:
    report = learning.report()
    case = start_case(learning, report)
    with learning.database.writing() as session:
        discard_draft(session, case=session.get_one(Case, case.id), by=learning.person(learning.guest_person))

    assert start_case(learning, report).id is not None


@pytest.mark.parametrize(("who", "allowed"), [("coordinator", True), ("host_person", False), ("guest_person", False)])
def test_visit_is_closed_by_a_coordinator(learning: MakeLearning, who: str, allowed: bool) -> None:
    trip = learning.visit(state=VisitState.REPORTED)
    by = learning.person(getattr(learning, who))

    def close(session: Session, one: Visit) -> None:
        reporting.close_visit(session, visit=one, by=by)

    if allowed:
        do(learning, trip, close)
    else:
        with pytest.raises(Forbidden):
            do(learning, trip, close)

    assert learning.again(trip).state is (VisitState.CLOSED if allowed else VisitState.REPORTED)
