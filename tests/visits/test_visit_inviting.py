"""Invitations by mail: to whom, when again, taken back, and nothing twice or forgotten."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlmodel import col, select

from app.domain.visits import by_date, confirming, ending, inviting
from app.domain.visits.moving import Details, move_visit, set_details
from app.domain.visits.participants import Person, add_participant, forget_passports, remove_participant
from app.jobs import running
from app.jobs.tasks import QUICK
from app.mail.transport import MailFolder
from app.models.organisations import Membership
from app.models.people import Digest, User
from app.models.platform import Job, JobState, MailMessage, Notification
from app.models.rounds import Side
from app.models.types import now
from app.models.visits import Invitation, ParticipantSide, VisitState
from app.services import Services
from tests.factories import Make
from tests.visits.calendars import calendar_part, events, hasten, invitations, values, work
from tests.visits.making import MakeVisit, day
from tests.visits.preparing import Prepared, person_of, prepare


@pytest.fixture
def group(services: Services, make: Make, visits: MakeVisit) -> Prepared:
    return prepare(services, make, visits)


def send(group: Prepared) -> list[tuple[str, str, str]]:
    """(address, method, sequence) of all mails so far, once nothing is left to do."""
    hasten(group.services)
    work(group.services)
    found = []
    for to, mail in invitations(group.services):
        method, data = calendar_part(mail)
        assert values(data, "METHOD") == [method]
        assert values(data, "UID") == [group.visit.uid]
        found.append((to, method, values(data, "SEQUENCE")[0]))
    return found


def touch(group: Prepared, verb: Callable[..., Any] = inviting.invite_soon) -> None:
    with group.services.database.writing() as session:
        verb(session, visit=group.now())


def emails(group: Prepared) -> list[str]:
    return sorted(str(one.email) for one in (group.host, group.visitors[0], group.coordinator))


def test_hosts_visitors_and_coordinator_are_invited_once(group: Prepared) -> None:
    touch(group)
    first = send(group)
    touch(group)

    assert first == [(email, "REQUEST", "0") for email in emails(group)]
    assert send(group) == first


def test_other_days_twice_are_the_same_visit_with_higher_numbers(group: Prepared) -> None:
    touch(group)
    send(group)
    group.do(move_visit, group.coordinator, starts_on=day(70), ends_on=day(72), seen=1)
    send(group)
    group.do(move_visit, group.coordinator, starts_on=day(80), ends_on=day(81), seen=2)
    all_sent = send(group)

    mine = [(method, number) for to, method, number in all_sent if to == group.host.email]
    assert mine == [("REQUEST", "0"), ("REQUEST", "1"), ("REQUEST", "2")]
    latest = [calendar_part(mail)[1] for to, mail in invitations(group.services) if to == group.host.email][-1]
    assert events(latest)[group.visit.uid].begin.date() == day(80)


def test_mail_is_an_invitation_as_programs_for_mail_know_it(group: Prepared) -> None:
    touch(group)
    send(group)

    mail = dict(invitations(group.services))[str(group.host.email)]

    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    assert (part.get_param("method"), part.get_content_charset(), part.get_filename()) == ("REQUEST", "utf-8", None)
    file = next(part for part in mail.walk() if part.get_content_type() == "application/ics")
    assert file.get_filename() == f"{group.visit.code}.ics"
    assert file.get_payload(decode=True) == calendar_part(mail)[1]


def test_nobody_waits_for_five_minutes_in_vain_and_changes_travel_together(group: Prepared) -> None:
    touch(group)
    send(group)
    details = Details("Warehouse", "Jaén", "At the gate", "+51 1 234")
    group.do(set_details, group.host, details=details, seen=1)
    group.do(set_details, group.host, details=Details("Warehouse", "Cusco", "", ""), seen=2)
    work(group.services)
    early = len(invitations(group.services))

    with time_machine.travel(now() + inviting.GATHERED):
        work(group.services)

    mails = [calendar_part(mail)[1] for _, mail in invitations(group.services)]
    assert (early, len(mails)) == (3, 6)
    assert [values(data, "SEQUENCE") + values(data, "LOCATION") for data in mails[3:]] == [["2", "Cusco"]] * 3


def test_who_takes_part_is_invited_and_nobody_else_is_bothered(group: Prepared) -> None:
    touch(group)
    send(group)
    organisation = group.demands[0].organisation_id
    for person in (
        Person("Rosa", email="Rosa@Example.org", consent=True),
        Person("Ana", consent=True),
        Person("Again", email=str(group.host.email).upper(), consent=True),
    ):
        side = ParticipantSide.VISITOR
        group.do(add_participant, group.visitors[0], side=side, organisation_id=organisation, person=person)

    assert send(group)[3:] == [("rosa@example.org", "REQUEST", "3")]


def test_who_no_longer_takes_part_gets_a_cancellation(group: Prepared) -> None:
    one = group.visits.participant(group.visit, group.demands[0].organisation_id, email="rosa@example.org")
    touch(group)
    send(group)
    group.do(remove_participant, group.visitors[0], participant_id=one.id)

    assert send(group)[4:] == [("rosa@example.org", "CANCEL", "1")]
    assert send(group)[5:] == []


def test_address_of_who_was_taken_off_is_forgotten_and_others_are_sent_nothing_twice(group: Prepared) -> None:
    one = group.visits.participant(group.visit, group.demands[0].organisation_id, email="rosa@example.org")
    touch(group)
    send(group)
    group.do(remove_participant, group.visitors[0], participant_id=one.id)
    before = send(group)

    with group.services.database.writing() as session:
        forget_passports(session)
    touch(group)

    assert sorted(row.email for row in group.every(Invitation)) == emails(group)
    assert send(group) == before


@pytest.mark.parametrize(
    ("after", "state", "kept"),
    [(-13, VisitState.COMPLETED, True), (-16, VisitState.COMPLETED, False), (-16, VisitState.PLANNED, True)],
)
def test_addresses_are_forgotten_a_fortnight_after_a_visit_that_was_held(
    services: Services, make: Make, visits: MakeVisit, after: int, state: VisitState, kept: bool
) -> None:
    group = prepare(services, make, visits, starts_on=day(after - 2), ends_on=day(after), state=state)
    with services.database.writing() as session:
        session.add(Invitation(visit_id=group.visit.id or 0, email="rosa@example.org", sequence=0))

    with services.database.writing() as session:
        forget_passports(session)

    assert len(group.every(Invitation)) == kept


def test_cancelled_visit_is_taken_back_from_everybody_at_once(group: Prepared) -> None:
    touch(group)
    send(group)
    group.do(ending.cancel, group.host, side=Side.HOST, message="Flood")
    work(group.services)

    mails = [(to, *calendar_part(mail)) for to, mail in invitations(group.services)][3:]
    assert [(to, method) for to, method, _ in mails] == [(email, "CANCEL") for email in emails(group)]
    assert {values(data, "STATUS")[0] for _, _, data in mails} == {"CANCELLED"}
    assert {(one.sequence, one.cancelled) for one in group.every(Invitation)} == {(1, True)}


def test_visit_cancelled_before_anybody_was_invited_is_not_mentioned(group: Prepared) -> None:
    touch(group)
    group.do(ending.cancel, group.host, side=Side.HOST, message="Flood")

    assert send(group) == []


def test_organisation_that_leaves_gets_a_cancellation_the_others_an_update(
    services: Services, make: Make, visits: MakeVisit
) -> None:
    group = prepare(services, make, visits, guests=2)
    touch(group)
    send(group)
    left, stays = group.visitors
    group.do(ending.leave, left, organisation_id=group.demands[0].organisation_id, message="Harvest")

    news = {to: method for to, method, _ in send(group)[4:]}

    assert news == {
        str(group.host.email): "REQUEST",
        str(stays.email): "REQUEST",
        str(group.coordinator.email): "REQUEST",
        str(left.email): "CANCEL",
    }


def test_confirmation_is_an_update_and_the_first_day_is_none(group: Prepared) -> None:
    group.ready()
    touch(group)
    send(group)
    group.do(confirming.confirm, group.coordinator)
    confirmed = send(group)[3:]

    assert confirmed == [(email, "REQUEST", "1") for email in emails(group)]
    data = calendar_part(invitations(group.services)[-1][1])[1]
    assert values(data, "STATUS") == ["CONFIRMED"]
    with group.services.database.writing() as session:
        moved = by_date.move_due(session, at=now() + timedelta(days=61))
    assert (moved, group.now().state, send(group)[6:]) == (1, VisitState.UNDER_WAY, [])


@pytest.mark.parametrize("wish", [{"digest": Digest.NEVER}, {"blocked_at": now()}, {"deleted_at": now()}])
def test_who_wants_no_mails_or_is_gone_gets_none(group: Prepared, wish: dict[str, Any]) -> None:
    email = str(group.host.email)
    group.visits.participant(group.visit, group.offer.organisation_id, side=ParticipantSide.HOST, email=email)
    with group.services.database.writing() as session:
        user = session.get_one(User, group.host.id)
        for name, value in wish.items():
            setattr(user, name, value)
    touch(group)

    assert email not in [to for to, _, _ in send(group)]


def test_people_who_join_later_are_found_by_the_daily_look(group: Prepared) -> None:
    touch(group)
    send(group)
    newcomer = person_of(group.make, group.services, group.offer.organisation_id, "New")
    with group.services.database.writing() as session:
        session.delete(session.get_one(Membership, (group.visitors[0].id, group.demands[0].organisation_id)))
        inviting.invite_all(session)

    news = {to: method for to, method, _ in send(group)[3:]}

    assert news == {str(newcomer.email): "REQUEST", str(group.visitors[0].email): "CANCEL"}


def test_worker_killed_while_it_invites_sends_nothing_twice(group: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(group)
    hasten(group.services)
    noted = inviting.sent
    calls: list[int] = []

    def killed_at_the_second(*given: Any, **more: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise SystemExit
        noted(*given, **more)

    with monkeypatch.context() as patch:
        patch.setattr(inviting, "sent", killed_at_the_second)
        claimed = running.take(group.services, QUICK)
        assert claimed
        with pytest.raises(SystemExit):
            running.run(group.services, MailFolder(group.services.settings.data_dir), claimed)
    half = invitations(group.services)

    with time_machine.travel(now() + inviting.GATHERED):
        work(group.services)

    assert (half, [to for to, _ in invitations(group.services)]) == ([], emails(group))


def test_visit_that_is_over_invites_nobody(services: Services, make: Make, visits: MakeVisit) -> None:
    group = prepare(services, make, visits, state=VisitState.CLOSED)
    touch(group)

    assert send(group) == []


def test_one_job_waits_for_one_visit(group: Prepared) -> None:
    touch(group)
    touch(group)

    assert [(one.kind, one.state) for one in group.every(Job)] == [("visit_invitations", JobState.WAITING)]


def test_words_and_address_are_those_of_the_reader(services: Services, make: Make, visits: MakeVisit) -> None:
    group = prepare(services, make, visits, demand={"language": "es"})
    group.visits.participant(group.visit, group.demands[0].organisation_id, email="rosa@example.org")
    touch(group)
    send(group)

    mails = dict(invitations(services))

    hosted, guest = mails[str(group.host.email)], mails["rosa@example.org"]
    plain: list[Any] = [mail.get_body(("plain",)) for mail in (hosted, guest)]
    assert [str(mail["Content-Language"]) for mail in (hosted, guest)] == ["en", "es"]
    linked = [f"/learning/visits/{group.visit.code}" in part.get_content() for part in plain]
    assert linked == [True, False]
    assert values(calendar_part(guest)[1], "ORGANIZER") == ["mailto:no-reply@localhost"]


def _mails(group: Prepared, user: User) -> list[MailMessage]:
    hasten(group.services)
    work(group.services)
    with group.services.database.reading() as session:
        query = select(MailMessage).where(MailMessage.user_id == user.id).order_by(col(MailMessage.id))
        return list(session.exec(query).all())


def test_changed_visit_is_one_mail_with_the_words_of_what_happened(group: Prepared) -> None:
    touch(group)
    send(group)
    before = len(_mails(group, group.host))
    days = {"starts_on": day(70), "ends_on": day(72)}
    group.do(move_visit, group.coordinator, **days, message="The <bridge> is gone", seen=1)

    (mail,) = _mails(group, group.host)[before:]

    assert (mail.kind, mail.subject.startswith("Changed: “Our common warehouse”")) == ("visit_invitation", True)
    assert "> The <bridge> is gone" in mail.text
    assert "The attached file puts the visit into your calendar." in mail.text
    assert mail.text.count(f"/learning/visits/{group.visit.code}") == 1
    told = [one for one in group.every(Notification) if one.user_id == group.host.id]
    assert [(one.kind, one.mailed_at is not None) for one in told] == [("visit_moved", True)]


def test_who_was_told_of_a_visit_but_is_not_invited_gets_the_words_alone(group: Prepared) -> None:
    group.do(ending.cancel, group.host, side=Side.HOST, message="The bridge is gone.")

    assert [one.kind for one in _mails(group, group.visitors[0])] == ["visit_cancelled"]
    assert [one.kind for one in _mails(group, group.visitors[0])] == ["visit_cancelled"]


def test_several_changes_are_told_in_one_mail_the_latest_first(group: Prepared) -> None:
    touch(group)
    send(group)
    before = len(_mails(group, group.host))
    group.do(move_visit, group.coordinator, starts_on=day(70), ends_on=day(72), seen=1)
    group.do(ending.cancel, group.visitors[0], side=Side.VISITOR, message="No bus.")

    (mail,) = _mails(group, group.host)[before:]

    assert mail.subject.startswith("Cancelled:")
    assert mail.text.index("No bus.") < mail.text.index("Can you come then?") < mail.text.index("The attached file")
