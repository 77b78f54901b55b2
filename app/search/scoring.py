"""How much a word counts: BM25 with weighted fields (Robertson, Zaragoza and Taylor, 2004: "Simple BM25 extension").

A word's weighted frequency in a document is the sum of the weights of the sections it stands in; lengths are
weighted in the same way. Then, for one word, score = idf · tf·(k1+1) / (tf + k1·(1 - b + b·length/average)).
"""

from math import log

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

K1 = 1.5
B = 0.75
TITLE_WEIGHT = 2.0
ROLE_WEIGHTS = {"summary": 1.5, "lesson": 1.5, "organisation": 1.0, "body": 1.0, "attachment": 0.5}
# How much more a word counts where it stands as typed, beside counting in all its forms.
EXACT_BONUS = 0.2
# How much the words of titles count once more, as if titles were documents of their own.
TITLE_BONUS = 0.3
# A document whose facet has the named term counts as if it named it so often: a tag says more than a word.
LABEL_FREQUENCY = 5.0
# Where a document has the tag, words of its text that tell of the term count as so many such words each.
TOLD_WEIGHT = 0.6
# How much the single words of a longer name count beside the term it names.
NAMED_WEIGHT = 0.6
# How much a term counts in whose label words stand that are the whole name of another.
BESIDE_NAME = 0.2
# Where kinds are mixed: a part has the tags of the whole it belongs to, and little text to hold it back.
KIND_WEIGHTS = {"block": 0.6, "offer": 0.9, "report": 0.9}


def idf(documents: int, found_in: int) -> float:
    """log(1 + (N - n + ½) / (n + ½)); never negative."""
    return log(1 + (documents - found_in + 0.5) / (found_in + 0.5))


def length_norms(lengths: Floats, average: float) -> Floats:
    """The part of BM25's divisor that depends on the document only."""
    return (K1 * (1 - B + B * lengths / max(average, 1.0))).astype(np.float32)


def bm25(frequencies: Floats, norms: Floats | np.float32, *, weight: float) -> Floats:
    """Scores for weighted frequencies > 0 of one word; `weight` is its idf."""
    return (weight * (K1 + 1) * frequencies / (frequencies + norms)).astype(np.float32)
