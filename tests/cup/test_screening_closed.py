"""To whom the desk of the screening is nothing: strangers, members, coordinators with a tie."""

from collections.abc import Callable

import pytest

from app.models.entries import EntryState
from app.models.organisations import MemberRole
from tests.cup.screened import FOR, Screened
from tests.cup.test_screening_pages import QUEUE, tab_counts
from tests.factories import Make
from tests.pages import Browser

Visit = Callable[..., Browser]
S = EntryState
PAGES = ["", "/sent/1", "/jury"]


@pytest.mark.parametrize("path", PAGES)
def test_entry_pages_are_nothing_to_others(desk: Screened, visit: Visit, make: Make, path: str) -> None:
    for user in (desk.owner, make.administrator(), make.user()):
        assert visit(user).open(desk.address(path)).status == 404
    assert visit(desk.one).open(desk.address(path)).status == 200


@pytest.mark.parametrize("path", PAGES)
def test_entry_pages_are_nothing_to_a_conflicted_coordinator(desk: Screened, visit: Visit, path: str) -> None:
    desk.make.member(desk.one, desk.organisation, MemberRole.MEMBER)
    assert visit(desk.one).open(desk.address(path)).status == 404


@pytest.mark.parametrize("path", ["/verdict", "/second-look", "/jury"])
def test_conflicted_coordinator_changes_nothing(desk: Screened, visit: Visit, path: str) -> None:
    desk.make.member(desk.one, desk.organisation)
    data = {"submission": "1", "verdict": "eligible", "note": "x", "redactions": "x", "do": "decide"}
    assert visit(desk.one).client.post(desk.address(path), data=data).status_code == 404
    assert (desk.now().state, desk.now().hidden_from_jury) == (S.SUBMITTED, [])


def test_conflicted_coordinator_sees_it_in_no_list_count_or_export(desk: Screened, visit: Visit) -> None:
    desk.decide(desk.two, **FOR)
    desk.make.member(desk.one, desk.organisation)
    browser = visit(desk.one)
    for tab in ("first", "second", "third", "appeals", "mended", "eligible", "ineligible"):
        page = browser.open(f"{QUEUE}?tab={tab}")
        assert (set(tab_counts(page).values()), "Papas" in page.text) == ({0}, False)
        assert "Papas" not in browser.client.get(f"{QUEUE}/export.csv?tab={tab}").text


def test_draft_entry_is_nothing_to_coordinators(desk: Screened, visit: Visit) -> None:
    desk.set(state=S.DRAFT)
    assert visit(desk.one).open(desk.address()).status == 404
