"""The measures of a ranking against judgements, defined as in trec_eval.

`ranked` are the ids of documents, best first; `grades` their judged grades, 0 for not relevant. What was not judged
counts as not relevant. Queries without a relevant document say nothing and are left out by whoever averages.
"""

from collections.abc import Mapping, Sequence
from math import log2


def _gain(grades: Sequence[int]) -> float:
    """Discounted cumulated gain: the grade by the logarithm of the place (Järvelin and Kekäläinen, 2002)."""
    return sum(grade / log2(place + 1) for place, grade in enumerate(grades, 1))


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], *, at: int = 10) -> float:
    """The gain of the first `at`, as a part of the greatest possible one."""
    best = _gain(sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:at])
    return _gain([max(grades.get(document, 0), 0) for document in ranked[:at]]) / best if best else 0.0


def average_precision(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """The mean, over all relevant documents, of the precision at the place of each; 0 for those not found."""
    relevant, found, total = sum(grade > 0 for grade in grades.values()), 0, 0.0
    for place, document in enumerate(ranked, 1):
        if grades.get(document, 0) > 0:
            found += 1
            total += found / place
    return total / relevant if relevant else 0.0


def recall(ranked: Sequence[str], grades: Mapping[str, int], *, at: int = 100) -> float:
    """The part of the relevant documents that is among the first `at`."""
    relevant = {document for document, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranked[:at])) / len(relevant) if relevant else 0.0
