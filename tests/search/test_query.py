import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.analysis import LANGUAGES
from app.search.engine import Hint
from app.search.everyday import MEANINGS
from app.search.labels import Label, Labels
from app.search.nodes import AnyOf, Clauses, Coded, Node, Phrase, Prefix, Query, Term, wanted_leaves
from app.search.query import MOST_CHARACTERS, MOST_WORDS, parse
from app.search.scoring import BESIDE_NAME, NAMED_WEIGHT
from tests.search.corpus import LABELS


def read(text: str, language: str = "en") -> Query:
    return parse(text, language, LABELS)


def read_with(labels: Labels, text: str, language: str = "en") -> Node:
    return parse(text, language, labels).root


def shown(node: Node) -> str:
    """A tree in one line, for comparing."""
    if isinstance(node, Clauses):
        parts = [shown(one) for one in node.should]
        parts += ["+" + shown(one) for one in node.must]
        parts += ["-" + shown(one) for one in node.must_not]
        return f"({' '.join(parts)})"
    if isinstance(node, AnyOf):
        return "|".join(map(shown, node.nodes))
    if isinstance(node, Coded):
        return f"{node.facet}={node.code}{'~' if node.weight < 1 else ''}"
    if isinstance(node, Phrase):
        return f"{node.field}“{node.surface}”"
    text = node.surface
    return f"{node.field}:{text}" if node.field else text


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("credit market", "(credit market benefit=savings_credit~)"),
        ("+credit -buyer", "(+credit -buyer)"),
        ('"revolving fund"', "(“revolving fund”)"),
        ("“revolving fund”", "(“revolving fund”)"),
        ("«fonds de roulement»", "(“fonds de roulement”)"),
        ("cooperat*", "(cooperat*)"),
        ("title:women", "(title:women)"),
        ("título:mujer titre:femme", "(title:mujer title:femme)"),
        ('title:"revolving fund"', "(title“revolving fund”)"),
        ("title:(women men)", "((title:women title:men))"),
        ("organización:sol", "(organisation:sol)"),
        ("pays:peru", "(country=PE)"),
        ("beneficio:ahorros", "(benefit=savings_credit)"),
        ("year:2024", "(year=2024)"),
        ("año:2023-2025", "(year=2023|year=2024|year=2025)"),
        ("langue:anglais", "(language=en)"),
        ("producto:mel", "(product=honey)"),
        ("credit OR loan bank", "(credit|loan bank)"),
        ("+(credit OR loan) -bank", "(+(credit|loan) -bank)"),
        ("follow-up", "(followup|“follow-up”)"),
        ("coffee", "(coffee|product=coffee)"),
        ("coffee OR tea", "(coffee|product=coffee|tea)"),
        ("-coffee", "(-coffee|product=coffee)"),
        ("savings and credit groups", "(savings credit benefit=savings_credit groups)"),
        ("ahorros y credito", "(ahorros credito benefit=savings_credit)"),
        ("the coffees of Peru", "(coffees|product=coffee peru|country=PE)"),
        ("coffee OU tea O loan", "(coffee|product=coffee|tea|loan)"),
        ("coffee ou tea o loan", "(coffee|product=coffee tea loan)"),
        ("", "()"),
        ("?!…", "()"),
    ],
)
def test_query_is_read_as_meant(text: str, tree: str) -> None:
    query = read(text)

    assert shown(query.root) == tree
    assert query.hints == ()


@pytest.mark.parametrize(
    ("text", "tree", "hints"),
    [
        ('"revolving fund', "(revolving fund)", [Hint("open_quote")]),
        ("(loan", "((loan))", [Hint("open_bracket")]),
        ("loan) bank", "(loan bank)", [Hint("stray_bracket")]),
        ("((((((loan))))))", "(((((loan)))))", [Hint("too_deep"), Hint("stray_bracket")]),
        ("co*", "(co)", [Hint("short_prefix", "co*")]),
        ("co*op", "(co op)", [Hint("no_wildcards", "co*op")]),
        ("author:rosa", "(author rosa)", [Hint("unknown_field", "author")]),
        ("country:atlantis", "(atlantis)", [Hint("unknown_value", "atlantis")]),
        ("the of and", "(the of and)", [Hint("only_common_words")]),
        ("OR", "()", []),
        ("loan OR", "(loan)", []),
        ("+ - loan", "(loan)", []),
        ("+-loan", "(loan)", []),
    ],
)
def test_wrong_query_is_read_as_words_with_a_hint(text: str, tree: str, hints: list[Hint]) -> None:
    query = read(text)

    assert (shown(query.root), list(query.hints)) == (tree, hints)


