"""Contract of engines: how words are written in each language, and how people type them."""

import pytest

from app.search.engine import Engine
from tests.search.contract import found
from tests.search.corpus import document

TEXTS = {
    "en": "The co-operative's follow-ups in mid-2023 cost $1,200. The F.A.O. and two SACCOs helped women's groups.",
    "es": "La cogestión con el ex-presidente costó 1.200 quintales. La S.A.C. y las ONGs ven la niñez de Ñuble: 3,5 %.",
    "fr": "Aujourd’hui l’assemblée d’Abidjan parle d’œufs, de main-d’œuvre et de sous-préfecture : 1\u202f200 francs,"
    " une O.N.G. de productrices.",
    "pt": "Na pós-colheita há mãos, pães e anéis. A ONG dos E.U.A. deu R$ 1.200,50 para o bem-estar; disse-lhe o avô.",
}
TYPED = {
    "en": "co-operative|cooperative|cooperatives|follow up|follow-up|followups|mid 2023|1200|1,200|fao|F.A.O.|sacco"
    "|SACCOS|woman|women's|WOMEN",
    "es": "cogestion|CO-GESTIÓN|expresidente|ex presidente|1200|1.200|sac|S.A.C.|ong|ninez|niñez|nuble|3.5|3,5|quintal",
    "fr": "aujourd'hui|assemblee|l'assemblée|l’assemblée|oeuf|œufs|main d'oeuvre|main-d'œuvre|sous prefecture"
    "|sous-préfecture|1200|1.200|ong|O.N.G.|abidjan|franc|producteurs",
    "pt": "pos colheita|pós-colheita|poscolheita|mao|mão|paes|pão|anel|ong|eua|1200,50|1200.50|bem estar|bem-estar|avo",
}
NOT_THERE = {"en": "mid-2022 3,200", "es": "O.N.U.", "fr": "l'avion", "pt": "E.U.B."}


@pytest.fixture
def engine(empty: Engine) -> Engine:
    empty.upsert(
        [document(language, language, "", ("s", text, "body")) for language, text in TEXTS.items()], generation=1
    )
    return empty


@pytest.mark.parametrize("language", TEXTS)
def test_words_are_found_as_they_are_typed(engine: Engine, language: str) -> None:
    typed = TYPED[language].split("|")

    missed = [text for text in typed if language not in found(engine, f"+({text})", language=language)]

    assert missed == []


@pytest.mark.parametrize("language", TEXTS)
def test_other_words_that_look_alike_are_not_found(engine: Engine, language: str) -> None:
    assert found(engine, NOT_THERE[language], language=language) == set()
