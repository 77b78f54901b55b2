"""What the index keeps of a document: which forms, how often (weighted), where, and how long the whole is."""

from collections import defaultdict
from dataclasses import dataclass, field

from app.search.analysis import Token, analyse
from app.search.engine import SearchDocument
from app.search.scoring import ROLE_WEIGHTS, TITLE_WEIGHT

# Words between two sections, so that no phrase reaches over a border.
SECTION_GAP = 100
LONGEST_FORM = 60
SEARCHED_ALONE = {"lesson": "lesson", "organisation": "organisation"}


def field_form(field_name: str, form: str) -> str:
    """The key of a form that is looked for in one field only; no form of a word begins with a colon."""
    return f":{field_name}:{form}" if field_name else form


def accent_form(exact: str, surface: str) -> str:
    """The key under which the written form of a word with accents is found from its folded one."""
    return f"{exact}\t{surface}"


@dataclass(slots=True)
class Postings:
    """Forms of one document. A stem is kept only where it differs from the exact form."""

    positions: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    exact: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    stems: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    accents: set[str] = field(default_factory=set)
    length: float = 0.0

    def add(self, token: Token, position: int, weight: float, alone: str) -> None:
        keys = (token.exact, field_form(alone, token.exact)) if alone else (token.exact,)
        for key in keys:
            self.positions[key].append(position)
            self.exact[key] += weight
        if token.stem != token.exact:
            for stem in (token.stem, field_form(alone, token.stem)) if alone else (token.stem,):
                self.stems[stem] += weight
        if token.surface != token.exact:
            self.accents.add(accent_form(token.exact, token.surface))
        self.length += weight


def postings_of(document: SearchDocument) -> Postings:
    """Everything the index keeps of the words of a document."""
    found = Postings()
    begin = 0
    parts = [("title", document.title, TITLE_WEIGHT)]
    for section in document.sections:
        alone = SEARCHED_ALONE.get(section.role, "")
        parts.append((alone, section.text, ROLE_WEIGHTS[section.role]))
    for alone, text, weight in parts:
        last = begin
        for token in analyse(text, document.language):
            last = begin + token.position
            if len(token.exact) <= LONGEST_FORM:
                found.add(token, last, weight, alone)
        begin = last + SECTION_GAP
    return found
