"""A query as it was understood: a tree of these."""

from dataclasses import dataclass, field
from typing import TypeAlias

from app.search.engine import Hint


@dataclass(frozen=True, slots=True)
class Term:
    """A word in all its forms. `span` is where it stands in the query as typed; a `known` word is no typing error.

    `weight` is less for a word that is looked for in another way as well. `expressions` mean the same: exact forms
    at their distances from each other.
    """

    surface: str
    exact: tuple[str, ...]
    stems: tuple[str, ...]
    field: str = ""
    span: tuple[int, int] = (0, 0)
    known: bool = False
    weight: float = 1.0
    expressions: tuple[tuple[tuple[int, str], ...], ...] = ()

    @property
    def may_be_wrong(self) -> bool:
        """Whether another word may have been meant, should this one stand nowhere."""
        return self.surface.isalpha() and not self.field and not self.known


@dataclass(frozen=True, slots=True)
class Prefix:
    """All words that begin with these letters (folded)."""

    surface: str
    letters: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Exact forms at these distances from each other; stop words between them stand for any word."""

    surface: str
    parts: tuple[tuple[int, str], ...]
    field: str = ""


@dataclass(frozen=True, slots=True)
class Coded:
    """Documents whose facet has the code, because the query named the term; `weight` is 1 for its whole name.

    `words` are stems that tell of the term in a text.
    """

    facet: str
    code: str
    label: str
    weight: float = 1.0
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Clauses:
    """All of `must`, none of `must_not`; without a `must` at least one of `should`. Empty, it means everything."""

    should: tuple["Node", ...] = ()
    must: tuple["Node", ...] = ()
    must_not: tuple["Node", ...] = ()


Leaf: TypeAlias = Term | Prefix | Phrase | Coded
Node: TypeAlias = Leaf | AnyOf | Clauses


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    root: Clauses = field(default_factory=Clauses)
    hints: tuple[Hint, ...] = ()

    @property
    def asks_for_something(self) -> bool:
        """False for an empty query, and for one that only excludes."""
        return bool(self.root.should or self.root.must)


def wanted_leaves(node: Node) -> list[Leaf]:
    """The leaves that make a document match, not those that exclude it; each once."""
    if isinstance(node, AnyOf):
        children = node.nodes
    elif isinstance(node, Clauses):
        children = (*node.must, *node.should)
    else:
        return [node]
    return list(dict.fromkeys(leaf for child in children for leaf in wanted_leaves(child)))
