"""Two people decide, a third where they differ; each without knowing what the others said."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlmodel import col, select

from app.domain.cup.screening import SentAgain
from app.domain.cup.screening_queue import count_waiting
from app.domain.errors import Conflict, Invalid, NotFound
from app.models.cup import Edition, EditionPhase, Phase
from app.models.entries import EntryState, Screening
from app.models.organisations import MemberRole, Organisation
from app.models.people import User
from app.models.platform import AuditEvent, Notification
from app.models.types import now
from app.services import Services
from tests.cup.making import MakeCup
from tests.cup.screened import AGAINST, FOR, MENDING, Screened
from tests.factories import Make

S = EntryState


def kept(services: Services) -> list[tuple[int, str, list[str], str]]:
    with services.database.reading() as session:
        rows = session.exec(select(Screening).order_by(col(Screening.id))).all()
        return [(row.submission, row.verdict, row.reasons, row.note) for row in rows]


def test_first_verdict_moves_nothing_and_tells_nobody(desk: Screened) -> None:
    assert desk.decide(desk.one, **MENDING) is None
    assert desk.now().state is S.SUBMITTED
    assert [desk.told(user) for user in (desk.owner, desk.two, desk.three)] == [[], [], []]


def test_two_that_agree_make_it_take_part_and_the_organisation_hears(desk: Screened) -> None:
    desk.decide(desk.one, **FOR)
    desk.decide(desk.two, **FOR)
    assert (desk.now().state, desk.told(desk.owner)) == (S.ELIGIBLE, ["cup_entry_eligible"])


def test_eligible_is_the_first_look_at_newcomers(services: Services, make: Make, cup: MakeCup) -> None:
    organisation = make.organisation(approved=False)
    author = make.owner(organisation, approved=False)
    edition = cup.edition()
    entry = cup.entry(edition, organisation, state=S.SUBMITTED, created_by_id=author.id)
    one, two = make.coordinator(), make.coordinator()
    desk = Screened(services, make, cup, edition, organisation, author, entry, one, two, two)
    desk.decide(one, **FOR)
    with services.database.reading() as session:
        assert session.get_one(Organisation, organisation.id).approved_at is None
    desk.decide(two, **FOR)
    with services.database.reading() as session:
        assert session.get_one(Organisation, organisation.id).approved_by_id == two.id
        assert session.get_one(User, author.id).approved_by_id == two.id


def test_to_complete_says_exactly_what_and_until_when(desk: Screened) -> None:
    desk.decide(desk.one, **MENDING)
    desk.decide(desk.two, verdict="to_complete", reasons=["story_too_short"], note="Longer, please.")
    said = ("to_complete", ["story_too_short", "no_learning"], "Say what was hard.\n\nLonger, please.")
    assert desk.events() == [said]
    entry = desk.now()
    assert entry.state is S.TO_COMPLETE
    assert entry.repair_due is not None
    assert entry.repair_due.date() == (now() + timedelta(days=10)).date()
    with desk.services.database.reading() as session:
        params = session.exec(select(Notification.params).where(Notification.user_id == desk.owner.id)).one()
    assert params == {
        "year": 2026,
        "title": "Selling potatoes together",
        "reasons": [
            "The story is too short to understand what you did and what changed.",
            "It says what was done, but not what was hard and what you learned from it.",
        ],
        "message": "Say what was hard.\n\nLonger, please.",
        "due": f"{entry.repair_due:%Y-%m-%d}T23:59:59+00:00[UTC]",
        "appeal": 10,
    }


def test_ineligible_says_why(desk: Screened) -> None:
    desk.decide(desk.one, **AGAINST)
    desk.decide(desk.two, **AGAINST)
    assert desk.events() == [("ineligible", ["duplicate"], "Sent in May.")]
    assert desk.told(desk.owner) == ["cup_entry_ineligible"]


def test_two_that_differ_call_a_third_who_settles_it(desk: Screened) -> None:
    desk.decide(desk.one, **FOR)
    desk.decide(desk.two, **AGAINST)
    assert desk.now().state is S.SUBMITTED
    assert [desk.told(user) for user in (desk.one, desk.two, desk.three)] == [[], [], ["cup_third_look"]]
    desk.decide(desk.three, **FOR)
    assert desk.events() == [("eligible", [], "")]


def test_three_that_all_differ_mean_repair_with_all_reasons(desk: Screened) -> None:
    desk.decide(desk.one, **FOR)
    desk.decide(desk.two, **AGAINST)
    desk.decide(desk.three, **MENDING)
    reasons = ["views_differ", "no_learning", "duplicate"]
    assert desk.events() == [("to_complete", reasons, "Sent in May.\n\nSay what was hard.")]


def test_same_person_never_counts_twice(desk: Screened) -> None:
    desk.decide(desk.one, **FOR)
    assert desk.decide(desk.one, **FOR) is None
    assert desk.now().state is S.SUBMITTED
    assert kept(desk.services) == [(1, "eligible", [], "")]


def test_verdict_can_be_changed_until_the_second_came(desk: Screened) -> None:
    desk.decide(desk.one, **AGAINST)
    desk.decide(desk.one, **MENDING)
    assert kept(desk.services) == [(1, "to_complete", ["no_learning"], "Say what was hard.")]
    desk.decide(desk.two, **FOR)
    with pytest.raises(Conflict):
        desk.decide(desk.one, **FOR)
    assert desk.now().state is S.SUBMITTED


def test_every_verdict_and_change_leaves_a_trace(desk: Screened) -> None:
    desk.decide(desk.one, **AGAINST)
    desk.decide(desk.one, **AGAINST)
    desk.decide(desk.one, **FOR)
    with desk.services.database.reading() as session:
        events = session.exec(select(AuditEvent).where(AuditEvent.verb == "entry.verdict")).all()
    assert [(one.before.get("verdict"), one.after["verdict"]) for one in events] == [
        (None, "ineligible"),
        ("ineligible", "eligible"),
    ]


def test_new_submission_needs_new_verdicts_also_of_the_same_people(desk: Screened) -> None:
    desk.decide(desk.one, **MENDING)
    desk.decide(desk.two, **MENDING)
    desk.send_again()
    assert desk.decide(desk.one, submission=2, **FOR) is None
    desk.decide(desk.two, submission=2, **FOR)
    assert desk.now().state is S.ELIGIBLE


def test_what_was_asked_for_and_not_mended_can_turn_it_down(desk: Screened) -> None:
    still: dict[str, Any] = {"verdict": "ineligible", "reasons": ["no_learning"], "note": "Still nothing."}
    with pytest.raises(Invalid):
        desk.decide(desk.one, **still)
    desk.decide(desk.one, **MENDING)
    desk.decide(desk.two, **MENDING)
    desk.send_again()
    desk.decide(desk.one, submission=2, **still)
    desk.decide(desk.two, submission=2, **still)
    assert desk.now().state is S.INELIGIBLE


def test_verdict_on_a_text_that_was_sent_anew_is_refused(desk: Screened) -> None:
    desk.send_again(title="Better")
    with pytest.raises(SentAgain) as refused:
        desk.decide(desk.one, **FOR)
    assert (refused.value.number, kept(desk.services)) == (2, [])


@pytest.mark.parametrize("state", [S.DRAFT, S.TO_COMPLETE, S.INELIGIBLE, S.APPEAL, S.ELIGIBLE, S.WITHDRAWN])
def test_verdict_on_what_is_not_waiting_for_one_is_refused(desk: Screened, state: EntryState) -> None:
    desk.set(state=state)
    with pytest.raises((Conflict, NotFound)):
        desk.decide(desk.one, **FOR)
    assert kept(desk.services) == []


def test_verdict_in_a_phase_without_screening_is_refused(desk: Screened) -> None:
    with desk.services.database.writing() as session:
        edition = session.get_one(Edition, desk.edition.id)
        edition.phase = Phase.JUDGING
        session.add(edition)
    with pytest.raises(Conflict):
        desk.decide(desk.one, **FOR)


@pytest.mark.parametrize("role", list(MemberRole))
def test_coordinator_of_the_organisation_does_not_exist_here(desk: Screened, role: MemberRole) -> None:
    desk.make.member(desk.one, desk.organisation, role)
    with pytest.raises(NotFound):
        desk.decide(desk.one, **FOR)


def test_people_without_the_role_do_not_decide(desk: Screened) -> None:
    with pytest.raises(NotFound):
        desk.decide(desk.make.user(), **FOR)
    with pytest.raises(NotFound):
        desk.decide(desk.owner, **FOR)


def test_verdict_of_somebody_who_joined_the_organisation_since_does_not_count(desk: Screened) -> None:
    desk.decide(desk.one, **FOR)
    desk.make.member(desk.one, desk.organisation)
    assert desk.decide(desk.two, **FOR) is None
    assert desk.now().state is S.SUBMITTED
    desk.decide(desk.three, **FOR)
    assert desk.now().state is S.ELIGIBLE


def at_once(desk: Screened, *people: User, **said: Any) -> list[str]:
    """Both decide in the same moment; what each was answered."""
    start, answers = Barrier(len(people)), list[str]()

    def press(person: User) -> None:
        start.wait()
        try:
            answers.append(str(desk.decide(person, **said)))
        except Conflict as refused:
            answers.append(type(refused).__name__)

    threads = [Thread(target=press, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def test_two_deciders_at_the_same_moment_decide_together(desk: Screened) -> None:
    assert at_once(desk, desk.one, desk.two, **FOR) == [
        "None",
        "Outcome(verdict=<Verdict.ELIGIBLE: 'eligible'>, reasons=(), message='')",
    ]
    assert (desk.events(), desk.told(desk.owner)) == ([("eligible", [], "")], ["cup_entry_eligible"])


def test_two_third_deciders_at_the_same_moment_decide_once(desk: Screened) -> None:
    desk.decide(desk.one, **FOR)
    desk.decide(desk.two, **AGAINST)
    assert at_once(desk, desk.three, desk.make.coordinator(), **FOR)[0] == "Conflict"
    assert desk.events() == [("eligible", [], "")]


def test_same_person_in_two_tabs_at_the_same_moment_decides_once(desk: Screened) -> None:
    assert at_once(desk, desk.one, desk.one, **FOR) == ["None", "None"]
    assert kept(desk.services) == [(1, "eligible", [], "")]


def waiting_for(desk: Screened, user: User) -> int:
    viewer = desk.make.viewer(user)
    with desk.services.database.reading() as session:
        return count_waiting(session, viewer)


def test_count_waiting_counts_what_one_can_decide(desk: Screened) -> None:
    assert [waiting_for(desk, user) for user in (desk.one, desk.two, desk.owner)] == [1, 1, 0]
    desk.decide(desk.one, **FOR)
    assert [waiting_for(desk, user) for user in (desk.one, desk.two)] == [0, 1]
    desk.send_again()
    assert waiting_for(desk, desk.one) == 1
    desk.set(state=S.APPEAL)
    assert [waiting_for(desk, user) for user in (desk.one, desk.two)] == [0, 1]


def test_count_waiting_leaves_out_ones_own_organisation(desk: Screened) -> None:
    desk.make.member(desk.one, desk.organisation)
    assert waiting_for(desk, desk.one) == 0


def test_count_waiting_leaves_out_phases_without_screening(desk: Screened) -> None:
    with desk.services.database.writing() as session:
        for row in session.exec(select(EditionPhase).where(EditionPhase.phase == Phase.CALL_OPEN)).all():
            row.screen = False
            session.add(row)
    assert waiting_for(desk, desk.one) == 0


def test_count_waiting_of_an_empty_desk_is_one_query(desk: Screened, count_queries: Any) -> None:
    desk.set(state=S.ELIGIBLE)
    viewer = desk.make.viewer(desk.one)
    with desk.services.database.reading() as session, count_queries() as queries:
        assert count_waiting(session, viewer) == 0
    assert len(queries) == 1
