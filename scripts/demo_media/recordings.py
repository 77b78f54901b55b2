"""A short film made of the drawings, and a voice note spoken by the machine."""

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

BENITA = (
    "Me llamo Benita y soy tejedora. Cuando dibujamos el río, yo puse la piedra más grande: "
    "no sabíamos si el azul se queda. "
    "Lavamos la primera chalina y el agua quedó azul. Nos dio vergüenza llamar a la tienda. "
    "Pero era mejor saberlo nosotras que la clienta. Desde ese día probamos antes de prometer."
)
_SECONDS, _RATE, _SIZE = 2.5, 12, (480, 320)
_SAME_EVERY_TIME = (
    "-fflags",
    "+bitexact",
    "-flags:v",
    "+bitexact",
    "-flags:a",
    "+bitexact",
    "-map_metadata",
    "-1",
    "-threads",
    "1",
)


def film(pictures: Sequence[Path], target: Path) -> None:
    """The view glides over each picture for some seconds, to the right and back in turn; without sound."""
    raw = (
        "-f",
        "rawvideo",
        "-pixel_format",
        "rgb24",
        "-video_size",
        f"{_SIZE[0]}x{_SIZE[1]}",
        "-framerate",
        str(_RATE),
    )
    frames = b"".join(
        frame.tobytes() for place, picture in enumerate(pictures) for frame in _glide(picture, place % 2 == 1)
    )
    packed = ("-c:v", "libx264", "-preset", "veryslow", "-crf", "28", "-pix_fmt", "yuv420p", "-movflags", "+faststart")
    _ffmpeg(*raw, "-i", "-", *packed, to=target, reading=frames)


def _glide(picture: Path, back: bool) -> Iterator[Image.Image]:
    frames = int(_SECONDS * _RATE)
    with Image.open(picture) as image:
        for number in range(frames):
            moved = (frames - number if back else number) / frames
            left, top = 26 + 140 * moved, 26 + 58 * number / frames
            yield image.resize(_SIZE, Image.Resampling.BICUBIC, box=(left, top, left + 1080, top + 720))


def voice(text: str, target: Path) -> None:
    with TemporaryDirectory() as folder:
        spoken = Path(folder) / "voice.wav"
        subprocess.run(["espeak-ng", "-v", "es-419+f3", "-s", "140", "-p", "42", "-w", str(spoken), text], check=True)
        _ffmpeg("-i", str(spoken), "-ac", "1", "-ar", "22050", "-c:a", "aac", "-b:a", "28k", to=target)


def _ffmpeg(*what: str, to: Path, reading: bytes = b"") -> None:
    command = ["ffmpeg", "-y", "-loglevel", "error", *what, *_SAME_EVERY_TIME, str(to)]
    subprocess.run(command, check=True, input=reading)
