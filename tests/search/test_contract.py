"""What every engine must keep; `conftest.py` names the engines."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.search.engine import (
    Engine,
    Hint,
    Preference,
    SearchAnswer,
    SearchDocument,
    SearchRequest,
    Suggestion,
    SuggestRequest,
    Why,
)
from tests.search.corpus import LABELS, MEMBER, READER, ask, corpus, document

FACETS = ("language", "country", "product", "benefit")


def ids(answer: SearchAnswer) -> list[str]:
    return [hit.id for hit in answer.hits]


def found(engine: Engine, text: str, **wanted: object) -> set[str]:
    return {hit.group.removeprefix("case:") for hit in engine.search(ask(text, **wanted)).hits}


def counts(answer: SearchAnswer, facet: str) -> dict[str, int]:
    return {one.code: one.count for one in answer.facets[facet]}


def typed(engine: Engine, text: str, **wanted: object) -> list[tuple[str, str]]:
    request = SuggestRequest(**{"tokens": READER, "text": text, **wanted})  # type: ignore[arg-type]
    return [(one.kind, one.text) for one in engine.suggest(request)]


# Finding


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


# Order


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


def test_only_what_was_published_later_is_found_when_asked(engine: Engine) -> None:
    answer = engine.search(ask("", published_after=datetime(2023, 1, 1, tzinfo=UTC), facets=("country",)))

    assert [hit.group for hit in answer.hits] == ["case:market", "case:honey"]
    assert counts(answer, "country") == {"BR": 1, "KE": 1}


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


# Facets


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


# Showing


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


# Did you mean


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("cofee", "coffee"),
        ("capasitacion", "capacitación"),
        ("+revolvign fund -tea", "+revolving fund -tea"),
        ("fermantation qualité", "fermentation qualité"),
        ("coffee", None),
        ("zanzibra", None),
        ("qqqqqqq", None),
        ("title:cofee", None),
        ("", None),
    ],
)
def test_misspelt_word_brings_what_was_probably_meant(engine: Engine, text: str, meant: str | None) -> None:
    assert engine.search(ask(text)).did_you_mean == meant


def test_word_meant_finds_something(engine: Engine) -> None:
    meant = engine.search(ask("apicultroes")).did_you_mean

    assert meant == "apicultores"
    assert engine.search(ask(meant)).total == 1


# Suggestions


def test_suggestions_complete_words_terms_titles_and_organisations(engine: Engine) -> None:
    assert typed(engine, "Coop") == [
        ("word", "cooperativa"),
        ("word", "cooperative"),
        ("word", "coopératives"),
        ("organisation", "Cooperativa Sol Naciente"),
        ("title", "L'organisation des coopératives de café"),
    ]
    assert typed(engine, "sav") == [("label", "Savings and credit"), ("word", "savings")]
    assert typed(engine, "mel de qual", language="pt") == [
        ("word", "mel de qualidade"),
        ("word", "mel de qualité"),
        ("title", "Mel de qualidade"),
    ]


def test_suggestions_are_made_with_and_without_accents(engine: Engine) -> None:
    assert typed(engine, "séch") == typed(engine, "SECH") == [("word", "séchage"), ("word", "séchoirs")]


def test_suggested_label_and_title_say_what_they_stand_for(engine: Engine) -> None:
    assert engine.suggest(SuggestRequest(tokens=READER, text="ahorro", language="es"))[0] == Suggestion(
        "label", "Ahorro y crédito", facet="benefit", code="savings_credit"
    )
    titles = engine.suggest(SuggestRequest(tokens=READER, text="training wo"))
    assert titles[-1] == Suggestion("title", "Training women", document="case:women:en")


@pytest.mark.parametrize("text", ["", " ", "c", "*", '"', "a b c d e f g h i j k l m n o p q r s", "x" * 5000])
def test_too_little_or_too_much_typed_brings_no_error(engine: Engine, text: str) -> None:
    assert engine.suggest(SuggestRequest(tokens=READER, text=text)) == ()


# Nothing leaks

PROBES = [
    "zanzibar",
    "xylophone",
    "confidential coffee",
    "coffee",
    "title:zanzibar",
    '"confidential plan"',
    "xylo*",
    "organisation:quokka",
    "",
    "-honey",
    "zanzibra",
    "xylophon",
    "cooperative buyer",
]


@pytest.mark.parametrize("text", PROBES)
@pytest.mark.parametrize("sort", ["relevance", "newest", "similar"])
def test_reader_learns_nothing_of_what_is_not_theirs(engine: Engine, empty: Engine, text: str, sort: str) -> None:
    request = ask(
        text, sort=sort, facets=FACETS, prefer=(Preference("country", "TZ"),), filters={"product": ("coffee", "honey")}
    )
    with_secret = engine.search(request)

    engine.delete(["case:secret"], generation=99)

    without = engine.search(request)
    assert with_secret.total == without.total
    assert ids(with_secret) == ids(without)
    assert with_secret.facets == without.facets
    assert with_secret.did_you_mean == without.did_you_mean
    assert "secret" not in str(asdict(with_secret)["hits"])


@pytest.mark.parametrize("text", ["za", "xylo", "conf", "quok", "coff", "strat", "zanzibar coffee st"])
def test_nothing_is_suggested_that_the_reader_may_not_read(engine: Engine, text: str) -> None:
    with_secret = typed(engine, text)

    engine.delete(["case:secret"], generation=99)

    assert with_secret == typed(engine, text)


def test_those_it_is_open_to_find_it(engine: Engine) -> None:
    answer = engine.search(ask("xylophone", tokens=MEMBER, facets=("benefit",)))

    assert ids(answer) == ["case:secret:en"]
    assert counts(answer, "benefit") == {"secret_benefit": 1}
    assert typed(engine, "xyl", tokens=MEMBER) == [("word", "xylophone")]
    assert engine.search(ask("xylophnoe", tokens=MEMBER)).did_you_mean == "xylophone"


def test_reader_without_tokens_finds_nothing(engine: Engine) -> None:
    for text in PROBES:
        answer = engine.search(ask(text, tokens=frozenset(), facets=FACETS))
        assert (answer.total, answer.hits, answer.did_you_mean) == (0, (), None)
        assert all(one == () for one in answer.facets.values())
    assert typed(engine, "coff", tokens=frozenset()) == []


def test_document_that_is_hidden_from_everybody_is_found_by_nobody(engine: Engine) -> None:
    [shown, *_] = corpus()
    engine.upsert([replace(shown, visible_to=())], generation=99)

    assert ids(engine.search(ask("capacitacion", tokens=MEMBER))) == []


# Writing


def test_document_with_the_same_id_is_replaced(engine: Engine) -> None:
    engine.upsert([document("honey", "pt", "Outro título", ("s", "formigas", "body"), country=("PT",))], generation=20)

    assert found(engine, "colmeias") == set()
    assert found(engine, "formigas") == {"honey"}
    assert counts(engine.search(ask("", facets=("country",))), "country") == {"PE": 1, "CI": 1, "PT": 1, "KE": 1}
    assert typed(engine, "colm") == []


def test_last_of_two_documents_with_one_id_counts(empty: Engine) -> None:
    empty.upsert([document("a", "en", "Bees"), document("a", "en", "Wasps")], generation=1)

    assert (found(empty, "bees"), found(empty, "wasps")) == (set(), {"a"})


def test_everything_made_from_a_source_is_withdrawn_in_the_same_commit(engine: Engine) -> None:
    [spanish, *_] = corpus()

    engine.upsert([spanish], generation=30, withdraw=["case:women", "case:unknown"])

    assert ids(engine.search(ask("women fund mujeres"))) == ["case:women:es"]
    assert engine.generation() == 30


def test_deleted_sources_are_gone_from_hits_counts_and_suggestions(engine: Engine) -> None:
    engine.delete(["case:quality", "case:honey"], generation=31)

    answer = engine.search(ask("", facets=FACETS))
    assert [hit.source for hit in answer.hits] == ["case:market", "case:women"]
    assert counts(answer, "language") == {"en": 2, "es": 1}
    assert typed(engine, "ferm") == []
    assert engine.search(ask("fermentatoin")).did_you_mean is None


def test_generation_is_that_of_the_last_commit_also_for_others(
    engine: Engine, make_engine: Callable[[Path], Engine], tmp_path: Path
) -> None:
    other = make_engine(tmp_path / "search")
    assert (engine.generation(), other.generation()) == (6, 6)

    engine.upsert((), generation=7)

    assert (engine.generation(), other.generation()) == (7, 7)
    assert not other.outdated()
    other.close()


def test_index_never_written_is_empty_and_to_be_built(empty: Engine) -> None:
    assert (empty.generation(), empty.outdated()) == (0, True)
    assert empty.search(ask("coffee", facets=FACETS)).total == 0
    assert typed(empty, "coff") == []


def test_commit_that_fails_leaves_the_index_as_it_was(engine: Engine) -> None:
    def broken() -> Iterator[SearchDocument]:
        yield document("new", "en", "Wasps")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        engine.upsert(broken(), generation=40, withdraw=["case:honey"])

    assert (engine.generation(), found(engine, "wasps"), found(engine, "colmeias")) == (6, set(), {"honey"})
    engine.upsert([document("new", "en", "Wasps")], generation=41)
    assert found(engine, "wasps") == {"new"}


def test_rebuild_replaces_everything_and_reports_its_progress(engine: Engine) -> None:
    done: list[int] = []

    engine.rebuild((document(f"n{n}", "en", f"Bees {n}") for n in range(120)), generation=50, progress=done.append)

    assert done == [50, 100]
    assert (engine.generation(), engine.search(ask("")).total) == (50, 120)
    assert found(engine, "coffee") == set()


def test_search_goes_on_during_a_rebuild(engine: Engine) -> None:
    seen: list[set[str]] = []

    def slowly() -> Iterator[SearchDocument]:
        for one in [document("new", "en", "Coffee bees"), document("other", "en", "Coffee wasps")]:
            seen.append(found(engine, "stall"))
            yield one

    engine.rebuild(slowly(), generation=60)

    assert seen == [{"market"}, {"market"}]
    assert (found(engine, "stall"), found(engine, "coffee")) == (set(), {"new", "other"})


def test_rebuild_that_fails_leaves_the_old_index(engine: Engine) -> None:
    def broken() -> Iterator[SearchDocument]:
        yield document("new", "en", "Bees")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        engine.rebuild(broken(), generation=70)

    assert (engine.generation(), found(engine, "stall")) == (6, {"market"})
    engine.rebuild([document("new", "en", "Bees")], generation=71)
    assert found(engine, "bees") == {"new"}


def test_searches_at_the_same_time_as_writes_are_right(engine: Engine) -> None:
    wrong: list[object] = []
    stop = threading.Event()
    expected = {text: found(engine, text) for text in ("coffee", '"revolving fund"', "cooperat*", "qualité mel")}

    def search() -> None:
        while not stop.is_set():
            for text, cases in expected.items():
                try:
                    if not found(engine, text) >= cases:
                        wrong.append((text, found(engine, text)))
                except Exception as error:  # noqa: BLE001
                    wrong.append(error)

    threads = [threading.Thread(target=search) for _ in range(6)]
    for thread in threads:
        thread.start()
    for number in range(12):
        engine.upsert([document(f"new{number}", "en", "Bees and coffee")], generation=100 + number)
    engine.rebuild([*corpus(), document("last", "en", "Bees")], generation=200)
    stop.set()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert engine.generation() == 200


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(steps=st.lists(st.tuples(st.integers(0, 6), st.sampled_from(["put", "put", "drop"])), max_size=14))
def test_any_order_of_changes_gives_the_same_as_a_new_index(
    make_engine: Callable[[Path], Engine], tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, str]]
) -> None:
    engine, fresh = (make_engine(tmp_path_factory.mktemp("index")) for _ in range(2))
    kept: dict[str, SearchDocument] = {}
    for generation, (number, step) in enumerate(steps, 1):
        if step == "put":
            one = document(f"c{number}", "en", f"Bees {generation}", ("s", f"honey word{generation}", "body"))
            kept[one.id] = one
            engine.upsert([one], generation=generation)
        else:
            kept.pop(f"case:c{number}:en", None)
            engine.delete([f"case:c{number}"], generation=generation)
    fresh.rebuild(sorted(kept.values(), key=lambda one: one.id), generation=len(steps))

    for request in (ask("bees", limit=50, facets=FACETS), ask("+honey -word3", limit=50), ask("word*", limit=50)):
        changed, rebuilt = engine.search(request), fresh.search(request)
        assert (changed.total, changed.facets) == (rebuilt.total, rebuilt.facets)
        assert {(hit.id, hit.score) for hit in changed.hits} == {(hit.id, hit.score) for hit in rebuilt.hits}
    assert engine.check() == fresh.check() == []
    engine.close()
    fresh.close()


def test_labels_are_part_of_the_corpus() -> None:
    assert [label.code for label in LABELS.named(("honey",))] == ["honey"]


def test_request_without_tokens_cannot_be_made() -> None:
    with pytest.raises(TypeError):
        SearchRequest(text="coffee")  # type: ignore[call-arg]
