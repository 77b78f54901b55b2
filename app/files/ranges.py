"""Which part of a file a request asks for (RFC 9110, sections 13.1.5 and 14).

A player seeks in a film, and a phone on a bad line resumes a download, by asking for a range of bytes.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# One range only: answering several needs multipart, which players do not use, and a server may ignore them.
_SINGLE = re.compile(r"bytes=[ \t]*([0-9]{0,19})-([0-9]{0,19})[ \t]*", re.IGNORECASE | re.ASCII)
_LONGEST_HEADER = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """What to send: bytes `start` up to but not including `end` of `size`, with this HTTP status."""

    status: int
    start: int
    end: int
    size: int

    @property
    def length(self) -> int:
        return self.end - self.start

    def headers(self) -> dict[str, str]:
        """The headers that belong to the answer; a 416 has no body and so no length of one."""
        if self.status == 416:
            return {"accept-ranges": "bytes", "content-range": f"bytes */{self.size}", "content-length": "0"}
        found = {"accept-ranges": "bytes", "content-length": str(self.length)}
        if self.status == 206:
            found["content-range"] = f"bytes {self.start}-{self.end - 1}/{self.size}"
        return found


def answer(
    *,
    size: int,
    range_header: str | None = None,
    if_range: str | None = None,
    etag: str = "",
    modified: datetime | None = None,
) -> Answer:
    """200, 206 or 416 for a GET of a file of `size` bytes.

    A header that is not one plain range of bytes is ignored, as the RFC wants: the whole file is sent, and
    so it is when `if_range` names another version of the file than the one we have.
    """
    whole = Answer(200, 0, size, size)
    if range_header is None or not same_version(if_range, etag=etag, modified=modified):
        return whole
    bounds = _bounds(range_header)
    if bounds is None:
        return whole
    first, last = bounds
    return _suffix(last, size, whole) if first is None else _interval(first, last, size)


def same_version(if_range: str | None, *, etag: str = "", modified: datetime | None = None) -> bool:
    """Whether If-Range names the version we have.

    Entity tags are compared strongly (a weak one never holds), dates must be equal to the second.
    """
    if if_range is None:
        return True
    wanted = if_range.strip()
    if wanted.startswith(('"', "W/")):
        return wanted == etag and not etag.startswith("W/")
    return modified is not None and _date(wanted) == modified.astimezone(UTC).replace(microsecond=0)


def _bounds(header: str) -> tuple[int | None, int | None] | None:
    match = _SINGLE.fullmatch(header.strip()) if len(header) <= _LONGEST_HEADER else None
    if match is None or match.groups() == ("", ""):
        return None
    first, last = (int(digits) if digits else None for digits in match.groups())
    return None if first is not None and last is not None and last < first else (first, last)


def _interval(first: int, last: int | None, size: int) -> Answer:
    if first >= size:
        return Answer(416, 0, 0, size)
    return Answer(206, first, size if last is None else min(last + 1, size), size)


def _suffix(length: int | None, size: int, whole: Answer) -> Answer:
    if not length:
        return Answer(416, 0, 0, size)
    return Answer(206, max(0, size - length), size, size) if size else whole


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
