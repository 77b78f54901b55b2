import gzip
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import select

from app.database import Database
from app.files.storage import LocalStorage, save_bytes
from app.jobs.worker import Worker
from app.models.cases import Case
from app.models.people import User
from app.operations.backup import backup
from app.operations.manifest import BackupError
from app.operations.restore import restore
from app.services import Services
from app.settings import Settings
from tests.factories import Make


@pytest.fixture
def elsewhere(tmp_path: Path, empty_database_url: str) -> Settings:
    """The settings of another instance, without a database yet."""
    return Settings(
        data_dir=tmp_path / "elsewhere", media_dir=tmp_path / "elsewhere-media", database_url=empty_database_url
    )


@pytest.fixture
def library(services: Services, make: Make) -> str:
    """A case, its owner, and a file; the key of the file."""
    organisation = make.organisation("Papa Andina")
    make.owner(organisation, "Rosa")
    make.case(organisation)
    return save_bytes(services.storage, b"a picture").key


def names_in(settings: Settings) -> tuple[list[str], list[str]]:
    database = Database(settings.database_url)
    with database.reading() as session:
        found = list(session.exec(select(User.name)).all()), list(session.exec(select(Case.title)).all())
    database.close()
    return found


def test_backup_of_one_instance_becomes_another(
    services: Services, library: str, elsewhere: Settings, tmp_path: Path
) -> None:
    backup(services, tmp_path / "b.tar.gz")

    manifest = restore(elsewhere, tmp_path / "b.tar.gz")

    assert names_in(elsewhere) == (["Rosa"], ["Selling potatoes together"])
    assert LocalStorage(elsewhere.media_dir).intact(library)
    assert sorted(manifest.files) == ["database", f"media/{library}"]


def test_backup_never_replaces_a_file(services: Services, tmp_path: Path) -> None:
    (tmp_path / "b.tar.gz").write_text("precious")

    with pytest.raises(BackupError, match="is there already"):
        backup(services, tmp_path / "b.tar.gz")

    assert (tmp_path / "b.tar.gz").read_text() == "precious"


def test_file_changed_on_the_disk_stops_the_backup(services: Services, library: str, tmp_path: Path) -> None:
    [path] = services.settings.media_dir.glob("??/??/*")
    path.write_bytes(b"tampered")

    with pytest.raises(BackupError, match="was changed on the disk"):
        backup(services, tmp_path / "b.tar.gz")

    assert not list(tmp_path.glob("b.tar*"))


def test_restore_refuses_what_is_not_empty_unless_told(
    services: Services, library: str, make: Make, tmp_path: Path
) -> None:
    backup(services, tmp_path / "b.tar.gz")
    make.user("Newcomer")

    with pytest.raises(BackupError, match="--replace"):
        restore(services.settings, tmp_path / "b.tar.gz")
    assert names_in(services.settings)[0] == ["Rosa", "Newcomer"]

    services.database.close()
    restore(services.settings, tmp_path / "b.tar.gz", replace=True)
    assert names_in(services.settings)[0] == ["Rosa"]


def test_replaced_sqlite_database_is_kept_beside(services: Services, make: Make, tmp_path: Path) -> None:
    if not services.database.is_sqlite:
        return
    backup(services, tmp_path / "b.tar.gz")
    make.user("Newcomer")
    services.database.close()

    restore(services.settings, tmp_path / "b.tar.gz", replace=True)

    [kept] = services.settings.data_dir.glob("excellent.sqlite3.replaced-*[0-9]")
    assert names_in(Settings(database_url=f"sqlite:///{kept}"))[0] == ["Newcomer"]


def test_restore_refuses_while_the_platform_runs(services: Services, library: str, tmp_path: Path) -> None:
    backup(services, tmp_path / "b.tar.gz")
    Worker(services).beat()

    with pytest.raises(BackupError, match="is running"):
        restore(services.settings, tmp_path / "b.tar.gz", replace=True)


def rewritten(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The archive with each file changed, or left out."""
    result = path.with_name("changed.tar.gz")
    with tarfile.open(path) as old, tarfile.open(result, "w:gz") as new:
        for member in old:
            content = change(member.name, old.extractfile(member).read())
            if content is not None:
                info = tarfile.TarInfo(member.name)
                info.size = len(content)
                new.addfile(info, io.BytesIO(content))
    return result


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda name, data: None if name.startswith("media/") else data, "is missing or was changed"),
        (lambda name, data: b"other" if name.startswith("media/") else data, "is missing or was changed"),
        (lambda name, data: data + b"\0" if name == "database" else data, "is missing or was changed"),
        (lambda name, data: None if name == "manifest.json" else data, "list of contents"),
        (lambda name, data: b"[]" if name == "manifest.json" else data, "list of contents"),
        (
            lambda name, data: json.dumps({**json.loads(data), "format": 9}).encode() if "json" in name else data,
            "has the format 9",
        ),
        (
            lambda name, data: (
                json.dumps({**json.loads(data), "revision": "9999"}).encode() if "json" in name else data
            ),
            "newer release",
        ),
        (
            lambda name, data: (
                json.dumps({**json.loads(data), "database": "other"}).encode() if "json" in name else data
            ),
            "does not fit",
        ),
    ],
)
def test_damaged_or_foreign_backup_is_refused_and_changes_nothing(
    services: Services,
    library: str,
    elsewhere: Settings,
    tmp_path: Path,
    change: Callable[[str, bytes], bytes | None],
    said: str,
) -> None:
    backup(services, tmp_path / "b.tar.gz")

    with pytest.raises(BackupError, match=said):
        restore(elsewhere, rewritten(tmp_path / "b.tar.gz", change))

    assert not list(elsewhere.data_dir.iterdir())
    assert not elsewhere.media_dir.exists() or not list(elsewhere.media_dir.glob("??"))


def test_cut_off_backup_is_refused(services: Services, library: str, elsewhere: Settings, tmp_path: Path) -> None:
    backup(services, tmp_path / "b.tar.gz")
    whole = (tmp_path / "b.tar.gz").read_bytes()
    (tmp_path / "cut.tar.gz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.tar.gz").write_bytes(gzip.compress(b"no archive"))

    for name in ("cut.tar.gz", "text.tar.gz"):
        with pytest.raises(BackupError):
            restore(elsewhere, tmp_path / name)


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "media/../../evil", "database/x", f"media/{'A' * 64}"])
def test_archive_with_other_files_is_refused(elsewhere: Settings, tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as tar:
        tar.addfile(tarfile.TarInfo(name))

    with pytest.raises(BackupError, match="no backup of this platform"):
        restore(elsewhere, tmp_path / "evil.tar.gz")


def test_archive_with_a_link_is_refused(elsewhere: Settings, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as tar:
        link = tarfile.TarInfo("database")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)

    with pytest.raises(BackupError, match="no backup of this platform"):
        restore(elsewhere, tmp_path / "evil.tar.gz")
