"""Where the words of a query name terms of the vocabularies: wholly by a label or synonym, or in part."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from app.search.labels import LONGEST_LABEL, Label, Labels
from app.search.nodes import AnyOf, Coded, Node, Term
from app.search.scoring import BESIDE_NAME, NAMED_WEIGHT

Occur: TypeAlias = Literal["should", "must", "must_not"]


@dataclass(frozen=True, slots=True)
class Item:
    """A clause being put together. `words` are those a label may be read from; a stop word has `common` set."""

    occur: Occur
    node: Node
    words: tuple[str, ...] = ()
    common: bool = False


def coded(named: Sequence[Label], labels: Labels, weight: float = 1.0) -> tuple[Coded, ...]:
    """The terms of these labels."""
    return tuple(Coded(one.facet, one.code, one.text, weight, labels.told(one)) for one in named)


def with_labels(node: Node, named: Sequence[Label], labels: Labels) -> Node:
    """The node, or else the terms."""
    return AnyOf((node, *coded(named, labels))) if named else node


def labelled(items: Sequence[Item], labels: Labels) -> list[Item]:
    """The items; where words together are the label of a term, that term is looked for as well."""
    found: list[Item] = []
    unnamed: list[Item] = []
    read: list[Item] = []
    names: list[Label] = []
    at = 0
    while at < len(items):
        count, named = _longest_label(items, at, labels)
        part = items[at : at + count]
        if not named:
            unnamed += part
        if count == 1:
            read += part
        if count == 1 and named:
            found.append(replace(part[0], node=with_labels(part[0].node, named, labels), common=False))
        else:
            found += map(_lighter, part) if named else part
        if count > 1:
            found.append(Item("should", AnyOf(coded(named, labels))))
        names += named
        at += count
    return found + _named_in_part(unnamed, read, names, labels)


def _lighter(item: Item) -> Item:
    """A word of a longer name says less by itself."""
    return replace(item, node=replace(item.node, weight=NAMED_WEIGHT)) if isinstance(item.node, Term) else item


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


def _named_in_part(unnamed: Sequence[Item], read: Sequence[Item], names: Sequence[Label], labels: Labels) -> list[Item]:
    """The terms of whose labels the query holds words, beside other words that it does not hold.

    A word that is the whole name of a term tells of others too, but less; words of longer names do not.
    """
    parts = {(one.facet, one.code): (one, share) for one, share in labels.sharing(_words(unnamed))}
    known = {*parts, *((one.facet, one.code) for one in names)}
    for one, share in labels.sharing(_words(read)):
        if (one.facet, one.code) not in known:
            parts[one.facet, one.code] = (one, share * BESIDE_NAME)
    return [Item("should", AnyOf(coded((one,), labels, share))) for one, share in parts.values()]


def _words(items: Sequence[Item]) -> list[str]:
    """The words, each once, from which terms may be read."""
    return list(dict.fromkeys(word for one in items if one.occur == "should" and not one.common for word in one.words))
