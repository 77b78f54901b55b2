"""Completing and correcting words. Pure: the engine says which words there are and what the reader may see."""

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from app.search.engine import Suggestion

SHORTEST_COMPLETED = 2
MOST_BYTES = 2048
_LONG_WORD = 6
_SHORT_WORD = 4


def distance(first: str, second: str, limit: int) -> int:
    """Optimal string alignment distance (insertions, deletions, replacements, swapped neighbours).

    Gives up with `limit` + 1 as soon as it must be more than `limit`.
    """
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit and (not last or min(before) > limit):
            return limit + 1
    return min(row[-1], limit + 1)


def allowed_distance(word: str) -> int:
    """How many slips we believe in a word of that length."""
    return 1 if len(word) < _LONG_WORD else 2


def nearest(word: str, candidates: Iterable[tuple[str, int]]) -> list[str]:
    """Candidates (word, how frequent) near enough to be what was meant, the likeliest first."""
    limit = allowed_distance(word)
    letters = set(word)
    near: list[tuple[int, bool, int, str]] = []
    for candidate, count in candidates:
        if abs(len(candidate) - len(word)) > limit or len(letters.symmetric_difference(candidate)) > 2 * limit:
            continue
        apart = distance(word, candidate, limit)
        if 0 < apart <= limit:
            # Few slip on the first letter.
            near.append((apart, candidate[:1] != word[:1], -count, candidate))
    return [candidate for *_, candidate in sorted(near)]


def surely_meant(word: str, near: Iterable[str]) -> list[str]:
    """Of near words those that must be meant: of a short word only with its letters swapped, doubled or not doubled.

    Among four letters one slip leads to too many others: who types "host" means no "hot".
    """
    if len(word) > _SHORT_WORD:
        return list(near)
    return [one for one in near if sorted(one) == sorted(word) or _single(one) == _single(word)]


def _single(word: str) -> list[str]:
    """The letters of a word, those that follow themselves once."""
    return [letter for letter, _ in groupby(word)]


def as_written(folded: str, accented: Sequence[tuple[str, int]], total: int) -> str:
    """How a folded word is most often written; `accented` are its forms with accents and their counts."""
    if not accented:
        return folded
    surface, count = max(accented, key=lambda one: (one[1], one[0]))
    return surface if count * 2 >= total else folded


def first_visible(
    candidates: Iterable[str], visible: Callable[[str], int], *, limit: int, tried: int = 40
) -> list[tuple[str, int]]:
    """The first candidates that stand in documents the reader may see, and in how many."""
    found: list[tuple[str, int]] = []
    for _, candidate in zip(range(tried), candidates, strict=False):
        if count := visible(candidate):
            found.append((candidate, count))
            if len(found) == limit:
                break
    return found


def within_bytes(suggestions: Iterable[Suggestion], *, limit: int) -> tuple[Suggestion, ...]:
    """The first distinct suggestions that together stay within 2 KB as JSON."""
    kept: list[Suggestion] = []
    size = 0
    for one in dict.fromkeys(suggestions):
        size += len(json.dumps([one.kind, one.text, one.document, one.facet, one.code]).encode())
        if size > MOST_BYTES or len(kept) == limit:
            break
        kept.append(one)
    return tuple(kept)
