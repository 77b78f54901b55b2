"""Header, content and footer of a page begin and end at the same edges; a shorter text begins there too."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.factories import Make

Sit = Callable[..., Page]

EDGES = """() => [".site-head", "main", ".site-foot-in"].map((name) => {
  const element = document.querySelector(name);
  const {left, right} = element.getBoundingClientRect();
  const {paddingLeft, paddingRight} = getComputedStyle(element);
  return [Math.round(left + parseFloat(paddingLeft)), Math.round(right - parseFloat(paddingRight))];
})"""
TITLE = '() => Math.round(document.querySelector("h1").getBoundingClientRect().left)'


@pytest.mark.parametrize(("width", "edges"), [(360, [16, 344]), (1280, [16, 1264]), (1600, [160, 1440])])
def test_header_content_and_footer_stand_on_one_grid(make: Make, person: Sit, width: int, edges: list[int]) -> None:
    organisation = make.organisation("Farmers of the Valley")
    paths = ["/en/", "/en/about", "/en/cases", "/en/blocks", "/en/topics", "/en/topics/benefit", "/en/organisations"]
    paths += [f"/en/organisations/{organisation.code}", "/en/sign-up", "/api/docs", "/en/no/such/page"]
    stranger, boss = person(), person(make.administrator())
    inside = ["/en/waiting", "/en/account", "/en/cases/new", "/en/administration", "/en/administration/trail"]
    found: dict[str, list[object]] = {}

    for page, addresses in ((stranger, paths), (boss, inside)):
        page.set_viewport_size({"width": width, "height": 860})
        for path in addresses:
            page.goto(path)
            found[path] = [*page.evaluate(EDGES), page.evaluate(TITLE)]

    assert found == {path: [edges, edges, edges, edges[0]] for path in [*paths, *inside]}
