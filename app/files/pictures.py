"""Pictures: opened with care, turned upright, stripped of everything but the image, made small.

Nothing of the upload is passed on: each result is drawn anew from the pixels, so a camera's name, the place
where it stood, and whatever was hidden behind the image are gone.
"""

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pillow_heif
from PIL import Image, ImageCms, ImageFile, ImageOps

from app.files.errors import Trouble, Unreadable

_MOST_PIXELS = 64_000_000
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
_QUALITIES = (80, 68, 56, 45, 35, 26, 18)
_ORIGINAL_QUALITY = 85
_SCALABLE = frozenset({"L", "LA", "RGB", "RGBA", "CMYK"})
_SRGB = ImageCms.createProfile("sRGB")

pillow_heif.register_heif_opener(thumbnails=False)
# For the whole process, as Pillow knows no other way: its warning about bombs becomes an error.
Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """`budgets` pairs each width with the bytes aimed at; `longest_side` is that of the kept original."""

    pixels: int = _MOST_PIXELS
    longest_side: int = 2560
    budgets: tuple[tuple[int, int], ...] = ((320, 25_000), (640, 60_000), (1280, 150_000))


@dataclass(frozen=True, slots=True)
class Rendition:
    """One WebP file."""

    data: bytes
    width: int
    height: int
    media_type: str = "image/webp"

    @property
    def size(self) -> int:
        return len(self.data)


@dataclass(frozen=True, slots=True)
class Picture:
    """What is kept of an upload: `original`, drawn anew, and smaller `renditions`, narrowest first.

    No rendition is wider than the picture was; one narrower than the narrowest width has one rendition of its
    own size.
    """

    original: Rendition
    renditions: tuple[Rendition, ...]


def prepare(source: Path | BinaryIO, *, limits: PictureLimits | None = None) -> Picture:
    """Everything to keep of an uploaded picture; Unreadable if it is damaged, cut short or far too large."""
    limits = limits or PictureLimits()
    image = open_upright(source, limits=limits)
    original = _encoded(image, _ORIGINAL_QUALITY)
    return Picture(original, tuple(_renditions(image, limits)))


def open_upright(source: Path | BinaryIO, *, limits: PictureLimits) -> Image.Image:
    """The image as a person sees it, in RGB or RGBA, no side longer than `longest_side`."""
    # WeasyPrint switches this on for the whole process when it is imported.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(source, formats=_FORMATS) as opened:
            _demand_few_pixels(opened, limits.pixels)
            return _drawn_anew(opened, limits.longest_side)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unreadable(Trouble.TOO_MANY_PIXELS, str(error)) from error
    except Unreadable:
        raise
    except Exception as error:  # decoders raise what they like on damaged input
        raise Unreadable(Trouble.DAMAGED, f"{type(error).__name__}: {error}"[:200]) from error


def fitted(image: Image.Image, *, width: int, budget: int) -> Rendition:
    """The image at most `width` wide, in the best quality that fits `budget` bytes, or else the lowest."""
    small = _narrowed(image, width)
    tries = (_encoded(small, quality) for quality in _QUALITIES)
    smallest = next(tries)
    while smallest.size > budget and (following := next(tries, None)):
        smallest = following
    return smallest


def squeezed(image: Image.Image, *, widths: Sequence[int], budget: int) -> Rendition:
    """The first of `widths`, widest first, at which the image fits `budget` bytes, or else the last."""
    tries = (fitted(image, width=width, budget=budget) for width in widths)
    narrowest = next(tries)
    while narrowest.size > budget and (following := next(tries, None)):
        narrowest = following
    return narrowest


def _renditions(image: Image.Image, limits: PictureLimits) -> Iterator[Rendition]:
    for at, (width, budget) in enumerate(limits.budgets):
        if at == 0 or width <= image.width:
            yield fitted(image, width=width, budget=budget)


def _demand_few_pixels(opened: Image.Image, most: int) -> None:
    """By what the file says of itself, before anything is decoded."""
    if opened.width * opened.height > most:
        raise Unreadable(Trouble.TOO_MANY_PIXELS, f"{opened.width}x{opened.height}")


def _drawn_anew(opened: Image.Image, longest_side: int) -> Image.Image:
    box = (longest_side, longest_side)
    if opened.mode in _SCALABLE:
        # Before anything is copied, so that one large picture stands in memory, not three.
        opened.thumbnail(box, Image.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(opened)
    plain = _plain_colours(upright)
    plain.thumbnail(box, Image.Resampling.LANCZOS)
    plain.info.clear()
    return plain


def _plain_colours(image: Image.Image) -> Image.Image:
    """RGB or RGBA in the colour space that browsers assume, as the profile itself is left out."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode.startswith(("I", "F")):
        image = _eight_bits(image)
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "RGBA", "CMYK", "L"):
        image = _in_srgb(image, profile, mode)
    return image.copy() if image.mode == mode else image.convert(mode)


def _in_srgb(image: Image.Image, profile: bytes, mode: str) -> Image.Image:
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(image, own, _SRGB, outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError):
        return image


def _eight_bits(image: Image.Image) -> Image.Image:
    """Sixteen bits a pixel become eight by scaling; Pillow itself would cut off everything bright."""
    return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _narrowed(image: Image.Image, width: int) -> Image.Image:
    if image.width <= width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _encoded(image: Image.Image, quality: int) -> Rendition:
    buffer = BytesIO()
    image.save(buffer, "WEBP", quality=quality, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return Rendition(buffer.getvalue(), image.width, image.height)
