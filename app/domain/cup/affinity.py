"""How well an entry fits a juror, in whole points, so that every assignment can be explained and made again.

- reading the entry's language: 2 points. Without it a juror does not get the entry, unless nobody reads the language;
- capability areas that are the entry's and the juror's: 4 points for the first, 2 for each further one, at most 8;
- knowing the entry's country: 3 points;
- knowing one of the ways of learning it tells of: 1 point.

So 14 points at most. Affinity never outweighs a tie, a refusal or a language: these are not points but conditions.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

READS, FIRST_AREA, FURTHER_AREA, MOST_FOR_AREAS, COUNTRY, METHOD = 2, 4, 2, 8, 3, 1
LARGEST = READS + MOST_FOR_AREAS + COUNTRY + METHOD


@dataclass(frozen=True, slots=True)
class Subject:
    """What of an entry counts: its language, and what its answers say of areas, country and ways of learning."""

    language: str
    areas: frozenset[str]
    country: str
    methods: frozenset[str]


@dataclass(frozen=True, slots=True)
class Fit:
    """Why an entry fits a juror; `points` is the sum."""

    reads: bool
    areas: tuple[str, ...]
    country: bool
    methods: tuple[str, ...]

    @property
    def points(self) -> int:
        areas = FIRST_AREA + FURTHER_AREA * (len(self.areas) - 1) if self.areas else 0
        return READS * self.reads + min(areas, MOST_FOR_AREAS) + COUNTRY * self.country + METHOD * bool(self.methods)


def subject_of(language: str, facts: Mapping[str, Any] | None) -> Subject:
    facts = facts or {}
    return Subject(
        language,
        frozenset(facts.get("capabilities") or ()),
        str(facts.get("country") or ""),
        frozenset(facts.get("methods") or ()),
    )


def reads(languages: Collection[str], language: str) -> bool:
    """Variants of a language are read alike: `pt-BR` by whoever reads `pt`."""
    return base_of(language) in {base_of(one) for one in languages}


def base_of(language: str) -> str:
    return language.partition("-")[0].lower()


def fit_of(
    subject: Subject, *, languages: Collection[str], expertise: Collection[str], countries: Collection[str]
) -> Fit:
    return Fit(
        reads(languages, subject.language),
        tuple(sorted(subject.areas & set(expertise))),
        subject.country in countries,
        tuple(sorted(subject.methods & set(expertise))),
    )
