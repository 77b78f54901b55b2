"""The whole library in the form in which it is imported: docs/import.md."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from app.content.sections import BY_NAME
from app.content.units import texts
from app.domain.organisations.access import is_public
from app.domain.organisations.profile import OrganisationFields
from app.domain.progress import Progress, counted, silent
from app.exports.library_cup import cup_rows
from app.exports.library_learning import offer_rows, report_rows
from app.files.kinds import named
from app.files.storage import Storage
from app.models.cases import Case, CaseEvent, CaseTranslation, CaseVersion, FollowUp, TranslationState
from app.models.media import Media, MediaState
from app.models.organisations import Organisation, OrganisationRelation
from app.models.vocabulary import Term

_BATCH = 100


@dataclass(frozen=True, slots=True)
class Exported:
    """How much was written; `waiting` organisations and their cases were left out: nobody has looked at them yet."""

    organisations: int
    cases: int
    waiting: int
    waiting_cases: int
    offers: int = 0
    reports: int = 0


def export_library(session: Session, storage: Storage, to: Path, *, progress: Progress = silent) -> Exported:
    """Write `to` (.jsonl) and the media beside it, in a folder of its name. Its last row says what was left out.

    Raises FileExistsError if one of the two is there.
    """
    folder = to.with_suffix(".media")
    for path in (to, folder):
        if path.exists():
            raise FileExistsError(f"{path} is there already.")
    files = _Files(storage, folder)
    unfinished = to.with_name(f"{to.name}.unfinished")
    organisations = [*_organisations(session)]
    total = _count_cases(session, is_public())
    waiting = session.exec(select(func.count()).select_from(Organisation).where(~is_public())).one()
    with unfinished.open("x", encoding="utf-8") as file:
        for row in [*_terms(session), *organisations]:
            _write(file, row)
        for row in counted(_cases(session, files), progress, "Cases", total):
            _write(file, row)
        learning = [*offer_rows(session), *report_rows(session, lambda medium: _medium(medium, files))]
        for row in learning:
            _write(file, _filled(row))
        for row in cup_rows(session):
            _write(file, row)
        waiting_cases = _count_cases(session, ~is_public())
        if waiting:
            _write(file, {"type": "left_out", "organisations": waiting, "cases": waiting_cases})
    unfinished.replace(to)
    offers = sum(row["type"] == "offer" for row in learning)
    return Exported(len(organisations), total, waiting, waiting_cases, offers, len(learning) - offers)


def _count_cases(session: Session, whose: ColumnElement[bool]) -> int:
    of = select(func.count()).select_from(Case).join(Organisation, col(Organisation.id) == Case.organisation_id)
    return session.exec(of.where(whose)).one()


class _Files:
    """The files of media, each copied once, under a name made from its content."""

    def __init__(self, storage: Storage, folder: Path) -> None:
        self.storage, self.folder = storage, folder

    def copied(self, file: dict[str, Any]) -> str:
        """The path as the row names it."""
        self.folder.mkdir(exist_ok=True)
        extension = named(file["kind"]).extension if "kind" in file else ""
        to = self.folder / f"{file['key'][:32]}{extension}"
        if not to.exists():
            with self.storage.open(file["key"]) as source, to.open("xb") as target:
                shutil.copyfileobj(source, target)
        return f"{self.folder.name}/{to.name}"


def _write(file: IO[str], row: dict[str, Any]) -> None:
    file.write(json.dumps(row, ensure_ascii=False, default=_as_text) + "\n")


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def _filled(record: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty: that is what leaving out means. Zero is something."""
    return {
        name: value
        for name, value in record.items()
        if value not in ("", [], {}) and value is not None and value is not False
    }


def _terms(session: Session) -> Iterator[dict[str, Any]]:
    for term in session.exec(select(Term).where(col(Term.added_here)).order_by(col(Term.id))).all():
        columns = ("vocabulary", "code", "broader", "labels", "definitions", "synonyms", "uri")
        yield _filled({"type": "term", **_columns(term, *columns)})


def _identity(thing: Organisation | Case) -> str:
    return thing.external_id or thing.code


def _organisations(session: Session) -> Iterator[dict[str, Any]]:
    """Those that had their first look: what waits for one is nobody else's business."""
    approved = select(Organisation).where(is_public())
    found = {row.id: row for row in session.exec(approved.order_by(col(Organisation.id))).all()}
    relations: dict[int, list[dict[str, str]]] = {}
    for relation in session.exec(select(OrganisationRelation).order_by(col(OrganisationRelation.id))).all():
        if relation.from_id in found and relation.to_id in found:
            to = {"kind": relation.kind.value, "to": _identity(found[relation.to_id])}
            relations.setdefault(relation.from_id, []).append(to)
    for row in found.values():
        record = {
            "type": "organisation",
            "external_id": _identity(row),
            "code": row.code,
            **OrganisationFields.of(row).stored(),
            "illustration": row.illustration,
            "relations": relations.get(row.id or 0, []),
        }
        yield _filled(record)


