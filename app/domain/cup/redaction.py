"""Words of an entry that neither the jury nor readers get to see, taken out of its texts.

`redacted` and its kin are pure. A phrase is found whatever its case, accents, hyphens and line breaks, as whole words;
the text itself never changes but where it is shown.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlmodel import Session, col, select

from app.content.schema import Field, Kind
from app.content.sections import BY_NAME
from app.content.text import one_line
from app.domain.cup.names import names_of
from app.domain.errors import NotFound
from app.models.cup import Edition, Question, QuestionKind
from app.models.entries import Entry, EntrySubmission

HIDDEN = "[…]"
Content = Mapping[str, Mapping[str, Any]]
_WRITTEN = frozenset({Kind.LINE, Kind.TEXT, Kind.PLAIN, Kind.URL})
_ALIKE = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "’": "'", "ʼ": "'"})
_LETTER = r"[^\W_]"
# What may stand between the words of a phrase: white space, hyphens, the signs of light Markdown.
_BETWEEN = r"[\s*_\-‐‑–]+"
# So many letters written together are no accident of another word.
_LONG_TOGETHER = 10
# Scripts written without spaces, where a word has no visible end.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def _fold_character(character: str) -> str:
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold()).translate(_ALIKE)
    return "".join(c for c in folded if not "\u0300" <= c <= "\u036f" and unicodedata.category(c) != "Cf")


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and for each of its characters where it stands in the original."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in character.lower() if character.isascii() else _fold_character(character):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


@lru_cache(maxsize=2048)
def _pattern(phrase: str) -> re.Pattern[str] | None:
    words = re.split(_BETWEEN, _folded(one_line(phrase))[0])
    words = [word for word in words if word]
    if not words:
        return None
    before = "" if _UNSPACED.match(words[0][0]) else f"(?<!{_LETTER})"
    after = "" if _UNSPACED.match(words[-1][-1]) else f"(?!{_LETTER})"
    starts = before if words[0][0].isalnum() else ""
    ends = after if words[-1][-1].isalnum() else ""
    escaped = [re.escape(word) for word in words]
    apart = starts + _BETWEEN.join(escaped) + ends
    if len(words) == 1 or sum(map(len, words)) < _LONG_TOGETHER:
        return re.compile(apart)
    # As in #PapasUnidas or papas.unidas@example.org, and within longer addresses.
    return re.compile(f"{apart}|{'[.]?'.join(escaped)}")


def spans(text: str, phrases: Iterable[str]) -> list[tuple[int, int]]:
    """Where any of the phrases stands, as (begin, end) in characters, in order; those that touch are one."""
    folded, places = _folded(text)
    found: list[tuple[int, int]] = []
    for phrase in phrases:
        pattern = _pattern(phrase)
        if pattern is not None:
            found += [(places[m.start()], places[m.end() - 1] + 1) for m in pattern.finditer(folded)]
    joined: list[tuple[int, int]] = []
    for begin, last in sorted(found):
        end = _with_accents(text, last)
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _with_accents(text: str, end: int) -> int:
    """Accents that are characters of their own belong to the letter before them."""
    while end < len(text) and not _fold_character(text[end]):
        end += 1
    return end


def redacted_text(text: str, phrases: Iterable[str]) -> str:
    """One text with every phrase replaced by "[…]"."""
    pieces, at = [], 0
    for begin, end in spans(text, phrases):
        pieces += [text[at:begin], HIDDEN]
        at = end
    return "".join([*pieces, text[at:]])


def redacted(content: Content, phrases: Sequence[str]) -> dict[str, dict[str, Any]]:
    """A case's content with every phrase replaced in every text; codes, numbers and names of files stay.

    A copy: the content given is not changed.
    """
    return {
        name: _mapped(name, section, lambda text: redacted_text(text, phrases)) for name, section in content.items()
    }


def _mapped(name: str, data: Mapping[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    kept = _codes_of(name)
    return {
        part: [
            {inner: one if f"{part}.{inner}" in kept else _changed(one, change) for inner, one in item.items()}
            if isinstance(item, dict)
            else (item if part in kept else _changed(item, change))
            for item in value
        ]
        if isinstance(value, list)
        else (value if part in kept else _changed(value, change))
        for part, value in data.items()
    }


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    return change(value) if isinstance(value, str) else value


@lru_cache(maxsize=64)
def _codes_of(name: str) -> frozenset[str]:
    """The parts of a section that hold codes, not words."""
    if name not in BY_NAME:
        return frozenset()
    codes: set[str] = set()
    for part in BY_NAME[name].parts:
        if isinstance(part, Field):
            codes |= set() if part.kind in _WRITTEN else {part.name}
        else:
            codes |= {f"{part.name}.key"}
            codes |= {f"{part.name}.{inner.name}" for inner in part.fields if inner.kind not in _WRITTEN}
    return frozenset(codes)


def redacted_answers(
    answers: Mapping[str, Any], questions: Iterable[Question], phrases: Sequence[str]
) -> dict[str, Any]:
    """Answers to an edition's questions with every phrase replaced in the texts among them."""
    written = {str(question.id) for question in questions if question.kind is QuestionKind.TEXT}
    return {
        key: redacted_text(value, phrases) if key in written and isinstance(value, str) else value
        for key, value in answers.items()
    }


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where a phrase stands, with a few words around it; `section` and `part` name the question."""

    section: str
    part: str
    before: str
    found: str
    after: str


def occurrences(content: Content, phrase: str, *, around: int = 40) -> list[Occurrence]:
    """Every place of a phrase in a case's texts, in the order of the content."""
    found = []
    for name, section in content.items():
        for part, text in _texts(name, section):
            for begin, end in spans(text, [phrase]):
                before, after = text[max(0, begin - around) : begin], text[end : end + around]
                found.append(Occurrence(name, part, before, text[begin:end], after))
    return found


