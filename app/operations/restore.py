"""Putting a backup back: everything is unpacked and verified before anything is replaced."""

import hashlib
import shutil
import tarfile
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import IO

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import func, select

from app import migrations
from app.database import Database
from app.domain.progress import Progress, counted, silent
from app.files.storage import LocalStorage, Storage
from app.models.platform import WorkerPulse
from app.models.types import now
from app.operations import dumping
from app.operations.backup import DATABASE, MEDIA, members
from app.operations.manifest import NAME, BackupError, Manifest
from app.settings import Settings

_PIECE = 1024 * 1024
STILL_RUNNING = timedelta(seconds=20)


def restore(settings: Settings, source: Path, *, replace: bool = False, progress: Progress = silent) -> Manifest:
    """Make this instance what it was when the backup was made. Raises BackupError; then nothing has changed.

    Only into an empty instance, unless `replace`.
    """
    database = Database(settings.database_url)
    try:
        _refuse_if_in_use(database, replace=replace)
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=settings.data_dir, prefix="restore-") as folder:
            manifest = _unpack(source, Path(folder), progress)
            _refuse_if_foreign(manifest, database)
            _store_media(LocalStorage(settings.media_dir), Path(folder), manifest, progress)
            dumping.make_room(database, keep_as=f"replaced-{now():%Y%m%dT%H%M%S}")
            dumping.load(database, Path(folder) / DATABASE)
        migrations.prepare(database)
        # The index was of the other database; the worker makes it anew.
        shutil.rmtree(settings.data_dir / "search", ignore_errors=True)
    finally:
        database.close()
    return manifest


def _refuse_if_in_use(database: Database, *, replace: bool) -> None:
    if not replace and not dumping.is_empty(database):
        raise BackupError("There are people or cases here already. Use --replace if they should make way.")
    try:
        with database.reading() as session:
            seen = session.exec(select(func.max(WorkerPulse.at))).one()
    except SQLAlchemyError:
        return  # no tables yet
    if seen and now() - seen < STILL_RUNNING:
        raise BackupError("The platform is running. Stop it first, and wait twenty seconds.")


def _refuse_if_foreign(manifest: Manifest, database: Database) -> None:
    wanted = dumping.kind_of(database)
    if manifest.database != wanted:
        raise BackupError(
            f"This backup is of a {manifest.database} database and does not fit into {wanted}. "
            "Use export library and import cases to move between them."
        )
    if not migrations.knows(manifest.revision):
        raise BackupError("This backup was made by a newer release of the platform.")


def _unpack(source: Path, folder: Path, progress: Progress) -> Manifest:
    found: dict[str, str] = {}
    listed = b""
    try:
        with tarfile.open(source, "r:gz") as tar:
            for member in members(tar):
                content = tar.extractfile(member)
                if content is None:
                    continue
                if member.name == NAME:
                    listed = content.read()
                    continue
                found[member.name] = _write(content, folder / Path(member.name).name)
                progress("Unpacking", len(found), len(found))
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BackupError(f"{source} cannot be read as a backup: {error}") from error
    manifest = Manifest.read(listed or b"{}")
    if damaged := sorted(name for name, digest in manifest.files.items() if found.get(name) != digest):
        raise BackupError(f"This backup is damaged: {damaged[0]} is missing or was changed.")
    return manifest


def _write(content: IO[bytes], to: Path) -> str:
    digest = hashlib.sha256()
    with to.open("xb") as file:
        while piece := content.read(_PIECE):
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def _store_media(storage: Storage, folder: Path, manifest: Manifest, progress: Progress) -> None:
    kept = [name.removeprefix(MEDIA) for name in manifest.files if name.startswith(MEDIA)]
    for key in counted(kept, progress, "Media", len(kept)):
        path = folder / key
        with path.open("rb") as file:
            storage.save(file, limit=path.stat().st_size, expected=path.stat().st_size)
        path.unlink()
