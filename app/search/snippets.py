"""The passage of a document that shows best why it was found, with what was looked for marked.

Forms are looked up as plain bytes first (a page of twenty hits is 100 KB of text), and only the places found are
analysed. Results are pieces of plain text; who shows them escapes them.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from app.search.analysis import fold, forms_of, word_at
from app.search.engine import Segment
from app.search.nodes import Phrase, Prefix, Query, Term, wanted_leaves

PASSAGE_LENGTH = 240
SCANNED = 20_000
# Characters before the first mark, at most, when no sentence begins there.
LEAD = 60
MOST_PLACES = 60
_ELLIPSIS = "…"
_LONGEST_ACRONYM = 5
# Latin-1 letters without their accents, lower-case: the same length, at the speed of bytes.
_PLAIN_BYTES = bytes(ord(fold(chr(n))) if len(fold(chr(n))) == 1 and ord(fold(chr(n))) < 256 else n for n in range(256))
_SPACE = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"[.!?…:]\s+|[\n\f]+")
# Stands between the pages of a section that has pages.
PAGE_BREAK = "\f"


@dataclass(frozen=True, slots=True)
class Marks:
    """What to mark: words with one of these exact forms, these stems, or beginnings."""

    exact: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        return bool(self.exact or self.stems or self.beginnings)

    def probes(self) -> tuple[str, ...]:
        """Letters with which every marked word begins; short, because stems change the ends of words."""
        forms = {form[: max(3, len(form) - 2)] for form in self.exact | self.stems} | set(self.beginnings)
        acronyms = {".".join(form) for form in self.exact if len(form) <= _LONGEST_ACRONYM and form.isalpha()}
        numbers = {f"{int(n):,}".replace(",", sign) for n in self.exact if n.isdecimal() for sign in ".,"}
        return tuple(sorted(forms | acronyms | numbers))

    def has(self, raw: str, language: str) -> str:
        """The form by which this word is marked; nothing if it is not."""
        for form in forms_of(raw, language):
            if form.exact in self.exact or form.stem in self.stems:
                return form.stem
            if form.exact.startswith(self.beginnings or ("\0",)):
                return form.exact
        return ""


class Place(NamedTuple):
    start: int
    end: int
    form: str


@dataclass(frozen=True, slots=True)
class Passage:
    """`page` is the one its first mark stands on, from 1; 0 in a section that has no pages."""

    section: str
    segments: tuple[Segment, ...]
    page: int = 0


def marks_of(query: Query) -> Marks:
    """What a query wants marked; not what it excludes."""
    exact: set[str] = set()
    stems: set[str] = set()
    beginnings: set[str] = set()
    for leaf in wanted_leaves(query.root):
        if isinstance(leaf, Term):
            exact.update(leaf.exact)
            stems.update(leaf.stems)
            exact.update(form for parts in leaf.expressions for _, form in parts)
        elif isinstance(leaf, Phrase):
            exact.update(form for _, form in leaf.parts)
        elif isinstance(leaf, Prefix):
            beginnings.add(leaf.letters)
    return Marks(frozenset(exact), frozenset(stems), tuple(sorted(beginnings)))


@lru_cache(maxsize=256)
def _probes(marks: Marks) -> tuple[tuple[bytes, ...], tuple[str, ...]]:
    """The beginnings to look for: of Latin words as plain bytes, of other scripts as they are."""
    every = marks.probes()
    probes = [one for one in every if not any(one != other and one.startswith(other) for other in every)]
    return tuple(_plain(one) for one in probes if one.isascii()), tuple(one for one in probes if not one.isascii())


def _plain(text: str) -> bytes:
    return text.encode("latin-1", "replace").translate(_PLAIN_BYTES)


def _starts(text: str, marks: Marks) -> Sequence[int]:
    """Where words begin as marked ones do. Other scripts than Latin are compared as they are."""
    latin, others = _probes(marks)
    plain = _plain(text)
    found = {at for probe in latin if probe in plain for at in _occurrences(plain, probe)}
    if others and len(lowered := text.lower()) == len(text):
        found |= {at for probe in others for at in _occurrences(lowered, probe)}
    return sorted(at for at in found if at == 0 or not text[at - 1].isalnum())


def _occurrences(text: bytes | str, probe: bytes | str) -> Iterable[int]:
    at = text.find(probe)  # type: ignore[arg-type]
    while at >= 0:
        yield at
        at = text.find(probe, at + 1)  # type: ignore[arg-type]


def _places(text: str, language: str, marks: Marks, starts: Iterable[int]) -> list[Place]:
    """The words to mark in a text of that language, at most the first sixty; `starts` are where they may begin."""
    found: list[Place] = []
    for start in starts:
        word = word_at(text, start)
        if word and (not found or start >= found[-1].end) and (form := marks.has(word.group(), language)):
            found.append(Place(start, word.end(), form))
            if len(found) == MOST_PLACES:
                break
    return found


def _segments(text: str, start: int, end: int, marked: Iterable[Place]) -> tuple[Segment, ...]:
    pieces: list[tuple[str, bool]] = []
    at = start
    for place in marked:
        if start <= place.start and place.end <= end:
            pieces += (text[at : place.start], False), (text[place.start : place.end], True)
            at = place.end
    pieces.append((text[at:end], False))
    return tuple(Segment(_SPACE.sub(" ", piece), mark) for piece, mark in pieces if piece)


def highlighted(text: str, language: str, marks: Marks) -> tuple[Segment, ...]:
    """The whole text with its marks."""
    return _segments(text, 0, len(text), _places(text, language, marks, _starts(text, marks)))


def _worth(forms: int, marks: int) -> float:
    """How good a window with so many different marked words, and marks, is: different words count most."""
    return forms + marks / 100


def _best_start(found: Sequence[Place], least: float) -> tuple[float, int]:
    """What the best window over these places is worth, and its first place; 0 where that can't be more than `least`."""

    def worth(first: int) -> float:
        inside = [place for place in found[first:] if place.end <= found[first].start + PASSAGE_LENGTH - LEAD]
        return _worth(len({place.form for place in inside}), len(inside))

    if _worth(len({place.form for place in found}), len(found)) <= least:
        return (0.0, 0)
    # Most sections have one mark, and need no comparing.
    return max((worth(n), -n) for n in range(len(found))) if len(found) > 1 else (_worth(1, 1), 0)


