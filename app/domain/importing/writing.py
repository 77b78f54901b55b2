"""Writing what was found right: files first, then every row in one transaction."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from app.content.text import N_
from app.database import Database
from app.domain import audit
from app.domain.cases.follow_ups import MONTHS
from app.domain.errors import Conflict
from app.domain.importing.cases import CasePlan
from app.domain.importing.learning_writing import LearningWriter
from app.domain.importing.media import MediumPlan
from app.domain.importing.plan import Plan
from app.domain.jobs import enqueue
from app.domain.progress import Progress, counted, silent
from app.domain.search_log import note_change
from app.files.storage import Storage, Stored
from app.models.cases import Case, CaseEvent, CaseState, CaseTier, CaseTranslation, CaseVersion, FollowUp
from app.models.media import Media, MediaState
from app.models.organisations import Organisation, OrganisationRelation, RelationKind
from app.models.types import now
from app.models.vocabulary import Term

_BATCH = 200


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows were new, and how many were here already."""

    organisations: int
    cases: int
    here_already: int
    offers: int = 0
    reports: int = 0


def write(
    database: Database,
    storage: Storage,
    plan: Plan,
    *,
    name: str,
    progress: Progress = silent,
    besides: Callable[[Session], None] | None = None,
) -> Written:
    """Write a plan without errors; `name` says in the audit trail what was imported.

    `besides` writes more in the same transaction, at its end.

    Raises Conflict if somebody wrote the same ids meanwhile; then nothing is written.
    """
    files = _store_files(storage, plan, progress)
    try:
        with database.writing() as session:
            writer = _Writer(session, plan, files)
            writer.terms()
            writer.organisations()
            for batch in _batches(plan, progress):
                writer.cases(batch)
            writer.learning()
            if besides:
                besides(session)
            written = Written(
                len(plan.organisations), plan.case_count, plan.here_already, len(plan.offers), len(plan.reports)
            )
            after = {name: number for name, number in asdict(written).items() if name != "here_already"}
            if any(after.values()):
                audit.record(
                    session, by=None, verb="library.import", object_type="file", object_id=name[:40], after=after
                )
    except IntegrityError as error:
        raise Conflict(N_("The library has changed while the file was read. Please start the import again.")) from error
    return written


def _batches(plan: Plan, progress: Progress) -> Iterator[list[CasePlan]]:
    cases = counted(plan.cases(), progress, "Writing", plan.case_count)
    batch: list[CasePlan] = []
    for case in cases:
        batch.append(case)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    yield batch


def _store_files(storage: Storage, plan: Plan, progress: Progress) -> dict[Path, Stored]:
    """Files are kept before the rows that name them; should the import fail, they are only never named."""
    found: dict[Path, Stored] = {}
    media = [medium for group in (plan.cases(), plan.reports) for thing in group for medium in thing.media]
    paths = [path for medium in media for path in _paths(medium)]
    for path in counted(paths, progress, "Files", len(paths)):
        if path not in found:
            with path.open("rb") as file:
                found[path] = storage.save(file, limit=plan.folder.largest, expected=path.stat().st_size)
    return found


def _paths(medium: MediumPlan) -> list[Path]:
    upload = [medium.upload[0]] if medium.upload else []
    return upload + [path for path, _ in medium.prepared.values()]


