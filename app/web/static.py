"""Addresses of static files with the hash of their content, so that browsers may keep them for ever."""

import hashlib
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC_DIR = Path(__file__).parents[1] / "static"


@cache
def static_address(path: str) -> str:
    """ "/static/css/base.css?v=1a2b3c4d". Raises FileNotFoundError for a file that is not there."""
    digest = hashlib.sha256((STATIC_DIR / path).read_bytes()).hexdigest()[:8]
    return f"/static/{path}?v={digest}"


class HashedStaticFiles(StaticFiles):
    """Static files; those asked for by their hash never change."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        lasting = b"v=" in scope.get("query_string", b"")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "public, max-age=3600"
        return response
