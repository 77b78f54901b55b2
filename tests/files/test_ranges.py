"""Byte ranges: what a player or a resumed download asks for, and what it must be told."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.files.ranges import Answer, answer, same_version

MODIFIED = datetime(2026, 3, 4, 5, 6, 7, 800, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, Answer(200, 0, 1000, 1000)),
        ("bytes=0-499", Answer(206, 0, 500, 1000)),
        ("bytes=500-", Answer(206, 500, 1000, 1000)),
        ("bytes=999-999", Answer(206, 999, 1000, 1000)),
        ("bytes=900-5000", Answer(206, 900, 1000, 1000)),
        ("bytes=-1", Answer(206, 999, 1000, 1000)),
        ("bytes=-5000", Answer(206, 0, 1000, 1000)),
        (" BYTES=0-0 ", Answer(206, 0, 1, 1000)),
        ("bytes=1000-", Answer(416, 0, 0, 1000)),
        ("bytes=9999999999999999999-", Answer(416, 0, 0, 1000)),
        ("bytes=-0", Answer(416, 0, 0, 1000)),
    ],
)
def test_range_single(header: str | None, expected: Answer) -> None:
    assert answer(size=1000, range_header=header) == expected


@pytest.mark.parametrize(
    "header",
    [
        *("", "bytes", "bytes=", "bytes=-", "bytes=5-4", "bytes=0-1,5-6", "lines=0-1", "bytes=a-b"),
        *("bytes=1 2-3", "bytes=+1-2", "bytes=-1-2", "bytes=٣-٤", "bytes=" + "9" * 200 + "-", "bytes=0x1-2"),
    ],
)
def test_range_malformed_gives_everything(header: str) -> None:
    assert answer(size=1000, range_header=header) == Answer(200, 0, 1000, 1000)


def test_range_of_empty_file() -> None:
    assert answer(size=0, range_header="bytes=0-") == Answer(416, 0, 0, 0)
    assert answer(size=0, range_header="bytes=-5") == Answer(200, 0, 0, 0)


def test_range_headers_tell_the_part() -> None:
    assert answer(size=10, range_header="bytes=2-5").headers() == {
        "accept-ranges": "bytes",
        "content-length": "4",
        "content-range": "bytes 2-5/10",
    }
    assert answer(size=10).headers() == {"accept-ranges": "bytes", "content-length": "10"}
    assert answer(size=10, range_header="bytes=10-").headers() == {
        "accept-ranges": "bytes",
        "content-range": "bytes */10",
        "content-length": "0",
    }


@pytest.mark.parametrize(
    ("if_range", "etag", "expected"),
    [
        (None, '"v1"', True),
        ('"v1"', '"v1"', True),
        (' "v1" ', '"v1"', True),
        ('"v2"', '"v1"', False),
        ('W/"v1"', '"v1"', False),
        ('W/"v1"', 'W/"v1"', False),
        ('"v1"', "", False),
        ("Wed, 04 Mar 2026 05:06:07 GMT", '"v1"', True),
        ("Wed, 04 Mar 2026 05:06:08 GMT", '"v1"', False),
        ("Wed, 04 Mar 2026 05:06:06 GMT", '"v1"', False),
        ("yesterday", '"v1"', False),
        ("", '"v1"', False),
    ],
)
def test_if_range_version(if_range: str | None, etag: str, expected: bool) -> None:
    assert same_version(if_range, etag=etag, modified=MODIFIED) is expected


def test_if_range_of_another_version_gives_everything() -> None:
    held = answer(size=10, range_header="bytes=2-", if_range='"a"', etag='"a"')
    changed = answer(size=10, range_header="bytes=2-", if_range='"a"', etag='"b"')

    assert (held.status, changed.status) == (206, 200)


@given(size=st.integers(0, 10**13), header=st.one_of(st.text(), st.from_regex(r"bytes=[0-9,\- ]{0,40}")))
def test_range_any_header_stays_within_the_file(size: int, header: str) -> None:
    found = answer(size=size, range_header=header, if_range=None)

    assert found.status in {200, 206, 416}
    assert 0 <= found.start <= found.end <= size
    assert found.status != 206 or found.length > 0
    assert found.status != 200 or (found.start, found.end) == (0, size)


@given(size=st.integers(1, 10**9), data=st.data())
def test_range_valid_is_answered_exactly(size: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, size - 1))
    last = data.draw(st.integers(first, size - 1))

    assert answer(size=size, range_header=f"bytes={first}-{last}") == Answer(206, first, last + 1, size)


@given(text=st.text())
def test_if_range_any_text_is_judged(text: str) -> None:
    assert same_version(text, etag='"v1"', modified=MODIFIED) in {True, False}
