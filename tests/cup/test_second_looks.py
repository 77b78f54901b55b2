"""Appeals: decided for good, by one person who had not decided about the entry before."""

import pytest

from app.domain.cup import appeals
from app.domain.cup.second_looks import free_to_decide
from app.domain.errors import Conflict, Invalid, NotFound
from app.models.cup import Edition
from app.models.entries import Entry, EntryState
from app.models.people import User
from tests.cup.screened import AGAINST, FOR, MENDING, Screened

S = EntryState


@pytest.fixture
def appealed(desk: Screened) -> Screened:
    """One and two turned it down; the organisation asks for a second look."""
    desk.decide(desk.one, **AGAINST)
    desk.decide(desk.two, **AGAINST)
    viewer = desk.make.viewer(desk.owner)
    with desk.services.database.writing() as session:
        appeals.appeal(session, entry=session.get_one(Entry, desk.entry.id), message="It is another one.", by=viewer)
    return desk


def free(desk: Screened) -> list[str]:
    with desk.services.database.reading() as session:
        edition, entry = session.get_one(Edition, desk.edition.id), session.get_one(Entry, desk.entry.id)
        return [user.name for user in free_to_decide(session, edition=edition, entry=entry)]


def test_second_look_can_find_it_eligible(appealed: Screened) -> None:
    appealed.second_look(appealed.three, "eligible", "You are right.")
    assert appealed.events()[-1] == ("eligible", [], "You are right.")
    assert appealed.told(appealed.owner) == ["cup_entry_ineligible", "cup_entry_eligible"]


def test_second_look_that_confirms_is_final_and_keeps_the_reasons(appealed: Screened) -> None:
    appealed.second_look(appealed.three, "ineligible", "It is word for word the same.")
    assert appealed.events()[-1] == ("ineligible", ["duplicate"], "It is word for word the same.")
    with appealed.services.database.reading() as session:
        entry, edition = session.get_one(Entry, appealed.entry.id), session.get_one(Edition, appealed.edition.id)
        assert not appeals.may_appeal(session, entry=entry, edition=edition)


@pytest.mark.parametrize("who", ["one", "two"])
def test_who_decided_before_takes_no_second_look(appealed: Screened, who: str) -> None:
    with pytest.raises(Conflict):
        appealed.second_look(getattr(appealed, who), "eligible", "Changed my mind.")
    assert appealed.now().state is S.APPEAL


def test_who_decided_on_an_earlier_text_takes_no_second_look(desk: Screened) -> None:
    desk.decide(desk.three, **MENDING)
    desk.send_again()
    desk.set(state=S.APPEAL)
    with pytest.raises(Conflict):
        desk.second_look(desk.three, "eligible", "Fine.")


def test_coordinator_with_a_tie_takes_no_second_look(appealed: Screened) -> None:
    appealed.make.member(appealed.three, appealed.organisation)
    with pytest.raises(NotFound):
        appealed.second_look(appealed.three, "eligible", "Fine.")
    assert free(appealed) == []


def test_free_to_decide_are_those_without_verdict_and_tie(appealed: Screened) -> None:
    assert free(appealed) == ["Cleo Three"]


@pytest.mark.parametrize(
    ("verdict", "note", "field"),
    [
        ("to_complete", "Mend it.", "verdict"),
        ("", "Why.", "verdict"),
        ("eligible", " ", "note"),
        ("ineligible", "x" * 1001, "note"),
    ],
)
def test_second_look_without_verdict_or_reason_is_refused(
    appealed: Screened, verdict: str, note: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        appealed.second_look(appealed.three, verdict, note)
    assert (refused.value.field, appealed.now().state) == (field, S.APPEAL)


def test_second_look_without_appeal_is_refused(desk: Screened) -> None:
    with pytest.raises(Conflict):
        desk.second_look(desk.one, "eligible", "Fine.")


def test_second_look_is_taken_once(appealed: Screened) -> None:
    other: User = appealed.make.coordinator()
    appealed.second_look(appealed.three, "eligible", "You are right.")
    with pytest.raises(Conflict):
        appealed.second_look(other, "ineligible", "No.")
    assert appealed.now().state is S.ELIGIBLE


def test_verdict_of_the_screening_does_not_decide_an_appeal(appealed: Screened) -> None:
    with pytest.raises(Conflict):
        appealed.decide(appealed.three, **FOR)
