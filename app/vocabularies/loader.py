"""Reads the vocabularies' data files; a file with a gap or a contradiction is refused as a whole."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from app.content.text import N_

DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "es", "fr", "pt")
CODE = re.compile(r"[a-z0-9_]{1,60}")
# An activity is narrower than a benefit; elsewhere the broader term is one of the same vocabulary.
BROADER_IN = {"activity": "benefit"}


class VocabularyTitle(NamedTuple):
    """English texts, marked for translation."""

    title: str
    description: str


VOCABULARY_TITLES: Mapping[str, VocabularyTitle] = {
    "benefit": VocabularyTitle(
        N_("Benefits of working together"),
        N_("What producers gained because they acted as a group instead of each alone."),
    ),
    "activity": VocabularyTitle(
        N_("Practical activities"),
        N_("What members did together in practice to bring about a benefit."),
    ),
    "capability": VocabularyTitle(
        N_("Capability areas"),
        N_("What a producer organisation has to be good at, and can learn from another."),
    ),
    "method": VocabularyTitle(
        N_("Ways of learning"),
        N_("How people came to know what they now know."),
    ),
    "maturity": VocabularyTitle(
        N_("Maturity"),
        N_("How well a practice has been proven so far; reviewers decide it, never the organisation itself."),
    ),
    "evidence": VocabularyTitle(
        N_("Strength of evidence"),
        N_("How we know that a reported result is true."),
    ),
    "condition": VocabularyTitle(
        N_("Conditions"),
        N_("Circumstances around an experience that made it easier or harder."),
    ),
    "participation": VocabularyTitle(
        N_("Degrees of participation"),
        N_("How much part a group of people had in each phase of an experience."),
    ),
    "phase": VocabularyTitle(
        N_("Phases of an experience"),
        N_("The steps from the first idea to looking back on the results."),
    ),
    "balance": VocabularyTitle(
        N_("Balance in an alliance"),
        N_("Who has more weight in an agreement between producers and a buyer."),
    ),
    "voice": VocabularyTitle(
        N_("Voices"),
        N_("Who is speaking when difficulties and lessons are told."),
    ),
    "case_kind": VocabularyTitle(
        N_("Kinds of experience"),
        N_("Whether an experience went well, did not work out, or was some of both."),
    ),
    "organisation_kind": VocabularyTitle(
        N_("Kinds of organisation"),
        N_("What an organisation is and to whom it belongs."),
    ),
    "tier": VocabularyTitle(
        N_("Tiers of producer organisations"),
        N_("Whether the members are producers, organisations of producers, or unions of these."),
    ),
    "relation_kind": VocabularyTitle(
        N_("Relations between organisations"),
        N_("Ties that others should know of, because they can lead to a conflict of interest."),
    ),
    "case_role": VocabularyTitle(
        N_("Parts in an experience"),
        N_("What an organisation has to do with an experience."),
    ),
    "facilitation": VocabularyTitle(
        N_("Forms of facilitation"),
        N_("Who brought the parties together, and how long this lasts."),
    ),
    "impact": VocabularyTitle(
        N_("Size of the change"),
        N_("How much has changed for the members, in their own judgement."),
    ),
    "offer_kind": VocabularyTitle(
        N_("What an organisation can offer"),
        N_("Ways in which an organisation is ready to share its experience with others."),
    ),
    "sustainable": VocabularyTitle(
        N_("Lasting without outside support"),
        N_("Whether a practice continues with the organisation's own means."),
    ),
    "licence": VocabularyTitle(
        N_("Licences"),
        N_("What readers may do with the texts, pictures and recordings of an experience."),
    ),
    "visit_need": VocabularyTitle(
        N_("Needs on a visit"),
        N_("Conditions that somebody has to provide or pay for, so that everybody can take part in a visit."),
    ),
    "visit_role": VocabularyTitle(
        N_("Roles of people on a visit"),
        N_("What visitors and those whom they meet do in their own organisations."),
    ),
    "product": VocabularyTitle(
        N_("Products"),
        N_("What the members grow, raise, catch, gather, make or offer."),
    ),
    "certification": VocabularyTitle(
        N_("Certifications and labels"),
        N_("Standards that an organisation or its products have been checked against."),
    ),
}


class VocabularyError(ValueError):
    """A data file breaks a rule; the message names the vocabulary and the term."""


@dataclass(frozen=True, slots=True)
class TermData:
    """One term as its file has it; texts and synonyms by language code, all four languages present."""

    code: str
    broader: str | None
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    synonyms: Mapping[str, tuple[str, ...]]
    uri: str | None = None


def vocabularies() -> tuple[str, ...]:
    """The names of all vocabularies, in the order in which they are listed."""
    return tuple(VOCABULARY_TITLES)


@cache
def load(vocabulary: str) -> tuple[TermData, ...]:
    """The terms of a vocabulary in the order shown.

    Raises KeyError for a name that is not in `vocabularies()`, VocabularyError for a file that breaks a rule.
    """
    if vocabulary not in VOCABULARY_TITLES:
        raise KeyError(vocabulary)
    parent = BROADER_IN.get(vocabulary)
    return read_terms(DATA / f"{vocabulary}.json", load(parent) if parent else None)


def read_terms(path: Path, broader: Sequence[TermData] | None = None) -> tuple[TermData, ...]:
    """The terms of one data file, checked; raises VocabularyError.

    Broader terms must be among `broader`, or, when that is None, in the file itself.
    """
    terms = tuple(_term(path.stem, raw) for raw in json.loads(path.read_text(encoding="utf-8")))
    _check_codes(path.stem, terms, terms if broader is None else broader)
    return terms


def _term(vocabulary: str, raw: Mapping[str, Any]) -> TermData:
    code = str(raw.get("code", ""))
    if not CODE.fullmatch(code):
        raise VocabularyError(f"{vocabulary}: the code {code!r} is empty, too long or not of a-z, 0-9 and _")
    for part in ("labels", "definitions", "synonyms"):
        if tuple(raw.get(part, ())) != LANGUAGES:
            raise VocabularyError(f"{vocabulary}/{code}: {part} must have {', '.join(LANGUAGES)} in this order")
    _check_texts(f"{vocabulary}/{code}", raw)
    return TermData(
        code=code,
        broader=raw.get("broader"),
        labels=MappingProxyType(dict(raw["labels"])),
        definitions=MappingProxyType(dict(raw["definitions"])),
        synonyms=MappingProxyType({language: tuple(words) for language, words in raw["synonyms"].items()}),
        uri=raw.get("uri"),
    )


def _check_texts(name: str, raw: Mapping[str, Any]) -> None:
    for language in LANGUAGES:
        texts = [raw["labels"][language], raw["definitions"][language], *raw["synonyms"][language]]
        if any(not text or text != text.strip() for text in texts):
            raise VocabularyError(f"{name}: a text in {language} is empty or has spaces around it")


def _check_codes(vocabulary: str, terms: Sequence[TermData], broader: Sequence[TermData]) -> None:
    codes = [term.code for term in terms]
    if len(set(codes)) < len(codes):
        raise VocabularyError(f"{vocabulary}: a code occurs twice")
    above = {term.code for term in broader}
    for term in terms:
        if term.broader is not None and (term.broader not in above or term.broader == term.code):
            raise VocabularyError(f"{vocabulary}/{term.code}: there is no broader term {term.broader!r}")
