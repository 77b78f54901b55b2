"""Contract of engines: scores are those of Whoosh's own BM25F, and of the formula where sections weigh differently."""

from collections import Counter
from math import log

import pytest
from whoosh import fields, scoring
from whoosh.analysis import RegexTokenizer
from whoosh.filedb.filestore import RamStorage
from whoosh.query import Or, Term

from app.search import scoring as scoring_of_ours
from app.search.engine import Engine, Role, SearchDocument
from app.search.scoring import K1, ROLE_WEIGHTS, TITLE_WEIGHT, B, idf
from tests.search.corpus import ask, document


@pytest.fixture(autouse=True)
def _without_bonuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words as typed, and those of titles, count no more than others: that is ours alone."""
    monkeypatch.setattr(scoring_of_ours, "EXACT_BONUS", 0.0)
    monkeypatch.setattr(scoring_of_ours, "TITLE_BONUS", 0.0)


WORDS = ("kivu", "lumba", "zanu", "tembo", "simba")


def plain_text(number: int) -> str:
    counts = (number % 4, number % 3, 1 + number % 5, (number // 7) % 2, (number // 11) % 3)
    return " ".join(word for word, count in zip(WORDS, counts, strict=True) for _ in range(count))


def scores_of(engine: Engine, text: str) -> dict[str, float]:
    return {hit.group.removeprefix("case:"): hit.score for hit in engine.search(ask(text, limit=100)).hits}


# One kind of text, weight 1: as Whoosh


class WhooshWithOurIdf(scoring.BM25F):  # type: ignore[misc]
    """Whoosh's weighting with log(1 + (N - n + ½) / (n + ½)) for an idf, the one thing in which we differ."""

    def idf(self, searcher: object, fieldname: str, text: bytes) -> float:
        reader = searcher.reader()  # type: ignore[attr-defined]
        return idf(reader.doc_count(), reader.doc_frequency(fieldname, text))


def by_whoosh(texts: dict[str, str], words: tuple[str, ...]) -> dict[str, float]:
    schema = fields.Schema(name=fields.ID(stored=True), text=fields.TEXT(analyzer=RegexTokenizer()))
    index = RamStorage().create_index(schema)
    writer = index.writer()
    for name, text in texts.items():
        writer.add_document(name=name, text=text)
    writer.commit()
    with index.searcher(weighting=WhooshWithOurIdf(B=B, K1=K1)) as searcher:
        query = Or([Term("text", word) for word in words])
        return {hit["name"]: hit.score for hit in searcher.search(query, limit=None)}


@pytest.mark.parametrize("words", [("kivu",), ("zanu",), ("tembo",), ("kivu", "lumba"), WORDS])
def test_scores_are_those_of_whooshs_own_search(empty: Engine, words: tuple[str, ...]) -> None:
    """Whoosh keeps lengths up to ten exactly, longer ones roughly."""
    texts = {f"d{number}": " ".join(plain_text(number).split()[:10]) for number in range(60)}
    empty.upsert([document(name, "sw", "", ("s", text, "body")) for name, text in texts.items()], generation=1)

    assert scores_of(empty, " ".join(words)) == pytest.approx(by_whoosh(texts, words), rel=1e-4)


# Sections that weigh differently: as Robertson, Zaragoza and Taylor wrote it down


def library() -> list[SearchDocument]:
    roles: tuple[Role, ...] = ("summary", "body", "lesson", "attachment")
    return [
        document(
            f"d{number}",
            "sw",
            f"{WORDS[number % 5]} {WORDS[(number // 5) % 5]}",
            *((f"s{place}", plain_text(number * (place + 3)), role) for place, role in enumerate(roles)),
        )
        for number in range(40)
    ]


def weighted_counts(one: SearchDocument) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text, weight in [(one.title, TITLE_WEIGHT), *((s.text, ROLE_WEIGHTS[s.role]) for s in one.sections)]:
        for word in text.split():
            counts[word] += weight  # type: ignore[assignment]
    return counts


def by_the_formula(documents: list[SearchDocument], words: tuple[str, ...]) -> dict[str, float]:
    counts = {one.group.removeprefix("case:"): weighted_counts(one) for one in documents}
    average = sum(count.total() for count in counts.values()) / len(counts)
    scores: Counter[str] = Counter()
    for word in words:
        having = [name for name in counts if counts[name][word]]
        weight = log(1 + (len(counts) - len(having) + 0.5) / (len(having) + 0.5))
        for name in having:
            tf, length = counts[name][word], counts[name].total()
            scores[name] += weight * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / average))  # type: ignore[assignment]
    return dict(scores)


@pytest.mark.parametrize("words", [("kivu",), ("simba",), ("lumba", "tembo"), WORDS])
def test_scores_follow_the_formula_with_weighted_sections(empty: Engine, words: tuple[str, ...]) -> None:
    documents = library()
    for number in range(0, len(documents), 15):
        empty.upsert(documents[number : number + 15], generation=number + 1)

    assert scores_of(empty, " ".join(words)) == pytest.approx(by_the_formula(documents, words), rel=1e-4)


def test_scores_do_not_remember_what_was_deleted(empty: Engine) -> None:
    documents = library()
    empty.upsert(documents, generation=1)

    empty.delete([one.source for one in documents[20:]], generation=2)

    assert scores_of(empty, "kivu simba") == pytest.approx(by_the_formula(documents[:20], ("kivu", "simba")), rel=1e-4)
