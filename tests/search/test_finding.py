"""Contract of engines: what is found, and in which order."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.search.engine import (
    Engine,
    Hint,
    Preference,
    Why,
)
from app.search.labels import Label, Labels
from tests.search.contract import FACETS, counts, found, ids
from tests.search.corpus import ask, document


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ("capacitacion", {"women"}),
        ("CAPACITACIONES", {"women"}),
        ("organisations", {"women", "quality"}),
        ("organización", {"women"}),
        ("cooperatives", {"women", "quality", "market"}),
        ("qualité", {"quality"}),
        ("qualidades", {"honey"}),
        ("reuniao", {"honey"}),
        ("associacoes", {"honey"}),
        ("fnc", {"quality"}),
        ("F.N.C.", {"quality"}),
        ("iso 9001", {"honey"}),
        ("followup", {"market"}),
        ("follow-up", {"market"}),
        ("12500", {"quality"}),
        ("farmer's", {"market"}),
        ("xylophone", set()),
        ("the", set()),
    ],
)
def test_words_are_found_in_any_form_and_language(engine: Engine, text: str, cases: set[str]) -> None:
    assert found(engine, text) == cases


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ('"revolving fund"', {"women"}),
        ('"fund revolving"', set()),
        ('"fondo rotatorio y crearon"', {"women"}),
        ('"small groups and clear rules"', {"women"}),
        ('"bulk begin"', set()),
        ("+coffee +stall", {"market"}),
        ("+stall -tea", set()),
        ("stall -xylophone", {"market"}),
        ("coloni* colmei*", {"honey"}),
        ("title:qualidade", {"honey"}),
        ("title:producers", set()),
        ("lesson:rules", {"women"}),
        ("lesson:fund", set()),
        ("organisation:sertao", {"honey"}),
        ('organisation:"mont ele"', {"quality"}),
        ("country:peru", {"women"}),
        ("pais:Perú", {"women"}),
        ("product:mel", {"honey", "market"}),
        ("fund OR colmeias", {"women", "honey"}),
        ("+(fund OR colmeias) -mel", {"women"}),
        ("-coffee", {"honey"}),
    ],
)
def test_query_language_finds_what_it_says(engine: Engine, text: str, cases: set[str]) -> None:
    assert found(engine, text) == cases


@pytest.mark.parametrize("text", ["ahorro y crédito", "Épargne et credit", "savings and credits"])
def test_label_in_one_language_finds_cases_in_all_and_says_why(engine: Engine, text: str) -> None:
    answer = engine.search(ask(f"+({text})", language="fr"))

    assert found(engine, text) == {"women"}
    assert [(why.kind, why.facet, why.code) for why in answer.hits[0].why if why.kind == "label"] == [
        ("label", "benefit", "savings_credit")
    ]


def test_why_names_the_words_and_phrases_that_matched(engine: Engine) -> None:
    [hit] = engine.search(ask('stall absent "higher prices" kenya')).hits

    assert hit.why == (
        Why("word", "stall"),
        Why("phrase", "higher prices"),
        Why("label", "Kenya", "country", "KE"),
    )


def test_wrong_query_gives_its_hint_with_the_answer(engine: Engine) -> None:
    answer = engine.search(ask('stall "higher'))

    assert (answer.total, answer.hints) == (1, (Hint("open_quote"),))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    st.text(alphabet='coffee fund "()+-*:OR title', max_size=60), st.sampled_from(["relevance", "newest", "similar"])
)
def test_any_query_is_answered(engine: Engine, text: str, sort: str) -> None:
    answer = engine.search(ask(text, sort=sort, facets=FACETS))

    assert answer.total == len(answer.hits) <= 4
    assert all(sum(counts(answer, facet).values()) >= 0 for facet in FACETS)


def test_case_counts_and_shows_once_in_the_readers_language(engine: Engine) -> None:
    for language, shown in (("en", "case:women:en"), ("es", "case:women:es"), ("pt", "case:women:en")):
        answer = engine.search(ask("organisation organización fund", language=language, facets=("language",)))
        assert ids(answer).count(shown) == 1
        assert answer.total == 2
        assert counts(answer, "language") == {"en": 1, "es": 1, "fr": 1}


def test_title_counts_more_than_lesson_and_lesson_more_than_attachment(empty: Engine) -> None:
    words = "plain words that fill the text to the same length everywhere"
    empty.upsert(
        [
            document("attachment", "en", words, ("a", "fermentation", "attachment"), ("s", words, "body")),
            document("lesson", "en", words, ("l", "fermentation", "lesson"), ("s", words, "body")),
            document("title", "en", f"{words} fermentation", ("s", words, "body")),
            document("body", "en", words, ("s", f"{words} fermentation", "body")),
        ],
        generation=1,
    )

    answer = empty.search(ask("fermentation"))

    assert [hit.group for hit in answer.hits] == ["case:title", "case:lesson", "case:body", "case:attachment"]


def test_case_with_more_of_the_words_comes_first(engine: Engine) -> None:
    answer = engine.search(ask("coffee honey stall"))

    assert answer.hits[0].group == "case:market"
    assert [hit.score for hit in answer.hits] == sorted((hit.score for hit in answer.hits), reverse=True)


def test_orders_by_date(engine: Engine) -> None:
    newest = ["case:market", "case:honey", "case:quality", "case:women"]

    assert [hit.group for hit in engine.search(ask("", sort="newest")).hits] == newest
    assert [hit.group for hit in engine.search(ask("", sort="oldest")).hits] == newest[::-1]
    assert [hit.group for hit in engine.search(ask("")).hits] == newest
    assert [hit.group for hit in engine.search(ask("-stall")).hits] == newest[1:]


def test_order_of_similar_follows_what_readers_have_in_common(engine: Engine) -> None:
    prefer = (Preference("country", "CI", 2.0), Preference("product", "honey", 1.5))

    answer = engine.search(ask("", sort="similar", prefer=prefer))

    assert [hit.group for hit in answer.hits] == ["case:quality", "case:market", "case:honey", "case:women"]
    assert [[(why.kind, why.facet, why.code) for why in hit.why] for hit in answer.hits] == [
        [("preference", "country", "CI")],
        [("preference", "product", "honey")],
        [("preference", "product", "honey")],
        [],
    ]


def test_preferences_are_no_reason_in_other_orders(engine: Engine) -> None:
    answer = engine.search(ask("", sort="newest", prefer=(Preference("country", "CI"),)))

    assert [hit.why for hit in answer.hits] == [(), (), (), ()]


def test_only_what_was_published_later_is_found_when_asked(engine: Engine) -> None:
    answer = engine.search(ask("", published_after=datetime(2023, 1, 1, tzinfo=UTC), facets=("country",)))

    assert [hit.group for hit in answer.hits] == ["case:market", "case:honey"]
    assert counts(answer, "country") == {"BR": 1, "KE": 1}


def test_only_what_was_published_earlier_is_found_when_asked(engine: Engine) -> None:
    engine.upsert([replace(document("draft", "en", "Never published"), published_at=None)], generation=20)
    between = {
        "published_after": datetime(2022, 1, 1, tzinfo=UTC),
        "published_before": datetime(2024, 6, 1, tzinfo=UTC),
    }

    before = engine.search(ask("", published_before=datetime(2022, 6, 2, tzinfo=UTC)))
    both = engine.search(ask("", **between, facets=("country",)))

    assert [hit.group for hit in before.hits] == ["case:quality", "case:women"]
    assert [hit.group for hit in both.hits] == ["case:honey", "case:quality"]
    assert counts(both, "country") == {"BR": 1, "CI": 1}


def test_bare_hits_say_only_which_documents_and_how_well(empty: Engine) -> None:
    empty.upsert([document(f"c{n}", "en", "Apiary") for n in range(120)], generation=1)
    full = empty.search(ask("apiary"))

    bare = empty.search(ask("apiary", bare=True, limit=2000))
    misspelt = empty.search(ask("apairy", bare=True))

    assert (bare.total, len(bare.hits), misspelt.did_you_mean) == (120, 120, None)
    assert bare.hits[:20] == tuple(replace(hit, title=(), section="", snippet=(), why=()) for hit in full.hits)


def test_pages_follow_each_other_without_gap_or_repeat(empty: Engine) -> None:
    empty.upsert(
        [document(f"c{n:02}", "en", f"Apiary {'apiary ' * (n % 3)}", year=2000 + n % 5) for n in range(45)],
        generation=1,
    )

    pages = [empty.search(ask("apiary", page=page, limit=10)) for page in range(1, 7)]

    together = [hit.group for page in pages for hit in page.hits]
    assert [len(page.hits) for page in pages] == [10, 10, 10, 10, 5, 0]
    assert {page.total for page in pages} == {45}
    assert len(set(together)) == 45
    assert together == [hit.group for hit in empty.search(ask("apiary", limit=100)).hits]


@pytest.mark.parametrize(("page", "limit", "shown"), [(0, 2, 2), (-5, 2, 2), (1, 0, 0), (1, -3, 0), (1, 10_000, 4)])
def test_odd_pages_are_answered(engine: Engine, page: int, limit: int, shown: int) -> None:
    answer = engine.search(ask("", page=page, limit=limit))

    assert (answer.total, len(answer.hits)) == (4, shown)


def test_all_forms_of_a_word_count_together_and_the_typed_one_most(empty: Engine) -> None:
    empty.upsert(
        [
            document("many", "en", "One", ("s", "seed seeds seeding seeded seeds seed", "body")),
            document("singular", "en", "Two", ("s", "seed seed other words stand here", "body")),
            document("plural", "en", "Six", ("s", "seeds seeds other words stand here", "body")),
        ],
        generation=1,
    )

    found = {
        text: [hit.group.removeprefix("case:") for hit in empty.search(ask(text)).hits] for text in ("seed", "seeds")
    }

    assert found == {"seed": ["many", "singular", "plural"], "seeds": ["many", "plural", "singular"]}


def test_part_comes_after_what_says_as_much(empty: Engine) -> None:
    """It has the tags of the whole that it belongs to, and little text to hold it back."""
    long = ("s", "Wax is sold where the road ends, by those who keep the hives all year.", "body")
    whole = document("hives", "en", "Hives of the hills", long, product=("honey",))
    part = document("hives", "en", "Turns", product=("honey",))
    empty.upsert([whole, replace(part, id="block:hives:1:en", group="block:hives:1", kind="block")], generation=1)

    assert ids(empty.search(ask("product:honey"))) == ["case:hives:en", "block:hives:1:en"]


def test_offer_comes_after_a_case_that_says_as_much(empty: Engine) -> None:
    case = document("hives", "en", "Hives of the hills", ("s", "Wax is sold here.", "body"), product=("honey",))
    offer = replace(case, id="offer:1:en", group="offer:1", kind="offer")
    empty.upsert([offer, case], generation=1)

    assert ids(empty.search(ask("honey"))) == ["case:hives:en", "offer:1:en"]


def test_of_those_with_a_tag_the_one_that_tells_of_it_comes_first(empty: Any) -> None:
    """Whatever its language, and though it does not use the word that was typed."""
    labels = (("Savings and credit", "en"), ("Ahorro y crédito", "es"), ("Epargne", "fr"))
    empty.labels = Labels(Label("benefit", "savings_credit", text, language) for text, language in labels)
    tag = ("savings_credit",)
    other = document("other", "en", "Box", ("s", "They meet once a week here.", "body"), benefit=tag)
    telling = document("telling", "fr", "Caisse", ("s", "Elles parlent d'épargne ici.", "body"), benefit=tag)
    untagged = document("untagged", "fr", "Foire", ("s", "Elles parlent d'épargne ici.", "body"))
    empty.upsert([other, telling, untagged], generation=1)

    assert ids(empty.search(ask("ahorro y crédito"))) == ["case:telling:fr", "case:other:en"]


def test_word_finds_what_is_told_in_an_expression_as_one_word_more(empty: Any) -> None:
    empty.labels = Labels((), [(("drought", "en"), ("sequía", "es"), ("dry year", "en"))])
    told = document("told", "en", "Hives", ("s", "A dry year, a very dry year.", "body"))
    once = document("once", "es", "Colmenas", ("s", "Hubo sequía un tiempo, y después lluvias muchos meses.", "body"))
    apart = document("apart", "en", "Wells", ("s", "A year of wells that are dry.", "body"))
    empty.upsert([once, told, apart], generation=1)

    answer = empty.search(ask("drought"))

    assert ids(answer) == ["case:told:en", "case:once:es"]
    assert answer.hits[0].why == (Why("word", "drought"),)
    assert [part.text for part in answer.hits[0].snippet if part.marked] == ["dry", "year", "dry", "year"]
