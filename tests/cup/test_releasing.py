"""Results are released all together, exactly once, whatever happens meanwhile."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from threading import Thread
from typing import Any

import pytest
from sqlmodel import Session, select

from app.domain.cup import publishing_cases, releasing
from app.domain.cup.deliberating import Said, park
from app.domain.cup.phases import rights_now
from app.domain.cup.releasing import carry_out, check
from app.domain.errors import DomainError, Forbidden, Invalid
from app.jobs.worker import Worker
from app.mail.transport import MailFolder
from app.models.cases import Case, CaseState
from app.models.cup import Edition, EditionEvent, Phase
from app.models.entries import Entry, EntryState
from app.models.jury import CardState, Conflict, ConflictKind
from app.models.people import User
from app.models.platform import AuditEvent, Job, JobState, MailMessage, Notification
from app.services import Services
from tests.cup.deciding import Decided, ask, decide, decision_of
from tests.cup.making import MakeCup
from tests.factories import Make


@pytest.fixture
def decided(cup: MakeCup) -> Decided:
    return decide(cup)


def states(services: Services, decided: Decided) -> list[EntryState]:
    with services.database.reading() as session:
        return [session.get_one(Entry, entry.id).state for entry in decided.entries]


def case_states(services: Services, decided: Decided) -> list[CaseState]:
    with services.database.reading() as session:
        return [session.get_one(Case, entry.case_id).state for entry in decided.entries]


def mails(services: Services, kind: str) -> list[MailMessage]:
    with services.database.reading() as session:
        return list(session.exec(select(MailMessage).where(MailMessage.kind == kind)).all())


def kinds(services: Services, decided: Decided, make: Make) -> list[str]:
    with services.database.reading() as session:
        edition = session.get_one(Edition, decided.edition.id)
        return [one.kind for one in check(session, edition=edition, viewer=make.viewer(decided.coordinator))]


RELEASED = [EntryState.WINNER, EntryState.FINALIST, EntryState.ELIGIBLE, EntryState.ELIGIBLE]


def test_release_moves_everything_together(services: Services, make: Make, decided: Decided) -> None:
    ask(make, decided)
    assert states(services, decided) == [EntryState.ELIGIBLE] * 4

    Worker(services).run_once()

    assert states(services, decided) == RELEASED
    assert case_states(services, decided) == [CaseState.SELECTED, *[CaseState.LEARNING_MATERIAL] * 3]
    with services.database.reading() as session:
        edition = session.get_one(Edition, decided.edition.id)
        assert edition.phase is Phase.ANNOUNCED
        assert edition.released_at is not None
        assert session.get_one(Entry, decided.winner.id).award == "winner"
        verbs = session.exec(select(AuditEvent.verb).where(AuditEvent.object_type == "edition")).all()
    assert {"edition.ask_release", "edition.release", "edition.move"} <= set(verbs)
    assert sorted(mail.recipient for mail in mails(services, "cup_result")) == sorted(
        owner.email or "" for owner in decided.owners
    )
    assert len(mails(services, "cup_released")) == 5
    assert mails(services, "cup_moved") == []


def test_mail_brings_the_feedback_and_leads_to_entry_and_case(services: Services, make: Make, decided: Decided) -> None:
    ask(make, decided)
    Worker(services).run_once()

    mail = next(one for one in mails(services, "cup_result") if one.user_id == decided.owners[0].id)
    assert mail.subject == "Cup 2026: “Selling potatoes together” has won. Congratulations!"
    for piece in (
        "Your organisation is given: Winner.",
        "> Honest about what failed.",
        "> Others can do it.",
        "> Write down the costs.",
        "> Thank you for telling it.",
        f"http://testserver/en/cup/2026/entries/{decided.winner.code}",
        "http://testserver/en/cases/",
    ):
        assert piece in mail.text


def test_french_organisation_gets_a_french_mail(services: Services, make: Make, cup: MakeCup, decided: Decided) -> None:
    with services.database.writing() as session:
        session.get_one(User, decided.owners[0].id).language = "fr"
    ask(make, decided)
    Worker(services).run_once()

    mail = next(one for one in mails(services, "cup_result") if one.user_id == decided.owners[0].id)
    assert mail.language == "fr"
    assert "Premier prix" in mail.text
    assert f"http://testserver/fr/cup/2026/entries/{decided.winner.code}" in mail.text


def test_released_twice_is_released_once(services: Services, make: Make, decided: Decided) -> None:
    ask(make, decided)
    Worker(services).run_once()
    with services.database.writing() as session:
        again = carry_out(
            session, edition_id=decided.edition.id or 0, by_id=decided.coordinator.id or 0, accepted=[], reason=""
        )
    Worker(services).run_once()

    assert not again
    assert len(mails(services, "cup_result")) == 4
    with pytest.raises(DomainError, match="The results are out already"):
        ask(make, decided)


def test_two_clicks_at_once_make_one_job(services: Services, make: Make, decided: Decided) -> None:
    threads = [Thread(target=ask, args=(make, decided, by)) for by in (decided.coordinator, decided.checker)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with services.database.reading() as session:
        assert len(session.exec(select(Job).where(Job.kind == "cup_release")).all()) == 1
    Worker(services).run_once()
    assert len(mails(services, "cup_result")) == 4


class Killed(BaseException):
    """What no `except Exception` sees: as if the process was ended."""


def test_process_killed_in_the_middle_leaves_nothing_half_done(
    services: Services, make: Make, decided: Decided, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, done = publishing_cases.publish_case, []

    def killed_at_the_third(session: Session, **given: Any) -> bool:
        done.append(given["entry"].code)
        if len(done) == 3:
            raise Killed
        return whole(session, **given)

    ask(make, decided)
    monkeypatch.setattr(releasing, "publish_case", killed_at_the_third)
    with pytest.raises(Killed):
        Worker(services).run_once()

    assert states(services, decided) == [EntryState.ELIGIBLE] * 4
    assert case_states(services, decided) == [CaseState.DRAFT] * 4
    with services.database.writing() as session:
        assert session.get_one(Edition, decided.edition.id).released_at is None
        assert session.exec(select(Notification)).all() == []
        job = session.exec(select(Job).where(Job.kind == "cup_release")).one()
        assert job.state is JobState.RUNNING
        # Its lease runs out, and the next worker takes it up.
        job.leased_until = job.created_at

    monkeypatch.setattr(releasing, "publish_case", whole)
    Worker(services).run_once()
    assert states(services, decided) == RELEASED
    assert len(mails(services, "cup_result")) == 4


def test_error_in_the_middle_is_tried_again_from_the_beginning(
    services: Services, make: Make, decided: Decided, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("disk full")

    ask(make, decided)
    with monkeypatch.context() as patched:
        patched.setattr(releasing, "select_winner", broken)
        Worker(services).run_once()
    assert states(services, decided) == [EntryState.ELIGIBLE] * 4

    with services.database.writing() as session:
        job = session.exec(select(Job).where(Job.kind == "cup_release")).one()
        assert (job.state, job.error) == (JobState.WAITING, "RuntimeError: disk full")
        job.run_at = job.created_at
    Worker(services).run_once()
    assert states(services, decided) == RELEASED


def test_mail_server_down_sends_nothing_twice_and_loses_nothing(
    services: Services, make: Make, decided: Decided, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver, handed = MailFolder.deliver, []

    def down(self: MailFolder, mail: Any, *, name: str) -> None:
        handed.append(str(mail["To"]))
        if len(handed) > 3:
            raise OSError("connection refused")
        deliver(self, mail, name=name)

    monkeypatch.setattr(MailFolder, "deliver", down)
    ask(make, decided)
    Worker(services).run_once()
    assert states(services, decided) == RELEASED
    assert len(list(delivered(services))) == 3

    monkeypatch.setattr(MailFolder, "deliver", deliver)
    with services.database.writing() as session:
        for job in session.exec(select(Job).where(Job.state == JobState.WAITING)).all():
            job.run_at = job.created_at
    Worker(services).run_once()

    recipients = sorted(str(mail["To"]) for mail in delivered(services))
    everybody = [*decided.owners, decided.coordinator, decided.checker]
    with services.database.reading() as session:
        emails = [user.email for user in everybody] + [juror.email for juror in decided.jurors]
    assert recipients == sorted(email or "" for email in emails)


def delivered(services: Services) -> Iterator[Any]:
    for path in sorted((services.settings.data_dir / "mail").glob("*.eml")):
        yield message_from_bytes(path.read_bytes(), policy=policy.default)


def test_nothing_is_in_the_way_of_a_finished_deliberation(services: Services, make: Make, decided: Decided) -> None:
    assert kinds(services, decided, make) == []


def change(services: Services, row: Any, **fields: Any) -> None:
    with services.database.writing() as session:
        found = session.get_one(type(row), row.id)
        for name, value in fields.items():
            setattr(found, name, value)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"strengths": ["One only."]}, "feedback"),
        ({"next_step": ""}, "feedback"),
        ({"checked_at": None, "checked_by_id": None}, "checked"),
        ({"result": "finalist"}, "award"),
        ({"award": "gone", "result": "winner"}, "award"),
    ],
)
def test_unfinished_decision_is_in_the_way(
    services: Services, make: Make, decided: Decided, fields: dict[str, Any], kind: str
) -> None:
    with services.database.reading() as session:
        decision = decision_of(session, decided.winner)
    change(services, decision, **fields)

    assert kind in kinds(services, decided, make)
    with pytest.raises(DomainError):
        ask(make, decided)


def test_missing_decision_is_in_the_way_and_named(services: Services, make: Make, decided: Decided) -> None:
    with services.database.writing() as session:
        session.delete(decision_of(session, decided.entries[2]))
    with services.database.reading() as session:
        edition = session.get_one(Edition, decided.edition.id)
        found = check(session, edition=edition, viewer=make.viewer(decided.coordinator))

    assert [(one.kind, [entry.code for entry in one.entries]) for one in found] == [
        ("decision", [decided.entries[2].code])
    ]


@pytest.mark.parametrize("state", [EntryState.SUBMITTED, EntryState.TO_COMPLETE, EntryState.APPEAL])
def test_entry_whose_eligibility_is_open_is_in_the_way(
    services: Services, make: Make, cup: MakeCup, decided: Decided, state: EntryState
) -> None:
    cup.entry(decided.edition, state=state)

    assert kinds(services, decided, make) == ["undecided"]


def test_decision_taken_back_after_the_click_stops_the_release_and_says_so(
    services: Services, make: Make, decided: Decided
) -> None:
    ask(make, decided)
    with services.database.writing() as session:
        session.delete(decision_of(session, decided.winner))

    Worker(services).run_once()

    assert states(services, decided) == [EntryState.ELIGIBLE] * 4
    [mail] = mails(services, "cup_not_released")
    assert mail.recipient == decided.coordinator.email
    assert "> Nothing was decided about them yet: 1." in mail.text
    assert mails(services, "cup_result") == []


def test_places_not_kept_need_a_reason(services: Services, make: Make, decided: Decided) -> None:
    with services.database.reading() as session:
        decision = decision_of(session, decided.entries[1])
    change(services, decision, result="winner", award="winner")
    found = kinds(services, decided, make)
    assert found == ["places:winner:2", "places:finalist:0"]

    with pytest.raises(Invalid):
        ask(make, decided, accepted=found)
    ask(make, decided, accepted=found, reason="Two were equally good.")
    Worker(services).run_once()

    assert states(services, decided)[:2] == [EntryState.WINNER, EntryState.WINNER]
    with services.database.reading() as session:
        event = session.exec(select(EditionEvent).where(EditionEvent.after == Phase.ANNOUNCED)).one()
    assert event.reason == "Two were equally good."


def test_only_coordinator_without_a_tie_gives_a_reason_instead_of_a_second_look(
    services: Services, make: Make, decided: Decided
) -> None:
    with services.database.reading() as session:
        decision = decision_of(session, decided.winner)
    change(services, decision, checked_at=None, checked_by_id=None)
    tie(services, decided, decided.checker)

    ask(make, decided, accepted=["checked"], reason="I am the only one without a tie.")
    Worker(services).run_once()

    assert states(services, decided) == RELEASED


def tie(services: Services, decided: Decided, user: User) -> None:
    with services.database.writing() as session:
        session.add(
            Conflict(
                edition_id=decided.edition.id or 0,
                organisation_id=decided.winner.organisation_id,
                user_id=user.id or 0,
                kind=ConflictKind.HOUSEHOLD,
            )
        )


def test_coordinator_with_a_tie_may_not_release(services: Services, make: Make, decided: Decided) -> None:
    tie(services, decided, decided.checker)

    with pytest.raises(Forbidden):
        ask(make, decided, decided.checker)


def test_card_handed_in_after_the_calculation_is_in_the_way(
    services: Services, make: Make, cup: MakeCup, decided: Decided
) -> None:
    cup.card(decided.winner, cup.juror(decided.edition), state=CardState.FINAL)

    assert kinds(services, decided, make) == ["calculation"]


def test_open_second_round_is_in_the_way(services: Services, make: Make, decided: Decided) -> None:
    with services.database.writing() as session:
        rights_now(session, session.get_one(Edition, decided.edition.id)).score = True

    assert kinds(services, decided, make) == ["round"]


def test_entries_that_do_not_take_part_stay_private(
    services: Services, make: Make, cup: MakeCup, decided: Decided
) -> None:
    others = [cup.entry(decided.edition, state=state) for state in (EntryState.INELIGIBLE, EntryState.WITHDRAWN)]
    draft = cup.entry(decided.edition, state=EntryState.DRAFT)
    ask(make, decided)
    Worker(services).run_once()

    with services.database.reading() as session:
        cases = [session.get_one(Case, entry.case_id) for entry in (*others, draft)]
        assert {(case.state, case.current_version_id) for case in cases} == {(CaseState.DRAFT, None)}
        assert [session.get_one(Entry, entry.id).state for entry in (*others, draft)] == [
            EntryState.INELIGIBLE,
            EntryState.WITHDRAWN,
            EntryState.DRAFT,
        ]


def test_decisions_stay_as_they_are_while_they_are_released(services: Services, make: Make, decided: Decided) -> None:
    ask(make, decided)

    with services.database.writing() as session, pytest.raises(DomainError, match="being released just now"):
        park(
            session,
            edition=session.get_one(Edition, decided.edition.id),
            entry=session.get_one(Entry, decided.winner.id),
            said=Said("finalist", ("One.", "Two."), "A step.", "", "They changed their mind."),
            expected=1,
            by=make.viewer(decided.coordinator),
        )
