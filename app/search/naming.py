"""Where the words of a query name terms of the vocabularies: wholly by a label or synonym, or in part."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from app.search.labels import LONGEST_LABEL, Label, Labels
from app.search.nodes import AnyOf, Coded, Node

Occur: TypeAlias = Literal["should", "must", "must_not"]


@dataclass(frozen=True, slots=True)
class Item:
    """A clause being put together. `words` are those a label may be read from; a stop word has `common` set."""

    occur: Occur
    node: Node
    words: tuple[str, ...] = ()
    common: bool = False


def coded(labels: Sequence[Label], weight: float = 1.0) -> tuple[Coded, ...]:
    return tuple(Coded(label.facet, label.code, label.text, weight) for label in labels)


def with_labels(node: Node, named: Sequence[Label]) -> Node:
    """The node, or else the terms."""
    return AnyOf((node, *coded(named))) if named else node


def labelled(items: Sequence[Item], labels: Labels) -> list[Item]:
    """The items; where words together are the label of a term, that term is looked for as well."""
    found: list[Item] = []
    unnamed: list[Item] = []
    at = 0
    while at < len(items):
        count, named = _longest_label(items, at, labels)
        if not named:
            unnamed.append(items[at])
        if count == 1 and named:
            found.append(replace(items[at], node=with_labels(items[at].node, named), common=False))
        else:
            found += items[at : at + count]
        if count > 1:
            found.append(Item("should", AnyOf(coded(named))))
        at += count
    return found + _named_in_part(unnamed, labels)


def _longest_label(items: Sequence[Item], at: int, labels: Labels) -> tuple[int, tuple[Label, ...]]:
    """How many items from here on are the label of which terms; one item may be none."""
    run = 0
    while at + run < len(items) and run < LONGEST_LABEL and items[at + run].words:
        run += 1
    for count in range(run, 0, -1):
        part = items[at : at + count]
        if count == 1 and part[0].common:
            # English "the" is no French tea.
            return 1, ()
        if count == 1 or all(item.occur == "should" for item in part):
            named = labels.named(tuple(word for item in part for word in item.words))
            if named:
                return count, named
    return 1, ()


def _named_in_part(items: Sequence[Item], labels: Labels) -> list[Item]:
    """The terms of whose labels the query holds words, beside other words that it does not hold."""
    words = [word for item in items if item.occur == "should" and not item.common for word in item.words]
    parts = labels.sharing(dict.fromkeys(words))
    return [Item("should", AnyOf(coded((label,), share))) for label, share in parts]
