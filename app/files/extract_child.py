"""The child process that reads documents: PATH KIND TARGET LIMITS, with limits already set on itself.

It writes one JSON line a page to TARGET as it goes, so that what was read before it had to be ended is not
lost, and last a line that says how it went.
"""

import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pypdfium2
from defusedxml import DefusedXmlException

from app.files.plain import decoded
from app.files.words import TooMuch, words

# A word broken at the end of a line, by pdfium's own marks or by the hyphen that is no dash.
_BROKEN_WORD = re.compile("[\ufffe\x02\u2010]\r?\n")
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")
_KEPT = "\n\t\f"


def main(arguments: list[str]) -> None:
    path, kind, target = Path(arguments[0]), arguments[1], Path(arguments[2])
    with target.open("w", encoding="utf-8") as to:
        limits = json.loads(arguments[3])
        _line(to, **_outcome(to, _pages(path, kind, limits), limits))


def _outcome(to: IO[str], pages: Iterator[str], limits: dict[str, int]) -> dict[str, Any]:
    try:
        return {"truncated": _write(to, pages, limits["text_bytes"]), "problem": None}
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        return {"truncated": True, "problem": "encrypted" if locked else "damaged"}
    except DefusedXmlException:
        return {"truncated": True, "problem": "external"}
    except MemoryError:
        return {"truncated": True, "problem": "too_heavy"}
    except Exception:  # noqa: BLE001 - zipfile, zlib and the parser each raise their own on damage
        return {"truncated": True, "problem": "damaged"}


def _write(to: IO[str], pages: Iterator[str], left: int) -> bool:
    """Write the pages as far as `left` bytes go; whether there was more."""
    try:
        for text in pages:
            data = _clean(text).encode()
            _line(to, page=data[:left].decode(errors="ignore"))
            left -= len(data)
            if left < 0:
                return True
    except TooMuch:
        return True
    return False


def _pages(path: Path, kind: str, limits: dict[str, int]) -> Iterator[str]:
    """The text of each page; TooMuch after the last one that is allowed, if there are more."""
    if kind == "pdf":
        return _pdf(path, limits["pages"])
    if kind == "text":
        return _plain(path, limits["text_bytes"])
    return _office(path, kind, limits)


def _pdf(path: Path, most: int) -> Iterator[str]:
    document = pypdfium2.PdfDocument(path)
    for number in range(min(len(document), most)):
        page = document[number]
        text_page = page.get_textpage()
        yield text_page.get_text_bounded()
        text_page.close()
        page.close()
    if len(document) > most:
        raise TooMuch


def _office(path: Path, kind: str, limits: dict[str, int]) -> Iterator[str]:
    text, cut = words(path, kind=kind, text_bytes=limits["text_bytes"], part_bytes=limits["part_bytes"])
    yield text
    if cut:
        raise TooMuch


def _plain(path: Path, limit: int) -> Iterator[str]:
    with path.open("rb") as file:
        data = file.read(limit)
        more = file.read(1) != b""
    yield decoded(data, cut=more)
    if more:
        raise TooMuch


def _clean(text: str) -> str:
    text = _BROKEN_WORD.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\xad", "")
    text = unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode())
    text = _EMPTY_LINES.sub("\n\n", text)
    return "".join(letter for letter in text if letter in _KEPT or unicodedata.category(letter) != "Cc")


def _line(to: IO[str], **values: object) -> None:
    to.write(json.dumps(values, ensure_ascii=False) + "\n")
    to.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
