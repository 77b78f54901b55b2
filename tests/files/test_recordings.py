"""Sound and film through the real ffmpeg: small, playable, without what the device wrote about itself."""

import io
import json
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from app.files import ffmpeg, film, kinds, sound
from app.files.errors import Unreadable
from app.files.ffmpeg import RecordingLimits, Unconverted
from app.files.film import Film
from app.files.sniffing import sniff_path
from app.files.sound import Sound
from tests.files import samples

METADATA = ("-metadata", "location=-12.5+045.1/", "-metadata", "title=secret", "-metadata", "make=PhoneMaker")


def streams(path: Path) -> list[tuple[str, str]]:
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_streams", str(path)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return [(one["codec_type"], one["codec_name"]) for one in told["streams"]]


def as_film(source: Path, folder: Path, limits: RecordingLimits | None = None) -> Film:
    made = film.prepare(source, kind=sniff_path(source), folder=folder, limits=limits)
    assert isinstance(made, Film)
    return made


def as_sound(source: Path, folder: Path, limits: RecordingLimits | None = None) -> Sound:
    made = sound.prepare(source, kind=sniff_path(source), folder=folder, limits=limits)
    assert isinstance(made, Sound)
    return made


def trouble_of(source: Path, folder: Path, limits: RecordingLimits | None = None) -> str:
    with pytest.raises(Unreadable) as error:
        as_film(source, folder, limits)
    return error.value.code


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def test_ffmpeg_is_installed_for_tests() -> None:
    assert ffmpeg.available()


@pytest.mark.parametrize(
    ("name", "codecs"),
    [
        ("a.mp4", ("-c:v", "libx264")),
        ("a.mov", ("-c:v", "libx264")),
        ("a.webm", ("-c:v", "libvpx", "-live", "1")),
        ("a.3gp", ("-c:v", "h263", "-s", "176x144", "-c:a", "aac")),
    ],
)
def test_film_of_each_kind(tmp_path: Path, out: Path, name: str, codecs: tuple[str, ...]) -> None:
    source = samples.clip(tmp_path / name, *codecs, *METADATA, seconds=2)

    made = as_film(source, out)

    assert sniff_path(made.path) == kinds.MP4
    assert streams(made.path) == [("video", "h264"), ("audio", "aac")]
    assert made.duration == pytest.approx(2, abs=0.3)
    assert made.size == made.path.stat().st_size > 1000
    assert made.has_sound
    assert made.metadata_removed
    content = made.path.read_bytes()
    assert not any(word in content for word in (b"secret", b"PhoneMaker", b"-12.5"))
    assert content.index(b"moov") < content.index(b"mdat")


@pytest.mark.parametrize(
    ("size", "expected"),
    [("1280x720", (640, 360)), ("720x1280", (360, 640)), ("321x241", (320, 240)), ("200x100", (200, 100))],
)
def test_film_fits_small_screens(tmp_path: Path, out: Path, size: str, expected: tuple[int, int]) -> None:
    source = samples.clip(tmp_path / "a.webm", "-c:v", "libvpx", "-s", size, sound=False)

    made = as_film(source, out)

    assert (made.width, made.height, made.has_sound) == (*expected, False)


def test_film_turned_phone_stands_upright(tmp_path: Path, out: Path) -> None:
    lying = samples.clip(tmp_path / "lying.mp4", "-c:v", "libx264", sound=False)
    turned = tmp_path / "turned.mp4"
    copy = ["ffmpeg", "-v", "error", "-i", str(lying), "-c", "copy", "-metadata:s:v:0", "rotate=90", str(turned)]
    subprocess.run(copy, check=True)

    made = as_film(turned, out)

    assert (made.width, made.height) == (240, 320)


def test_film_poster_is_light_and_of_the_film(tmp_path: Path, out: Path) -> None:
    source = samples.clip(tmp_path / "a.mp4", "-c:v", "libx264", "-s", "640x480", "-vf", "noise=alls=90:allf=t")

    poster = as_film(source, out).poster

    assert poster.size <= 15_000
    image = Image.open(io.BytesIO(poster.data))
    assert (image.format, image.size) == ("WEBP", (poster.width, poster.height))
    assert poster.width / poster.height == pytest.approx(4 / 3, abs=0.02)


def test_film_rate_stays_low(tmp_path: Path, out: Path) -> None:
    source = samples.clip(tmp_path / "a.mp4", "-c:v", "mpeg4", "-b:v", "8M", "-vf", "noise=alls=60:allf=t", seconds=6)

    assert as_film(source, out).size <= 3_500_000 * 6 / 60


@pytest.mark.parametrize(
    ("name", "options"),
    [
        *(("a.mp3", METADATA), ("a.wav", METADATA), ("a.opus", METADATA), ("a.webm", ()), ("a.m4a", METADATA)),
        *(("a.ogg", ("-c:a", "libvorbis")), ("a.3gp", ("-c:a", "aac"))),
    ],
)
def test_sound_of_each_kind(tmp_path: Path, out: Path, name: str, options: tuple[str, ...]) -> None:
    source = samples.clip(tmp_path / name, *options, seconds=8, film=False)

    made = as_sound(source, out)

    assert sniff_path(made.path) == kinds.M4A
    assert streams(made.path) == [("audio", "aac")]
    assert made.duration == pytest.approx(8, abs=0.3)
    assert made.size == made.path.stat().st_size
    assert made.size < 8 * 4800 + 5000
    assert not any(word in made.path.read_bytes() for word in (b"secret", b"PhoneMaker", b"-12.5"))


