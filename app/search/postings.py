"""What the index keeps of a document: which forms, how often (weighted), where, and how long the whole is."""

from collections import defaultdict
from dataclasses import dataclass, field

from app.search.analysis import Forms, words_of
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

    def add(self, forms: Forms, positions: list[int], weight: float, alone: str) -> None:
        """A word that stands at these positions of a section of that weight."""
        keys = (forms.exact, field_form(alone, forms.exact)) if alone else (forms.exact,)
        total = weight * len(positions)
        for key in keys:
            self.positions[key].extend(positions)
            self.exact[key] += total
        if forms.stem != forms.exact:
            for stem in (forms.stem, field_form(alone, forms.stem)) if alone else (forms.stem,):
                self.stems[stem] += total
        if forms.surface != forms.exact:
            self.accents.add(accent_form(forms.exact, forms.surface))
        self.length += total


def postings_of(document: SearchDocument) -> Postings:
    """Everything the index keeps of the words of a document."""
    found = Postings()
    begin = 0
    parts = [("title", document.title, TITLE_WEIGHT)]
    for section in document.sections:
        alone = SEARCHED_ALONE.get(section.role, "")
        parts.append((alone, section.text, ROLE_WEIGHTS[section.role]))
    for alone, text, weight in parts:
        words, length = words_of(text, document.language)
        for written, places in words:
            for forms in written:
                if len(forms.exact) <= LONGEST_FORM:
                    found.add(forms, [begin + forms.offset + place for place in places], weight, alone)
        begin += length + SECTION_GAP
    for positions in found.positions.values():
        positions.sort()
    return found
