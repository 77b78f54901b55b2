"""A juror's scorecard: shown beside the entry, saved, handed in, declined, and to nobody else."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlmodel import select

from app.domain.people import sign_ins
from app.forms.bind import filled
from app.forms.scorecard import Asked
from app.models.cup import Edition, EditionPhase, Phase
from app.models.entries import Entry, EntryState, EntryView
from app.models.jury import CardState, Juror, Scorecard
from app.models.platform import Notification
from app.models.types import now
from app.web.cup_fields import filled_in, rendered, skeleton
from tests.cup.making import MakeCup
from tests.factories import Make, raw_content
from tests.pages import Browser, Form, Page
from tests.people.helpers import HASH, PASSWORD

Visit = Callable[..., Browser]
Counting = Callable[[], AbstractContextManager[list[str]]]
TEXTS = {
    **{f"score-{code}": "3" for code in ("reflection", "transfer", "results")},
    **{f"reason-{code}": f"Because of {code}." for code in ("reflection", "transfer", "results")},
    "strength-0": "They asked everybody.",
    "strength-1": "They wrote it down.",
    "next_step": "Weigh twice.",
}


class Judging:
    """One juror with one entry on their desk."""

    def __init__(self, make: Make, cup: MakeCup, visit: Visit) -> None:
        self.make, self.cup, self.services = make, cup, make.services
        self.edition = cup.edition(phase=Phase.JUDGING)
        self.organisation = make.organisation("Farmers of Junín")
        self.entry = cup.entry(self.edition, self.organisation)
        self.user = make.user("Rosa Quispe", email="rosa@example.org", password_hash=HASH)
        self.juror = cup.juror(self.edition, self.user)
        self.card = cup.card(self.entry, self.juror)
        self.browser = visit(self.user)

    @property
    def path(self) -> str:
        return f"/en/cup/2026/desk/{self.entry.code}"

    def open(self) -> Page:
        return self.browser.open(self.path)

    def form(self) -> Form:
        return self.open().form(self.path, having="next_step")

    def stored(self) -> Scorecard:
        with self.services.database.reading() as session:
            return session.get_one(Scorecard, self.card.id)

    def change(self, thing: Edition | Entry | Scorecard | Juror, **changes: object) -> None:
        with self.services.database.writing() as session:
            row = session.get_one(type(thing), thing.id)
            for name, value in changes.items():
                setattr(row, name, value)


@pytest.fixture
def judging(make: Make, cup: MakeCup, visit: Visit) -> Judging:
    return Judging(make, cup, visit)


def test_card_shows_the_entry_and_the_levels_of_each_criterion(judging: Judging) -> None:
    page = judging.open()

    assert page.status == 200
    assert "We met every Monday and agreed on one price." in page.text
    assert "Reflection level 0" in page.text
    assert "What about reflection?" in page.text
    assert "Written in: English" in page.text


def test_card_saved_without_javascript_keeps_everything(judging: Judging) -> None:
    page = judging.open()
    form = judging.form().fill(**TEXTS, note="For us", **{"passage-results": "every Monday"}).press("do", "save")

    after = page.send(form)

    assert "Saved. You can go on later." in after.text
    card = judging.stored()
    assert (card.state, card.scores) == (CardState.DRAFT, {"reflection": 3, "transfer": 3, "results": 3})
    assert card.passages == {"results": "every Monday"}
    assert card.strengths == ["They asked everybody.", "They wrote it down."]
    assert (card.next_step, card.note, card.row_version) == ("Weigh twice.", "For us", 2)


def test_complete_card_is_handed_in_and_can_only_be_read_then(judging: Judging) -> None:
    page = judging.open()

    after = page.send(judging.form().fill(**TEXTS).press("do", "finish"))

    assert "Handed in. Thank you" in after.text
    assert judging.stored().state is CardState.FINAL
    read = judging.open()
    assert "75 points of 100" in read.text
    assert not read.all("textarea")


def test_what_is_missing_is_named_beside_its_control_and_the_rest_is_kept(judging: Judging) -> None:
    page = judging.open()
    texts = {name: text for name, text in TEXTS.items() if name not in ("score-transfer", "strength-1")}

    after = page.send(judging.form().fill(**texts).press("do", "finish"))

    assert after.status == 422
    assert after.error_of("score-transfer") == "Give a score."
    assert after.error_of("strength-1") == "Name two strengths."
    assert after.error_of("next_step") == ""
    card = judging.stored()
    assert (card.state, card.next_step) == (CardState.DRAFT, "Weigh twice.")
    form = after.form(judging.path, having="next_step")
    again = after.send(form.fill(**TEXTS).press("do", "finish"))
    assert "Handed in." in again.text


@pytest.mark.parametrize("score", ["5", "-1", "3.5", "x"])
def test_score_out_of_the_scale_is_refused(judging: Judging, score: str) -> None:
    page = judging.open()

    after = page.send(judging.form().fill(**{**TEXTS, "score-results": score}).press("do", "save"))

    assert after.status == 422
    assert after.error_of("score-results") == "This score is not on the scale."
    assert judging.stored().scores == {}


def test_handing_in_twice_is_no_mistake(judging: Judging) -> None:
    page = judging.open()
    form = judging.form().fill(**TEXTS).press("do", "finish")
    page.send(form)

    after = page.send(form)

    assert after.status == 200
    assert "It was handed in already." in after.text


def test_other_words_after_handing_in_are_shown_and_change_nothing(judging: Judging) -> None:
    page, form = judging.open(), judging.form().fill(**TEXTS).press("do", "finish")
    page.send(form)

    after = page.send(form.fill(next_step="Something else"))

    assert after.status == 409
    assert "handed in or declined already" in after.text
    assert "Something else" in after.text
    assert judging.stored().next_step == "Weigh twice."


def test_card_saved_after_the_deadline_is_refused_with_both_texts(judging: Judging) -> None:
    page, form = judging.open(), judging.form().fill(**TEXTS).press("do", "save")
    with judging.services.database.writing() as session:
        query = select(EditionPhase).where(
            EditionPhase.edition_id == judging.edition.id, EditionPhase.phase == Phase.DELIBERATION
        )
        session.exec(query).one().starts_at = now() - timedelta(seconds=1)

    after = page.send(form)

    assert after.status == 409
    assert "The judging is closed." in after.text
    assert "Weigh twice." in after.text
    assert judging.stored().state is CardState.ASSIGNED


def test_two_tabs_show_both_texts_and_keep_what_was_chosen(judging: Judging) -> None:
    page = judging.open()
    first, second = judging.form(), judging.form()
    page.send(first.fill(next_step="From the first tab", note="First note").press("do", "save"))

    clash = page.send(second.fill(next_step="From the second tab", **{"strength-0": "Mine"}).press("do", "save"))

    assert clash.status == 409
    assert "From the first tab" in clash.text
    assert "From the second tab" in clash.text
    form = clash.form(judging.path, having="keep:next_step")
    after = clash.send(form.fill_all({"keep:next_step": "mine", "keep:note": "theirs"}).press("do", "choose"))
    assert "Saved." in after.text
    card = judging.stored()
    assert (card.next_step, card.note, card.strengths) == ("From the second tab", "First note", ["Mine", ""])


def autosave(judging: Judging, values: dict[str, list[str]]) -> tuple[int, dict[str, object]]:
    response = judging.browser.client.post(judging.path, data=values, headers={"X-Autosave": "1"})
    return response.status_code, response.json()


def test_autosave_answers_with_the_row_version_and_what_is_missing(judging: Judging) -> None:
    form = judging.form().fill(**{"score-results": "2", "reason-results": "Numbers"})

    status, said = autosave(judging, form.values)

    assert (status, said["row_version"]) == (200, 2)
    assert "score-results" not in said["missing"]  # type: ignore[operator]
    assert "score-transfer" in said["missing"]  # type: ignore[operator]


def test_autosave_of_a_second_tab_leads_to_both_texts(judging: Judging) -> None:
    first, second = judging.form().fill(next_step="One"), judging.form().fill(next_step="Two")
    autosave(judging, first.values)

    status, said = autosave(judging, second.values)

    assert status == 409
    both = judging.browser.open(str(said["address"]))
    assert "One" in both.text
    assert "Two" in both.text
    after = both.send(both.form(judging.path, having="keep:next_step").press("do", "choose"))
    assert "Saved." in after.text
    assert judging.stored().next_step == "Two"


def test_autosave_names_what_cannot_be(judging: Judging) -> None:
    status, said = autosave(judging, {**judging.form().values, "score-results": ["9"]})

    assert (status, said["errors"]) == (422, {"score-results": "This score is not on the scale."})


def test_card_written_after_the_sign_in_ended_comes_back(judging: Judging) -> None:
    page, form = judging.open(), judging.form().fill(**TEXTS).press("do", "save")
    with judging.services.database.writing() as session:
        sign_ins.end_all(session, user_id=judging.user.id or 0)

    asked = page.send(form)
    back = asked.send(asked.form("/sign-in").fill(email="rosa@example.org", password=PASSWORD))

    assert "Weigh twice." in back.text
    saved = back.send(back.form(judging.path))
    assert "Saved." in saved.text
    assert judging.stored().next_step == "Weigh twice."


def test_declined_entry_is_gone_and_coordinators_without_a_tie_hear_of_it(judging: Judging) -> None:
    hears, tied = judging.make.coordinator(), judging.make.coordinator()
    judging.make.member(tied, judging.organisation)
    page = judging.open()

    missing = page.send(page.form("/decline"))
    after = page.send(page.form("/decline").fill(reason="I know the chair."))

    assert missing.status == 422
    assert "Somebody else will be asked." in after.text
    assert judging.stored().state is CardState.DECLINED
    assert judging.open().status == 404
    with judging.services.database.reading() as session:
        told = session.exec(select(Notification.user_id).where(Notification.kind == "cup_card_declined")).all()
    assert told == [hears.id]


def test_juror_with_a_tie_gets_nothing_at_once(judging: Judging) -> None:
    form = judging.form().fill(**TEXTS).press("do", "save")
    judging.make.member(judging.user, judging.organisation)

    statuses = [
        judging.open().status,
        judging.browser.client.post(judging.path, data=form.values).status_code,
        judging.browser.client.post(f"{judging.path}/decline", data={"reason": "x"}).status_code,
        judging.browser.open("/en/cup/2026/desk/pack.pdf").status,
    ]

    assert statuses == [404, 404, 404, 404]
    assert judging.entry.code not in judging.browser.open("/en/cup/2026/desk").text


def test_juror_before_declaring_ties_gets_nothing(judging: Judging) -> None:
    judging.change(judging.juror, conflicts_declared_at=None)

    assert judging.open().status == 404


def test_others_get_nothing(judging: Judging, visit: Visit) -> None:
    other = judging.make.user()
    judging.cup.juror(judging.edition, other)
    abroad = judging.make.user()
    judging.cup.juror(judging.cup.edition(year=2027, phase=Phase.JUDGING), abroad)

    people = (other, abroad, judging.make.coordinator(), judging.make.owner(judging.organisation))

    assert [visit(one).open(judging.path).status for one in people] == [404] * 4
    assert visit(abroad).open("/en/cup/2026/desk").status == 404
    assert visit().open(judging.path).response.url.path == "/en/sign-in"


def test_withdrawn_entry_leaves_the_desk(judging: Judging) -> None:
    form = judging.form().fill(**TEXTS).press("do", "save")
    judging.change(judging.entry, state=EntryState.WITHDRAWN)

    assert judging.open().status == 404
    assert judging.browser.client.post(judging.path, data=form.values).status_code == 404


def test_names_are_hidden_in_a_blind_edition(judging: Judging) -> None:
    content = raw_content(title="How Farmers of Junín began")
    entry = judging.cup.entry(judging.edition, judging.organisation, content=content, redactions=["Monday"])
    judging.cup.card(entry, judging.juror)

    page = judging.browser.open(f"/en/cup/2026/desk/{entry.code}")

    assert "Farmers of Junín" not in page.html
    assert "How […] began" in page.text
    assert "We met every […]" in page.text
    assert "How […] began" in judging.browser.open("/en/cup/2026/desk").text


def test_reading_is_noted_once_a_day(judging: Judging) -> None:
    judging.open()
    judging.open()

    with judging.services.database.reading() as session:
        views = session.exec(select(EntryView)).all()
    assert [(view.entry_id, view.user_id, view.what) for view in views] == [(judging.entry.id, judging.user.id, "text")]


def test_scores_of_others_are_seen_without_names_once_ones_own_are_final(judging: Judging) -> None:
    other = judging.cup.juror(judging.edition, judging.make.user("Severe Sam"))
    scores = {"reflection": 1, "transfer": 0, "results": 1}
    judging.cup.card(judging.entry, other, state=CardState.FINAL, scores=scores)
    before = judging.open()
    judging.change(judging.card, state=CardState.FINAL, scores=dict.fromkeys(scores, 4))

    after = judging.open()

    assert "What the others gave" not in before.text
    assert "What the others gave" in after.text
    assert "Severe Sam" not in after.html
    rows = [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in after.all("tr")]
    assert ["Reflection", "4", "1"] in rows
    assert ["Of 100 points", "100", "16"] in rows


def test_reopened_card_shows_why_and_can_be_handed_in_again(judging: Judging, visit: Visit) -> None:
    page = judging.open()
    page.send(judging.form().fill(**TEXTS).press("do", "finish"))
    run = visit(judging.make.coordinator()).open(f"/en/cup/2026/run/cards/{judging.card.id}")
    given = run.send(run.form("/reopen").fill(reason="The reasons are mixed up."))

    again = judging.open()

    assert "Given back. The juror gets a mail." in given.text
    assert "The reasons are mixed up." in again.text
    after = again.send(again.form(judging.path, having="next_step").fill(next_step="Better").press("do", "finish"))
    assert "Handed in." in after.text
    assert (judging.stored().state, judging.stored().next_step) == (CardState.FINAL, "Better")


def test_coordinator_with_a_tie_sees_and_reopens_no_card(judging: Judging, visit: Visit) -> None:
    judging.change(judging.card, state=CardState.FINAL)
    tied = judging.make.coordinator()
    judging.make.member(tied, judging.organisation)
    path = f"/en/cup/2026/run/cards/{judging.card.id}"

    assert visit(tied).open(path).status == 404
    assert visit(tied).client.post(f"{path}/reopen", data={"reason": "x"}).status_code == 404
    assert visit(judging.user).open(path).status == 404
    assert judging.stored().state is CardState.FINAL


def test_page_of_a_card_asks_at_most_twelve_questions(judging: Judging, count_queries: Counting) -> None:
    judging.open()
    with count_queries() as queries:
        judging.open()

    assert len(queries) <= 12, queries


def test_fields_filled_in_are_those_a_whole_rendering_gives() -> None:
    levels = [(value, f"<b>{value}") for value in range(3)]
    asked = [Asked("one", "One & only", "Is it?", True, 2, levels), Asked("two", "Two", "", False, 1, levels)]
    typed = {"score-one": "2", "score-two": "0", "reason-one": "\ue000note\ue001 <script>", "next_step": '"&'}

    made = filled_in(skeleton(asked, "en"), filled(typed))

    assert made == rendered(filled(typed), asked, "en")
    assert made.count(" checked") == 2
