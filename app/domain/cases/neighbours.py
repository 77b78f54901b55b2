"""The cases around a case: those it names, those that were adapted from it, those about the same things."""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from threading import Lock
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, and_, col, func, select

from app.domain.cases.access import public_cases
from app.models.cases import Case, CaseTier, CaseTranslation, CaseVersion, TranslationState
from app.models.organisations import Organisation
from app.models.search_log import SearchLogEntry

# The facts by which two experiences are near to each other, and how much each counts.
WEIGHTS = {"products": 3.0, "benefits": 2.0, "capabilities": 2.0, "activities": 2.0, "methods": 1.0}
_VOCABULARIES = {
    "products": "product",
    "benefits": "benefit",
    "capabilities": "capability",
    "activities": "activity",
    "methods": "method",
}
MOST_SIMILAR = 4
# One thing in common is a chance; shared by everybody it says nothing either.
_LEAST_IN_COMMON = 2
# Rows of the log may be committed out of their order (PostgreSQL), so a few are read again.
_READ_AGAIN = 200
# How many cases are decoded at a time: all at once would stay in the memory of the process for ever.
_BATCH = 200

Term = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another public case as a line of text; `language` is that of the words, `shared` what it has in common:
    (vocabulary, code), what counts most first."""

    code: str
    title: str
    summary: str
    language: str
    organisation: str
    country: str
    tier: CaseTier
    shared: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbours:
    related: list[Neighbour] = field(default_factory=list)
    adapted_from: list[Neighbour] = field(default_factory=list)
    adapted_by: list[Neighbour] = field(default_factory=list)
    similar: list[Neighbour] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.related or self.adapted_from or self.adapted_by or self.similar)


@dataclass(frozen=True, slots=True)
class _About:
    """What one public case is about."""

    terms: tuple[Term, ...]
    adapted_from: tuple[str, ...]


class Library:
    """What every public case is about, kept in memory and brought up to date from the search log.

    To find what is similar or was adapted, the contents of all cases would have to be read for each page.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen = -1
        self._adapted: dict[str, list[str]] = {}
        self._known = _Known.of({})

    def refresh(self, session: Session, latest: int) -> None:
        """Take in what changed up to the latest row of the search log."""
        with self._lock:
            if latest == self._seen:
                return
            changed = None if self._seen < 0 or latest < self._seen else _changed(session, self._seen)
            self._take_in(session, changed)
            self._seen = latest

    def _take_in(self, session: Session, changed: Collection[str] | None) -> None:
        rows = dict(_read(session, changed))
        if changed is not None:
            kept = {code: about for code, about in self._known.cases.items() if code not in changed}
            rows = {**kept, **rows}
        adapted: dict[str, list[str]] = {}
        for code, about in rows.items():
            for source in about.adapted_from:
                adapted.setdefault(source, []).append(code)
        self._adapted, self._known = adapted, _Known.of(rows)

    def adapted_by(self, code: str) -> list[str]:
        return list(self._adapted.get(code, ()))

    def similar(
        self, code: str, facts: Mapping[str, Any], *, leave_out: Collection[str]
    ) -> list[tuple[str, list[Term]]]:
        """The nearest cases by what they are about, each with the terms it shares, what counts most first.

        A term counts by the weight of its vocabulary times how rare it is: log(1 + cases / cases with it).
        """
        known = self._known
        scores, common = np.zeros(len(known.codes)), np.zeros(len(known.codes), np.int32)
        worths: dict[Term, float] = {}
        for name, term in _terms(facts):
            if (having := known.having.get(term)) is not None:
                worths[term] = WEIGHTS[name] * math.log1p(len(known.codes) / len(having))
                scores[having] += worths[term]
                common[having] += 1
        near = np.flatnonzero(common >= _LEAST_IN_COMMON)
        # The codes are in order and the sort keeps it, so of equals the same ones are always taken.
        ordered = (known.codes[place] for place in near[np.argsort(-scores[near], kind="stable")])
        nearest = islice((other for other in ordered if other != code and other not in leave_out), MOST_SIMILAR)
        by_worth = sorted(worths, key=lambda term: -worths[term])
        return [(other, [term for term in by_worth if term in known.cases[other].terms]) for other in nearest]


