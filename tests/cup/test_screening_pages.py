"""The desk of the screening as coordinators use it, without JavaScript."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlmodel import col, select

from app.domain.cup import views
from app.models.cup import Edition, Phase
from app.models.entries import EntryState, EntryView
from app.models.organisations import MemberRole
from app.models.platform import Notification
from app.services import Services
from tests.cup.making import MakeCup
from tests.cup.screened import AGAINST, FOR, MENDING, Screened
from tests.factories import Make, raw_content
from tests.pages import Browser, Page

Visit = Callable[..., Browser]
Count = Callable[[], AbstractContextManager[list[str]]]
S = EntryState
QUEUE = "/en/cup/2026/run/screening"


def tab_counts(page: Page) -> dict[str, int]:
    tabs = page.all("nav", class_="tabs")[0]
    words = [" ".join("".join(link.itertext()).split()) for link in tabs.iter("a")]
    return {word.rpartition(" ")[0]: int(word.rpartition(" ")[2]) for word in words}


def press(page: Page, button: str = "decide", **values: str | list[str]) -> Page:
    return page.send(page.form("/verdict").fill_all(values).press("do", button))


def test_queue_shows_each_entry_where_it_stands(desk: Screened, cup: MakeCup, make: Make, visit: Visit) -> None:
    for state in (S.TO_COMPLETE, S.INELIGIBLE, S.APPEAL, S.ELIGIBLE, S.SHORTLISTED, S.DRAFT, S.WITHDRAWN):
        cup.entry(desk.edition, make.organisation(), state=state)
    seen = visit(desk.one).open(QUEUE)
    assert tab_counts(seen) == {
        "First look": 1,
        "Second look": 0,
        "Third person": 0,
        "Appeals": 1,
        "Being mended": 1,
        "Take part": 2,
        "Cannot take part": 1,
    }
    desk.decide(desk.one, **FOR)
    assert tab_counts(visit(desk.two).open(QUEUE))["Second look"] == 1
    desk.decide(desk.two, **MENDING)
    assert tab_counts(visit(desk.two).open(QUEUE))["Third person"] == 1
    desk.send_again()
    assert tab_counts(visit(desk.two).open(QUEUE))["First look"] == 1


def test_queue_says_who_decided_and_not_what(desk: Screened, visit: Visit) -> None:
    desk.decide(desk.one, **AGAINST)
    page = visit(desk.two).open(f"{QUEUE}?tab=second")
    row = next(row for row in page.all("tr") if "Papas Unidas" in "".join(row.itertext()))
    words = " ".join("".join(row.itertext()).split())
    assert "Ana One" in words
    assert not any(word in words.lower() for word in ("cannot", "duplicate", "sent in may"))


def test_queue_puts_first_what_waits_longest(desk: Screened, cup: MakeCup, make: Make, visit: Visit) -> None:
    later = cup.entry(desk.edition, make.organisation("Later"), state=S.SUBMITTED)
    page = visit(desk.one).open(QUEUE)
    links = [address for address in page.links().values() if "/run/entries/" in address]
    hrefs = [a.get("href") for a in page.all("a") if "/run/entries/" in a.get("href", "")]
    assert links
    assert hrefs == [desk.address(), desk.address().replace(desk.entry.code, later.code)]


def test_queue_is_narrowed_by_country_language_and_whom_it_waits_for(
    desk: Screened, cup: MakeCup, make: Make, visit: Visit
) -> None:
    cup.entry(desk.edition, make.organisation("Kenyan", country="KE"), state=S.SUBMITTED)
    browser = visit(desk.one)
    found = browser.open(QUEUE).send(browser.open(QUEUE).form("/screening", having="country").fill(country="KE"))
    assert ("Kenyan" in found.text, "Papas Unidas" in found.text) == (True, False)
    assert "Papas" not in browser.open(f"{QUEUE}?language=fr").text
    desk.decide(desk.one, **FOR)
    mine = browser.open(f"{QUEUE}?tab=second&mine=1")
    assert "Papas Unidas" not in mine.text
    assert "Papas Unidas" in visit(desk.two).open(f"{QUEUE}?tab=second&mine=1").text


def test_export_holds_what_the_tab_shows(desk: Screened, visit: Visit) -> None:
    desk.decide(desk.one, **AGAINST)
    browser = visit(desk.two)
    page = browser.open(f"{QUEUE}?tab=second")
    table = browser.client.get(page.links()["XLSX"])
    rows = list(load_workbook(BytesIO(table.content)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    expected = (desk.entry.code, "Selling potatoes together", "Papas Unidas", "Peru", "English", "Second look")
    assert [row[:6] for row in rows[1:]] == [expected]
    assert [row[8] for row in rows[1:]] == ["Ana One"]
    text = browser.client.get(page.links()["CSV"]).content.decode("utf-8-sig")
    assert text.splitlines()[1].startswith(f"{desk.entry.code},Selling potatoes together,Papas Unidas")
    assert "duplicate" not in text


def test_two_coordinators_decide_through_the_pages(desk: Screened, visit: Visit) -> None:
    first, second = visit(desk.one), visit(desk.two)
    told = press(first.open(desk.address()), verdict="to_complete", reasons=["no_learning"], note="So hard.")
    assert "Your verdict is kept." in told.text
    page = second.open(desk.address())
    assert "Ana One" in page.text
    assert "So hard." not in page.text
    done = press(page, verdict="to_complete", reasons=["no_learning", "story_too_short"], note="Longer, please.")
    assert "Decided: something is to be mended." in done.text
    assert "So hard." in done.text
    assert desk.now().state is S.TO_COMPLETE


def test_decider_is_led_from_one_entry_to_the_next_without_javascript(
    desk: Screened, cup: MakeCup, make: Make, visit: Visit
) -> None:
    others = [
        cup.entry(desk.edition, make.organisation(), state=S.SUBMITTED, content=raw_content(title=title))
        for title in ("Second", "Third")
    ]
    tied = make.organisation("Not theirs")
    make.member(desk.one, tied)
    cup.entry(desk.edition, tied, state=S.SUBMITTED, content=raw_content(title="Of a tie"))
    addresses = [desk.address(), *(f"/en/cup/2026/run/entries/{one.code}" for one in others)]
    page = visit(desk.one).open(addresses[0])

    seen = []
    for left in (2, 1):
        assert f"({left} left)" in page.text
        page = press(page, "next", verdict="eligible")
        assert "when they differ, a third person decides" in page.text
        seen.append(page.response.url.path)
    last = press(page, "decide", verdict="eligible")

    assert seen == addresses[1:]
    assert "Decide and open the next" not in page.text
    assert "Next:" not in last.text
    assert "Of a tie" not in page.text + last.text


def test_after_a_verdict_the_next_entry_is_named(desk: Screened, cup: MakeCup, make: Make, visit: Visit) -> None:
    other = cup.entry(desk.edition, make.organisation(), state=S.SUBMITTED, content=raw_content(title="Dry stone"))
    path = f"/en/cup/2026/run/entries/{other.code}"

    done = press(visit(desk.one).open(desk.address()), verdict="eligible")

    assert done.response.url.path == desk.address()
    assert done.links()["Dry stone"] == path


def test_next_entry_is_named_only_while_entries_are_screened(
    services: Services, desk: Screened, cup: MakeCup, make: Make, visit: Visit
) -> None:
    cup.entry(desk.edition, make.organisation(), state=S.SUBMITTED)
    with services.database.writing() as session:
        session.get_one(Edition, desk.edition.id).phase = Phase.ANNOUNCED

    assert "Next:" not in visit(desk.one).open(desk.address()).text


def test_third_decider_sees_neither_of_the_others_verdicts(desk: Screened, visit: Visit) -> None:
    desk.decide(desk.one, verdict="eligible", note="Lovely work.")
    desk.decide(desk.two, **AGAINST)
    text = visit(desk.three).open(desk.address()).text
    assert [word in text for word in ("Ana One", "Ben Two", "Lovely work.", "Sent in May.")] == [
        True,
        True,
        False,
        False,
    ]
    own = visit(desk.one).open(desk.address()).text
    assert [word in own for word in ("Lovely work.", "Sent in May.", "now a third person decides")] == [True] * 3


def test_lone_verdict_on_an_earlier_text_stays_unknown_to_others(desk: Screened, visit: Visit) -> None:
    desk.decide(desk.one, **AGAINST)
    desk.send_again()
    assert "Sent in May." not in visit(desk.two).open(desk.address()).text
    assert "Sent in May." in visit(desk.one).open(desk.address()).text


def test_own_verdict_is_filled_in_and_can_be_changed(desk: Screened, visit: Visit) -> None:
    desk.decide(desk.one, **MENDING)
    page = visit(desk.one).open(desk.address())
    form = page.form("/verdict")
    assert (form.values["verdict"], form.values["reasons"], form.values["note"]) == (
        ["to_complete"],
        ["no_learning"],
        ["Say what was hard."],
    )
    form.values.pop("reasons")
    page.send(form.fill(verdict="eligible", note="").press("do", "decide"))
    desk.decide(desk.two, **FOR)
    assert desk.now().state is S.ELIGIBLE


def test_preview_shows_the_mail_and_keeps_nothing(desk: Screened, visit: Visit) -> None:
    page = press(
        visit(desk.one).open(desk.address()), "preview", verdict="to_complete", reasons=["no_learning"], note="A & B"
    )
    assert page.status == 200
    assert "something is to be mended in “Selling potatoes together” until" in page.text
    assert "> A & B" in page.text
    assert page.form("/verdict").values["note"] == ["A & B"]
    assert desk.decide(desk.two, **FOR) is None


def test_refused_verdict_stays_as_typed_with_the_reason(desk: Screened, visit: Visit) -> None:
    page = press(visit(desk.one).open(desk.address()), verdict="ineligible", reasons=["no_learning"], note="Bad.")
    assert page.status == 422
    assert page.error_of("reasons").endswith("what you learned from it.” can be mended: ask for that first.")
    form = page.form("/verdict")
    assert (form.values["verdict"], form.values["reasons"], form.values["note"]) == (
        ["ineligible"],
        ["no_learning"],
        ["Bad."],
    )


def test_verdict_on_a_stale_page_is_refused_with_both_texts_shown(desk: Screened, visit: Visit) -> None:
    page = visit(desk.one).open(desk.address())
    desk.send_again(title="Selling better potatoes")
    refused = press(page, verdict="to_complete", reasons=["no_learning"], note="Typed with care.")
    assert refused.status == 409
    assert "The organisation has sent its entry again meanwhile." in refused.text
    assert [one.text for one in refused.all("ins")] == ["better potatoes"]
    assert refused.form("/verdict").values["note"] == ["Typed with care."]
    again = press(refused)
    assert "Your verdict is kept." in again.text


def test_verdict_after_others_have_decided_is_refused_with_a_sentence(desk: Screened, visit: Visit) -> None:
    page = visit(desk.three).open(desk.address())
    desk.decide(desk.one, **FOR)
    desk.decide(desk.two, **FOR)
    refused = press(page, verdict="eligible")
    assert (refused.status, "has moved on in the meantime" in refused.text) == (409, True)
    assert desk.events() == [("eligible", [], "")]


def test_entry_page_shows_what_changed_since_any_earlier_text(desk: Screened, visit: Visit) -> None:
    desk.send_again(title="Selling more potatoes")
    desk.send_again(title="Selling all potatoes")
    browser = visit(desk.one)
    changed = [
        [one.text for one in browser.open(desk.address(more)).all("del")] for more in ("", "?since=1", "?since=77")
    ]
    assert changed == [["more "], ["potatoes together"], ["more "]]
    assert browser.open(desk.address("/sent/1")).all("h1")[0].text == "Selling potatoes together"
    assert browser.open(desk.address("/sent/9")).status == 404


def test_entry_page_leads_to_last_years_entry(desk: Screened, cup: MakeCup, visit: Visit) -> None:
    edition = cup.edition(year=2025)
    before = cup.entry(edition, desk.organisation, state=S.FINALIST)
    desk.set(previous_id=before.id, what_changed="We export now.")
    page = visit(desk.one).open(desk.address())
    assert page.links()[f"Entry {before.code} of the cup 2025"] == f"/en/cup/2025/run/entries/{before.code}"
    assert "We export now." in page.text


def test_reading_is_noted_once_a_day(desk: Screened, services: Services, visit: Visit) -> None:
    browser = visit(desk.one)
    for _ in range(2):
        browser.open(desk.address())
    with services.database.reading() as session:
        seen = session.exec(select(EntryView)).all()
    assert [(one.entry_id, one.user_id, one.what) for one in seen] == [(desk.entry.id, desk.one.id, "text")]


def test_second_look_is_taken_through_the_page(desk: Screened, services: Services, visit: Visit) -> None:
    desk.decide(desk.one, **AGAINST)
    desk.decide(desk.two, **AGAINST)
    entrant = visit(desk.owner)
    page = entrant.open(f"/en/cup/2026/entries/{desk.entry.code}")
    page.send(page.form("/appeal").fill(message="It is another harvest."))
    assert "It is another harvest." in visit(desk.one).open(desk.address()).text
    assert "somebody else has to take the second look" in visit(desk.one).open(desk.address()).text
    seen = visit(desk.three).open(desk.address())
    preview = seen.send(seen.form("/second-look").fill(verdict="ineligible", note="The same.").press("do", "preview"))
    assert "This decision is final." in preview.text
    assert desk.now().state is S.APPEAL
    form = preview.form("/second-look").fill(verdict="eligible", note="You are right.").press("do", "decide")
    assert "Decided: it takes part." in preview.send(form).text
    with services.database.reading() as session:
        query = select(Notification.kind).where(Notification.user_id == desk.owner.id).order_by(col(Notification.id))
        assert session.exec(query).all() == ["cup_entry_ineligible", "cup_entry_eligible"]


def test_appeal_without_anybody_who_may_decide_says_so(desk: Screened, visit: Visit) -> None:
    for user in (desk.one, desk.two):
        desk.decide(user, **AGAINST)
    desk.make.member(desk.three, desk.organisation, MemberRole.MEMBER)
    desk.set(state=S.APPEAL)
    assert "Another coordinator must be found." in visit(desk.one).open(desk.address()).text


def test_words_are_hidden_from_the_jury_after_a_look(desk: Screened, visit: Visit) -> None:
    page = visit(desk.one).open(desk.address("/jury"))
    assert "Papas Unidas" in page.text
    form = page.form("/jury").fill(redactions="Monday\nnowhere at all").press("do", "preview")
    preview = page.send(form)
    assert "We met every […] and agreed" in preview.text
    assert "nowhere at all nowhere in the text" in preview.text
    assert desk.now().hidden_from_jury == []
    kept = preview.send(preview.form("/jury").press("do", "save"))
    assert "Kept. The jury reads it without these words from now on." in kept.text
    assert desk.now().hidden_from_jury == ["Monday", "nowhere at all"]
    assert "We met every Monday" in visit(desk.one).open(desk.address()).text


def test_too_many_words_to_hide_are_refused_as_typed(desk: Screened, visit: Visit) -> None:
    page = visit(desk.one).open(desk.address("/jury"))
    many = "\n".join(f"word{number}" for number in range(51))
    refused = page.send(page.form("/jury").fill(redactions=many).press("do", "save"))
    assert (refused.status, refused.error_of("redactions")) == (422, "At most 50 of these.")
    assert desk.now().hidden_from_jury == []


def test_hostile_texts_are_shown_as_text(desk: Screened, visit: Visit) -> None:
    desk.decide(desk.one, verdict="eligible", note="<script>alert(1)</script>")
    page = visit(desk.one).open(desk.address())
    assert "<script>alert(1)" not in page.html
    assert "<script>alert(1)</script>" in page.text


@pytest.mark.parametrize(("path", "most"), [(QUEUE, 12), ("entry", 20)])
def test_pages_send_no_more_queries_for_more_rows(
    desk: Screened, cup: MakeCup, make: Make, visit: Visit, count_queries: Count, path: str, most: int
) -> None:
    browser, counts = visit(desk.three), []
    for number in (2, 3, 4):
        cup.entry(desk.edition, make.organisation(), state=S.SUBMITTED)
        desk.send_again()
        desk.decide(desk.one, submission=number, **FOR)
        desk.decide(desk.two, submission=number, **MENDING)
        browser.open(QUEUE if path == QUEUE else desk.address())
        with count_queries() as queries:
            browser.open(QUEUE if path == QUEUE else desk.address())
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= most


def test_entry_page_says_who_has_seen_what_of_it(desk: Screened, visit: Visit) -> None:
    with desk.services.database.writing() as session:
        views.note_view(session, entry_id=desk.entry.id or 0, user_id=desk.two.id or 0, what=views.SCORES)

    browser, path = visit(desk.one), f"/en/cup/2026/run/entries/{desk.entry.code}"
    browser.open(path)
    page = browser.open(path)

    [section] = page.all("section", id="seen")
    words = " ".join("".join(section.itertext()).split())
    assert f"{desk.one.name} · the text" in words
    assert f"{desk.two.name} · the scores" in words
