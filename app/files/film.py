"""Films: H.264 and AAC in an MP4 that starts while it loads, small enough for a phone line, and a poster.

The rate is held to about 3 MB a minute at most; a quiet scene takes less.
"""

from dataclasses import dataclass
from pathlib import Path

from app.files import ffmpeg, kinds, pictures
from app.files.errors import Trouble, Unreadable
from app.files.ffmpeg import Ffmpeg, RecordingLimits, Unconverted
from app.files.kinds import Kind
from app.files.pictures import PictureLimits, Rendition

_LONGEST_SIDE = 640
_POSTER_BUDGET = 15_000
_POSTER_WIDTHS = (640, 480, 320, 240)
_SCALE = (
    f"scale=w='min({_LONGEST_SIDE},iw)':h='min({_LONGEST_SIDE},ih)'"
    ":force_original_aspect_ratio=decrease:force_divisible_by=2"
)
# Main profile at level 3.1 is what cheap phones decode in hardware.
_PICTURE = (
    *("-c:v", "libx264", "-profile:v", "main", "-level", "3.1", "-preset", "veryfast", "-pix_fmt", "yuv420p"),
    *("-crf", "28", "-maxrate", "350k", "-bufsize", "700k", "-fpsmax", "30", "-threads", "2"),
)
_SOUND = ("-c:a", "aac", "-b:a", "48k", "-ar", "44100", "-ac", "1")


@dataclass(frozen=True, slots=True)
class Film:
    """The file made in the caller's folder, and its poster; `duration` in seconds, `size` in bytes."""

    path: Path
    poster: Rendition
    duration: float
    width: int
    height: int
    size: int
    has_sound: bool
    kind: Kind = kinds.MP4
    metadata_removed: bool = True


def prepare(source: Path, *, kind: Kind, folder: Path, limits: RecordingLimits | None = None) -> Film | Unconverted:
    """Make `film.mp4` in `folder`, no side over 640 pixels.

    Unreadable if the source is damaged, without picture, too long or too heavy.
    """
    programs = ffmpeg.installed(limits or RecordingLimits())
    if programs is None:
        return ffmpeg.unconverted(kind)
    if programs.probe(source, kind=kind).width is None:
        raise Unreadable(Trouble.NO_PICTURE)
    target = folder / "film.mp4"
    programs.convert(source, kind=kind, target=target, options=_options(programs.limits))
    return _described(target, programs)


def _options(limits: RecordingLimits) -> tuple[str, ...]:
    # A second too much shows in the result when the source did not tell that it is too long.
    streams = ("-map", "0:V:0", "-map", "0:a:0?", "-sn", "-dn", "-t", str(limits.duration + 1))
    return (*streams, "-vf", _SCALE, *_PICTURE, *_SOUND, "-movflags", "+faststart")


def _described(path: Path, programs: Ffmpeg) -> Film:
    made = programs.probe(path, kind=kinds.MP4)
    duration = made.duration or 0.0
    return Film(
        path=path,
        poster=_poster(path, duration / 10, programs),
        duration=duration,
        width=made.width or 0,
        height=made.height or 0,
        size=path.stat().st_size,
        has_sound=made.has_sound,
    )


def _poster(film: Path, second: float, programs: Ffmpeg) -> Rendition:
    """One frame, from a little way in, as films tend to begin in the dark."""
    with ffmpeg.workplace() as folder:
        frame = folder / "frame.png"
        options = ("-ss", f"{second:.3f}", "-frames:v", "1", "-an", "-c:v", "png")
        programs.convert(film, kind=kinds.MP4, target=frame, options=options)
        image = pictures.open_upright(frame, limits=PictureLimits())
    return pictures.squeezed(image, widths=_POSTER_WIDTHS, budget=_POSTER_BUDGET)
