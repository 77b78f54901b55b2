"""Order, totals and counts of groups against the slow way of finding them."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search import counting
from app.search.arrays import Arrays
from app.search.counting import Matching, count_facet, others_narrow, ranked
from app.search.engine import FacetCount
from app.search.facts import Names, read_facts
from app.search.whoosh_engine.segments import NOWHERE, Entries

CODES = st.lists(st.sampled_from("abc"), max_size=3, unique=True)
DOCUMENT = st.tuples(st.integers(0, 5), CODES, st.booleans(), st.sampled_from((0.0, 0.5, 1.0, 2.0)))


class WithoutWords(Arrays):
    def entries(self, field: str, form: str) -> Entries:
        return NOWHERE


def arrays_of(documents: list[tuple[int, list[str], bool, float]]) -> Arrays:
    stored = [
        {
            "group": f"g{group}",
            "kind": "case",
            "language": "en",
            "published": 0.0,
            "length": 1.0,
            "facets": {"topic": codes},
            "visible_to": ["public"] if shown else [],
        }
        for group, codes, shown, _ in documents
    ]
    names = Names()
    return WithoutWords([(read_facts(stored, len(stored), names), ())], names)


def matching_of(arrays: Arrays, documents: list[tuple[int, list[str], bool, float]]) -> Matching:
    mask = np.array([matches for _, _, matches, _ in documents], np.bool_)
    return Matching(mask, arrays.groups, len(arrays.group_names))


@pytest.mark.parametrize("marked", [0, 1 << 22])
@given(documents=st.lists(DOCUMENT, max_size=20), alike=st.booleans())
def test_facets_count_every_group_once(
    marked: int, documents: list[tuple[int, list[str], bool, float]], alike: bool
) -> None:
    if alike:
        first = dict(reversed([(group, codes) for group, codes, _, _ in documents]))
        documents = [(group, first[group], matches, score) for group, _, matches, score in documents]
    arrays = arrays_of(documents)
    expected = defaultdict(set)
    for group, codes, matches, _ in documents:
        for code in codes if matches else ():
            expected[code].add(group)

    before, counting.MOST_MARKED = counting.MOST_MARKED, marked
    found = count_facet(arrays.facet("topic"), matching_of(arrays, documents), ("b", "new"))
    counting.MOST_MARKED = before

    counts = {**dict.fromkeys(("b", "new"), 0), **{code: len(groups) for code, groups in expected.items()}}
    wanted = [FacetCount(code, count, code in ("b", "new")) for code, count in counts.items()]
    assert found == tuple(sorted(wanted, key=lambda one: (-one.count, one.code)))


@given(documents=st.lists(DOCUMENT, max_size=40), first=st.integers(0, 3), limit=st.integers(0, 3))
def test_groups_are_ranked_by_their_best_documents(
    documents: list[tuple[int, list[str], bool, float]], first: int, limit: int
) -> None:
    arrays = arrays_of(documents)
    scores = np.array([score for *_, score in documents], np.float32)
    second = np.arange(len(documents)) % 3 * 1.0
    best: dict[int, tuple[float, float]] = {}
    for number, (_, _, matches, _) in enumerate(documents):
        group = int(arrays.groups[number])
        if matches:
            one, other = best.get(group, (-1.0, -1.0))
            best[group] = max(one, float(scores[number])), max(other, float(second[number]))
    order = sorted(best, key=lambda group: (-best[group][0], -best[group][1], group))[first : first + limit]

    found = ranked(matching_of(arrays, documents), [scores, second], first=first, limit=limit)

    of_page = [n for n, one in enumerate(documents) if one[2] and int(arrays.groups[n]) in order]
    assert (found.total, found.groups, found.documents.tolist()) == (len(best), order, of_page)


def test_a_filter_does_not_narrow_its_own_counts() -> None:
    base = np.array([True, True, True, False])
    masks = {"country": np.array([True, False, True, True]), "topic": np.array([True, True, False, True])}

    assert others_narrow(masks, base, "country").tolist() == [True, True, False, False]
    assert others_narrow(masks, base, "").tolist() == [True, False, False, False]


@given(documents=st.lists(DOCUMENT, max_size=20))
def test_codes_are_those_of_the_documents_that_are_open(documents: list[tuple[int, list[str], bool, float]]) -> None:
    arrays = arrays_of(documents)

    assert arrays.codes(frozenset(("public",)), "topic") == {
        code for _, codes, shown, _ in documents if shown for code in codes
    }
    assert arrays.codes(frozenset(), "topic") == arrays.codes(frozenset(("public",)), "other") == frozenset()


@given(documents=st.lists(DOCUMENT, max_size=20), asked=CODES)
def test_documents_with_a_code_are_those_that_have_one_of_them(
    documents: list[tuple[int, list[str], bool, float]], asked: list[str]
) -> None:
    mask = arrays_of(documents).coded("topic", [*asked, "new"])

    assert mask.tolist() == [any(code in asked for code in codes) for _, codes, _, _ in documents]
