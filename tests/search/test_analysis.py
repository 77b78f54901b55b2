import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.analysis import analyse, fold, pieces, query_stems, raw_words, stop_words, words_of

# Forms of one word: each must find each, whether it stands in the document or in the query.
FAMILIES = {
    "en": "cooperative cooperatives|farmer farmers farmer's|quality qualities|woman women|country countries",
    "es": "capacitación capacitacion capacitaciones|organización organizacion organizaciones|jóvenes jovenes joven"
    "|economía economia economías economias|práctica practica prácticas|café cafe cafés cafes"
    "|líder lider líderes liderazgo"
    "|lección leccion lecciones|país pais países paises|inversión inversion inversiones|mujer mujeres"
    "|raíz raiz raíces raices|voz voces",
    "fr": "coopérative cooperative coopératives cooperatives|société societe sociétés|qualité qualite qualités"
    "|développement developpement|marché marche marchés|épargne epargne|cœur coeur|canal canaux|réunion reunions"
    "|productrice productrices producteur producteurs|éleveuse eleveuses éleveur|travail travaux|pêcheuses pecheur"
    "|paysan paysans paysanne paysannes|maraîcher maraichers maraîchère maraîchères|conseillère conseillers"
    "|élu élus élue elus|acheteuses acheteur|vendre vente ventes vendu|achat achats acheter|stockage stocker stocké",
    "pt": "capacitação capacitacao capacitações capacitacoes|lição licao lições licoes|decisão decisao decisões"
    "|experiência experiencia experiências|jovem jovens|papel papéis papeis|reunião reuniao reuniões"
    "|associação associacoes|mão mao mãos maos|pão pao pães paes|grão grao grãos graos|anel anéis aneis|leão leoes"
    "|sócio sócia sócios sócias socias|armazém armazéns armazem armazens|anzol anzóis|artesã artesãs|difícil difíceis"
    "|comunitário comunitária comunitárias|empréstimo emprestimo empréstimos emprestar|líder lideres liderança"
    "|direção direcção direccao direcções|projeto projectos|coletiva colectivo|setor sector|trator tractores",
}


def finds(document: str, language: str, query: str) -> bool:
    [token] = analyse(document, language)
    surface = pieces(query)[0].surface
    wanted = {fold(surface), *query_stems(surface)}
    return token.exact in wanted or token.stem in query_stems(surface)


@pytest.mark.parametrize(("language", "family"), [(lang, f) for lang, fs in FAMILIES.items() for f in fs.split("|")])
def test_forms_of_a_word_find_each_other_with_and_without_accents(language: str, family: str) -> None:
    words = family.split()

    missed = [(word, query) for word in words for query in words if not finds(word, language, query)]

    assert missed == []


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("l'organisation", [("organisation", 0)]),
        ("d’Abidjan", [("abidjan", 0)]),
        ("farmer's", [("farmer", 0)]),
        ("O'Brien", [("obrien", 0), ("o", 0), ("brien", 1)]),
        ("follow-up", [("followup", 0), ("follow", 0), ("up", 1)]),
        ("F.N.C.", [("fnc", 0)]),
        ("U.S.A", [("usa", 0)]),
        ("ISO-9001", [("iso9001", 0), ("iso", 0), ("9001", 1)]),
        ("ISO9001", [("iso9001", 0), ("iso", 0), ("9001", 1)]),
        ("CO2", [("co2", 0)]),
        ("2,500", [("2500", 0)]),
        ("12.500", [("12500", 0)]),
        ("3,5", [("3.5", 0)]),
        ("1.234,56", [("1234.56", 0)]),
        ("1\u202f200", [("1200", 0)]),
        ("12\u00a0500,75", [("12500.75", 0)]),
        ("ONGs", [("ongs", 0), ("ong", 0)]),
        ("Café", [("café", 0)]),
        ("नमस्ते", [("नमस्ते", 0)]),
    ],
)
def test_what_is_written_together_falls_into_its_words(written: str, words: list[tuple[str, int]]) -> None:
    [raw] = raw_words(written)

    assert [tuple(piece) for piece in pieces(raw.group())] == words


def test_stop_words_are_left_out_but_counted() -> None:
    found = [(token.exact, token.position) for token in analyse("La cadena de valor, y los precios", "es")]

    assert found == [("cadena", 1), ("valor", 3), ("precios", 6)]


def test_tea_is_no_stop_word_in_spanish_or_french() -> None:
    assert [token.exact for token in analyse("el té", "es")] == ["te"]
    assert [token.exact for token in analyse("les thés, le thé", "fr")] == ["thes", "the"]


def test_stop_words_of_a_query_are_those_of_the_language_it_is_in() -> None:
    assert stop_words(["mes", "de", "cosecha"], "es") == {"de"}
    assert stop_words(["la", "caja", "de", "ahorro"], "en") == {"la", "de"}
    assert stop_words(["coffee"], "en") == frozenset()


def test_fold_takes_accents_and_ligatures_away() -> None:
    assert fold("Cœur Ñandú ÉTÉ Ação Straße") == "coeur nandu ete acao strasse"


@given(st.text(max_size=200), st.sampled_from(["en", "es", "fr", "pt", "sw"]))
def test_tokens_point_at_their_words(text: str, language: str) -> None:
    last = 0
    for token in analyse(text, language):
        assert 0 <= token.start < token.end <= len(text)
        assert token.start >= last or token.surface
        assert token.exact
        last = token.start


@given(st.text(alphabet=st.characters(max_codepoint=0x250), max_size=60))
def test_composed_and_decomposed_text_have_the_same_forms(text: str) -> None:
    forms = {
        kind: [(t.exact, t.stem) for t in analyse(unicodedata.normalize(kind, text), "es")] for kind in ("NFC", "NFD")
    }

    assert forms["NFC"] == forms["NFD"]


@given(st.text(alphabet="aé1.,-'’ Lo", max_size=60) | st.text(max_size=60), st.sampled_from(["en", "fr", "xx"]))
def test_distinct_words_are_those_of_the_text(text: str, language: str) -> None:
    words, _ = words_of(text, language)

    found = sorted(
        (form.exact, form.stem, place + form.offset) for forms, places in words for form in forms for place in places
    )
    assert found == sorted((token.exact, token.stem, token.position) for token in analyse(text, language))
