"""Requests answered in the thread that asks.

Starlette's client hands each request to a loop in another thread and takes the answer back piece by piece, and the
application hands each handler and dependency on to a third: a dozen changes of thread for one page, which take as long
as the page. Here one thread goes through all of it. Requests of other threads, as in tests of races, take the long way.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any
from urllib.parse import unquote

import anyio.to_thread
import pytest
from httpx2 import ByteStream, Request, Response
from starlette import testclient
from starlette.types import Message, Scope

_Transport = testclient._TestClientTransport
_answer_in_its_thread, _run_in_a_thread = _Transport.handle_request, anyio.to_thread.run_sync


@contextmanager
def answering_here() -> Iterator[None]:
    """Until the end of the block, whatever this thread asks by a TestClient is answered in it."""
    here, loop = threading.current_thread(), asyncio.new_event_loop()

    def handle_request(self: _Transport, request: Request) -> Response:
        # Another loop: that of Playwright, while there is a browser.
        if threading.current_thread() is not here or asyncio._get_running_loop() is not None:
            return _answer_in_its_thread(self, request)
        answer = _Answer(self, request)
        loop.run_until_complete(answer.made())
        return answer.response()

    async def run_sync(function: Callable[..., Any], *args: Any, **options: Any) -> Any:
        if asyncio.get_running_loop() is not loop:
            return await _run_in_a_thread(function, *args, **options)
        # What a handler sets for itself stays with it, as it would in a thread of its own.
        return copy_context().run(function, *args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_Transport, "handle_request", handle_request)
        patch.setattr(anyio.to_thread, "run_sync", run_sync)
        yield
    loop.close()


class _Answer:
    """What the application says to one request."""

    def __init__(self, transport: _Transport, request: Request) -> None:
        self.transport, self.request = transport, request
        self.status, self.headers, self.body = 0, list[tuple[str, str]](), bytearray()
        self.asked, self.complete = False, asyncio.Event()

    async def made(self) -> None:
        try:
            await self.transport.app(self._scope(), self._receive, self._send)
        except Exception:
            if self.transport.raise_server_exceptions:
                raise

    def response(self) -> Response:
        body = ByteStream(b"" if self.request.method == "HEAD" else bytes(self.body))
        # Nothing said is what a server that broke says.
        return Response(self.status or 500, headers=self.headers, stream=body, request=self.request)

    def _scope(self) -> Scope:
        url = self.request.url
        return {
            "type": "http",
            "http_version": "1.1",
            "method": self.request.method,
            "path": unquote(url.path),
            "raw_path": url.raw_path.split(b"?", 1)[0],
            "root_path": self.transport.root_path,
            "scheme": url.scheme,
            "query_string": url.query,
            "headers": [(name.lower(), value) for name, value in self.request.headers.raw],
            "client": self.transport.client,
            "server": [url.host, url.port or {"http": 80, "https": 443}[url.scheme]],
            "extensions": {},
            "state": {},
        }

    async def _receive(self) -> Message:
        if self.asked:
            await self.complete.wait()
            return {"type": "http.disconnect"}
        self.asked = True
        return {"type": "http.request", "body": self.request.read()}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            assert not self.status, "An answer begins once."
            self.status = message["status"]
            self.headers = [(name.decode(), value.decode()) for name, value in message.get("headers", [])]
            return
        assert self.status, "An answer begins with its status."
        assert not self.complete.is_set(), "An answer ends once."
        self.body += message.get("body", b"")
        if not message.get("more_body", False):
            self.complete.set()
