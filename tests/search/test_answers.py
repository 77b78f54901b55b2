"""Contract of engines: facets, and how hits are shown."""

from app.search.engine import (
    Engine,
)
from tests.search.contract import FACETS, counts, found
from tests.search.corpus import ask, document


def test_counts_of_a_facet_leave_its_own_filter_out(engine: Engine) -> None:
    answer = engine.search(ask("", filters={"country": ("KE",), "product": ("coffee",)}, facets=FACETS))

    assert answer.total == 1
    assert counts(answer, "country") == {"PE": 1, "CI": 1, "KE": 1}
    assert counts(answer, "product") == {"coffee": 1, "honey": 1}
    assert counts(answer, "benefit") == {}
    assert [one.code for one in answer.facets["country"] if one.selected] == ["KE"]


def test_values_of_one_filter_widen_and_filters_narrow(engine: Engine) -> None:
    assert found(engine, "", filters={"country": ("KE", "BR")}) == {"market", "honey"}
    assert found(engine, "", filters={"country": ("KE", "BR"), "product": ("coffee",)}) == {"market"}
    assert found(engine, "", filters={"country": ("KE",), "product": ("tea",)}) == set()
    assert found(engine, "", filters={"country": ()}) == {"women", "quality", "honey", "market"}


def test_selected_value_without_a_match_is_still_listed(engine: Engine) -> None:
    answer = engine.search(ask("colmeias", filters={"country": ("KE", "XX")}, facets=("country", "unknown")))

    assert answer.total == 0
    assert counts(answer, "country") == {"BR": 1, "KE": 0, "XX": 0}
    assert answer.facets["unknown"] == ()


def test_count_says_what_the_filter_gives(engine: Engine) -> None:
    for text in ("", "coffee", "cooperat*", "+organisation -honey"):
        answer = engine.search(ask(text, facets=FACETS))
        for facet in FACETS:
            for code, count in counts(answer, facet).items():
                assert engine.search(ask(text, filters={facet: (code,)})).total == count, (text, facet, code)


def test_passage_shows_what_was_looked_for_and_where(engine: Engine) -> None:
    [hit] = engine.search(ask("fermentation")).hits

    assert hit.section == "attachment:a1"
    assert [one.text for one in hit.snippet if one.marked] == ["fermentation"]
    assert "".join(one.text for one in hit.snippet) == "Le manuel du séchage parle longuement de fermentation."
    assert (hit.id, hit.source, hit.kind, hit.language) == ("case:quality:fr", "case:quality", "case", "fr")


def test_title_is_marked_too(engine: Engine) -> None:
    [hit] = engine.search(ask("capacitacion")).hits

    assert [(one.text, one.marked) for one in hit.title] == [
        ("La ", False),
        ("capacitación", True),
        (" de las mujeres", False),
    ]


def test_hit_in_an_attachment_says_on_which_page(empty: Engine) -> None:
    manual = ("attachment:a1", "The cover.\fHow to dry.\fHow to ferment.", "attachment")
    empty.upsert([document("manual", "en", "Manual", ("story", "We wrote it.", "body"), manual)], generation=1)

    shown = {text: empty.search(ask(text)).hits[0] for text in ("cover", "ferment", "wrote", "")}

    assert {text: (hit.section, hit.page) for text, hit in shown.items()} == {
        "cover": ("attachment:a1", 1),
        "ferment": ("attachment:a1", 3),
        "wrote": ("story", 0),
        "": ("story", 0),
    }


def test_no_phrase_is_broken_by_the_end_of_a_page(empty: Engine) -> None:
    empty.upsert([document("manual", "en", "Manual", ("attachment:a1", "dry the\fbeans", "attachment"))], generation=1)

    assert found(empty, '"dry the beans"') == {"manual"}
