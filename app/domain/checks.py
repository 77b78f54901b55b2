"""What must always be true of the database and its files, checked on the real ones: `python -m app check`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, func, select

from app.content.card import card_of
from app.content.sections import BY_NAME
from app.content.units import fingerprint
from app.domain.cases.workflow import STEPS
from app.domain.cup import checking
from app.domain.histories import faults_of_history
from app.domain.progress import Progress, counted, silent
from app.domain.visits import integrity
from app.files.storage import LocalStorage, Storage
from app.models.cases import Case, CaseEvent, CaseState, CaseTier, CaseTranslation, CaseVersion
from app.models.media import Media

S = CaseState
# Where a case can only be with a public version, and where only with a working copy.
PUBLIC = frozenset({S.LEARNING_MATERIAL, S.PUBLISHED, S.FOLLOW_UP_DUE, S.ARCHIVED})
AT_WORK = frozenset(
    {S.DRAFT, S.SUBMITTED, S.RETURNED, S.DECLINED, S.SELECTED, S.SYSTEMATISING, S.VALIDATION, S.REVIEW, S.EDITING}
)
# An approval of what was reviewed already goes straight on.
_SHORTCUTS = {(S.VALIDATION, S.EDITING)}
ALLOWED = {(before, step.after) for step in STEPS.values() for before in step.before} | _SHORTCUTS
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it must be: which object, and what is wrong with it, in English for operators."""

    subject: str
    what: str


def check(session: Session, storage: Storage, *, progress: Progress = silent) -> Iterator[Fault]:
    """Every fault found in the database and in the files it names. Reads everything: takes its time."""
    yield from check_database(session)
    yield from check_cases(session, progress)
    yield from check_versions(session, progress)
    yield from check_translations(session, progress)
    yield from check_media(session, storage, progress)
    yield from check_cup(session)
    yield from check_visits(session)


def check_database(session: Session) -> Iterator[Fault]:
    """SQLite's own look at its file; PostgreSQL keeps such promises by itself."""
    if session.get_bind().dialect.name != "sqlite":
        return
    for (said,) in session.execute(text("PRAGMA integrity_check")).all():
        if said != "ok":
            yield Fault("database", said)
    for table, row, other, _ in session.execute(text("PRAGMA foreign_key_check")).all():
        yield Fault(f"{table} {row}", f"refers to a row of {other} that is not there")


def check_cases(session: Session, progress: Progress = silent) -> Iterator[Fault]:
    """States that can be reached, with the versions that they need."""
    total = session.exec(select(func.count()).select_from(Case)).one()
    for case in counted(_all(session, Case), progress, "Cases", total):
        for what in _faults_of_case(session, case):
            yield Fault(f"case {case.code}", what)


def _faults_of_case(session: Session, case: Case) -> Iterator[str]:
    numbers = sorted(
        session.exec(
            select(CaseVersion.number).where(CaseVersion.case_id == case.id, col(CaseVersion.number).is_not(None))
        ).all(),
        key=lambda number: number or 0,
    )
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"its public versions are numbered {numbers}"
    working = session.exec(
        select(func.count()).where(CaseVersion.case_id == case.id, col(CaseVersion.number).is_(None))
    ).one()
    if working > 1 or (case.state in AT_WORK and not working):
        yield f"it is in the state {case.state} with {working} working copies"
    current = session.get(CaseVersion, case.current_version_id) if case.current_version_id else None
    if case.state in PUBLIC and current is None:
        yield f"it is in the state {case.state} without a public version"
    if current and (current.case_id != case.id or current.number is None):
        yield "what readers see is not one of its public versions"
    yield from _faults_of_history(session, case)


def _faults_of_history(session: Session, case: Case) -> Iterator[str]:
    events = session.exec(
        select(CaseEvent.before, CaseEvent.after).where(CaseEvent.case_id == case.id).order_by(col(CaseEvent.id))
    ).all()
    yield from faults_of_history(events, state=case.state, allowed=ALLOWED)