def _texts(name: str, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for part, value in data.items():
        texts: list[str] = []
        _mapped(name, {part: value}, lambda text, texts=texts: texts.append(text) or text)  # type: ignore[misc]
        for text in texts:
            yield part, text


@dataclass(frozen=True, slots=True)
class JuryText:
    """What the jury reads of an entry: the latest submission without the words that are hidden from it.

    `hidden` are the phrases that were taken out; `names_hidden` says that the organisation may not be named at all.
    """

    submission: EntrySubmission
    title: str
    content: dict[str, dict[str, Any]]
    answers: dict[str, Any]
    hidden: tuple[str, ...]
    names_hidden: bool


def _without_cases(content: Content) -> dict[str, dict[str, Any]]:
    """Codes of other cases go: they are mostly the organisation's own, and everybody can look up whose they are."""
    return {
        name: {part: value for part, value in section.items() if part not in _cases_in(name)}
        for name, section in content.items()
    }


@lru_cache(maxsize=64)
def _cases_in(name: str) -> frozenset[str]:
    fields = BY_NAME[name].fields if name in BY_NAME else ()
    return frozenset(part.name for part in fields if part.kind is Kind.CASES)


def latest_submission(session: Session, entry: Entry) -> EntrySubmission | None:
    """What counts of all that was submitted."""
    query = select(EntrySubmission).where(EntrySubmission.entry_id == entry.id)
    return session.exec(query.order_by(col(EntrySubmission.number).desc()).limit(1)).first()


def jury_text(session: Session, entry: Entry, edition: Edition) -> JuryText:
    """The submission with redactions, what a coordinator hid, and in a blind edition all names hidden.

    Raises NotFound for an entry that was never submitted.
    """
    submission = latest_submission(session, entry)
    if submission is None:
        raise NotFound
    phrases = hidden_phrases(session, entry, edition, submission)
    questions = session.exec(select(Question).where(Question.edition_id == edition.id)).all()
    return without_phrases(submission, questions, phrases, names_hidden=edition.blind)


def hidden_phrases(session: Session, entry: Entry, edition: Edition, submission: EntrySubmission) -> tuple[str, ...]:
    """What the jury may not read in a submission."""
    phrases = [*entry.redactions, *entry.hidden_from_jury]
    if edition.blind:
        phrases += names_of(session, entry)
        phrases += [item["name"] for item in submission.content.get("systematisation", {}).get("team", ())]
    return tuple(phrases)


def without_phrases(
    submission: EntrySubmission, questions: Iterable[Question], phrases: tuple[str, ...], *, names_hidden: bool
) -> JuryText:
    """Pure, so that what was made once can be kept."""
    content = redacted(submission.content, phrases)
    return JuryText(
        submission,
        redacted_text(submission.title, phrases),
        _without_cases(content) if names_hidden else content,
        redacted_answers(submission.answers, questions, phrases),
        phrases,
        names_hidden,
    )
