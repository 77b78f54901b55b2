"""Real files, made when a test needs them."""

import io
import subprocess
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from PIL import Image, ImageDraw
from weasyprint import HTML

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORD_MAIN = f"{_WORD}.main+xml"
WORD_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TEXT_SPACE = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
OFFICE_SPACE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"


# What an archive holds, by name.
Members = Mapping[str, bytes | str]


def picture(form: str = "JPEG", size: tuple[int, int] = (400, 300), mode: str = "RGB", **options: object) -> bytes:
    """A picture whose left half is red and right half blue, so that a turn shows."""
    image = Image.new("RGB", size, "red")
    ImageDraw.Draw(image).rectangle((size[0] // 2, 0, *size), fill="blue")
    buffer = io.BytesIO()
    image.convert(mode).save(buffer, form, **options)
    return buffer.getvalue()


def gps_exif(orientation: int = 1) -> Image.Exif:
    """What a phone writes: who made it, which way up, and where it was."""
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[1] = "S"
    exif.get_ifd(0x8825)[2] = (12.0, 30.0, 15.0)
    return exif


def archive(members: Members, *, stored: tuple[str, ...] = ()) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as to:
        for name, data in members.items():
            to.writestr(name, data, zipfile.ZIP_STORED if name in stored else None)
    return buffer.getvalue()


def content_types(main: str = WORD_MAIN) -> str:
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    )


def word_body(body: str, prolog: str = "") -> str:
    return f'<?xml version="1.0"?>{prolog}<w:document xmlns:w="{WORD_SPACE}"><w:body>{body}</w:body></w:document>'


def docx(
    body: str = "<w:p><w:r><w:t>Hola</w:t></w:r></w:p>", members: Members | None = None, *, prolog: str = ""
) -> bytes:
    parts: Members = {"[Content_Types].xml": content_types(), "word/document.xml": word_body(body, prolog)}
    return archive({**parts, **(members or {})})


def odt(body: str = "<text:p>Hola</text:p>", members: Members | None = None) -> bytes:
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{OFFICE_SPACE}" xmlns:text="{TEXT_SPACE}">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    parts: Members = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": content,
        "Configurations2/accelerator/current.xml": "",
    }
    return archive({**parts, **(members or {})}, stored=("mimetype",))


def pdf(html: str) -> bytes:
    return bytes(HTML(string=f"<html lang='es'>{html}").write_pdf())


def raw_pdf(content: bytes, *, trailer: bytes = b"") -> bytes:
    """One page whose content stream is packed, so that a small file can ask for much work."""
    packed = zlib.compress(content)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data, offsets = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj%s endobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer<</Size 6/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, len(data))
    return data + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def locked_pdf() -> bytes:
    """Encrypted under a password that nobody knows."""
    keys = b"/O<%s>/U<%s>" % (b"11" * 32, b"22" * 32)
    return raw_pdf(b"BT ET", trailer=b"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4%s>>" % keys)


# The quickest way to each: what is tested is what becomes of a recording, not how it was made.
QUICKLY = {"libvpx": ("-deadline", "realtime", "-cpu-used", "8"), "libx264": ("-preset", "ultrafast")}


def clip(path: Path, *options: str, seconds: float = 1, film: bool = True, sound: bool = True) -> Path:
    """A recording made by ffmpeg; the options say how."""
    sources = ["-f", "lavfi", "-i", f"testsrc=d={seconds}:s=320x240:r=10"] if film else []
    sources += ["-f", "lavfi", "-i", f"sine=d={seconds}"] if sound else []
    quickly = [word for option in options for word in QUICKLY.get(option, ())]
    command = ["ffmpeg", "-v", "error", "-y", *sources, *options, *quickly, str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return path