def check_versions(session: Session, progress: Progress = silent) -> Iterator[Fault]:
    """Public versions are what they were when they were published, and approved by their organisation."""
    public = col(CaseVersion.number).is_not(None)
    total = session.exec(select(func.count()).select_from(CaseVersion).where(public)).one()
    for version in counted(_all(session, CaseVersion, public), progress, "Versions", total):
        subject = f"version {version.number} of case id {version.case_id}"
        if fingerprint(version.content) != version.content_hash:
            yield Fault(subject, "its content is not the one that was published")
        if version.card != card_of(version.content):
            yield Fault(subject, "lists show other words of it than its content has")
        if version.tier is CaseTier.SYSTEMATISED and version.validated_hash != version.content_hash:
            yield Fault(subject, "its organisation has not approved exactly this content")
        if version.published_at is None:
            yield Fault(subject, "it has no date of publication")
        for name in set(version.content) - set(BY_NAME):
            yield Fault(subject, f"it has a section {name!r}, which is none")


def check_cup(session: Session) -> Iterator[Fault]:
    """Editions, entries, scorecards and calculations that fit together."""
    for subject, what in checking.faults(session):
        yield Fault(subject, what)


def check_visits(session: Session) -> Iterator[Fault]:
    """Wishes, proposals, visits and reports that fit together."""
    for subject, what in integrity.faults(session):
        yield Fault(subject, what)


def check_translations(session: Session, progress: Progress = silent) -> Iterator[Fault]:
    total = session.exec(select(func.count()).select_from(CaseTranslation)).one()
    for translation in counted(_all(session, CaseTranslation), progress, "Translations", total):
        subject = f"translation {translation.id}"
        if translation.section not in BY_NAME:
            yield Fault(subject, f"it is of a section {translation.section!r}, which is none")
        if fingerprint(translation.source) != translation.source_hash:
            yield Fault(subject, "the text it was made from is not the one it names")


def check_media(session: Session, storage: Storage, progress: Progress = silent) -> Iterator[Fault]:
    """Every file that a row names is there, with the content it had; every medium shown belongs to its case."""
    kept = col(Media.removed_at).is_(None)
    total = session.exec(select(func.count()).select_from(Media).where(kept)).one()
    whole: dict[str, bool] = {}
    for medium in counted(_all(session, Media, kept), progress, "Files", total):
        for name, file in medium.files.items():
            key = file["key"]
            if key not in whole:
                whole[key] = _is_intact(storage, key)
            if not whole[key]:
                yield Fault(f"medium {medium.public_id}", f"its file {name!r} is missing or was changed")
    yield from _strangers(session)


def unnamed_files(session: Session, storage: Storage) -> list[str]:
    """Keys of files a day old that no row names: left by imports and uploads that broke off. No fault, only space."""
    if not isinstance(storage, LocalStorage):
        return []
    kept = col(Media.removed_at).is_(None)
    named = {file["key"] for files in session.exec(select(Media.files).where(kept)).all() for file in files.values()}
    return [key for key in storage.keys(older_than=24 * 3600) if key not in named]


def _is_intact(storage: Storage, key: str) -> bool:
    return storage.intact(key) if isinstance(storage, LocalStorage) else storage.exists(key)


def _strangers(session: Session) -> Iterator[Fault]:
    owners = dict(session.exec(select(Media.public_id, Media.case_id)).all())
    for version in _all(session, CaseVersion):
        for item in version.content.get("media", {}).get("media", ()):
            if "medium" in item and owners.get(item["medium"]) != version.case_id:
                yield Fault(f"version {version.id}", f"it shows a medium {item['medium']} that is not of its case")


def _all(session: Session, table: Any, *conditions: Any) -> Iterator[Any]:
    """Every row, a batch at a time, and forgotten again: a library may be larger than the memory."""
    last = 0
    while rows := session.exec(
        select(table).where(table.id > last, *conditions).order_by(table.id).limit(_BATCH)
    ).all():
        yield from rows
        last = rows[-1].id
        session.expunge_all()
