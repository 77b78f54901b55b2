"""Storage: whole or not at all, under names of our own."""

import hashlib
import io
import os
import shutil
import stat
from pathlib import Path

import pytest

from app.files.errors import Missing, NoSpace, TooLarge
from app.files.storage import LocalStorage, Stored, save_bytes

DATA = bytes(range(256)) * 4096
KEY = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "media", reserve=0)


def files_in(folder: Path) -> list[Path]:
    return [found for found in folder.rglob("*") if found.is_file()]


class Zeros:
    """So many zero bytes, without holding them."""

    def __init__(self, count: int) -> None:
        self.left = count

    def read(self, size: int, /) -> bytes:
        piece = bytes(min(size, self.left))
        self.left -= len(piece)
        return piece


class CutOff(io.BytesIO):
    """A line that breaks after the first piece."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell():
            raise ConnectionResetError
        return super().read(size)


def test_save_keeps_content_under_its_hash(storage: LocalStorage, tmp_path: Path) -> None:
    stored = storage.save(io.BytesIO(DATA), limit=len(DATA))

    assert stored == Stored(KEY, len(DATA))
    assert files_in(tmp_path) == [tmp_path / "media" / KEY[:2] / KEY[2:4] / KEY]
    with storage.open(KEY) as file:
        assert file.read() == DATA


def test_save_file_is_not_executable(storage: LocalStorage) -> None:
    save_bytes(storage, DATA)

    path = storage.path(KEY)
    assert path is not None
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_save_over_limit_leaves_nothing(storage: LocalStorage, tmp_path: Path) -> None:
    with pytest.raises(TooLarge) as error:
        storage.save(io.BytesIO(DATA), limit=len(DATA) - 1)

    assert (error.value.code, error.value.limit) == ("too_large", len(DATA) - 1)
    assert files_in(tmp_path) == []


def test_save_announced_over_limit_reads_nothing(storage: LocalStorage) -> None:
    stream = io.BytesIO(DATA)

    with pytest.raises(TooLarge):
        storage.save(stream, limit=10, expected=11)

    assert stream.tell() == 0


def test_save_broken_off_leaves_nothing(storage: LocalStorage, tmp_path: Path) -> None:
    with pytest.raises(ConnectionResetError):
        storage.save(CutOff(DATA), limit=len(DATA))

    assert files_in(tmp_path) == []


def test_save_without_space_leaves_nothing(tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path / "media", reserve=2**60)

    with pytest.raises(NoSpace) as error:
        storage.save(io.BytesIO(DATA), limit=len(DATA))

    assert error.value.code == "no_space"
    assert error.value.needed == 2**60
    assert 0 < error.value.free < 2**60
    assert files_in(tmp_path) == []


def test_save_looks_at_the_disk_again_while_a_long_stream_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others fill the disk too."""
    storage, stream = LocalStorage(tmp_path / "media", reserve=1000), Zeros(64 * 2**20)
    usage = shutil.disk_usage(tmp_path)
    frees = iter([2000, 1500, 999])
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=next(frees)))

    with pytest.raises(NoSpace) as error:
        storage.save(stream, limit=2**40)

    assert (error.value.free, error.value.needed) == (999, 1000)
    assert stream.left == 32 * 2**20
    assert files_in(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full disk to try on")
def test_save_disk_filling_up_says_so(storage: LocalStorage, tmp_path: Path) -> None:
    class OnFullDisk(LocalStorage):
        def _put_in_place(self, unfinished: Path, place: Path) -> None:
            with Path("/dev/full").open("wb", buffering=0) as full:
                full.write(b"x")

    with pytest.raises(NoSpace):
        OnFullDisk(tmp_path / "media", reserve=0).save(io.BytesIO(DATA), limit=len(DATA))

    assert files_in(tmp_path) == []


def test_save_same_content_twice_is_one_file(storage: LocalStorage, tmp_path: Path) -> None:
    assert save_bytes(storage, DATA) == save_bytes(storage, DATA)
    assert len(files_in(tmp_path)) == 1


def test_stream_gives_part(storage: LocalStorage) -> None:
    save_bytes(storage, DATA)

    assert b"".join(storage.stream(KEY, start=10, end=300_000)) == DATA[10:300_000]
    assert b"".join(storage.stream(KEY)) == DATA
    assert b"".join(storage.stream(KEY, start=len(DATA) - 3, end=len(DATA) + 50)) == DATA[-3:]


def test_size_and_exists(storage: LocalStorage) -> None:
    save_bytes(storage, DATA)

    assert (storage.size(KEY), storage.exists(KEY), storage.exists("0" * 64)) == (len(DATA), True, False)


def test_delete_forgets(storage: LocalStorage) -> None:
    save_bytes(storage, DATA)

    storage.delete(KEY)
    storage.delete(KEY)

    assert not storage.exists(KEY)


@pytest.mark.parametrize("key", ["0" * 64, "../../../etc/passwd", "", "A" * 64, KEY + "/..", "0" * 63 + "\n", "٣" * 64])
def test_missing_key(storage: LocalStorage, key: str) -> None:
    for ask in (storage.open, storage.size, storage.path, storage.stream):
        with pytest.raises(Missing) as error:
            ask(key)
        assert error.value.code == "missing"
    assert not storage.exists(key)


def test_intact_notices_changed_bytes(storage: LocalStorage) -> None:
    save_bytes(storage, DATA)
    assert storage.intact(KEY)

    path = storage.path(KEY)
    assert path is not None
    path.write_bytes(DATA[:-1] + b"!")

    assert not storage.intact(KEY)
    assert not storage.intact("0" * 64)


def test_keys_lists_old_ones(storage: LocalStorage) -> None:
    old, new = save_bytes(storage, b"old").key, save_bytes(storage, b"new").key
    path = storage.path(old)
    assert path is not None
    os.utime(path, (1_000_000, 1_000_000))

    assert set(storage.keys()) == {old, new}
    assert set(storage.keys(older_than=3600)) == {old}


def test_keys_saved_again_counts_as_new(storage: LocalStorage) -> None:
    path = storage.path(save_bytes(storage, b"old").key)
    assert path is not None
    os.utime(path, (1_000_000, 1_000_000))

    save_bytes(storage, b"old")

    assert set(storage.keys(older_than=3600)) == set()


def test_sweep_unfinished_removes_what_a_killed_process_left(storage: LocalStorage, tmp_path: Path) -> None:
    left = tmp_path / "media" / "unfinished" / "0123"
    left.write_bytes(b"half")
    os.utime(left, (1_000_000, 1_000_000))
    (tmp_path / "media" / "unfinished" / "4567").write_bytes(b"being written")

    assert storage.sweep_unfinished() == 1
    assert [found.name for found in files_in(tmp_path)] == ["4567"]
