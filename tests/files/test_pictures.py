"""Pictures: upright, small, and with nothing in them but the image."""

import io
import struct
import zlib

import numpy as np
import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from app.files.errors import Unreadable
from app.files.pictures import Picture, PictureLimits, Rendition, fitted, prepare, squeezed
from tests.files import samples


def prepared(data: bytes, **limits: int) -> Picture:
    return prepare(io.BytesIO(data), limits=PictureLimits(**limits))  # type: ignore[arg-type]


def trouble_of(data: bytes, **limits: int) -> str:
    with pytest.raises(Unreadable) as error:
        prepared(data, **limits)
    return error.value.code


def opened(rendition: Rendition) -> Image.Image:
    image = Image.open(io.BytesIO(rendition.data))
    assert image.size == (rendition.width, rendition.height)
    assert image.format == "WEBP"
    return image.convert("RGB")


def chunks(webp: bytes) -> set[bytes]:
    """The names of the parts of a WebP file."""
    at, names = 12, set()
    while at < len(webp):
        names.add(webp[at : at + 4])
        length = struct.unpack("<I", webp[at + 4 : at + 8])[0]
        at += 8 + length + length % 2
    return names


def noise(width: int, height: int) -> Image.Image:
    values = np.random.default_rng(7).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(values)


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def test_prepare_large_photo_gives_all_widths() -> None:
    picture = prepared(samples.picture("JPEG", (4000, 3000)))

    assert [(one.width, one.height) for one in picture.renditions] == [(320, 240), (640, 480), (1280, 960)]
    assert (picture.original.width, picture.original.height) == (2560, 1920)
    for one in (picture.original, *picture.renditions):
        assert opened(one).getpixel((one.width // 8, one.height // 2)) == pytest.approx((254, 0, 0), abs=6)


def test_prepare_never_enlarges() -> None:
    middle = prepared(samples.picture("PNG", (1000, 500)))
    small = prepared(samples.picture("PNG", (100, 50)))

    assert [one.width for one in middle.renditions] == [320, 640]
    assert [one.width for one in small.renditions] == [100]
    assert (middle.original.width, small.original.width) == (1000, 100)


def test_prepare_tall_and_thin() -> None:
    picture = prepared(samples.picture("PNG", (20_000, 2)))

    assert [(one.width, one.height) for one in picture.renditions] == [(320, 1), (640, 1), (1280, 1)]


def test_prepare_keeps_to_budgets_where_it_can() -> None:
    x, y = np.meshgrid(np.arange(2000), np.arange(1500))
    wavy = (127 + 60 * np.sin(x / 9) + 60 * np.cos(y / 7)).astype(np.uint8)
    photo = Image.fromarray(np.stack([wavy, wavy[::-1], wavy[:, ::-1]], axis=-1))

    sizes = [one.size for one in prepared(saved(photo, "JPEG", quality=95)).renditions]

    assert [size <= budget for size, budget in zip(sizes, (25_000, 60_000, 150_000), strict=True)] == [True] * 3


def test_fitted_uses_lowest_quality_when_nothing_fits() -> None:
    loud = noise(600, 600)

    generous, tight = (fitted(loud, width=600, budget=budget) for budget in (10**9, 1000))

    assert tight.size < generous.size * 0.6
    assert (tight.width, tight.height) == (600, 600)


@pytest.mark.parametrize(("budget", "width"), [(10**9, 600), (25_000, 240), (10, 60)])
def test_squeezed_narrows_until_it_fits(budget: int, width: int) -> None:
    small = squeezed(noise(600, 600), widths=(600, 240, 60), budget=budget)

    assert small.width == width


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_prepare_removes_place_and_maker(form: str) -> None:
    exif = samples.gps_exif()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = samples.picture(form, (800, 600), exif=exif, icc_profile=srgb, xmp=b"<x:xmpmeta>secret</x:xmpmeta>")
    assert b"PhoneMaker" in data

    picture = prepared(data)

    for one in (picture.original, *picture.renditions):
        assert chunks(one.data) == {b"VP8 "}
        assert dict(opened(one).getexif()) == {}


def test_prepare_removes_texts_and_what_is_behind_the_image() -> None:
    data = samples.picture("JPEG", comment=b"secret comment") + b"secret behind"

    picture = prepared(data)

    assert not any(b"secret" in one.data for one in (picture.original, *picture.renditions))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("orientation", "red", "blue", "size"),
    [
        (1, "left", "right", (400, 300)),
        (3, "right", "left", (400, 300)),
        (6, "top", "bottom", (300, 400)),
        (8, "bottom", "top", (300, 400)),
    ],
)
def test_prepare_turns_upright(form: str, orientation: int, red: str, blue: str, size: tuple[int, int]) -> None:
    spots = {"left": (20, 150), "right": (280, 150), "top": (150, 20), "bottom": (150, 280)}

    picture = prepared(samples.picture(form, exif=samples.gps_exif(orientation)))

    image = opened(picture.original)
    assert image.size == size
    assert image.getpixel(spots[red]) == pytest.approx((254, 0, 0), abs=8)
    assert image.getpixel(spots[blue]) == pytest.approx((0, 0, 254), abs=8)


def test_prepare_turns_large_photo_upright() -> None:
    picture = prepared(samples.picture("JPEG", (4000, 3000), exif=samples.gps_exif(6)))

    assert (picture.original.width, picture.original.height) == (1920, 2560)
    assert opened(picture.original).getpixel((900, 100)) == pytest.approx((254, 0, 0), abs=8)


def test_prepare_heic() -> None:
    source = Image.open(io.BytesIO(samples.picture("PNG", (800, 600))))
    heif = pillow_heif.from_pillow(source)
    buffer = io.BytesIO()
    heif.save(buffer, quality=90, exif=samples.gps_exif(6).tobytes())
    assert b"PhoneMaker" in buffer.getvalue()

    picture = prepared(buffer.getvalue())

    assert (picture.original.width, picture.original.height) == (600, 800)
    assert opened(picture.original).getpixel((300, 50)) == pytest.approx((254, 0, 0), abs=12)
    assert chunks(picture.original.data) == {b"VP8 "}


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK"])
def test_prepare_modes_without_transparency(mode: str) -> None:
    picture = prepared(samples.picture("JPEG" if mode in {"L", "CMYK"} else "PNG", mode=mode))

    assert Image.open(io.BytesIO(picture.original.data)).mode == "RGB"


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_prepare_keeps_transparency(mode: str) -> None:
    image = Image.new("RGBA", (50, 50), (255, 0, 0, 0))
    options = {"transparency": 0} if mode == "P" else {}

    picture = prepared(saved(image.convert(mode), "PNG", **options))

    pixel = Image.open(io.BytesIO(picture.original.data)).getpixel((25, 25))
    assert isinstance(pixel, tuple)
    assert pixel[3] == 0


def test_prepare_sixteen_bits_keeps_shades() -> None:
    shades = np.tile(np.linspace(0, 65535, 256, dtype=np.uint16), (16, 1))

    image = opened(prepared(saved(Image.fromarray(shades), "PNG")).original)

    assert [image.getpixel((x, 8)) for x in (2, 128, 253)] == [
        pytest.approx((value,) * 3, abs=6) for value in (2, 128, 253)
    ]


def test_prepare_turns_wide_colours_into_those_of_browsers() -> None:
    """Where the profile says that the channels are exchanged, dropping it would exchange the colours."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    data = samples.picture("JPEG", icc_profile=lab.tobytes())
    own = prepared(samples.picture("JPEG", icc_profile=srgb.tobytes()))

    assert opened(prepared(data).original).getpixel((50, 50)) == opened(own.original).getpixel((50, 50))


def test_prepare_animated_takes_first_frame() -> None:
    frames = [Image.new("RGB", (60, 60), colour) for colour in ("lime", "black", "black")]

    picture = prepared(saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=50))

    assert opened(picture.original).getpixel((30, 30)) == pytest.approx((0, 254, 0), abs=8)


def png_claiming(width: int, height: int) -> bytes:
    """A few hundred kilobytes that unpack to width by height white pixels."""
    row = b"\x00" + b"\xff" * (width // 8)
    packed = zlib.compress(row * height, 9)
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)), (b"IDAT", packed), (b"IEND", b"")]
    chunk = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk)


@pytest.mark.parametrize("side", [9_600, 24_000])
def test_prepare_decompression_bomb(side: int) -> None:
    bomb = png_claiming(side, side)

    assert len(bomb) < 200_000
    assert trouble_of(bomb) == "too_many_pixels"


def test_prepare_more_pixels_than_asked_for() -> None:
    assert trouble_of(samples.picture(size=(400, 300)), pixels=119_999) == "too_many_pixels"
    assert prepared(samples.picture(size=(400, 300)), pixels=120_000).original.width == 400


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_prepare_cut_short(form: str, share: float) -> None:
    data = saved(noise(300, 300), form)

    assert trouble_of(data[: int(len(data) * share)]) == "damaged"


@pytest.mark.parametrize("data", [b"", b"no picture", samples.picture("GIF"), samples.picture("TIFF")])
def test_prepare_other_files(data: bytes) -> None:
    assert trouble_of(data) == "damaged"


@settings(max_examples=150, deadline=None)
@given(
    form=st.sampled_from(["JPEG", "PNG", "WEBP", "HEIF"]),
    at=st.integers(0, 400),
    junk=st.binary(min_size=1, max_size=20),
)
def test_prepare_damaged_gives_picture_or_unreadable(form: str, at: int, junk: bytes) -> None:
    data = samples.picture(form, (40, 30))

    try:
        picture = prepared(data[:at] + junk + data[at + len(junk) :], pixels=1_000_000)
    except Unreadable as error:
        assert {error.code} <= {"damaged", "too_many_pixels"}  # noqa: PT017 - both outcomes are right
    else:
        assert len(picture.renditions) >= 1
