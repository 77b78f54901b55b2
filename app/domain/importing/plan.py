"""Looking at a whole file before any of it is written."""

import pickle
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any, Self

from sqlmodel import Session

from app.domain.importing.cases import CasePlan, CaseReader
from app.domain.importing.learning import LearningReader, OfferPlan, ReportPlan
from app.domain.importing.library import NAMED_BY_CODE, Library, read_library
from app.domain.importing.media import Folder
from app.domain.importing.organisations import OrganisationPlan, check_organisation, check_term
from app.domain.importing.reading import read_rows
from app.domain.importing.rows import Complaints, Row
from app.domain.progress import Progress, silent
from app.domain.terms import TermBook

_REPORT_EVERY = 50


@dataclass(slots=True)
class Plan:
    """What is to be written. Cases wait in a temporary file, so that a large library needs little memory.

    Used as a context, at whose end that file is gone.
    """

    library: Library
    complaints: Complaints
    folder: Folder
    terms: list[dict[str, Any]] = field(default_factory=list)
    organisations: list[OrganisationPlan] = field(default_factory=list)
    offers: list[OfferPlan] = field(default_factory=list)
    reports: list[ReportPlan] = field(default_factory=list)
    case_count: int = 0
    here_already: int = 0
    _waiting: IO[bytes] = field(default_factory=tempfile.TemporaryFile)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._waiting.close()

    @property
    def is_right(self) -> bool:
        return not self.complaints.errors

    def add_case(self, plan: CasePlan) -> None:
        pickle.dump(plan, self._waiting, protocol=pickle.HIGHEST_PROTOCOL)
        self.case_count += 1

    def cases(self) -> Iterator[CasePlan]:
        self._waiting.seek(0)
        for _ in range(self.case_count):
            yield pickle.load(self._waiting)  # noqa: S301 - our own words, in a file that nobody else can open


@dataclass(frozen=True, slots=True)
class Wishes:
    """`strict`: what a published case lacks is an error, not a note. `largest`: bytes of one medium."""

    largest: int
    strict: bool = False
    folder: Path | None = None


def check_files(
    session: Session, paths: Sequence[Path], *, book: TermBook, wishes: Wishes, progress: Progress = silent
) -> Plan:
    """Read the files twice: first their ids, so that rows may name each other, then everything.

    Media are looked for beside the first file, unless the wishes name another folder.
    """
    first = Complaints()
    rows = list(_ids(paths, first))
    library = read_library(session, book, _new_terms(rows))
    plan = Plan(library, Complaints(), Folder(wishes.folder or paths[0].parent, wishes.largest))
    fresh = _enter(rows, plan)
    plan.complaints.errors += first.errors
    reader = CaseReader(library, plan.folder, plan.complaints, wishes.strict)
    progress("Checking", 0, len(rows))
    for number, row in enumerate(_rows(paths, Complaints()), 1):
        if number % _REPORT_EVERY == 0 or number == len(rows):
            progress("Checking", number, len(rows))
        plan.complaints.place = row.place
        if row.type == "term":
            plan.terms.append(check_term(row.data, plan.complaints))
        elif (row.place, row.external_id) in fresh:
            _check(row, plan, reader)
    return plan


def _rows(paths: Sequence[Path], complaints: Complaints) -> Iterator[Row]:
    for path in paths:
        for row in read_rows(path, complaints):
            yield row if len(paths) == 1 else replace(row, place=f"{path.name}, {row.place}")


def _ids(paths: Sequence[Path], complaints: Complaints) -> Iterator[Row]:
    """The rows without their contents."""
    for row in _rows(paths, complaints):
        kept = {name: row.data[name] for name in ("type", "external_id", "code", "vocabulary") if name in row.data}
        yield Row(row.place, kept, row.inline)


def _new_terms(rows: list[Row]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        if row.type == "term":
            found.setdefault(str(row.data.get("vocabulary")), set()).add(str(row.data.get("code")))
    return {vocabulary: frozenset(codes) for vocabulary, codes in found.items()}


def _enter(rows: list[Row], plan: Plan) -> set[tuple[str, str]]:
    """Which rows are new, by place and id."""
    fresh: set[tuple[str, str]] = set()
    for row in rows:
        if row.type == "term":
            continue
        plan.complaints.place = row.place
        known = len(plan.complaints.errors)
        if plan.library.enter(row, plan.complaints):
            fresh.add((row.place, row.external_id))
        elif not row.inline and len(plan.complaints.errors) == known:
            plan.here_already += 1
    return fresh


def _check(row: Row, plan: Plan, reader: CaseReader) -> None:
    known = len(plan.complaints.errors)
    if row.type == "organisation":
        organisation = check_organisation(row.data, plan.library, plan.complaints)
        plan.organisations.append(organisation)
        return
    if row.type in NAMED_BY_CODE:
        learning = LearningReader(plan.library, plan.folder, plan.complaints)
        if row.type == "offer":
            plan.offers.append(learning.offer(row.data))
        else:
            plan.reports.append(learning.report(row.data))
        return
    case = reader.check(row.data)
    if len(plan.complaints.errors) == known:
        plan.add_case(case)
