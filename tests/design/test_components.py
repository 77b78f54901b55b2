"""The components keep what was typed, tie labels and errors to their fields, and escape everything."""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from lxml.html import document_fromstring

from app.content.clean import Problem
from app.forms.bind import Bound, filled
from app.web.templating import environment


def draw(call: str, **context: Any) -> Element:
    """The element tree of one component, written as pages write it."""
    source = (
        '{% import "ui/forms.html" as forms %}{% import "ui/page.html" as page %}'
        '{% import "ui/cards.html" as cards %}{% import "ui/charts.html" as charts %}'
        '{% import "ui/media.html" as media %}' + call
    )
    root: Element = document_fromstring("<body>" + environment("en").from_string(source).render(context))
    return root


def find(root: Element, tag: str) -> list[Element]:
    return list(root.iter(tag))


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def wrong(typed: Mapping[str, object], **errors: Problem) -> Bound[Any]:
    bound = filled(typed)
    bound.errors.update(errors)
    return bound


def test_field_with_an_error_keeps_what_was_typed_and_points_to_the_sentence() -> None:
    bound = wrong(
        {"title": '"><b>bold'}, title=Problem("Too long: at most %(max_length)s characters.", {"max_length": 5})
    )

    root = draw("{{ forms.field(bound, 'title', 'Title', help='One line', limit=5) }}", bound=bound)

    (control,) = find(root, "input")
    about = {element.get("id"): words(element) for element in find(root, "p")}
    assert control.get("value") == '"><b>bold'
    assert control.get("aria-invalid") == "true"
    assert [about[name] for name in control.get("aria-describedby", "").split()] == [
        "One line",
        "At most 5 characters",
        "Too long: at most 5 characters.",
    ]
    assert find(root, "label")[0].get("for") == control.get("id")


def test_text_field_keeps_line_breaks_at_its_beginning() -> None:
    root = draw("{{ forms.field(bound, 'story', 'Story', kind='text') }}", bound=filled({"story": "\nfirst\nsecond"}))

    # Of the line breaks a text field begins with, browsers take the first away.
    assert find(root, "textarea")[0].text == "\n" + "\nfirst\nsecond"


def test_password_is_never_written_back() -> None:
    root = draw("{{ forms.field(bound, 'secret', 'Password', kind='password') }}", bound=filled({"secret": "hunter2"}))

    assert find(root, "input")[0].get("value") is None


def test_choice_takes_numbers_and_groups() -> None:
    options = [("Low", [(0, "None"), (1, "Little")]), ("High", [(2, "Much")])]

    root = draw("{{ forms.choice(bound, 'n', 'How much?', options) }}", bound=filled({"n": 0}), options=options)

    assert [(i.get("value"), i.get("checked") is not None) for i in find(root, "input")] == [
        ("0", True),
        ("1", False),
        ("2", False),
    ]


def test_ranked_keeps_the_order() -> None:
    options = [("a", "Apples"), ("b", "Beans"), ("c", "Coffee")]

    root = draw("{{ forms.ranked(bound, 'r', 'Rank', options, 3) }}", bound=filled({"r": ["c", "a"]}), options=options)

    chosen = [
        [option.get("value") for option in find(select, "option") if option.get("selected") is not None]
        for select in find(root, "select")
    ]
    assert chosen == [["c"], ["a"], []]


def test_flag_is_ticked_by_what_is_stored() -> None:
    root = draw(
        "{{ forms.flag(bound, 'yes', 'Yes') }}{{ forms.flag(bound, 'no', 'No') }}",
        bound=filled({"yes": True, "no": False}),
    )

    assert [box.get("checked") is not None for box in find(root, "input")] == [True, False]


