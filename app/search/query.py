"""What people type in the search box, read kindly: a wrong query is never an error, it is read as words.

coffee credit           any of the words, the best matches first
+coffee -buyer          must have, must not have
"savings group"         these words in this order
cooperat*               words that begin so (three letters at least)
title:women             in the title; also organisation, lesson, and by vocabulary: country, product, benefit …
year:2020-2024          published in these years
(coffee OR cocoa)       one or the other; in capitals, also O and OU
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from app.search.analysis import LANGUAGES, fold, pieces, query_stems, raw_words, stop_words
from app.search.engine import Hint, HintCode
from app.search.fields import field_named, is_facet, spoken_codes
from app.search.labels import LONGEST_EXPRESSION, Labels, label_words
from app.search.naming import Item, Occur, labelled, with_labels
from app.search.nodes import AnyOf, Clauses, Coded, Node, Phrase, Prefix, Query, Term
from app.search.stopwords import STOP_WORDS

MOST_WORDS = 16
MOST_CHARACTERS = 400
DEEPEST_BRACKET = 4
SHORTEST_PREFIX = 3

_PLAIN_QUOTES = str.maketrans("“”„«»＂", '""""""')
_LEXEME = re.compile(
    r'(?P<phrase>"[^"]*"?)|(?P<open>\()|(?P<close>\))|(?P<or>(?:OR|OU|O)(?=[\s()"]|$))'
    r'|(?P<sign>[+-](?=[^\s)+-]))|(?P<field>[^\W\d_]+:(?=[^\s/):]))|(?P<word>[^\s()"]+)'
)
_WILDCARD = re.compile(r"\*\w|\w\?\w")
_SIGNS: dict[str, Occur] = {"+": "must", "-": "must_not"}


class _Lexeme(NamedTuple):
    kind: str
    text: str
    start: int


def parse(
    text: str, language: str, labels: Labels, *, languages: Collection[str] = LANGUAGES, plain: bool = False
) -> Query:
    """Read a query typed by a reader of `language`; never raises. Hints say what was read differently.

    Words are looked for by their stems in `languages`, those of the documents there are. A `plain` text is words,
    any of them, however many: nothing in it is syntax.
    """
    parser = _Parser(text, language, labels, languages)
    return parser.plain_query() if plain else parser.query()


def word_term(
    surface: str, field: str = "", span: tuple[int, int] = (0, 0), languages: Collection[str] = LANGUAGES
) -> Term:
    """A lower-case word with all the forms under which it is looked for."""
    stems = query_stems(surface, tuple(languages))
    return Term(surface, tuple(sorted({fold(surface), *stems})), stems, field, span)


def _expression(text: str, language: str) -> tuple[tuple[int, str], ...]:
    """The words of an expression of that language that are no stop words, and how far from its beginning they stand."""
    words = enumerate(text.split())
    return tuple((place, fold(word)) for place, word in words if word not in STOP_WORDS[language])


class _Parser:
    def __init__(self, text: str, language: str, labels: Labels, languages: Collection[str]) -> None:
        self.typed = unicodedata.normalize("NFC", text)
        self.language, self.labels = language, labels
        self.languages = tuple(one for one in LANGUAGES if one in languages) or LANGUAGES
        self.hints: dict[Hint, None] = {}
        self.words_left = MOST_WORDS
        self.common: frozenset[str] = frozenset()
        self.lexemes: list[_Lexeme] = []
        self.at = 0

    def hint(self, code: HintCode, text: str = "") -> None:
        self.hints[Hint(code, text)] = None

    def plain_query(self) -> Query:
        self.common = stop_words(label_words(self.typed), self.language)
        items = [item for match in raw_words(self.typed) for item in self.apart(match)]
        return Query(self.typed, self.clauses(items))

    def query(self) -> Query:
        self.typed = self.typed.translate(_PLAIN_QUOTES)
        if len(self.typed) > MOST_CHARACTERS:
            self.typed = self.typed[:MOST_CHARACTERS]
            self.hint("too_long")
        self.common = stop_words(label_words(self.typed), self.language)
        self.lexemes = [_Lexeme(str(m.lastgroup), m.group(), m.start()) for m in _LEXEME.finditer(self.typed)]
        items: list[Item] = []
        while self.at < len(self.lexemes):
            items += self.items("", 0)
            if self.at < len(self.lexemes):
                self.hint("stray_bracket")
                self.at += 1
        return Query(self.typed, self.clauses(self.expressions(items)), tuple(self.hints))

    # From lexemes to items

    def peek(self) -> str:
        return self.lexemes[self.at].kind if self.at < len(self.lexemes) else ""

    def next(self) -> _Lexeme:
        self.at += 1
        return self.lexemes[self.at - 1]

    def items(self, field: str, depth: int) -> list[Item]:
        found: list[Item] = []
        while self.peek() not in ("", "close"):
            if self.peek() == "or":
                self.next()
                found = self.joined(found, self.item(field, depth) if self.peek() not in ("", "close") else [])
            else:
                found += self.item(field, depth)
        return found

    def joined(self, before: list[Item], after: list[Item]) -> list[Item]:
        """The clauses on both sides of an OR become one."""
        if not before or not after:
            return before + after
        left, right = labelled(before[-1:], self.labels)[0], labelled(after[:1], self.labels)[0]
        either = Item(left.occur, AnyOf((left.node, right.node)))
        return [*before[:-1], either, *after[1:]]

    def item(self, field: str, depth: int) -> list[Item]:
        occur: Occur = "should"
        if self.peek() == "sign":
            occur = _SIGNS[self.next().text]
        if self.peek() == "field":
            field = self.field(self.next().text.removesuffix(":")) or field
        if self.peek() in ("", "close", "or", "sign", "field"):
            return []
        return [replace(item, occur=occur) if occur != "should" else item for item in self.operand(field, depth)]

    def field(self, name: str) -> str:
        known = field_named(name)
        if not known:
            self.lexemes.insert(self.at, _Lexeme("word", name, self.lexemes[self.at - 1].start))
            self.hint("unknown_field", name)
        return known

    def operand(self, field: str, depth: int) -> list[Item]:
        lexeme = self.next()
        if lexeme.kind == "open":
            return self.bracket(field, depth + 1)
        if lexeme.kind == "phrase":
            return list(self.phrase(lexeme, field))
        return list(self.word(lexeme, field))

    def bracket(self, field: str, depth: int) -> list[Item]:
        if depth > DEEPEST_BRACKET:
            self.hint("too_deep")
            return []
        inner = self.clauses(self.expressions(self.items(field, depth)))
        if self.peek() == "close":
            self.next()
        else:
            self.hint("open_bracket")
        return [] if inner == Clauses() else [Item("should", inner)]

    def phrase(self, lexeme: _Lexeme, field: str) -> Iterator[Item]:
        text = lexeme.text.strip('"')
        words = label_words(text)
        if len(lexeme.text) < 2 or not lexeme.text.endswith('"'):
            self.hint("open_quote")
            for match in re.finditer(r"\S+", text):
                yield from self.word(_Lexeme("word", match.group(), lexeme.start + 1 + match.start()), field)
        elif is_facet(field):
            yield from self.coded(field, text, lexeme)
        elif words and self.spend(len(words)):
            parts = tuple((n, fold(word)) for n, word in enumerate(words) if word not in self.common)
            phrase = Phrase(text, parts or tuple((n, fold(word)) for n, word in enumerate(words)), field)
            yield Item("should", with_labels(phrase, () if field else self.labels.named(words), self.labels))

    def word(self, lexeme: _Lexeme, field: str) -> Iterator[Item]:
        if is_facet(field):
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
            yield prefix or self.single(match, lexeme.start, field)

    def spend(self, words: int) -> bool:
        self.words_left -= words
        if self.words_left < 0:
            self.hint("too_many_words")
        return self.words_left >= 0

    # Single operands

    def prefix(self, raw: str, field: str) -> Item | None:
        letters = fold(pieces(raw)[0].surface)
        if len(letters) < SHORTEST_PREFIX:
            self.hint("short_prefix", raw + "*")
            return None
        return Item("should", Prefix(raw + "*", letters, field))

    def term(self, surface: str, field: str, begin: int, end: int) -> Term:
        term = word_term(surface, field, (begin, end), self.languages)
        return replace(term, known=True) if self.labels.knows(surface) else term

    def in_other_words(self, term: Term) -> Term:
        """The word, counted together with what means the same in any language that stands in the index."""
        return self.meaning(self.labels.same_meaning((term.surface,), self.language), term)

    def meaning(self, others: Sequence[tuple[str, str]], typed: Term) -> Term:
        """What was typed and these words and expressions as if all were one word."""
        known = [(text, language) for text, language in others if language in self.languages]
        same = [typed, *(word_term(text, languages=(language,)) for text, language in known if " " not in text)]
        expressions = (_expression(text, language) for text, language in known if " " in text)
        return replace(
            typed,
            exact=tuple(sorted({form for one in same for form in one.exact})),
            stems=tuple(sorted({form for one in same for form in one.stems})),
            expressions=tuple(dict.fromkeys(parts for parts in expressions if len(parts) > 1)),
            known=typed.known or bool(known),
        )

    def expressions(self, items: Sequence[Item]) -> list[Item]:
        """The items; where words together mean something that other words mean, these are looked for instead."""
        found: list[Item] = []
        while len(found) < len(items):
            found += self.longest_expression(items[len(found) :])
        return found

    def longest_expression(self, items: Sequence[Item]) -> list[Item]:
        """The items the first of which begins an expression, now looked for as that; else the first as it is."""
        run = list(takewhile(lambda one: one.occur == "should" and len(one.words) == 1, items[:LONGEST_EXPRESSION]))
        for count in range(len(run), 1, -1):
            words = [one.words[0] for one in run[:count]]
            if others := self.labels.same_meaning(words, self.language):
                meant = self.meaning(others, Term(" ".join(words), (), ()))
                others_read = [replace(one, common=True) for one in run[1:count]]
                return [replace(run[0], node=meant, common=False), *others_read]
        return list(items[:1])

    def apart(self, match: re.Match[str]) -> list[Item]:
        """Each word of what is written together, and the whole."""
        terms = [(one.surface, self.term(one.surface, "", match.start(), match.end())) for one in pieces(match.group())]
        named = terms if len(terms) == 1 else terms[1:]
        return [
            Item("should", term, (surface,) if (surface, term) in named else (), surface in self.common)
            for surface, term in terms
        ]

    def single(self, match: re.Match[str], offset: int, field: str) -> Item:
        """One word; what is written together is found together or apart."""
        whole, *parts = pieces(match.group())
        term = self.term(whole.surface, field, offset + match.start(), offset + match.end())
        words = tuple(part.surface for part in parts) or (whole.surface,)
        if not parts:
            common = whole.surface in self.common
            node = term if field or common else self.in_other_words(term)
            return Item("should", node, () if field else words, common)
        written_apart = Phrase(match.group(), tuple((part.offset, fold(part.surface)) for part in parts), field)
        return Item("should", AnyOf((term, written_apart)), () if field else words)

    def coded(self, field: str, text: str, lexeme: _Lexeme) -> Iterator[Item]:
        codes = spoken_codes(field, text) or tuple(label.code for label in self.labels.in_facet(field, text))
        if codes:
            yield Item("should", AnyOf(tuple(Coded(field, code, text) for code in codes)))
            return
        self.hint("unknown_value", text)
        yield from self.word(_Lexeme("word", text, lexeme.start), "")

    # From items to clauses

    def clauses(self, items: list[Item]) -> Clauses:
        named = labelled(items, self.labels)
        kept = [item for item in named if not item.common]
        if named and not kept:
            self.hint("only_common_words")
        by_occur: dict[Occur, list[Node]] = {"should": [], "must": [], "must_not": []}
        for item in kept or named:
            by_occur[item.occur].append(item.node)
        return Clauses(tuple(by_occur["should"]), tuple(by_occur["must"]), tuple(by_occur["must_not"]))