@dataclass(slots=True)
class _Writer:
    session: Session
    plan: Plan
    files: dict[Path, Stored]
    organisation_ids: dict[str, int] = field(default_factory=dict)

    def terms(self) -> None:
        for columns in self.plan.terms:
            place = (Term.vocabulary == columns["vocabulary"], Term.code == columns["code"])
            if self.session.exec(select(Term.id).where(*place)).first() is None:
                self.session.add(Term(**columns, added_here=True, position=10_000))

    def organisations(self) -> None:
        library = self.plan.library.organisations
        self.organisation_ids = dict(library.here)
        made: dict[str, Organisation] = {}
        for plan in self.plan.organisations:
            made[plan.external_id] = Organisation(**plan.columns, code=library.new[plan.external_id], approved_at=now())
        self.session.add_all(made.values())
        self.session.flush()
        self.organisation_ids |= {name: organisation.id or 0 for name, organisation in made.items()}
        for plan in self.plan.organisations:
            self.session.add_all(self._relation(plan.external_id, kind, to) for kind, to in plan.relations)
            note_change(self.session, f"organisation:{library.new[plan.external_id]}")
        self.session.flush()

    def _relation(self, name: str, kind: RelationKind, to: str) -> OrganisationRelation:
        return OrganisationRelation(from_id=self.organisation_ids[name], kind=kind, to_id=self.organisation_ids[to])

    def cases(self, plans: list[CasePlan]) -> None:
        """A batch at a time: objects are forgotten once written."""
        cases = [self._case(plan) for plan in plans]
        self.session.add_all(cases)
        self.session.flush()
        versions = [
            [CaseVersion(**version.columns, case_id=case.id or 0) for version in plan.versions]
            for case, plan in zip(cases, plans, strict=True)
        ]
        self.session.add_all(version for group in versions for version in group)
        self.session.flush()
        for case, plan, group in zip(cases, plans, versions, strict=True):
            self._belongings(case, plan, group)
        self.session.flush()
        self.session.expunge_all()

    def _case(self, plan: CasePlan) -> Case:
        return Case(
            **plan.columns,
            external_id=plan.external_id,
            code=self.plan.library.cases.new[plan.external_id],
            organisation_id=self.organisation_ids[plan.organisation],
        )

    def _belongings(self, case: Case, plan: CasePlan, versions: list[CaseVersion]) -> None:
        case_id = case.id or 0
        public = [version for version in versions if version.number]
        if public:
            case.current_version_id = public[-1].id
            note_change(self.session, f"case:{case.code}")
        for version, planned in zip(versions, plan.versions, strict=True):
            self.session.add_all(
                CaseTranslation(**columns, version_id=version.id or 0) for columns in planned.translations
            )
        self.session.add_all(CaseEvent(**columns, case_id=case_id) for columns in plan.events)
        planned_questions = plan.follow_ups or list(_questions(case, public))
        self.session.add_all(FollowUp(**columns, case_id=case_id) for columns in planned_questions)
        for medium in plan.media:
            self._medium(medium, case_id=case_id)

    def learning(self) -> None:
        writer = LearningWriter(self.session, self.organisation_ids, self._medium)
        for offer in self.plan.offers:
            writer.offer(offer)
        for report in self.plan.reports:
            writer.report(report)

    def _medium(self, plan: MediumPlan, **owner: int | None) -> None:
        columns: dict[str, Any] = {**plan.columns, **owner}
        if plan.upload is None:
            files = {name: {**said, **self._kept(path)} for name, (path, said) in plan.prepared.items()}
            self.session.add(Media(**columns, files=files, state=MediaState.READY))
            return
        path, kind = plan.upload
        kept = self._kept(path)
        upload = {**kept, "kind": kind.name, "type": kind.media_type}
        medium = Media(**columns, sha256=kept["key"], files={"upload": upload})
        self.session.add(medium)
        self.session.flush()
        enqueue(self.session, "media_process", media_id=medium.id)

    def _kept(self, path: Path) -> dict[str, Any]:
        stored = self.files[path]
        return {"key": stored.key, "size": stored.size}


def _questions(case: Case, public: list[CaseVersion]) -> Iterator[dict[str, Any]]:
    """ "Does it still work?", where the time for it is still to come."""
    begun = case.first_published_at
    systematised = any(version.tier is CaseTier.SYSTEMATISED for version in public)
    if case.state is not CaseState.PUBLISHED or begun is None or not systematised:
        return
    for months in MONTHS:
        due = date(begun.year + months // 12, begun.month, min(begun.day, 28))
        if due > now().date():
            yield {"months": months, "due": due}
