"""Voices and other sound: AAC in an M4A file, which every phone and browser plays, about 0.25 MB a minute."""

from dataclasses import dataclass
from pathlib import Path

from app.files import ffmpeg, kinds
from app.files.errors import Trouble, Unreadable
from app.files.ffmpeg import RecordingLimits, Unconverted
from app.files.kinds import Kind

_VOICE = ("-c:a", "aac", "-b:a", "32k", "-ar", "24000", "-ac", "1", "-movflags", "+faststart")


@dataclass(frozen=True, slots=True)
class Sound:
    """The file made in the caller's folder; `duration` in seconds."""

    path: Path
    duration: float
    size: int
    kind: Kind = kinds.M4A
    metadata_removed: bool = True


def prepare(source: Path, *, kind: Kind, folder: Path, limits: RecordingLimits | None = None) -> Sound | Unconverted:
    """Make `sound.m4a` in `folder`, also of the sound of a film.

    Unreadable if the source is damaged, without sound, too long or too heavy.
    """
    programs = ffmpeg.installed(limits or RecordingLimits())
    if programs is None:
        return ffmpeg.unconverted(kind)
    if not programs.probe(source, kind=kind).has_sound:
        raise Unreadable(Trouble.NO_SOUND)
    target = folder / "sound.m4a"
    # A second too much shows in the result when the source did not tell that it is too long.
    longest = ("-t", str(programs.limits.duration + 1))
    options = ("-map", "0:a:0", "-vn", "-sn", "-dn", *longest, *_VOICE)
    programs.convert(source, kind=kind, target=target, options=options)
    duration = programs.probe(target, kind=kinds.M4A).duration or 0.0
    return Sound(target, duration, target.stat().st_size)
