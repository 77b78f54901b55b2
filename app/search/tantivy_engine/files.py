"""The files of a tantivy index, held against the checksums tantivy wrote behind them.

tantivy maps files into memory and believes what stands in them, so they are looked through before they are opened.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from app.search.engine import SearchUnavailable

CONTENTS = "meta.json"
_PARTS = ("term", "idx", "pos", "store", "fast", "fieldnorm")
_TAIL = struct.Struct("<II")
_MAGIC = 1337
_CHUNK = 1 << 20


def files_of(path: Path) -> Iterator[str]:
    """The names of the files of the newest commit in that directory. Raises FileNotFoundError, ValueError."""
    for segment in json.loads((path / CONTENTS).read_text())["segments"]:
        name = segment["segment_id"].replace("-", "")
        yield from (f"{name}.{part}" for part in _PARTS)
        if segment["deletes"]:
            yield f"{name}.{segment['deletes']['opstamp']}.del"


def verify(file: Path) -> None:
    """Raises SearchUnavailable when the file is not as it was written, FileNotFoundError when it is gone."""
    try:
        whole = _checksum_holds(file)
    except (struct.error, ValueError, KeyError, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise SearchUnavailable(f"{file.name}: {error}") from error
    if not whole:
        raise SearchUnavailable(f"{file.name} is damaged")


def _checksum_holds(file: Path) -> bool:
    """A file ends with its footer (JSON, with the CRC-32 of all before it), the footer's length and a magic number."""
    with file.open("rb") as opened:
        end = opened.seek(0, 2) - _TAIL.size
        opened.seek(max(end, 0))
        length, magic = _TAIL.unpack(opened.read())
        opened.seek(max(end - length, 0))
        footer = json.loads(opened.read(length))
        opened.seek(0)
        found, left = 0, end - length
        while left > 0 and (chunk := opened.read(min(left, _CHUNK))):
            found, left = zlib.crc32(chunk, found), left - len(chunk)
    return bool(magic == _MAGIC and found == footer["crc"])
