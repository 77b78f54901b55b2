"""ffmpeg and ffprobe as child processes: found, limited, kept from opening anything but the one file."""

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.files import children
from app.files.children import ChildLimits, Finished
from app.files.errors import Trouble, Unreadable
from app.files.kinds import Kind

_PROGRAMS = ("ffmpeg", "ffprobe")
_ASKED = "format=duration:stream=codec_type,width,height:stream_disposition=attached_pic"
_WITHOUT_METADATA = ("-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact")
_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class RecordingLimits:
    """`duration` is the longest recording taken, in seconds; the rest is what one conversion may use."""

    duration: float = 30 * 60
    seconds: float = 30 * 60
    cpu_seconds: int = 45 * 60
    memory_bytes: int = 2048 * _MEBIBYTE
    file_bytes: int = 400 * _MEBIBYTE

    def for_child(self) -> ChildLimits:
        return ChildLimits(self.seconds, self.cpu_seconds, self.memory_bytes, self.file_bytes)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a recording says of itself; a browser's own recordings do not tell their duration (then None)."""

    duration: float | None
    width: int | None
    height: int | None
    has_sound: bool


@dataclass(frozen=True, slots=True)
class Unconverted:
    """The programs in `missing` are not installed, so the upload stays as it is.

    It can be offered if it `plays_in_browsers`, but what the device wrote into it (place, time, maker) is
    still inside: that is for the caller to tell the person, or to wait.
    """

    missing: tuple[str, ...]
    plays_in_browsers: bool
    metadata_removed: bool = False


@dataclass(frozen=True, slots=True)
class Ffmpeg:
    """The two programs, by their absolute paths, and what they may use."""

    ffmpeg: str
    ffprobe: str
    limits: RecordingLimits

    def probe(self, source: Path, *, kind: Kind) -> Facts:
        """Read the facts without decoding; Unreadable if the file is damaged or plays longer than allowed."""
        with workplace() as folder:
            show = ("-v", "error", "-of", "json", "-show_entries", _ASKED)
            finished = self._run([self.ffprobe, *show, *_input(source, kind)], folder)
        facts = _facts(json.loads(finished.output))
        if facts.duration is not None and facts.duration > self.limits.duration:
            raise Unreadable(Trouble.TOO_LONG, f"{facts.duration:.0f} s")
        return facts

    def convert(self, source: Path, *, kind: Kind, target: Path, options: Sequence[str]) -> None:
        """Make `target`, without metadata; Unreadable, and no target, if that fails."""
        with workplace() as folder:
            made = folder / f"made{target.suffix}"
            start = [self.ffmpeg, "-nostdin", "-hide_banner", "-v", "error", "-threads", "2"]
            self._run([*start, *_input(source, kind), *options, *_WITHOUT_METADATA, str(made)], folder)
            if not made.exists() or made.stat().st_size == 0:
                raise Unreadable(Trouble.DAMAGED, "nothing came out")
            shutil.move(made, target)

    def _run(self, command: Sequence[str], folder: Path) -> Finished:
        finished = children.run(command, limits=self.limits.for_child(), folder=folder)
        if finished.timed_out:
            raise Unreadable(Trouble.TIME_OUT)
        if finished.over_limit or b"Cannot allocate memory" in finished.errors:
            raise Unreadable(Trouble.TOO_HEAVY, _last_line(finished.errors))
        if not finished.went_well:
            raise Unreadable(Trouble.DAMAGED, _last_line(finished.errors))
        return finished


def available() -> bool:
    """Whether sound and film can be converted on this machine."""
    return all(shutil.which(name) for name in _PROGRAMS)


def installed(limits: RecordingLimits) -> Ffmpeg | None:
    """The programs on this machine, or None if either is missing."""
    ffmpeg, ffprobe = map(shutil.which, _PROGRAMS)
    return Ffmpeg(ffmpeg, ffprobe, limits) if ffmpeg and ffprobe else None


def unconverted(kind: Kind) -> Unconverted:
    """The answer for a recording of this kind where the programs are missing."""
    return Unconverted(tuple(name for name in _PROGRAMS if not shutil.which(name)), kind.plays_in_browsers)


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder for one child; all it leaves behind goes with it."""
    with tempfile.TemporaryDirectory(prefix="recording-") as folder:
        yield Path(folder)


def _input(source: Path, kind: Kind) -> list[str]:
    """The one reader for this kind, and files only: no playlist, no address, no other reader is tried."""
    return ["-protocol_whitelist", "file", "-f", kind.demuxer, "-i", f"file:{source.absolute()}"]


def _last_line(errors: bytes) -> str:
    lines = errors.decode(errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else ""


def _facts(told: dict[str, Any]) -> Facts:
    streams = [one for one in told.get("streams", []) if not one["disposition"]["attached_pic"]]
    film = next((one for one in streams if one["codec_type"] == "video"), {"width": None, "height": None})
    duration = told.get("format", {}).get("duration")
    return Facts(
        duration=float(duration) if duration else None,
        width=film["width"],
        height=film["height"],
        has_sound=any(one["codec_type"] == "audio" for one in streams),
    )