def test_words_beyond_the_limit_are_left_out_with_a_hint() -> None:
    query = read(" ".join(f"word{n}x" for n in range(30)))

    assert len(query.root.should) == MOST_WORDS
    assert query.hints == (Hint("too_many_words"),)


def test_query_too_long_is_cut_with_a_hint() -> None:
    query = read("a" * 10_000)

    assert len(query.text) == MOST_CHARACTERS
    assert query.hints == (Hint("too_long"),)


def test_term_has_its_forms_in_all_languages_and_its_place() -> None:
    [term] = read("+capacitaciones").root.must

    assert isinstance(term, Term)
    assert {"capacitaciones", "capacit"} <= set(term.exact)
    assert term.span == (1, 15)


def test_phrase_keeps_the_distance_over_stop_words() -> None:
    [phrase] = read('"cadena de valor"', "es").root.should

    assert phrase == Phrase("cadena de valor", ((0, "cadena"), (2, "valor")))


def test_prefix_is_folded() -> None:
    [prefix] = read("Capacitación*").root.should

    assert prefix == Prefix("Capacitación*", "capacitacion")


def test_excluded_words_are_not_among_the_wanted() -> None:
    leaves = wanted_leaves(read("market -buyer (loan -bank)").root)

    assert [shown(leaf) for leaf in leaves] == ["market", "loan"]


def test_synonym_and_code_name_the_same_term() -> None:
    labels = Labels([Label("capability", "governance_cohesion", "Junta directiva", "es")])

    assert [label.code for label in labels.named(("juntas", "directivas"))] == ["governance_cohesion"]
    assert [label.code for label in labels.in_facet("capability", "GOVERNANCE_COHESION")] == ["governance_cohesion"]
    assert labels.named(("junta",)) == ()


def test_label_is_suggested_from_any_of_its_words_in_the_readers_language() -> None:
    assert [label.text for label in LABELS.starting("cred", "en")] == ["Savings and credit"]
    assert [label.text for label in LABELS.starting("credito", "es")] == ["Ahorro y crédito"]
    assert [label.text for label in LABELS.starting("épargne et c", "fr")] == ["Épargne et crédit"]
    assert LABELS.starting("", "en") == []


def test_labels_with_the_very_words_come_first_and_one_of_each_term() -> None:
    labels = Labels(
        [
            Label("benefit", "better", "Produzir melhor", "pt"),
            Label("product", "sugar_cane", "Melado", "pt"),
            Label("product", "sugar_cane", "melaço", "pt"),
            Label("product", "honey", "Produtos da colmeia e mel", "pt"),
            Label("product", "honey", "mel", "pt"),
        ]
    )

    found = [(label.code, label.text) for label in labels.starting("mel", "pt")]

    assert found == [("honey", "mel"), ("sugar_cane", "Melado"), ("better", "Produzir melhor")]


STORAGE = Labels(
    [
        Label("benefit", "storage", "Collective storage and marketing", "en"),
        Label("benefit", "storage", "Almacenamiento y venta colectivos", "es"),
        Label("benefit", "storage", "acopio colectivo", "es"),
        Label("product", "coffee", "Café", "es"),
        Label("country", "CI", "Ivory Coast", "en"),
    ]
)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("collective storage coffee", "(collective storage coffee benefit=storage~)"),
        ("storage of coffee", "(storage coffee)"),
        ("acopio colectivo café", "(acopio colectivo benefit=storage café|product=coffee)"),
        ("acopio café", "(acopio café|product=coffee benefit=storage~)"),
        ("+acopio ventas", "(ventas +acopio)"),
        ("coast", "(coast)"),
        ("country:coast", "(country=CI)"),
        ("benefit:marketing", "(benefit=storage)"),
        ("benefit:marketings -benefit:café", "(benefit=storage -café|product=coffee)"),
    ],
)
def test_words_that_are_half_of_a_label_name_its_term(text: str, tree: str) -> None:
    assert shown(parse(text, "es", STORAGE).root) == tree