def _window(text: str, wanted: int) -> tuple[int, int]:
    """Where the passage begins (a sentence, else a word, not far before) and ends (a word)."""
    earliest = max(0, wanted - LEAD)
    sentences = [m.end() for m in _SENTENCE_END.finditer(text, earliest, wanted)]
    if earliest == 0 or sentences:
        start = sentences[-1] if sentences else 0
    else:
        start = text.find(" ", earliest, wanted) + 1 or wanted
    end = min(len(text), start + PASSAGE_LENGTH)
    if end < len(text) and (space := text.rfind(" ", start + PASSAGE_LENGTH // 2, end)) > 0:
        end = space
    return start, end


def _cut(section: str, text: str, wanted: int, found: Sequence[Place]) -> Passage:
    start, end = _window(text, wanted)
    before = (Segment(_ELLIPSIS),) if start > 0 else ()
    after = (Segment(_ELLIPSIS),) if end < len(text.rstrip()) else ()
    page = 1 + text.count(PAGE_BREAK, 0, wanted) if PAGE_BREAK in text else 0
    return Passage(section, (*before, *_segments(text, start, end, found), *after), page)


def best_passage(sections: Iterable[tuple[str, str]], language: str, marks: Marks) -> Passage:
    """The best passage of at most 240 characters from the first 20,000; the beginning when nothing is marked.

    Among equally good passages the one of the earlier section wins.
    """
    if not any(_probes(marks)):
        # A list without words: the beginning of the first section that has any text.
        name, text = next(((name, text) for name, text in sections if text), ("", ""))
        return _cut(name, text[:SCANNED], 0, ())
    shown = _scanned(sections)
    if not shown:
        return Passage("", ())
    # Looked through as one text, because a document has twenty sections and most hold none of the words.
    starts = _starts("\n".join(text for _, text in shown), marks)
    best: tuple[float, str, str, int, list[Place]] = (0.0, *shown[0], 0, [])
    first, offset = 0, 0
    for name, text in shown:
        last = bisect_left(starts, offset + len(text), first)
        if _worth(last - first, last - first) > best[0]:
            found = _places(text, language, marks, [start - offset for start in starts[first:last]])
            worth, negative = _best_start(found, best[0])
            if worth > best[0]:
                best = (worth, name, text, found[-negative].start, found)
        first, offset = last, offset + len(text) + 1
    return _cut(*best[1:])


def _scanned(sections: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The sections that have any text, cut off after so many characters in all."""
    shown: list[tuple[str, str]] = []
    left = SCANNED
    for name, text in sections:
        if text and left > 0:
            shown.append((name, text[:left]))
            left -= len(text)
    return shown