@dataclass(frozen=True, slots=True)
class _Known:
    """The cases, their codes in order, and for each term the places in these of the cases that have it."""

    cases: Mapping[str, _About]
    codes: list[str]
    having: dict[Term, NDArray[np.int32]]

    @classmethod
    def of(cls, cases: Mapping[str, _About]) -> Self:
        codes, places = sorted(cases), dict[Term, list[int]]()
        for place, code in enumerate(codes):
            for term in cases[code].terms:
                places.setdefault(term, []).append(place)
        return cls(cases, codes, {term: np.array(those, np.int32) for term, those in places.items()})


def _terms(facts: Mapping[str, Any]) -> Iterable[tuple[str, Term]]:
    for name, vocabulary in _VOCABULARIES.items():
        for code in dict.fromkeys(facts.get(name, ())):
            yield name, (vocabulary, code)


def _changed(session: Session, seen: int) -> set[str]:
    rows = session.exec(select(SearchLogEntry.subject).where(col(SearchLogEntry.id) > seen - _READ_AGAIN)).all()
    return {subject.removeprefix("case:") for subject in rows if subject.startswith("case:")}


def _read(session: Session, codes: Collection[str] | None) -> Iterable[tuple[str, _About]]:
    public = public_cases().with_only_columns(col(Case.id)).scalar_subquery()
    content = col(CaseVersion.content)
    query = (
        select(Case.code, col(CaseVersion.card)["facts"], content["references"])
        .join(CaseVersion, col(CaseVersion.id) == Case.current_version_id)
        .where(col(Case.id).in_(public))
    )
    if codes is not None:
        query = query.where(col(Case.code).in_(list(codes)))
    same: dict[Term, Term] = {}
    for code, facts, references in session.exec(query.execution_options(yield_per=_BATCH)):
        about = tuple(same.setdefault(term, term) for _, term in _terms(facts or {}))
        yield code, _About(about, tuple((references or {}).get("adapted_from", ())))


def latest_change(session: Session) -> int:
    return session.exec(select(func.max(SearchLogEntry.id))).one() or 0


def neighbours(
    session: Session, *, library: Library, case: Case, content: Mapping[str, Any], language: str
) -> Neighbours:
    """The public cases around one, in one query whatever their number, in `language` where they are translated."""
    references = content.get("references", {})
    related, sources = references.get("related", []), references.get("adapted_from", [])
    adapted = library.adapted_by(case.code)
    similar = dict(library.similar(case.code, content.get("facts", {}), leave_out={*related, *sources, *adapted}))
    wanted = {*related, *sources, *adapted, *similar} - {case.code}
    found = {one.code: one for one in _described(session, wanted, language)} if wanted else {}

    def those(codes: Iterable[str]) -> list[Neighbour]:
        return [found[code] for code in dict.fromkeys(codes) if code in found]

    return Neighbours(
        related=those(related),
        adapted_from=those(sources),
        adapted_by=those(sorted(adapted)),
        similar=[replace(one, shared=tuple(similar[one.code])) for one in those(similar)],
    )


def _described(session: Session, codes: Collection[str], language: str) -> Iterable[Neighbour]:
    public = public_cases().with_only_columns(col(Case.id)).where(col(Case.code).in_(list(codes)))
    card = col(CaseVersion.card)
    mine = and_(
        col(CaseTranslation.version_id) == CaseVersion.id,
        col(CaseTranslation.language) == language,
        col(CaseTranslation.section) == "summary",
        col(CaseTranslation.state) == TranslationState.PUBLISHED,
    )
    # SQLModel's types end at four columns.
    query = (
        select(  # type: ignore[call-overload]
            Case.code,
            Case.original_language,
            CaseVersion.tier,
            card["summary"],
            card["facts"],
            Organisation.name,
            CaseTranslation.texts,
        )
        .join(CaseVersion, col(CaseVersion.id) == Case.current_version_id)
        .join(Organisation, col(Organisation.id) == Case.organisation_id)
        .join(CaseTranslation, mine, isouter=True)
        .where(col(Case.id).in_(public.scalar_subquery()))
    )
    for code, original, tier, words, facts, organisation, texts in session.exec(query).all():
        said = {**(words or {}), **(texts or {})}
        yield Neighbour(
            code=code,
            title=said.get("title", ""),
            summary=said.get("summary", ""),
            language=language if texts else original,
            organisation=organisation,
            country=(facts or {}).get("country", ""),
            tier=tier,
        )
