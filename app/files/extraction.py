"""The text of documents, for search: read by a child process that a hostile file may crash without harm."""

import json
import signal
import sys
import tempfile
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from app.files import children
from app.files.children import ChildLimits, Finished
from app.files.kinds import Kind

_MEBIBYTE = 1024 * 1024
_ROOT = Path(__file__).parents[2]


class Problem(StrEnum):
    """Why there is no text, or not all of it."""

    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    EXTERNAL = "external"
    TIME_OUT = "time_out"
    TOO_HEAVY = "too_heavy"
    NO_TEXT = "no_text"


@dataclass(frozen=True, slots=True)
class ExtractionLimits:
    """`text_bytes` counts UTF-8 over all pages; `part_bytes` is how much of one XML part is unpacked."""

    text_bytes: int = 2_000_000
    pages: int = 500
    part_bytes: int = 64 * _MEBIBYTE
    seconds: float = 60
    cpu_seconds: int = 40
    memory_bytes: int = 768 * _MEBIBYTE

    def for_child(self) -> ChildLimits:
        # Quotes, backslashes and line ends take two bytes in the lines the child writes.
        return ChildLimits(self.seconds, self.cpu_seconds, self.memory_bytes, 2 * self.text_bytes + _MEBIBYTE)


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of each page, counted from 1 in links; documents without fixed pages have one.

    When a `problem` came half way, the pages before it are there and `truncated` is true. NO_TEXT is what a
    scanned document gives: pages of pictures.
    """

    pages: tuple[str, ...]
    truncated: bool = False
    problem: Problem | None = None


def extract(path: Path, *, kind: Kind, limits: ExtractionLimits | None = None) -> Extracted:
    """The text of a PDF, DOCX, ODT or plain text. Never raises for what is in the file: see `problem`."""
    limits = limits or ExtractionLimits()
    with tempfile.TemporaryDirectory(prefix="extraction-") as folder:
        target = Path(folder) / "pages.jsonl"
        arguments = [str(path.absolute()), kind.name, str(target), json.dumps(asdict(limits))]
        finished = children.run(
            [sys.executable, "-P", "-s", "-m", "app.files.extract_child", *arguments],
            limits=limits.for_child(),
            folder=Path(folder),
            environment={"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        )
        return _result(target, finished)


def _result(target: Path, finished: Finished) -> Extracted:
    lines = target.read_bytes().split(b"\n")[:-1] if target.exists() else []
    told = [json.loads(line) for line in lines]
    pages = tuple(one["page"] for one in told if "page" in one)
    if not told or "problem" not in told[-1]:
        return Extracted(pages, truncated=True, problem=_ended_by(finished))
    problem = Problem(told[-1]["problem"]) if told[-1]["problem"] else None
    if problem is None and not any(page.strip() for page in pages):
        problem = Problem.NO_TEXT
    return Extracted(pages, truncated=told[-1]["truncated"], problem=problem)


def _ended_by(finished: Finished) -> Problem:
    """What stopped a child that could not say so itself."""
    if finished.timed_out:
        return Problem.TIME_OUT
    # pdfium gives up in one of these ways when it gets no memory.
    gave_up = -finished.code in (signal.SIGABRT, signal.SIGTRAP, signal.SIGILL)
    out_of_memory = gave_up or b"MemoryError" in finished.errors or b"allocate" in finished.errors
    return Problem.TOO_HEAVY if finished.over_limit or out_of_memory else Problem.DAMAGED
