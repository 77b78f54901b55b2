"""A whole instance in one file: database, media, and a list of contents with their hashes."""

import hashlib
import os
import tarfile
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from app import migrations
from app.domain.progress import Progress, counted, silent
from app.models.types import now
from app.operations import dumping
from app.operations.manifest import NAME, BackupError, Manifest
from app.services import Services

DATABASE = "database"
MEDIA = "media/"


class _Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self.digest.update(piece)
        return piece


def backup(services: Services, to: Path, *, progress: Progress = silent) -> Manifest:
    """Write the backup of a platform that may be in use. Raises BackupError; an existing file is never replaced.

    The database comes first: files are stored before the rows that name them, so none that it names is missing.
    """
    if to.exists():
        raise BackupError(f"{to} is there already.")
    unfinished = to.with_name(f"{to.name}.unfinished")
    manifest = Manifest(
        made_at=now().isoformat(),
        revision=migrations.revision(services.database),
        database=dumping.kind_of(services.database),
    )
    try:
        with (
            tempfile.TemporaryDirectory(dir=to.parent) as folder,
            tarfile.open(unfinished, "w:gz", compresslevel=3) as tar,
        ):
            _add_database(tar, manifest, services, Path(folder) / DATABASE, progress)
            _add_media(tar, manifest, services.settings.media_dir, progress)
            _add_bytes(tar, NAME, manifest.as_bytes())
        _sync(unfinished)
        unfinished.replace(to)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def _add_database(tar: tarfile.TarFile, manifest: Manifest, services: Services, copy: Path, progress: Progress) -> None:
    progress("Database", 0, 1)
    dumping.dump(services.database, copy)
    manifest.files[DATABASE] = _add_file(tar, DATABASE, copy)
    progress("Database", 1, 1)


def _add_media(tar: tarfile.TarFile, manifest: Manifest, folder: Path, progress: Progress) -> None:
    kept = sorted(folder.glob("??/??/*"))
    for path in counted(kept, progress, "Media", len(kept)):
        name = MEDIA + path.name
        try:
            digest = _add_file(tar, name, path)
        except FileNotFoundError:
            continue  # removed meanwhile, as no row named it any more
        if digest != path.name:
            raise BackupError(f"The file {path} was changed on the disk: its content has the hash {digest}.")
        manifest.files[name] = digest


def _add_file(tar: tarfile.TarFile, name: str, path: Path) -> str:
    with path.open("rb") as file:
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = path.stat().st_size, int(path.stat().st_mtime), 0o600
        hashing = _Hashing(file)
        tar.addfile(info, hashing)
    return hashing.digest.hexdigest()


def _add_bytes(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    tar.addfile(info, BytesIO(data))


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def members(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """The files of a backup, none of which may be anything but a plain file of a name that we give."""
    for member in tar:
        name = member.name
        if not member.isfile() or not (name in (DATABASE, NAME) or _is_media(name)):
            raise BackupError(f"This is no backup of this platform: it contains {name!r}.")
        yield member


def _is_media(name: str) -> bool:
    key = name.removeprefix(MEDIA)
    return name.startswith(MEDIA) and len(key) == 64 and not set(key) - set("0123456789abcdef")
