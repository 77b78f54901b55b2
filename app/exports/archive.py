"""ZIP archives sent while they are being made: nothing large is held in memory or on the disk."""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import RawIOBase


@dataclass(frozen=True, slots=True)
class Part:
    """One file of an archive. `stored` keeps it as it is: photographs and films are compressed already."""

    name: str
    pieces: Iterable[bytes]
    stored: bool = False


class _Outlet(RawIOBase):
    """Takes what the archive writes and gives it away again; it cannot go back."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        self._waiting.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        waiting, self._waiting = b"".join(self._waiting), []
        return waiting


def archive(parts: Iterable[Part]) -> Iterator[bytes]:
    """The bytes of a ZIP archive, piece by piece."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as file:
        for part in parts:
            info = zipfile.ZipInfo(part.name)
            info.compress_type = zipfile.ZIP_STORED if part.stored else zipfile.ZIP_DEFLATED
            with file.open(info, "w", force_zip64=True) as target:
                for piece in part.pieces:
                    target.write(piece)
                    yield outlet.taken()
            yield outlet.taken()
    yield outlet.taken()