def test_sound_of_a_film(tmp_path: Path, out: Path) -> None:
    made = as_sound(samples.clip(tmp_path / "a.mp4", "-c:v", "mpeg4"), out)

    assert streams(made.path) == [("audio", "aac")]


def test_sound_with_cover_picture(tmp_path: Path, out: Path) -> None:
    cover = tmp_path / "cover.png"
    cover.write_bytes(samples.picture("PNG"))
    options = ("-i", str(cover), "-map", "0:a", "-map", "1:v", "-c:v", "copy", "-disposition:v", "attached_pic")
    source = samples.clip(tmp_path / "a.mp3", *options, film=False)

    assert streams(as_sound(source, out).path) == [("audio", "aac")]
    assert trouble_of(source, out) == "no_picture"


def test_sound_of_silent_film(tmp_path: Path, out: Path) -> None:
    source = samples.clip(tmp_path / "a.mp4", "-c:v", "mpeg4", sound=False)

    with pytest.raises(Unreadable) as error:
        as_sound(source, out)

    assert error.value.code == "no_sound"


def test_film_too_long(tmp_path: Path, out: Path) -> None:
    limits = RecordingLimits(duration=1)

    assert trouble_of(samples.clip(tmp_path / "a.mp4", "-c:v", "mpeg4", seconds=3), out, limits) == "too_long"


def test_film_too_long_without_saying_so(tmp_path: Path, out: Path) -> None:
    """A browser's own recording has no duration in it: what comes out shows it."""
    source = samples.clip(tmp_path / "a.webm", "-c:v", "libvpx", "-live", "1", seconds=5)

    assert trouble_of(source, out, RecordingLimits(duration=1)) == "too_long"


def test_film_damaged(tmp_path: Path, out: Path) -> None:
    whole = samples.clip(tmp_path / "a.mp4", "-c:v", "mpeg4", "-movflags", "+faststart", seconds=2).read_bytes()
    damaged = tmp_path / "damaged.mp4"
    at = whole.index(b"stsz")
    damaged.write_bytes(whole[:at] + bytes(200) + whole[at + 200 : at + 400])

    assert trouble_of(damaged, out) == "damaged"
    assert list(out.iterdir()) == []


def test_film_time_out(tmp_path: Path, out: Path) -> None:
    source = samples.clip(tmp_path / "a.mp4", "-c:v", "mpeg4")

    assert trouble_of(source, out, RecordingLimits(seconds=0.001)) == "time_out"
    assert list(out.iterdir()) == []


def test_film_too_heavy(tmp_path: Path, out: Path) -> None:
    source = samples.clip(tmp_path / "a.mp4", "-c:v", "mpeg4", "-vf", "noise=alls=60:allf=t", seconds=3)

    assert trouble_of(source, out, RecordingLimits(file_bytes=20_000)) == "too_heavy"
    assert list(out.iterdir()) == []


def test_film_playlist_opens_no_other_file(tmp_path: Path, out: Path) -> None:
    """Left to guess, ffmpeg would follow a playlist to files and addresses; told the kind, it may not."""
    secret = samples.clip(tmp_path / "secret.mp4", "-c:v", "mpeg4")
    playlist = tmp_path / "list.mp4"
    playlist.write_text(f"ffconcat version 1.0\nfile {secret.name}\n")

    for kind in (kinds.MP4, kinds.WEBM):
        with pytest.raises(Unreadable) as error:
            film.prepare(playlist, kind=kind, folder=out)
        assert error.value.code == "damaged"


def test_convert_that_gives_nothing(tmp_path: Path, out: Path) -> None:
    """ffmpeg says that all is well when asked for a picture from beyond the end."""
    source = samples.clip(tmp_path / "a.mp4", "-c:v", "mpeg4", sound=False)
    programs = ffmpeg.installed(RecordingLimits())
    assert programs is not None

    with pytest.raises(Unreadable) as error:
        programs.convert(source, kind=kinds.MP4, target=out / "a.png", options=("-ss", "60", "-frames:v", "1"))

    assert (error.value.code, list(out.iterdir())) == ("damaged", [])


@pytest.mark.parametrize(("kind", "plays"), [(kinds.MP4, True), (kinds.MOV, False)])
def test_film_without_ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: kinds.Kind, plays: bool) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    expected = Unconverted(missing=("ffmpeg", "ffprobe"), plays_in_browsers=plays, metadata_removed=False)
    assert not ffmpeg.available()
    assert film.prepare(tmp_path / "a", kind=kind, folder=tmp_path) == expected
    assert sound.prepare(tmp_path / "a", kind=kind, folder=tmp_path) == expected
