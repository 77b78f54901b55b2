"""Texts of an edition that its other languages do not follow: not written there, or still as the template has them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.content.text import tidy
from app.domain.cup import template
from app.domain.cup.answering import questions_of
from app.domain.cup.rubric import criteria_of
from app.models.cup import Edition

ABOUT = ("title", "theme", "rules")


@dataclass(frozen=True, slots=True)
class Behind:
    """How many texts of a part readers of a language find `missing`, and how many still the `template`'s.

    `part` is one of `ABOUT`, "awards", "questions" or "criteria".
    """

    language: str
    part: str
    missing: int
    template: int


def texts_behind(session: Session, *, edition: Edition) -> list[Behind]:
    """By language and part, where anything is behind the language in which the edition is written."""
    pieces = list(_pieces(session, edition))
    parts = list(dict.fromkeys(part for part, _ in pieces))
    others = [language for language in template.LANGUAGES if language != edition.language]
    found = [_behind(edition, pieces, language, part) for language in others for part in parts]
    return [one for one in found if one.missing or one.template]


def _behind(edition: Edition, pieces: list[tuple[str, Mapping[str, str]]], language: str, part: str) -> Behind:
    begun = _begun_with(edition, language)
    missing = still = 0
    for name, words in pieces:
        if name != part or not (text := tidy(words.get(edition.language, ""))):
            continue
        other = tidy(words.get(language, ""))
        missing += not other
        still += other in begun and text not in begun[other]
    return Behind(language, part, missing, still)


def _begun_with(edition: Edition, language: str) -> dict[str, set[str]]:
    """Each text of the template in a language, and what it says in the language of the edition."""
    begun: dict[str, set[str]] = {}
    for words in template.pieces(edition.year):
        begun.setdefault(tidy(words[language]), set()).add(tidy(words[edition.language]))
    return begun


def _pieces(session: Session, edition: Edition) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every text as part and {language: text}."""
    yield from ((name, _of(edition.texts, name)) for name in ABOUT)
    for award in edition.awards:
        yield from (("awards", _of(award["texts"], name)) for name in ("name", "about"))
    for question in questions_of(session, edition):
        yield from (("questions", _of(question.texts, name)) for name in ("label", "help"))
        yield from (("questions", option["texts"]) for option in question.options)
    for criterion in criteria_of(session, edition):
        yield from (("criteria", _of(criterion.texts, name)) for name in ("name", "asks"))
        yield from (("criteria", level["texts"]) for level in criterion.levels)


def _of(texts: Mapping[str, Mapping[str, str]], name: str) -> dict[str, str]:
    return {language: words.get(name, "") for language, words in texts.items()}
