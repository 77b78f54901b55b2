"""Notes, the short list, decisions parked, clashing, checked; by whom and when."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from app.domain.cup import deciding_many, deliberating
from app.domain.cup.deliberating import Said
from app.domain.errors import Conflict, Forbidden, Invalid, Stale
from app.models.cup import Edition, Phase
from app.models.entries import Decision, DeliberationNote, Entry, EntryState
from app.models.people import Role, User
from app.models.platform import AuditEvent
from app.models.types import now
from app.services import Services
from tests.cup.deliberation import Judged, judged
from tests.cup.making import MakeCup
from tests.pages import Browser

Visit = Callable[..., Browser]
WINNER = Said("winner", ("Honest.", "Clear."), "Write down the prices.")
NOTHING = Said("", ("Honest.", "Clear."), "Write down the prices.")


def park(services: Services, it: Judged, place: int, said: Said, expected: int = 0, by: User | None = None) -> Decision:
    viewer = it.cup.make.viewer(by or it.coordinator)
    with services.database.writing() as session:
        edition, entry = session.get_one(Edition, it.edition.id), session.get_one(Entry, it.entries[place].id)
        return deliberating.park(session, edition=edition, entry=entry, said=said, expected=expected, by=viewer)[0]


def check(services: Services, it: Judged, place: int, expected: int, by: User) -> None:
    viewer = it.cup.make.viewer(by)
    with services.database.writing() as session:
        edition, entry = session.get_one(Edition, it.edition.id), session.get_one(Entry, it.entries[place].id)
        deliberating.check(session, edition=edition, entry=entry, expected=expected, by=viewer)


def decisions(services: Services) -> dict[int, Decision]:
    with services.database.reading() as session:
        return {one.entry_id: one for one in session.exec(select(Decision)).all()}


def test_decision_is_parked_with_its_result_and_moves_no_entry(services: Services, cup: MakeCup) -> None:
    it = judged(cup)

    kept = park(services, it, 0, WINNER)

    assert (kept.result, kept.award, kept.strengths, kept.row_version) == ("winner", "winner", ["Honest.", "Clear."], 1)
    assert kept.parked_by_id == it.coordinator.id
    with services.database.reading() as session:
        assert session.get_one(Entry, it.entries[0].id).state is EntryState.ELIGIBLE
        verbs = session.exec(select(AuditEvent.verb).where(AuditEvent.object_id == it.entries[0].code)).all()
    assert list(verbs) == ["entry.park"]


@pytest.mark.parametrize(("place", "said"), [(3, WINNER), (0, NOTHING), (0, Said("finalist"))])
def test_decision_against_the_order_across_the_line_needs_a_reason(
    services: Services, cup: MakeCup, place: int, said: Said
) -> None:
    it = judged(cup)

    with pytest.raises(Invalid) as wrong:
        park(services, it, place, said)

    assert wrong.value.field == "reason"
    reasoned = Said(said.award, said.strengths, said.next_step, "", "The jury talked for an hour.")
    assert park(services, it, place, reasoned).reason == "The jury talked for an hour."


def test_decision_along_the_order_needs_none(services: Services, cup: MakeCup) -> None:
    it = judged(cup)

    park(services, it, 0, WINNER)
    park(services, it, 1, Said("finalist"))
    park(services, it, 5, NOTHING)

    assert {one.result for one in decisions(services).values()} == {"winner", "finalist", ""}


@pytest.mark.parametrize("phase", [Phase.SCREENING, Phase.JUDGING, Phase.ANNOUNCED, Phase.ARCHIVED])
def test_decisions_notes_and_short_list_are_refused_in_the_wrong_phase(
    services: Services, cup: MakeCup, phase: Phase
) -> None:
    it = judged(cup, phase=phase)
    viewer = it.viewer

    with pytest.raises(Conflict):
        park(services, it, 0, WINNER)
    with services.database.writing() as session:
        edition, entry = session.get_one(Edition, it.edition.id), session.get_one(Entry, it.entries[0].id)
        with pytest.raises(Conflict):
            deliberating.add_note(session, edition=edition, entry=entry, text="Hm.", by=viewer)
        with pytest.raises(Conflict):
            deliberating.change_shortlist(session, edition=edition, codes=[entry.code], verb="shortlist", by=viewer)

    assert decisions(services) == {}


def test_decisions_are_refused_once_results_are_out(services: Services, cup: MakeCup) -> None:
    it = judged(cup)
    with services.database.writing() as session:
        session.get_one(Edition, it.edition.id).released_at = now()

    with pytest.raises(Conflict):
        park(services, it, 0, WINNER)


def test_conflicted_coordinator_decides_nothing_and_may_speak_of_other_entries(
    services: Services, cup: MakeCup
) -> None:
    it = judged(cup)
    tied = cup.make.owner(it.organisations[5], roles=(Role.COORDINATOR,))
    viewer = cup.make.viewer(tied)

    with pytest.raises(Forbidden):
        park(services, it, 0, WINNER, by=tied)
    with services.database.writing() as session:
        edition, entry = session.get_one(Edition, it.edition.id), session.get_one(Entry, it.entries[0].id)
        with pytest.raises(Forbidden):
            deliberating.change_shortlist(session, edition=edition, codes=[entry.code], verb="shortlist", by=viewer)
        deliberating.add_note(session, edition=edition, entry=entry, text="  A clear case. ", by=viewer)

    with services.database.reading() as session:
        assert [note.text for note in session.exec(select(DeliberationNote)).all()] == ["A clear case."]


def test_withdrawn_entry_takes_no_decision(services: Services, cup: MakeCup) -> None:
    it = judged(cup)
    with services.database.writing() as session:
        session.get_one(Entry, it.entries[0].id).state = EntryState.WITHDRAWN

    with pytest.raises(Conflict):
        park(services, it, 0, WINNER)


def test_second_of_two_who_decide_at_once_sees_what_the_first_decided(services: Services, cup: MakeCup) -> None:
    it = judged(cup)
    park(services, it, 0, WINNER)

    with pytest.raises(Stale) as stale:
        park(services, it, 0, Said("winner", ("Other.", "Words."), "Go on."))

    assert stale.value.row_version == 1
    assert park(services, it, 0, WINNER, expected=0).row_version == 1


def test_clash_page_shows_both_and_the_second_press_keeps_ours(cup: MakeCup, visit: Visit, services: Services) -> None:
    it = judged(cup)
    page = visit(it.coordinator).open(f"/en/cup/2026/run/board/{it.entries[0].code}")
    form = page.form(having="strength_0").fill(award="winner", strength_0="Ours.", strength_1="Our second.")
    park(services, it, 0, Said("winner", ("Theirs.", "Their second."), "Their step."))

    clash = page.send(form)

    assert clash.status == 409
    assert "Theirs." in clash.text
    assert "Ours." in clash.html
    kept = clash.send(clash.form(having="strength_0"))
    assert kept.status == 200
    assert decisions(services)[it.entries[0].id or 0].strengths == ["Ours.", "Our second."]


def test_form_begins_with_what_two_jurors_wrote_without_their_names_in_the_text(
    services: Services, cup: MakeCup, visit: Visit
) -> None:
    it = judged(cup)

    form = visit(it.coordinator).open(f"/en/cup/2026/run/board/{it.entries[0].code}").form(having="strength_0")

    assert form.values["strength_0"] == ["Ana: honest"]
    assert form.values["strength_1"] == ["Ben: honest"]
    assert form.values["next_step"] == ["Ana: write down the prices."]


def test_second_person_checks_and_a_changed_decision_is_checked_again(services: Services, cup: MakeCup) -> None:
    it = judged(cup)
    other = cup.make.coordinator("Dora")
    park(services, it, 0, WINNER)
    with pytest.raises(Forbidden):
        check(services, it, 0, 1, it.coordinator)
    with pytest.raises(Stale):
        check(services, it, 0, 0, other)

    check(services, it, 0, 1, other)

    assert decisions(services)[it.entries[0].id or 0].checked_by_id == other.id
    park(services, it, 0, Said("winner", ("Honest.", "Brief."), "Go on."), expected=1)
    assert decisions(services)[it.entries[0].id or 0].checked_at is None


def test_decision_without_whole_feedback_can_not_be_checked(services: Services, cup: MakeCup) -> None:
    it = judged(cup)
    park(services, it, 0, Said("winner", ("Only one.",), "Go on."))

    with pytest.raises(Conflict):
        check(services, it, 0, 1, cup.make.coordinator())


def test_ticked_entries_are_decided_together_with_feedback_from_scorecards(
    services: Services, cup: MakeCup, visit: Visit
) -> None:
    it = judged(cup)
    page = visit(it.coordinator).open("/en/cup/2026/run/board")
    ticked = [f"{entry.code}:0" for entry in it.entries[1:4]]

    done = page.send(page.form("/decide").fill(entry=ticked, award="finalist", feedback="1").press("do", "park"))

    assert "nobody is told before all is released" in done.text
    kept = decisions(services)
    assert {kept[entry.id or 0].result for entry in it.entries[1:4]} == {"finalist"}
    assert kept[it.entries[1].id or 0].strengths == ["Ana: honest", "Ben: honest"]
    assert len(kept) == 3
    assert "more than there are places" in done.text


def test_one_wrong_among_many_changes_none_and_keeps_the_ticks(services: Services, cup: MakeCup, visit: Visit) -> None:
    it = judged(cup)
    page = visit(it.coordinator).open("/en/cup/2026/run/board")
    ticked = [f"{entry.code}:0" for entry in it.entries[:2]]

    refused = page.send(page.form("/decide").fill(entry=ticked, award="winner").press("do", "park"))

    assert refused.status == 422
    assert "This is not what the scores say" in refused.text
    assert decisions(services) == {}
    boxes = [box for box in refused.all("input", type="checkbox", name="entry") if box.get("checked") is not None]
    assert sorted(box.get("value", "") for box in boxes) == sorted(ticked)


def test_nothing_ticked_says_so(cup: MakeCup, visit: Visit) -> None:
    it = judged(cup)
    page = visit(it.coordinator).open("/en/cup/2026/run/board")

    refused = page.send(page.form("/decide").press("do", "shortlist"))

    assert refused.status == 422
    assert "Tick at least one entry." in refused.text


def test_many_are_checked_at_once_by_somebody_else(services: Services, cup: MakeCup) -> None:
    it = judged(cup)
    park(services, it, 0, WINNER)
    park(services, it, 5, NOTHING)
    seen = {it.entries[0].code: 1, it.entries[5].code: 1}
    other = cup.make.viewer(cup.make.coordinator())

    with services.database.writing() as session:
        edition = session.get_one(Edition, it.edition.id)
        assert deciding_many.check_many(session, edition=edition, seen=seen, by=other) == 2

    assert all(one.checked_by_id == other.id for one in decisions(services).values())


def test_who_decides_is_led_through_all_and_who_checks_too(cup: MakeCup, visit: Visit) -> None:
    it = judged(cup)
    board = "/en/cup/2026/run/board"
    page = visit(it.coordinator).open(f"{board}/{it.entries[4].code}")

    seen = []
    for _ in range(6):
        form = page.form(page.response.url.path, having="award").fill(award="", reason="The jury saw it so.")
        names = [value for _, value, _ in form.buttons]
        page = page.send(form.press("do", "next" if "next" in names else "park"))
        seen.append(page.response.url.path.rpartition("/")[2])

    order = [it.entries[place].code for place in (5, 0, 1, 2, 3, 3)]
    assert seen == order
    assert "Next:" not in page.text

    checker = visit(cup.make.coordinator("Dora"))
    page = checker.open(f"{board}/{it.entries[5].code}")
    assert "(5 left)" in page.text
    done = page.send(page.form("/check").press("do", "next"))
    assert done.response.url.path == f"{board}/{it.entries[0].code}"
    assert "(4 left)" in done.text


def test_short_list_is_filled_and_emptied_with_a_reason(services: Services, cup: MakeCup, visit: Visit) -> None:
    it = judged(cup)
    page = visit(it.coordinator).open("/en/cup/2026/run/board")
    ticked = [f"{entry.code}:0" for entry in it.entries[:2]]

    listed = page.send(page.form("/decide").fill(entry=ticked).press("do", "shortlist"))
    refused = listed.send(listed.form("/decide").fill(entry=ticked[1:]).press("do", "take_off_shortlist"))
    again = refused.form("/decide").fill(message="Too thin.").press("do", "take_off_shortlist")
    off = refused.send(again)

    assert refused.status == 422
    assert "They are off the short list." in off.text
    with services.database.reading() as session:
        states = [session.get_one(Entry, entry.id).state for entry in it.entries[:2]]
    assert states == [EntryState.SHORTLISTED, EntryState.ELIGIBLE]


def test_note_says_who_and_is_escaped(cup: MakeCup, visit: Visit) -> None:
    it = judged(cup)
    page = visit(it.coordinator).open(f"/en/cup/2026/run/board/{it.entries[0].code}")

    noted = page.send(page.form("/note").fill(note="Is it <b>theirs</b>?"))

    assert "Carla Is it <b>theirs</b>?" in noted.text
    assert "<b>theirs" not in noted.html
