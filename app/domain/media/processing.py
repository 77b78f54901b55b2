"""What the worker makes of an upload: small pictures, sound and film that play everywhere, searchable text.

Nothing a device wrote into a picture or a recording (place, time, maker) ever reaches a reader: they get what
was drawn or encoded anew, and the upload itself is deleted afterwards.
"""

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from app.database import Database
from app.domain.media.keeping import is_named
from app.domain.media.words import NO_FFMPEG
from app.domain.search_log import note_change
from app.files import sound
from app.files.errors import FileProblem
from app.files.extraction import ExtractionLimits, extract
from app.files.ffmpeg import RecordingLimits, Unconverted
from app.files.kinds import Kind, named
from app.files.storage import Storage, save_bytes
from app.models.cases import Case
from app.models.learning import LearningReport
from app.models.media import Media, MediaKind, MediaState
from app.settings import Settings

if TYPE_CHECKING:
    from app.files.pictures import Rendition


@dataclass(slots=True)
class Prepared:
    """What came out: the public files by name, and what is known about them. A `problem` means: not usable."""

    files: dict[str, Any] = field(default_factory=dict)
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    pages: list[str] = field(default_factory=list)
    problem: str = ""
    hint: str = ""


def process(database: Database, storage: Storage, settings: Settings, media_id: int) -> None:
    """Prepare one upload. May be begun twice: what is ready is left alone."""
    with database.reading() as session:
        medium = session.get(Media, media_id)
    if medium is None or medium.removed_at or "upload" not in medium.files:
        return
    upload = medium.files["upload"]
    prepared = _prepare(storage, settings, medium.kind, upload)
    with database.writing() as session:
        medium = session.get_one(Media, media_id)
        if prepared.problem:
            medium.state, medium.problem = MediaState.FAILED, prepared.problem
        else:
            medium.files, medium.pages = prepared.files, prepared.pages
            medium.width, medium.height, medium.seconds = prepared.width, prepared.height, prepared.seconds
            medium.state, medium.problem = MediaState.READY, prepared.hint
            _note_shown(session, medium)
        session.add(medium)
    if not prepared.problem:
        _forget_unnamed(database, storage, [upload["key"]])


def _note_shown(session: Session, medium: Media) -> None:
    """Pages and the search show it from now on. A proof of consent belongs to neither."""
    if medium.case_id is not None:
        note_change(session, f"case:{session.get_one(Case, medium.case_id).code}")
    elif medium.report_id is not None:
        note_change(session, f"report:{session.get_one(LearningReport, medium.report_id).code}")


def forget(database: Database, storage: Storage, media_id: int) -> None:
    """Delete the bytes of a removed medium that no other one shares."""
    with database.reading() as session:
        medium = session.get(Media, media_id)
    if medium is not None and medium.removed_at is not None:
        _forget_unnamed(database, storage, [file["key"] for file in medium.files.values()])


def _forget_unnamed(database: Database, storage: Storage, keys: list[str]) -> None:
    with database.reading() as session:
        unnamed = [key for key in keys if not is_named(session, key)]
    for key in unnamed:
        storage.delete(key)


def _prepare(storage: Storage, settings: Settings, kind: MediaKind, upload: dict[str, Any]) -> Prepared:
    try:
        with TemporaryDirectory() as folder:
            source = _on_disk(storage, upload["key"], Path(folder))
            file_kind = named(upload["kind"])
            match kind:
                case MediaKind.PICTURE:
                    return _picture(storage, source)
                case MediaKind.AUDIO:
                    return _sound(storage, settings, source, file_kind, Path(folder))
                case MediaKind.VIDEO:
                    return _film(storage, settings, source, file_kind, Path(folder))
                case MediaKind.DOCUMENT:
                    return _document(settings, source, file_kind, upload)
    except FileProblem as problem:
        return Prepared(problem=problem.code)


def _on_disk(storage: Storage, key: str, folder: Path) -> Path:
    """The file itself where storage is local, else a copy: ffmpeg and the extraction child want a path."""
    path = storage.path(key)
    if path is None:
        path = folder / "source"
        with path.open("wb") as target:
            target.writelines(storage.stream(key))
    return path


def _kept(storage: Storage, rendition: "Rendition") -> dict[str, Any]:
    stored = save_bytes(storage, rendition.data)
    return {
        "key": stored.key,
        "kind": "webp",
        "type": rendition.media_type,
        "size": stored.size,
        "width": rendition.width,
        "height": rendition.height,
    }


def _picture(storage: Storage, source: Path) -> Prepared:
    # Here and for films, because pictures take 12 MB that a process without uploads can do without.
    from app.files import pictures  # noqa: PLC0415

    picture = pictures.prepare(source)
    files = {"original": _kept(storage, picture.original)}
    names = ("320", "640", "1280")
    for name, rendition in zip(names, picture.renditions, strict=False):
        files[name] = _kept(storage, rendition)
    return Prepared(files, picture.original.width, picture.original.height)


def _recording_limits(settings: Settings) -> RecordingLimits:
    return RecordingLimits(seconds=settings.conversion_seconds)


def _saved_file(storage: Storage, path: Path, kind: Kind, limit: int) -> dict[str, Any]:
    with path.open("rb") as made:
        stored = storage.save(made, limit=limit)
    return {"key": stored.key, "kind": kind.name, "type": kind.media_type, "size": stored.size}


def _sound(storage: Storage, settings: Settings, source: Path, kind: Kind, folder: Path) -> Prepared:
    limits = _recording_limits(settings)
    made = sound.prepare(source, kind=kind, folder=folder, limits=limits)
    if isinstance(made, Unconverted):
        return Prepared(problem=NO_FFMPEG)
    return Prepared({"play": _saved_file(storage, made.path, made.kind, limits.file_bytes)}, seconds=made.duration)


def _film(storage: Storage, settings: Settings, source: Path, kind: Kind, folder: Path) -> Prepared:
    from app.files import film  # noqa: PLC0415

    limits = _recording_limits(settings)
    made = film.prepare(source, kind=kind, folder=folder, limits=limits)
    if isinstance(made, Unconverted):
        return Prepared(problem=NO_FFMPEG)
    files = {
        "play": _saved_file(storage, made.path, made.kind, limits.file_bytes),
        "poster": _kept(storage, made.poster),
    }
    return Prepared(files, made.width, made.height, made.duration)


def _document(settings: Settings, source: Path, kind: Kind, upload: dict[str, Any]) -> Prepared:
    """Documents stay as they are; only their words are read. A document without words is still a document."""
    limits = ExtractionLimits(seconds=settings.extraction_seconds, memory_bytes=settings.extraction_memory_bytes)
    text = extract(source, kind=kind, limits=limits)
    hint = "" if any(page.strip() for page in text.pages) else "no_text"
    return Prepared({"original": upload}, pages=list(text.pages), hint=hint)
