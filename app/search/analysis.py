"""From text to the forms that are compared: words, their folded form and their stem.

One index serves all languages. A word of a document is kept twice: *exact*, lower-case without accents, and
*stem*, the Snowball stem of the document's language without accents. A word of a query becomes its exact form and
its stems in all four languages, so "Capacitacion", "capacitación" and "capacitaciones" meet.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

import Stemmer

from app.search.stopwords import STOP_WORDS

LANGUAGES = ("en", "es", "fr", "pt")
_SNOWBALL = {"en": "english", "es": "spanish", "fr": "french", "pt": "portuguese"}
_ELISIONS = frozenset(("c", "d", "j", "jusqu", "l", "lorsqu", "m", "n", "puisqu", "qu", "quoiqu", "s", "t"))
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i"})
_MARKS = dict.fromkeys(range(0x300, 0x370))
_APOSTROPHES = "'’ʼ"
_HYPHENS = r"\-‐‑"
_THIN_SPACES = "\u00a0\u202f"
_CACHED_WORDS = 1 << 15

# Endings the Snowball stemmers miss: the accent left out in typing, Portuguese plurals, and the French words for women
# of a trade. First match counts.
_ENDINGS = {
    "fr": (
        ("trices", "teur"),
        ("trice", "teur"),
        *((f"{begin}eus{end}", f"{begin}eur") for begin in ("v", "ch", "d", "ll", "ss") for end in ("es", "e")),
        *((f"{begin}{end}", f"{begin}er") for begin in ("ch", "ll", "g") for end in ("ers", "ère", "ères", "eres")),
        *((f"anne{end}", "an") for end in ("s", "")),
    ),
    "es": (("ncia", "ncia"), ("ncias", "ncias"), ("ion", "ión"), ("ias", "ías"), ("ia", "ía")),
    "pt": (
        *((ending, "ção") for ending in ("ções", "coes", "cao")),
        *((ending, "ão") for ending in ("ões", "oes", "ães", "ao")),
        ("encias", "ência"),
        ("encia", "ência"),
        *((plural, "el") for plural in ("éis", "eis")),
        ("óis", "ol"),
        ("éns", "ém"),
        ("ãs", "ã"),
        *((ending, "ário") for ending in ("árias", "ária")),
        ("ais", "al"),
        ("ens", "em"),
    ),
}
_SHORTEST_STEM = 2
_IRREGULAR = {
    "en": {"women": "woman", "men": "man", "children": "child", "analyses": "analysis", "criteria": "criterion"},
    "es": {
        **dict.fromkeys(("cafés", "cafes", "cafe"), "café"),
        **dict.fromkeys(("raíces", "raices"), "raíz"),
        # Else "lid", as Portuguese "lido", what was read.
        **dict.fromkeys(("líder", "lider", "líderes", "lideres", "liderazgo"), "liderar"),
        **dict.fromkeys(("maíces", "maices"), "maíz"),
        **{f"{word}ces": f"{word}z" for word in ("vo", "lu", "cru", "nue", "lombri", "matri", "arro", "capa", "efica")},
    },
    "fr": {
        "travaux": "travail",
        "yeux": "œil",
        **dict.fromkeys(("vente", "ventes", "vendre", "vendu", "vendue", "vendus", "vendues"), "vend"),
        **dict.fromkeys(("achat", "achats"), "acheter"),
        **dict.fromkeys(("élus", "élues", "elus", "elues"), "élu"),
        **{f"{work}age": f"{work}er" for work in ("stock", "séch", "sech", "tri", "tiss", "broy", "arros")},
        **{f"{trade}euse{end}": f"{trade}eur" for trade in ("achet", "plant", "récolt", "tri") for end in ("", "s")},
    },
    "pt": {
        **dict.fromkeys(("mao", "maos"), "mão"),
        **dict.fromkeys(("pao", "paes", "pães"), "pão"),
        **dict.fromkeys(("sócia", "sócias", "socia", "socias"), "sócio"),
        **dict.fromkeys(("armazem", "armazens"), "armazém"),
        **dict.fromkeys(("empréstimo", "empréstimos", "emprestimo", "emprestimos"), "emprestar"),
        **dict.fromkeys(("líder", "líderes", "lider", "lideres", "liderança", "lideranca", "lideranças"), "liderar"),
        **{f"{begin}eis": f"{begin}il" for begin in ("fác", "difíc", "dific", "fért", "út", "têxt")},
        "pacto": "pacto",
    },
}


def _combining_marks() -> str:
    """A character class of the marks that `\\w` leaves out, without which many scripts fall apart."""
    marks = [n for n in range(0x300, 0x10000) if unicodedata.category(chr(n)).startswith("M")]
    runs = [[n for _, n in run] for _, run in groupby(enumerate(marks), lambda pair: pair[1] - pair[0])]
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)


# In Portugal and Africa many still write "direcção" and "projecto", in Brazil nobody does.
_UNSPOKEN = re.compile(r"(?<=[aeioué])c(?=[tç])")

_LETTER = rf"(?:[^\W_]|[{_combining_marks()}])"
_RAW_WORD = re.compile(
    # Acronyms written with full stops, numbers with signs or narrow spaces between their digits, and whatever else is
    # written together.
    rf"(?:[^\W\d_]\.){{2,}}[^\W\d_]?(?!{_LETTER})"
    rf"|\d+(?:[.,]\d+)+(?!{_LETTER})"
    rf"|\d{{1,3}}(?:[{_THIN_SPACES}]\d{{3}})+(?:,\d+)?(?!{_LETTER})"
    rf"|{_LETTER}+(?:[{_APOSTROPHES}{_HYPHENS}]{_LETTER}+)*"
)
_ACRONYMS = re.compile(r"[^\W\d_a-z]{2,}s")
_LETTERS_AND_DIGITS = re.compile(r"([^\W\d_]{2,})(\d{2,})")


class Piece(NamedTuple):
    """A word inside what is written without a space, and how many words after its beginning it stands."""

    surface: str
    offset: int


class Forms(NamedTuple):
    surface: str
    exact: str
    stem: str
    offset: int


class Token(NamedTuple):
    """A word of a text: its forms, the number of words before it, and where it stands (characters)."""

    surface: str
    exact: str
    stem: str
    position: int
    start: int
    end: int


def fold(text: str) -> str:
    """Lower-case, without accents and ligatures."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES)).translate(_MARKS)


