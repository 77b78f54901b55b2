"""What surrounds every request: its number, refused cross-site posts, security headers, one log line."""

import re
import secrets
import time
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.content.text import N_
from app.domain.errors import TooLarge
from app.log import structlog
from app.web.referring import split_address

log = structlog.get_logger("web")
TOO_LARGE = N_("What you sent is too large: at most %(limit)s MB are possible.")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(), payment=()",
    # What says nothing else may be somebody's own: no cache between us and them may keep it for others.
    "Cache-Control": "private, no-cache",
}
KEY = re.compile(r"/[\w.-]{32,}")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Surround:
    def __init__(self, app: ASGIApp, base_url: str, production: bool, body_limit: int) -> None:
        self.app = app
        self.body_limit = body_limit
        self.origin = "{0.scheme}://{0.netloc}".format(urlsplit(base_url))
        self.headers = dict(HEADERS)
        if production:
            self.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        number = state["request_number"] = secrets.token_hex(4)
        # Routes that take files set a higher one before they read.
        state["body_limit"] = self.body_limit
        started, status, received, asked = time.perf_counter(), 500, 0, scope["method"]
        # PostgreSQL takes NUL in no text; what stands for it leads nowhere either.
        query = scope.get("query_string", b"").replace(b"%00", b"%EF%BF%BD").replace(b"\x00", b"%EF%BF%BD")
        scope = {**scope, "path": scope["path"].replace("\x00", "\ufffd"), "query_string": query}
        if asked == "HEAD":
            # Answered as GET, without the body: our routes name GET only.
            scope["method"] = "GET"

        async def counted_receive() -> Message:
            """Cut off a body that is longer than it may be, whatever length it announced."""
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > state["body_limit"]:
                raise TooLarge(TOO_LARGE, limit=state["body_limit"] // 1_000_000)
            return message

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                headers["X-Request-Id"] = number
            elif asked == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        try:
            refusal = self.refusal(scope)
            await (refusal or self.app)(scope, counted_receive, send_with_headers)
        finally:
            milliseconds = round((time.perf_counter() - started) * 1000, 1)
            # The path without its query, and without keys in it: searches and one-time links are nobody's business.
            path = KEY.sub("/…", scope["path"])
            log.info("request", number=number, method=asked, path=path, status=status, ms=milliseconds)

    def refusal(self, scope: Scope) -> PlainTextResponse | None:
        """The answer to what is not even looked at."""
        if scope["method"] not in SAFE and not self.same_site(Headers(scope=scope)):
            return PlainTextResponse("Cross-site request refused", 403)
        return None

    def same_site(self, headers: Headers) -> bool:
        """Fetch Metadata where the browser sends it, else Origin; a client that sends neither is no browser."""
        fetch_site = headers.get("sec-fetch-site")
        if fetch_site:
            return fetch_site in ("same-origin", "none")
        origin = headers.get("origin")
        return origin is None or origin == self.origin or split_address(origin).netloc == headers.get("host")