def test_repeat_asks_the_server_where_there_is_no_script() -> None:
    root = draw(
        "{% call(i) forms.repeat(bound, 'steps', 'Steps', 2, 'Step', 'Add') %}"
        "{{ forms.field(bound, 'steps-' ~ i ~ '-text', 'Text') }}{% endcall %}",
        bound=filled({"steps-1-text": "second"}),
    )

    (listed,) = [ol for ol in find(root, "ol") if ol.get("class") == "repeat-list"]
    assert [(box.get("name"), box.get("value")) for box in find(listed, "input")] == [
        ("steps-0-text", ""),
        ("steps-1-text", "second"),
    ]
    assert [(b.get("name"), b.get("value")) for b in find(listed, "button")] == [
        ("do", "up:steps:0"),
        ("do", "remove:steps:0"),
        ("do", "up:steps:1"),
        ("do", "remove:steps:1"),
    ]


def test_error_summary_says_which_field_and_leads_to_it() -> None:
    bound = wrong({}, title=Problem("Please fill this in."))

    root = draw("{{ forms.error_summary(bound, {'title': 'Title'}) }}", bound=bound)

    (link,) = find(root, "a")
    assert (link.get("href"), words(link)) == ("#f-title", "Title: Please fill this in.")


@pytest.mark.parametrize("pages", [0, 1])
def test_pagination_of_one_page_is_not_shown(pages: int) -> None:
    root = draw("{{ page.pagination(p) }}", p={"pages": pages, "number": 1, "numbers": []})

    assert find(root, "nav") == []


def test_facet_names_what_is_chosen() -> None:
    group = {
        "label": "Country",
        "options": [
            {"label": "Peru", "count": 1234, "address": "?c=PE", "selected": True},
            {"label": "Kenya", "count": 2, "address": "?c=KE", "selected": False},
        ],
    }

    root = draw("{{ page.facet(g) }}", g=group)

    assert find(root, "details")[0].get("open") is not None
    assert [(words(a), a.get("aria-current")) for a in find(root, "a")] == [("Peru 1,234", "true"), ("Kenya 2", None)]


def test_case_card_shows_a_title_in_its_own_language_and_no_markup_of_others() -> None:
    card = {"address": "/en/cases/A1", "title": "<script>alert(1)</script>", "lang": "es", "learn": "Juntos"}

    root = draw("{{ cases.case_card(card) }}".replace("cases", "cards"), card=card)

    (heading,) = find(root, "h3")
    assert (heading.get("lang"), words(heading)) == ("es", "<script>alert(1)</script>")
    assert find(root, "script") == []


def test_text_only_picture_is_a_link_that_says_its_size() -> None:
    picture = {"address": "/m/1.jpg", "alt": "A nursery", "bytes": 58_000}

    root = draw("{{ media.picture(m, text_only=true) }}", m=picture)

    assert find(root, "img") == []
    assert words(find(root, "a")[0]) == "A nursery 58 KB"


def test_nothing_heavy_is_fetched_before_somebody_asks() -> None:
    film = {"address": "/m/1.mp4", "title": "Scales", "seconds": 305, "bytes": 10_400_000}

    root = draw("{{ media.video_player(m) }}{{ media.audio_player(m) }}", m=film)

    assert [e.get("preload") for tag in ("video", "audio") for e in find(root, tag)] == ["none", "none"]
    assert [words(c) for c in find(root, "figcaption")] == ["Scales 5 min 5 s, 10.4 MB"] * 2


def test_world_map_lists_the_same_countries_beneath() -> None:
    root = draw(
        "{{ charts.world_map(counts, addresses) }}",
        counts={"PE": 4, "KE": 9, "XX": 0},
        addresses={"PE": "?country=PE", "KE": "?country=KE"},
    )

    assert [words(li) for li in find(root, "li")] == ["Kenya 9", "Peru 4"]


def test_before_and_after_say_the_change_in_words() -> None:
    rows = [
        {"indicator": "Price", "before": 310, "after": 403, "unit": "soles"},
        {"indicator": "Loss", "before": None, "after": 2},
        {"indicator": "Debt", "before": 0, "after": 2},
    ]

    root = draw("{{ charts.before_after(rows) }}", rows=rows)

    changes = [words(cell) for cell in find(root, "td") if cell.get("data-label") == "Change"]
    assert changes == ["+30 %", "", ""]