NAMES = Labels(
    [
        Label("capability", "post_harvest", "Storage", "en"),
        Label("activity", "store", "Collective storage", "en"),
        Label("activity", "store", "Bodega común", "es"),
        Label("country", "CI", "Storage Coast", "en"),
    ]
)


def test_word_that_is_one_name_tells_less_of_others_that_it_is_part_of() -> None:
    named = {leaf.code: leaf.weight for leaf in wanted_leaves(read_with(NAMES, "storage")) if isinstance(leaf, Coded)}

    assert named == {"post_harvest": 1, "store": 0.5 * BESIDE_NAME}


def test_words_of_a_longer_name_count_less_and_tell_of_no_other() -> None:
    leaves = wanted_leaves(read_with(NAMES, "collective storage coffee"))

    assert [(leaf.surface, leaf.weight) for leaf in leaves if isinstance(leaf, Term)] == [
        ("collective", NAMED_WEIGHT),
        ("storage", NAMED_WEIGHT),
        ("coffee", 1),
    ]
    assert [(leaf.code, leaf.weight) for leaf in leaves if isinstance(leaf, Coded)] == [("store", 1)]


def test_term_is_told_by_the_words_of_its_labels_in_all_languages() -> None:
    told = {label.code: NAMES.told(label) for label, _ in NAMES.sharing(["storage"])}

    assert told == {"post_harvest": ("storag",), "store": ("bodeg", "collect", "comun", "storag")}


def test_word_of_many_labels_tells_of_none_of_their_terms() -> None:
    labels = Labels(Label("benefit", f"b{n}", f"Market number{n}", "en") for n in range(5))

    assert labels.told(Label("benefit", "b3", "", "en")) == ("number3",)
    assert NAMES.told(Label("country", "CI", "", "en")) == ()


def test_word_of_many_labels_names_none_of_their_terms() -> None:
    labels = Labels(Label("benefit", f"b{n}", f"Market number{n}", "en") for n in range(9))

    assert labels.sharing(["market"]) == []
    assert [(label.code, share) for label, share in labels.sharing(["market", "number3"])] == [("b3", 0.5)]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ('not "a savings: OR -group" (co* title:x', "(savings group co title x benefit=savings_credit~)"),
        ("coffee-drying in 2,500", "(coffeedrying coffee|product=coffee drying 2500)"),
        ("what is it?", "(what is it)"),
    ],
)
def test_plain_query_is_words(text: str, tree: str) -> None:
    assert shown(parse(text, "en", LABELS, plain=True).root) == tree


def test_words_of_labels_are_known_to_be_right() -> None:
    leaves = wanted_leaves(parse("acopios colectivo acopyo", "es", STORAGE).root)

    assert [(leaf.surface, leaf.known) for leaf in leaves if isinstance(leaf, Term)] == [
        ("acopios", True),
        ("colectivo", True),
        ("acopyo", False),
    ]


def test_plain_query_has_no_limit() -> None:
    query = parse(" ".join(f"word{n}x" for n in range(900)), "en", LABELS, plain=True)

    assert (len(query.root.should), query.hints) == (900, ())


def test_words_are_stemmed_in_the_languages_there_are() -> None:
    [english] = parse("organizations", "en", Labels(), languages=("en",)).root.should
    [every] = parse("organizations", "en", Labels(), languages=("xx",)).root.should

    assert isinstance(english, Term)
    assert isinstance(every, Term)
    assert (english.stems, len(every.stems) > 1) == (("organiz",), True)


@given(st.text(alphabet="ab é\"()+-*:OR'?title ", max_size=80) | st.text(max_size=120))
def test_no_query_is_an_error(text: str) -> None:
    query = read(text)

    assert len(wanted_leaves(query.root)) <= 3 * MOST_WORDS


