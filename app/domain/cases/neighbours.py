"""The cases around a case: those it names, those that were adapted from it, those that the search finds to be alike."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from threading import Lock
from typing import Any

from sqlmodel import Session, and_, col, func, select

from app.domain.cases.access import public_cases
from app.models.cases import Case, CaseTier, CaseTranslation, CaseVersion, TranslationState
from app.models.organisations import Organisation
from app.models.search_log import SearchLogEntry

MOST_SIMILAR = 4
# One thing in common is a chance.
_LEAST_IN_COMMON = 2
# Rows of the log may be committed out of their order (PostgreSQL), so a few are read again.
_READ_AGAIN = 200
# How many cases are decoded at a time: all at once would stay in the memory of the process for ever.
_BATCH = 200

Term = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Alike:
    """A case that is like another: the terms they share (vocabulary, code), and telling words that stand in both."""

    code: str
    shared: tuple[Term, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another public case as a line of text; `language` is that of the words, `alike` says why it is similar."""

    code: str
    title: str
    summary: str
    language: str
    organisation: str
    country: str
    tier: CaseTier
    alike: Alike | None = None


@dataclass(frozen=True, slots=True)
class Neighbours:
    related: list[Neighbour] = field(default_factory=list)
    adapted_from: list[Neighbour] = field(default_factory=list)
    adapted_by: list[Neighbour] = field(default_factory=list)
    similar: list[Neighbour] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.related or self.adapted_from or self.adapted_by or self.similar)


class Library:
    """From which cases every public case was adapted, kept in memory and brought up to date from the search log.

    To find what was adapted from a case, the contents of all cases would have to be read for each page.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen = -1
        self._sources: dict[str, tuple[str, ...]] = {}
        self._adapted: dict[str, list[str]] = {}

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
            kept = {code: sources for code, sources in self._sources.items() if code not in changed}
            rows = {**kept, **rows}
        adapted: dict[str, list[str]] = {}
        for code, sources in rows.items():
            for source in sources:
                adapted.setdefault(source, []).append(code)
        self._sources, self._adapted = rows, adapted

    def adapted_by(self, code: str) -> list[str]:
        return list(self._adapted.get(code, ()))


def _changed(session: Session, seen: int) -> set[str]:
    rows = session.exec(select(SearchLogEntry.subject).where(col(SearchLogEntry.id) > seen - _READ_AGAIN)).all()
    return {subject.removeprefix("case:") for subject in rows if subject.startswith("case:")}


def _read(session: Session, codes: Collection[str] | None) -> Iterable[tuple[str, tuple[str, ...]]]:
    """The codes of public cases that were adapted from others, with those."""
    public = public_cases().with_only_columns(col(Case.id)).scalar_subquery()
    query = (
        select(Case.code, col(CaseVersion.content)["references"])
        .join(CaseVersion, col(CaseVersion.id) == Case.current_version_id)
        .where(col(Case.id).in_(public))
    )
    if codes is not None:
        query = query.where(col(Case.code).in_(list(codes)))
    for code, references in session.exec(query.execution_options(yield_per=_BATCH)):
        if sources := (references or {}).get("adapted_from"):
            yield code, tuple(sources)


def latest_change(session: Session) -> int:
    return session.exec(select(func.max(SearchLogEntry.id))).one() or 0


def neighbours(
    session: Session,
    *,
    library: Library,
    case: Case,
    content: Mapping[str, Any],
    language: str,
    alike: Sequence[Alike] = (),
) -> Neighbours:
    """The public cases around one, in one query whatever their number, in `language` where they are translated.

    `alike` are those that the search found, the nearest first; those that are named anyway are left out.
    """
    references = content.get("references", {})
    related, sources = references.get("related", []), references.get("adapted_from", [])
    adapted = library.adapted_by(case.code)
    similar = {one.code: one for one in alike if _is_alike(one) and one.code not in {*related, *sources, *adapted}}
    wanted = {*related, *sources, *adapted, *similar} - {case.code}
    found = {one.code: one for one in _described(session, wanted, language)} if wanted else {}

    def those(codes: Iterable[str]) -> list[Neighbour]:
        return [found[code] for code in dict.fromkeys(codes) if code in found]

    return Neighbours(
        related=those(related),
        adapted_from=those(sources),
        adapted_by=those(sorted(adapted)),
        similar=[replace(one, alike=similar[one.code]) for one in islice(those(similar), MOST_SIMILAR)],
    )


def _is_alike(one: Alike) -> bool:
    """Words alone say little about what an experience is about."""
    return bool(one.shared) and len(one.shared) + len(one.words) >= _LEAST_IN_COMMON


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