class _Stemmers(threading.local):
    """Snowball stemmers keep state while they work, so every thread has its own."""

    def __init__(self) -> None:
        self.by_language: dict[str, Any] = {language: Stemmer.Stemmer(name, 0) for language, name in _SNOWBALL.items()}


_stemmers = _Stemmers()


def _regular(surface: str, language: str) -> str:
    """The word as the stemmer expects it."""
    if irregular := _IRREGULAR.get(language, {}).get(surface):
        return irregular
    for ending, regular in _ENDINGS.get(language, ()):
        if surface.endswith(ending) and len(surface) - len(ending) >= _SHORTEST_STEM:
            surface = surface.removesuffix(ending) + regular
            break
    return _UNSPOKEN.sub("", surface) if language == "pt" else surface


@lru_cache(maxsize=_CACHED_WORDS)
def stem(surface: str, language: str) -> str:
    """The folded Snowball stem of a lower-case word; in a language without a stemmer the folded word itself."""
    if language not in _SNOWBALL:
        return fold(surface)
    return fold(_stemmers.by_language[language].stemWord(_regular(surface, language)))


def _number(raw: str) -> str:
    """2,500 and 2.500 are one number; 3,5 and 3.5 another."""
    head, *groups = re.split("[.,]", re.sub(rf"[{_THIN_SPACES}\\s]", "", raw))
    if all(len(group) == 3 for group in groups):
        return "".join((head, *groups))
    return "".join((head, *groups[:-1])) + "." + groups[-1]


def _without_elision(part: str) -> list[str]:
    head, *rest = re.split(f"[{_APOSTROPHES}]", part)
    if rest and head in _ELISIONS:
        return rest
    if rest == ["s"]:
        return [head]
    return [head, *rest]


def _compound(parts: list[str]) -> tuple[Piece, ...]:
    single = tuple(Piece(part, offset) for offset, part in enumerate(parts))
    return single if len(single) == 1 else (Piece("".join(parts), 0), *single)