def _cases(session: Session, files: _Files) -> Iterator[dict[str, Any]]:
    last = 0
    query = (
        select(Case, Organisation)
        .join(Organisation, col(Organisation.id) == Case.organisation_id)
        .where(is_public())
        .order_by(col(Case.id))
        .limit(_BATCH)
    )
    while rows := session.exec(query.where(col(Case.id) > last)).all():
        for case, organisation in rows:
            yield _case(session, case, organisation, files)
        last = rows[-1][0].id or 0
        session.expunge_all()


def _case(session: Session, case: Case, organisation: Organisation, files: _Files) -> dict[str, Any]:
    versions = _rows(session, CaseVersion, case)
    numbered = sorted((row for row in versions if row.number), key=lambda row: row.number or 0)
    working = next((row for row in versions if row.number is None), None)
    shown = numbered[-1] if numbered else working
    record: dict[str, Any] = {
        "type": "case",
        "external_id": _identity(case),
        "code": case.code,
        "organisation": _identity(organisation),
        "language": case.original_language,
        "state": case.state,
        "maturity": case.maturity,
        "licence": case.licence,
        "consent": case.consent_at,
        "illustration": case.illustration,
        "source": case.source,
        "created": case.created_at,
        "updated": case.updated_at,
        "first_published": case.first_published_at,
        "withdrawn_reason": case.withdrawn_reason,
        "media": [_medium(medium, files) for medium in _rows(session, Media, case) if medium.removed_at is None],
        "versions": [_version(session, row) for row in numbered[:-1]],
        "working": _version(session, working) if working and numbered else None,
        "events": [
            _filled(_columns(event, "before", "after", "message", "at")) for event in _rows(session, CaseEvent, case)
        ],
        "follow_ups": [_follow_up(row) for row in _rows(session, FollowUp, case)],
    }
    return _filled({**record, **(_version(session, shown) if shown else {})})


def _rows(session: Session, table: Any, case: Case) -> Any:
    return session.exec(select(table).where(table.case_id == case.id).order_by(table.id)).all()


def _columns(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _version(session: Session, version: CaseVersion) -> dict[str, Any]:
    """Without media of its own a version says so: otherwise it would get those of the row."""
    content = {**version.content, "media": version.content.get("media", {})}
    found: dict[str, Any] = {
        "tier": version.tier,
        "content": content,
        "what_changed": version.what_changed,
        "published": version.published_at,
        "validated": version.validated_at if version.validated_hash else None,
        "translations": _translations(session, version),
    }
    return _filled(found if version.number else {name: found[name] for name in ("tier", "content", "translations")})


def _translations(session: Session, version: CaseVersion) -> dict[str, Any]:
    rows = session.exec(
        select(CaseTranslation).where(CaseTranslation.version_id == version.id).order_by(col(CaseTranslation.id))
    ).all()
    found: dict[str, Any] = {}
    for row in rows:
        language = found.setdefault(row.language, {"texts": {}, "states": {}, "sources": {}})
        current = texts(BY_NAME[row.section], version.content.get(row.section, {}))
        language["texts"][row.section] = {path: text for path, text in row.texts.items() if path in current}
        if row.state is not TranslationState.PUBLISHED:
            language["states"][row.section] = row.state
        if row.source != current:
            language["sources"][row.section] = row.source
    return {language: _filled(record) for language, record in found.items()}


def _follow_up(row: FollowUp) -> dict[str, Any]:
    said = _columns(row, "months", "due", "answer", "note")
    return _filled({**said, "asked": row.asked_at, "answered": row.answered_at})


def _medium(medium: Media, files: _Files) -> dict[str, Any]:
    said = _columns(medium, "stands_for", "licence", "consent", "consent_note", "file_name")
    record = _filled({"id": medium.public_id, **said, "consent_withdrawn": medium.consent_withdrawn_at})
    if medium.state is not MediaState.READY:
        return {**record, "file": files.copied(medium.files["upload"])}
    made = {name: {"file": files.copied(file), **_size(file)} for name, file in medium.files.items()}
    known = _columns(medium, "kind", "content_type", "problem", "seconds", "width", "height", "size", "sha256", "pages")
    return {**record, "prepared": {**_filled(known), "files": made}}


def _size(file: dict[str, Any]) -> dict[str, Any]:
    return {name: file[name] for name in ("width", "height") if name in file}
