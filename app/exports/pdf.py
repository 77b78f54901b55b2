"""A page on paper: the same HTML through WeasyPrint, in a child process, kept until something in it changes."""

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore, Lock

from app.content.text import N_
from app.domain.errors import DomainError
from app.exports.pdf_child import MISSING_LIBRARY
from app.files.children import ChildLimits, run
from app.files.storage import Storage

_CHILD = Path(__file__).with_name("pdf_child.py")
_MEGABYTE = 1024 * 1024
_LIMITS = ChildLimits(seconds=90, cpu_seconds=60, memory_bytes=1500 * _MEGABYTE, file_bytes=60 * _MEGABYTE)
_MOST_KEPT = 400 * _MEGABYTE
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*\Z")

# One at a time, and few may wait: everybody else reads the pages that these would slow down.
_turn = Lock()
_queue = BoundedSemaphore(3)


class Unavailable(DomainError):
    """No PDF at the moment."""

    status = 503


MISSING = N_(
    "This server cannot make PDFs: the library Pango is missing. Please tell the administrator "
    "(on Debian and Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0). "
    "The page itself can be printed from the browser."
)
BUSY = N_("Several PDFs are being made just now. Please try again in a minute.")
FAILED = N_("This PDF could not be made. The page itself can be printed from the browser.")


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole HTML document with absolute addresses; `pictures` maps the addresses in it to keys of the storage."""

    html: str
    base: str
    pictures: Mapping[str, str]


def folder_of(root: Path, code: str) -> Path:
    """Where the PDFs of a case lie."""
    if not _NAME.match(code):
        raise ValueError(code)
    return root / code


def forget(root: Path, code: str) -> None:
    """Remove all PDFs of a case: one of them may show what nobody may see any more."""
    shutil.rmtree(folder_of(root, code), ignore_errors=True)


class PdfShelf:
    """The PDFs of cases, in a folder for each case below `root`."""

    def __init__(self, root: Path, static_folder: Path) -> None:
        self._root, self._static = root, static_folder

    def get(self, code: str, name: str, fingerprint: str, write: Callable[[], Paper], storage: Storage) -> Path:
        """The PDF of `name` (version and languages) as of `fingerprint`; made now if it is not there.

        What the case had of that name before is removed: it may show what nobody may see any more.
        Raises Unavailable.
        """
        folder = self._folder(code)
        path = folder / f"{name}.{fingerprint}.pdf"
        if not path.exists():
            with _in_turn():
                if not path.exists():
                    made = self._make(write(), storage)
                    folder.mkdir(parents=True, exist_ok=True)
                    for old in folder.glob(f"{name}.*.pdf"):
                        old.unlink(missing_ok=True)
                    _put(made, path)
                    self._make_room()
        return path

    def _folder(self, code: str) -> Path:
        return folder_of(self._root, code)

    def _make(self, paper: Paper, storage: Storage) -> bytes:
        with TemporaryDirectory() as place:
            folder = Path(place)
            given = {
                "base": paper.base,
                "static_address": f"{paper.base}/static/",
                "static_folder": str(self._static),
                "files": dict(_on_disk(paper.pictures, storage, folder)),
            }
            (folder / "files.json").write_text(json.dumps(given), encoding="utf-8")
            (folder / "page.html").write_text(paper.html, encoding="utf-8")
            ended = run([sys.executable, "-I", str(_CHILD)], limits=_LIMITS, folder=folder)
            if ended.code == MISSING_LIBRARY:
                raise Unavailable(MISSING)
            if not ended.went_well:
                raise Unavailable(FAILED)
            return (folder / "page.pdf").read_bytes()

    def _make_room(self) -> None:
        """The oldest go when all of them together have become too many."""
        files = sorted(self._root.glob("*/*.pdf"), key=lambda path: path.stat().st_mtime, reverse=True)
        total = 0
        for path in files:
            total += path.stat().st_size
            if total > _MOST_KEPT:
                path.unlink(missing_ok=True)


@contextmanager
def _in_turn() -> Iterator[None]:
    if not _queue.acquire(blocking=False):
        raise Unavailable(BUSY)
    try:
        with _turn:
            yield
    finally:
        _queue.release()


def _on_disk(pictures: Mapping[str, str], storage: Storage, folder: Path) -> Iterator[tuple[str, str]]:
    """Where each picture lies; a copy of those that are kept on another machine."""
    for number, (address, key) in enumerate(pictures.items()):
        if not storage.exists(key):
            continue
        path = storage.path(key)
        if path is None:
            path = folder / f"picture-{number}"
            with path.open("wb") as target:
                target.writelines(storage.stream(key))
        yield address, str(path.resolve())


def _put(data: bytes, path: Path) -> None:
    """Whole or not at all: another process may look for it at the same moment."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_bytes(data)
    unfinished.replace(path)