def test_a_stop_word_of_the_reader_names_no_term_that_looks_like_it() -> None:
    labels = Labels([Label("product", "tea", "Thé", "fr")])

    english = str(parse("the price of milk", "en", labels).root)
    french = str(parse("le prix du thé", "fr", labels).root)

    assert ("tea" in english, "tea" in french) == (False, True)


MEANT = Labels((), [(("theft", "en"), ("robo", "es"), ("vol", "fr")), (("late", "en"), ("retard", "fr"))])


def forms(text: str, language: str, languages: tuple[str, ...] = LANGUAGES) -> set[str]:
    """Everything under which the one word of a query is looked for."""
    [leaf] = wanted_leaves(parse(text, language, MEANT, languages=languages).root)
    assert isinstance(leaf, Term)
    return {*leaf.exact, *leaf.stems}


@pytest.mark.parametrize(("typed", "language"), [("theft", "en"), ("robos", "es"), ("vol", "fr"), ("robo", "en")])
def test_everyday_word_is_looked_for_in_all_languages(typed: str, language: str) -> None:
    assert {"theft", "rob", "vol"} <= forms(typed, language)


def test_everyday_word_is_not_looked_for_in_a_language_that_no_text_has() -> None:
    assert forms("theft", "en", ("en", "es")) == {"theft", "rob", "robo"}


@pytest.mark.parametrize("text", ["title:theft", "coffee", '"theft late"'])
def test_word_of_a_field_or_phrase_or_of_no_line_is_looked_for_as_it_is(text: str) -> None:
    assert str(parse(text, "en", MEANT)) == str(parse(text, "en", Labels()))


def test_everyday_word_is_no_typing_error() -> None:
    [leaf] = wanted_leaves(parse("retard", "fr", MEANT).root)

    assert isinstance(leaf, Term)
    assert (leaf.surface, leaf.may_be_wrong) == ("retard", False)


EXPRESSIONS = Labels(
    (),
    [
        (("failure", "en"), ("not work", "en"), ("went wrong", "en"), ("échec", "fr"), ("pas marché", "fr")),
        (("drought", "en"), ("dry year", "en"), ("ano sem chuva", "pt")),
    ],
)


@pytest.mark.parametrize(
    ("text", "language", "tree"),
    [
        ("what did not work here", "en", "(not work)"),
        ("machines that went wrong", "en", "(machines went wrong)"),
        ("ce qui n'a pas marché", "fr", "(pas marché)"),
        ("not work", "en", "(not work)"),
        ("work not", "en", "(work)"),
        ("+not +work", "en", "(+work)"),
        ("not (work OR went) wrong", "en", "((work|went) wrong)"),
        ("title:went wrong", "en", "(title:went wrong)"),
    ],
)
def test_expression_is_read_for_what_it_means(text: str, language: str, tree: str) -> None:
    assert shown(read_with(EXPRESSIONS, text, language)) == tree


def test_expression_is_looked_for_as_all_words_of_its_line_and_not_as_its_own() -> None:
    [leaf] = wanted_leaves(read_with(EXPRESSIONS, "not work"))

    assert isinstance(leaf, Term)
    assert {"failure", "echec"} <= {*leaf.exact} < {*leaf.exact, "work"}
    assert (leaf.expressions, leaf.known) == ((((0, "went"), (1, "wrong")),), True)


def test_word_is_looked_for_in_its_expressions_too() -> None:
    [leaf] = wanted_leaves(read_with(EXPRESSIONS, "droughts"))

    assert isinstance(leaf, Term)
    assert leaf.expressions == (((0, "dry"), (1, "year")), ((0, "ano"), (2, "chuva")))


def test_every_line_of_everyday_words_is_in_all_languages_and_no_word_in_two() -> None:
    words = [one for meaning in MEANINGS for one in meaning]

    assert [{language for _, language in meaning} for meaning in MEANINGS] == [set(LANGUAGES)] * len(MEANINGS)
    assert len(set(words)) == len(words)
