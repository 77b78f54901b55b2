"""Answers for machines, with a tag by which they are not sent twice."""

import hashlib
from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response


def answer(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    max_age: int = 0,
    headers: Mapping[str, str] | None = None,
    private: bool = False,
) -> Response:
    """200, or 304 to those who have exactly this. Without an age caches ask each time: what was withdrawn must not
    live on in them. What is `private` no cache keeps for others."""
    # Weak, because the answer is compressed on its way.
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
    cache = f"{'private' if private else 'public'}, {f'max-age={max_age}' if max_age else 'no-cache'}"
    everything = {**(headers or {}), "ETag": etag, "Cache-Control": cache}
    if has_already(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=everything)
    return Response(body, media_type=media_type, headers=everything)


def has_already(if_none_match: str, etag: str) -> bool:
    """Weak comparison (RFC 9110, section 8.8.3.2)."""
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in tags or etag.removeprefix("W/") in tags
