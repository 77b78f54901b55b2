"""What people type in the search box, read kindly: a wrong query is never an error, it is read as words.

coffee credit           any of the words, the best matches first
+coffee -buyer          must have, must not have
"savings group"         these words in this order
cooperat*               words that begin so (three letters at least)
title:women             in the title; also organisation, lesson, and by vocabulary: country, product
(coffee OR cocoa)       one or the other
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, TypeAlias

from app.search.analysis import fold, pieces, query_stems, raw_words, stop_words
from app.search.engine import Hint, HintCode
from app.search.labels import LONGEST_LABEL, Label, Labels, label_words
from app.search.nodes import AnyOf, Clauses, Coded, Node, Phrase, Prefix, Query, Term

MOST_WORDS = 16
MOST_CHARACTERS = 400
DEEPEST_BRACKET = 4
SHORTEST_PREFIX = 3

_Occur: TypeAlias = Literal["should", "must", "must_not"]

_FIELD_NAMES = {
    "title": "title titulo titre",
    "organisation": "organisation organization organizacion organizacao org",
    "lesson": "lesson leccion lecon licao",
    "country": "country pais pays",
    "product": "product producto produit produto",
}
_FIELDS = {name: field for field, names in _FIELD_NAMES.items() for name in names.split()}
_VOCABULARY_FIELDS = ("country", "product")
_PLAIN_QUOTES = str.maketrans("“”„«»＂", '""""""')
_LEXEME = re.compile(
    r'(?P<phrase>"[^"]*"?)|(?P<open>\()|(?P<close>\))|(?P<or>OR(?=[\s()"]|$))'
    r'|(?P<sign>[+-](?=[^\s)+-]))|(?P<field>[^\W\d_]+:(?=[^\s/):]))|(?P<word>[^\s()"]+)'
)
_WILDCARD = re.compile(r"\*\w|\w\?\w")
_SIGNS: dict[str, _Occur] = {"+": "must", "-": "must_not"}


class _Lexeme(NamedTuple):
    kind: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class _Item:
    """A clause being put together. `words` are those a label may be read from; a stop word has `common` set."""

    occur: _Occur
    node: Node
    words: tuple[str, ...] = ()
    common: bool = False


def parse(text: str, language: str, labels: Labels) -> Query:
    """Read a query typed by a reader of `language`; never raises. Hints say what was read differently."""
    return _Parser(text, language, labels).query()


def word_term(surface: str, field: str = "", span: tuple[int, int] = (0, 0)) -> Term:
    """A lower-case word with all the forms under which it is looked for."""
    stems = query_stems(surface)
    return Term(surface, tuple(sorted({fold(surface), *stems})), stems, field, span)


class _Parser:
    def __init__(self, text: str, language: str, labels: Labels) -> None:
        self.typed = unicodedata.normalize("NFC", text).translate(_PLAIN_QUOTES)
        self.language, self.labels = language, labels
        self.hints: dict[Hint, None] = {}
        self.words_left = MOST_WORDS
        if len(self.typed) > MOST_CHARACTERS:
            self.typed = self.typed[:MOST_CHARACTERS]
            self.hint("too_long")
        self.common = stop_words(label_words(self.typed), language)
        self.lexemes = [_Lexeme(str(m.lastgroup), m.group(), m.start()) for m in _LEXEME.finditer(self.typed)]
        self.at = 0

    def hint(self, code: HintCode, text: str = "") -> None:
        self.hints[Hint(code, text)] = None

    def query(self) -> Query:
        items: list[_Item] = []
        while self.at < len(self.lexemes):
            items += self.items("", 0)
            if self.at < len(self.lexemes):
                self.hint("stray_bracket")
                self.at += 1
        return Query(self.typed, self.clauses(items), tuple(self.hints))

    # From lexemes to items

    def peek(self) -> str:
        return self.lexemes[self.at].kind if self.at < len(self.lexemes) else ""

    def next(self) -> _Lexeme:
        self.at += 1
        return self.lexemes[self.at - 1]

    def items(self, field: str, depth: int) -> list[_Item]:
        found: list[_Item] = []
        while self.peek() not in ("", "close"):
            if self.peek() == "or":
                self.next()
                found = self.joined(found, self.item(field, depth) if self.peek() not in ("", "close") else [])
            else:
                found += self.item(field, depth)
        return found

    def joined(self, before: list[_Item], after: list[_Item]) -> list[_Item]:
        """The clauses on both sides of an OR become one."""
        if not before or not after:
            return before + after
        left, right = self.labelled(before[-1:])[0], self.labelled(after[:1])[0]
        either = _Item(left.occur, AnyOf((left.node, right.node)))
        return [*before[:-1], either, *after[1:]]

    def item(self, field: str, depth: int) -> list[_Item]:
        occur: _Occur = "should"
        if self.peek() == "sign":
            occur = _SIGNS[self.next().text]
        if self.peek() == "field":
            field = self.field(self.next().text.removesuffix(":")) or field
        if self.peek() in ("", "close", "or", "sign", "field"):
            return []
        return [replace(item, occur=occur) if occur != "should" else item for item in self.operand(field, depth)]

    def field(self, name: str) -> str:
        known = _FIELDS.get(fold(name), "")
        if not known:
            self.lexemes.insert(self.at, _Lexeme("word", name, self.lexemes[self.at - 1].start))
            self.hint("unknown_field", name)
        return known

    def operand(self, field: str, depth: int) -> list[_Item]:
        lexeme = self.next()
        if lexeme.kind == "open":
            return self.bracket(field, depth + 1)
        if lexeme.kind == "phrase":
            return list(self.phrase(lexeme, field))
        return list(self.word(lexeme, field))

    def bracket(self, field: str, depth: int) -> list[_Item]:
        if depth > DEEPEST_BRACKET:
            self.hint("too_deep")
            return []
        inner = self.clauses(self.items(field, depth))
        if self.peek() == "close":
            self.next()
        else:
            self.hint("open_bracket")
        return [] if inner == Clauses() else [_Item("should", inner)]

    def phrase(self, lexeme: _Lexeme, field: str) -> Iterator[_Item]:
        text = lexeme.text.strip('"')
        words = label_words(text)
        if len(lexeme.text) < 2 or not lexeme.text.endswith('"'):
            self.hint("open_quote")
            for match in re.finditer(r"\S+", text):
                yield from self.word(_Lexeme("word", match.group(), lexeme.start + 1 + match.start()), field)
        elif field in _VOCABULARY_FIELDS:
            yield from self.coded(field, text, lexeme)
        elif words and self.spend(len(words)):
            parts = tuple((n, fold(word)) for n, word in enumerate(words) if word not in self.common)
            phrase = Phrase(text, parts or tuple((n, fold(word)) for n, word in enumerate(words)), field)
            yield _Item("should", self.with_labels(phrase, () if field else self.labels.named(words)))

    def word(self, lexeme: _Lexeme, field: str) -> Iterator[_Item]:
        if field in _VOCABULARY_FIELDS:
            yield from self.coded(field, lexeme.text, lexeme)
            return
        text, starts = lexeme.text.rstrip("*"), lexeme.text.endswith("*")
        if _WILDCARD.search(text):
            self.hint("no_wildcards", lexeme.text)
        matches = list(raw_words(text))
        for n, match in enumerate(matches):
            if not self.spend(1):
                return
            open_end = starts and n == len(matches) - 1 and match.end() == len(text)
            prefix = self.prefix(match.group(), field) if open_end else None
            yield prefix or self.plain(match, lexeme.start, field)

    def spend(self, words: int) -> bool:
        self.words_left -= words
        if self.words_left < 0:
            self.hint("too_many_words")
        return self.words_left >= 0

    # Single operands

    def prefix(self, raw: str, field: str) -> _Item | None:
        letters = fold(pieces(raw)[0].surface)
        if len(letters) < SHORTEST_PREFIX:
            self.hint("short_prefix", raw + "*")
            return None
        return _Item("should", Prefix(raw + "*", letters, field))

    def plain(self, match: re.Match[str], offset: int, field: str) -> _Item:
        whole, *parts = pieces(match.group())
        term = word_term(whole.surface, field, (offset + match.start(), offset + match.end()))
        words = tuple(part.surface for part in parts) or (whole.surface,)
        if not parts:
            return _Item("should", term, () if field else words, whole.surface in self.common)
        written_apart = Phrase(match.group(), tuple((part.offset, fold(part.surface)) for part in parts), field)
        return _Item("should", AnyOf((term, written_apart)), () if field else words)

    def coded(self, field: str, text: str, lexeme: _Lexeme) -> Iterator[_Item]:
        if found := self.labels.in_facet(field, text):
            yield _Item("should", AnyOf(tuple(Coded(one.facet, one.code, text) for one in found)))
            return
        self.hint("unknown_value", text)
        yield from self.word(_Lexeme("word", text, lexeme.start), "")

    # From items to clauses

    @staticmethod
    def with_labels(node: Node, named: tuple[Label, ...]) -> Node:
        if not named:
            return node
        return AnyOf((node, *(Coded(label.facet, label.code, label.text) for label in named)))

    def clauses(self, items: list[_Item]) -> Clauses:
        named = self.labelled(items)
        kept = [item for item in named if not item.common]
        if named and not kept:
            self.hint("only_common_words")
        by_occur: dict[_Occur, list[Node]] = {"should": [], "must": [], "must_not": []}
        for item in kept or named:
            by_occur[item.occur].append(item.node)
        return Clauses(tuple(by_occur["should"]), tuple(by_occur["must"]), tuple(by_occur["must_not"]))

    def labelled(self, items: list[_Item]) -> list[_Item]:
        """The items; where words together are the label of a term, that term is looked for as well."""
        found: list[_Item] = []
        at = 0
        while at < len(items):
            count, named = self.longest_label(items, at)
            if count == 1 and named:
                found.append(replace(items[at], node=self.with_labels(items[at].node, named), common=False))
            else:
                found += items[at : at + count]
            if count > 1:
                found.append(_Item("should", AnyOf(tuple(Coded(x.facet, x.code, x.text) for x in named))))
            at += count
        return found

    def longest_label(self, items: list[_Item], at: int) -> tuple[int, tuple[Label, ...]]:
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
                named = self.labels.named(tuple(word for item in part for word in item.words))
                if named:
                    return count, named
        return 1, ()