@lru_cache(maxsize=_CACHED_WORDS)
def pieces(raw: str) -> tuple[Piece, ...]:
    """The words in what is written together: `follow-up` → followup, follow, up; `l'eau` → eau; `F.N.C.` → fnc."""
    if raw.isascii() and raw.isalpha() and not raw[:2].isupper():
        # Most are that simple.
        return (Piece(raw.lower(), 0),)
    return _written_together(raw)


def _written_together(raw: str) -> tuple[Piece, ...]:
    if raw[0].isdigit() and re.search(f"[{_THIN_SPACES}]", raw):
        return (Piece(_number(raw), 0),)
    word = unicodedata.normalize("NFKC", raw).lower()
    if _ACRONYMS.fullmatch(raw):
        return (Piece(word, 0), Piece(word[:-1], 0))
    if _RAW_WORD.fullmatch(word) is None:
        return tuple(Piece(m.group(), n) for n, m in enumerate(_RAW_WORD.finditer(word)))
    if word.endswith(".") or word[1:2] == ".":
        return (Piece(_number(word) if word[0].isdigit() else word.replace(".", ""), 0),)
    if word[0].isdigit() and re.search("[.,]", word):
        return (Piece(_number(word), 0),)
    parts = [p for part in re.split(f"[{_HYPHENS}]", word) for p in _without_elision(part)]
    if len(parts) == 1 and (mixed := _LETTERS_AND_DIGITS.fullmatch(parts[0])):
        parts = [mixed[1], mixed[2]]
    return _compound(parts)


def raw_words(text: str) -> Iterator[re.Match[str]]:
    """What is written without a space, where it stands."""
    return _RAW_WORD.finditer(text)


@lru_cache(maxsize=_CACHED_WORDS)
def _forms(raw: str, language: str) -> tuple[tuple[Forms, ...], int]:
    found = pieces(raw)
    stop = STOP_WORDS.get(language, frozenset())
    kept = tuple(
        Forms(surface, exact, stem(surface, language), offset)
        for surface, offset in found
        if surface not in stop and (exact := fold(surface))
    )
    return kept, max((offset for _, offset in found), default=0) + 1


def analyse(text: str, language: str) -> Iterator[Token]:
    """The words of a text in that language; stop words are left out, but counted in the positions."""
    position = 0
    for match in _RAW_WORD.finditer(text):
        forms, width = _forms(match.group(), language)
        for surface, exact, stemmed, offset in forms:
            yield Token(surface, exact, stemmed, position + offset, match.start(), match.end())
        position += width


def words_of(text: str, language: str) -> tuple[list[tuple[tuple[Forms, ...], list[int]]], int]:
    """Each distinct thing written without a space: its forms, and the numbers of words before it at every place.

    With the number of words of the whole text. The same as `analyse` tells, three times as fast.
    """
    places: dict[str, list[int]] = {}
    position = 0
    for raw in _RAW_WORD.findall(text):
        if raw in places:
            places[raw].append(position)
        else:
            places[raw] = [position]
        # Most are plain letters, which are one word.
        position += 1 if raw.isalpha() and raw.isascii() else _forms(raw, language)[1]
    return [(forms, places[raw]) for raw in places if (forms := _forms(raw, language)[0])], position


@lru_cache(maxsize=_CACHED_WORDS)
def query_stems(surface: str, languages: tuple[str, ...] = LANGUAGES) -> tuple[str, ...]:
    """The distinct stems a typed word may have in these languages."""
    return tuple(sorted({stem(surface, language) for language in languages}))


def stop_words(surfaces: Iterable[str], language: str) -> frozenset[str]:
    """Which words of a query are too common to count.

    Those of the reader's language; if it has none in this query, those of the language it seems to be typed in
    ("mes" is a month in Spanish, and a stop word in French).
    """
    words = frozenset(surfaces)
    own = words & STOP_WORDS.get(language, frozenset())
    if own:
        return own
    found = [words & stop for stop in STOP_WORDS.values()]
    most = max(len(stop) for stop in found)
    return frozenset[str]().union(*(stop for stop in found if len(stop) == most))


def word_at(text: str, position: int) -> re.Match[str] | None:
    """What is written without a space from that character on."""
    return _RAW_WORD.match(text, position)


def forms_of(raw: str, language: str) -> tuple[Forms, ...]:
    """The forms of what is written without a space, in a text of that language; none for stop words."""
    return _forms(raw, language)[0]
