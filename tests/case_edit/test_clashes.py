"""Two editors at once: both texts are shown, nothing is lost, and what is chosen is saved."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.models.cases import CaseState
from tests.case_edit.conftest import Desk
from tests.factories import Make
from tests.pages import Browser, Form, Page

Visit = Callable[..., Browser]
AUTOSAVE = {"x-autosave": "1"}


def form_of(page: Page) -> Form:
    return page.form("/edit/", having="row_version")


def clash_form(page: Page) -> Form:
    assert page.status in (200, 409)
    return page.form("", having="row_version")


def both_edit(visit: Visit, desk: Desk, name: str, rosa: dict[str, str], marta: dict[str, str]) -> tuple[Page, Page]:
    """Both open the section; Rosa saves first. Returns what each sees then."""
    address = f"/en/cases/{desk.full.code}/edit/{name}"
    first, second = visit(desk.owner).open(address), visit(desk.facilitator).open(address)
    saved = first.send(form_of(first).fill_all(dict(rosa)).press("do", "save"))
    return saved, second.send(form_of(second).fill_all(dict(marta)).press("do", "save"))


def story(desk: Desk) -> dict[str, Any]:
    content: dict[str, Any] = desk.content(desk.full)["story"]
    return content


def test_the_second_to_save_sees_both_texts_and_the_words_that_differ(visit: Visit, desk: Desk) -> None:
    _, clash = both_edit(
        visit,
        desk,
        "story",
        {"what_changed": "Traders come to us <now>."},
        {"what_changed": "Traders come to our gate <now>."},
    )

    assert clash.status == 409
    assert "Traders come to us <now>." in clash.text
    assert "Traders come to our gate <now>." in clash.text
    assert ["".join(one.itertext()) for one in clash.all("ins")] == ["our gate "]
    assert ["".join(one.itertext()) for one in clash.all("del")] == ["us "]
    assert story(desk)["what_changed"] == "Traders come to us <now>."


@pytest.mark.parametrize(("keep", "stays"), [("mine", "Marta's"), ("theirs", "Rosa's")])
def test_the_text_that_is_chosen_is_saved(visit: Visit, desk: Desk, keep: str, stays: str) -> None:
    _, clash = both_edit(visit, desk, "story", {"what_changed": "Rosa's"}, {"what_changed": "Marta's"})

    saved = clash.send(clash_form(clash).fill_all({"keep:what_changed": keep}).press("do", "choose"))

    assert (saved.status, saved.response.url.path) == (200, f"/en/cases/{desk.full.code}/edit/story")
    assert story(desk)["what_changed"] == stays


def test_what_only_one_of_them_touched_is_proposed_from_that_one(visit: Visit, desk: Desk) -> None:
    _, clash = both_edit(visit, desk, "story", {"what_changed": "Rosa's"}, {"what_was_hard": "Marta's"})

    form = clash_form(clash)
    clash.send(form.press("do", "choose"))

    assert form.values["keep:what_changed"] == ["theirs"]
    assert form.values["keep:what_was_hard"] == ["mine"]
    assert story(desk) == {
        "what_we_did": "We met every Monday and agreed on one price.",
        "what_changed": "Rosa's",
        "what_was_hard": "Marta's",
    }


def test_without_knowing_what_stood_there_ones_own_text_is_proposed(visit: Visit, desk: Desk) -> None:
    address = f"/en/cases/{desk.full.code}/edit/story"
    page = visit(desk.facilitator).open(address)
    form = form_of(page).fill(was="not json", what_changed="Marta's")
    visit(desk.owner).client.post(address, data={"what_changed": "Rosa's", "row_version": "0"})

    clash = page.send(form.press("do", "save"))

    assert clash_form(clash).values["keep:what_changed"] == ["mine"]


def test_the_same_change_by_both_is_no_clash(visit: Visit, desk: Desk) -> None:
    _, second = both_edit(visit, desk, "story", {"what_changed": "The same"}, {"what_changed": "The same "})

    assert second.status == 200


def test_a_third_text_meanwhile_is_compared_anew(visit: Visit, desk: Desk) -> None:
    _, clash = both_edit(visit, desk, "story", {"what_changed": "Rosa's"}, {"what_changed": "Marta's"})
    address = f"/en/cases/{desk.full.code}/edit/story"
    rosa = visit(desk.owner)
    page = rosa.open(address)
    page.send(form_of(page).fill(what_changed="Rosa's second").press("do", "save"))

    again = clash.send(clash_form(clash).fill_all({"keep:what_changed": "mine"}).press("do", "choose"))

    assert again.status == 409
    assert "Rosa's second" in again.text
    assert "Marta's" in again.text
    assert story(desk)["what_changed"] == "Rosa's second"
    settled = again.send(clash_form(again).press("do", "choose"))
    assert settled.status == 200
    assert story(desk)["what_changed"] == "Marta's"


def test_items_added_by_both_are_both_kept(visit: Visit, desk: Desk) -> None:
    _, clash = both_edit(
        visit,
        desk,
        "process",
        {"moments-0-title": "Founded", "moments-0-date": "2019"},
        {"moments-0-title": "Own scales", "moments-0-date": "2021"},
    )

    clash.send(clash_form(clash).press("do", "choose"))

    moments = desk.content(desk.full)["process"]["moments"]
    assert [(one["title"], one["date"]) for one in moments] == [("Own scales", "2021"), ("Founded", "2019")]


MOMENTS = [
    {"key": "aaa111", "date": "2019", "title": "Founded", "turning_point": False},
    {"key": "bbb222", "date": "2020", "title": "First sale", "turning_point": False},
]


def with_moments(make: Make, desk: Desk) -> str:
    desk.full = make.case(
        desk.organisation, state=CaseState.SYSTEMATISING, content={"process": {"moments": MOMENTS}, "story": {}}
    )
    return f"/en/cases/{desk.full.code}/edit/process"


def test_an_item_taken_away_by_one_and_left_alone_by_the_other_goes(visit: Visit, make: Make, desk: Desk) -> None:
    address = with_moments(make, desk)
    mine = visit(desk.facilitator).open(address)
    theirs = visit(desk.owner).open(address)
    without = theirs.send(form_of(theirs).press("do", "remove:moments:0"))
    without.send(form_of(without).press("do", "save"))

    clash = mine.send(form_of(mine).fill_all({"moments-1-title": "First sale in town"}).press("do", "save"))
    form = clash_form(clash)
    clash.send(form.press("do", "choose"))

    assert form.values["keep:moments.aaa111"] == ["theirs"]
    assert [one["title"] for one in desk.content(desk.full)["process"]["moments"]] == ["First sale in town"]


def test_an_item_taken_away_by_one_can_be_kept(visit: Visit, make: Make, desk: Desk) -> None:
    address = with_moments(make, desk)
    mine, theirs = visit(desk.facilitator).open(address), visit(desk.owner).open(address)
    without = theirs.send(form_of(theirs).press("do", "remove:moments:0"))
    without.send(form_of(without).press("do", "save"))

    clash = mine.send(form_of(mine).fill(final_situation="Together").press("do", "save"))
    clash.send(clash_form(clash).fill_all({"keep:moments.aaa111": "mine"}).press("do", "choose"))

    assert [one["key"] for one in desk.content(desk.full)["process"]["moments"]] == ["aaa111", "bbb222"]


def test_fields_of_one_item_are_chosen_one_by_one(visit: Visit, make: Make, desk: Desk) -> None:
    address = with_moments(make, desk)
    mine, theirs = visit(desk.facilitator).open(address), visit(desk.owner).open(address)
    theirs.send(form_of(theirs).fill_all({"moments-0-title": "Assembly", "moments-0-date": "2018"}).press("do", "save"))

    changed = {"moments-0-title": "Founding", "moments-0-text": "Forty families"}
    clash = mine.send(form_of(mine).fill_all(changed).press("do", "save"))
    form = clash_form(clash).fill_all({"keep:moments.aaa111.title": "theirs"})
    clash.send(form.press("do", "choose"))

    assert desk.content(desk.full)["process"]["moments"][0] == {
        "key": "aaa111",
        "date": "2018",
        "title": "Assembly",
        "text": "Forty families",
        "turning_point": False,
    }


def test_an_answer_that_is_wrong_is_not_lost_in_a_clash(visit: Visit, make: Make, desk: Desk) -> None:
    address = with_moments(make, desk)
    mine, theirs = visit(desk.facilitator).open(address), visit(desk.owner).open(address)
    theirs.send(form_of(theirs).fill_all({"moments-0-date": "2018"}).press("do", "save"))

    wrong = {"moments-0-date": "last year", "moments-0-title": "Founding"}
    clash = mine.send(form_of(mine).fill_all(wrong).press("do", "save"))
    refused = clash.send(clash_form(clash).press("do", "choose"))

    assert "last year" in clash.text
    assert refused.status == 422
    assert form_of(refused).values["moments-0-date"] == ["last year"]
    assert refused.error_of("moments-0-date") == "Write a date as 2019, 2019-05 or 2019-05-31."


def autosave(browser: Browser, path: str, data: dict[str, str]) -> tuple[int, dict[str, Any]]:
    answer = browser.client.post(path, data=data, headers=AUTOSAVE)
    return answer.status_code, json.loads(answer.text)


def test_an_autosave_goes_on_from_the_version_it_was_told(visit: Visit, desk: Desk) -> None:
    browser, path = visit(desk.owner), f"/en/cases/{desk.full.code}/edit/story"

    _, first = autosave(browser, path, {"what_changed": "One", "row_version": "0"})
    status, second = autosave(browser, path, {"what_changed": "One two", "row_version": str(first["row_version"])})

    assert (status, first["row_version"], second["row_version"]) == (200, 1, 2)
    assert second["missing"] == ["what_we_did", "what_was_hard"]
    assert sorted(second) == ["missing", "row_version", "saved_at"]


def test_an_autosave_with_something_wrong_keeps_the_rest_and_says_where_to_go_on(visit: Visit, desk: Desk) -> None:
    browser, path = visit(desk.owner), f"/en/cases/{desk.full.code}/edit/process"
    typed = {"initial_situation": "Alone", "moments-0-date": "2019-0", "moments-0-title": "It began"}

    refused = autosave(browser, path, {**typed, "row_version": "0"})
    kept = browser.open(path).form(having="initial_situation").values
    mended = autosave(browser, path, {**typed, "moments-0-date": "2019-04", "row_version": "1"})

    assert refused == (422, {"errors": {"moments-0-date": "There is no such date."}, "row_version": 1})
    assert (kept["initial_situation"], kept["moments-0-title"]) == (["Alone"], ["It began"])
    assert (mended[0], mended[1]["row_version"]) == (200, 2)


def test_an_autosave_that_clashes_keeps_its_text_for_the_comparison(visit: Visit, desk: Desk) -> None:
    path = f"/en/cases/{desk.full.code}/edit/story"
    autosave(visit(desk.owner), path, {"what_changed": "Rosa's", "row_version": "0"})
    marta = visit(desk.facilitator)

    status, answer = autosave(marta, path, {"what_changed": "Marta's", "row_version": "0"})
    page = marta.open(answer["address"])
    page.send(clash_form(page).press("do", "choose"))

    assert status == 409
    assert page.status == 200
    assert "Rosa's" in page.text
    assert "Marta's" in page.text
    assert story(desk) == {"what_changed": "Marta's"}


def test_a_kept_text_opens_only_where_it_was_written(visit: Visit, make: Make, desk: Desk) -> None:
    path = f"/en/cases/{desk.full.code}/edit/story"
    autosave(visit(desk.owner), path, {"what_changed": "Rosa's", "row_version": "0"})
    marta = visit(desk.facilitator)
    _, answer = autosave(marta, path, {"what_changed": "Marta's", "row_version": "0"})
    other = make.case(state=CaseState.SYSTEMATISING)

    elsewhere = marta.open(answer["address"].replace(desk.full.code, other.code))
    stranger = visit(make.owner(make.organisation())).open(answer["address"])
    unknown = marta.open(answer["address"].partition("=")[0] + "=unknown")

    assert "Marta's" not in elsewhere.text
    assert stranger.status == 404
    assert unknown.response.url.path == path
    assert "The other text is not kept any more." in unknown.text


def test_the_short_form_clashes_only_where_somebody_wrote(visit: Visit, make: Make, desk: Desk) -> None:
    second = make.owner(desk.organisation, "Luis")
    address = f"/en/cases/{desk.draft.code}/tell"
    rosa, luis = visit(desk.owner).open(address), visit(second).open(address)
    rosa.send(rosa.form("/tell", having="title").fill(title="Rosa's title", what_changed="Prices").press("do", "save"))

    typed = {"title": "Luis' title", "what_was_hard": "The scales", "country": "BO", "licence": "cc_by_4"}
    clash = luis.send(luis.form("/tell", having="title").fill_all(dict(typed)).press("do", "save"))
    form = clash_form(clash)
    saved = clash.send(form.press("do", "choose"))

    assert clash.status == 409
    assert {name: value for name, value in form.values.items() if name.startswith("keep:")} == {
        "keep:title": ["mine"],
        "keep:what_changed": ["theirs"],
        "keep:what_was_hard": ["mine"],
    }
    assert saved.response.url.path == address
    content = desk.content(desk.draft)
    assert content["summary"] == {"title": "Luis' title"}
    assert content["story"] == {"what_changed": "Prices", "what_was_hard": "The scales"}
    assert content["facts"]["country"] == "BO"
    assert desk.again(desk.draft).licence == "cc_by_4"


def test_two_people_on_two_steps_do_not_meet(visit: Visit, make: Make, desk: Desk) -> None:
    second = make.owner(desk.organisation, "Luis")
    address = f"/en/cases/{desk.draft.code}/tell"
    rosa, luis = visit(desk.owner).open(f"{address}/1"), visit(second).open(f"{address}/2")
    rosa.send(rosa.form("/tell/1").fill(what_changed="Prices").press("do", "next"))

    page = luis.send(luis.form("/tell/2").fill(title="Luis' title").press("do", "next"))

    assert page.response.url.path == f"{address}/3"
    content = desk.content(desk.draft)
    assert (content["summary"], content["story"]) == ({"title": "Luis' title"}, {"what_changed": "Prices"})
