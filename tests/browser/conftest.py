"""The platform as it runs, with its worker, and people in Chromium."""

import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from threading import Thread

import anyio
import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app.domain.people import sign_ins
from app.jobs.worker import WorkerThread
from app.main import create_app
from app.models.people import User
from app.services import Services
from app.settings import Settings
from app.web.requests import SIGN_IN_COOKIE
from tests.factories import Make

# The first file that is served would load this in a thread of the server, through pytest's rewriting of assertions,
# which Python 3.11 cannot do in two threads at once.
anyio.open_file  # noqa: B018

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser")
# Without these Chromium looks for its own servers; the sandbox cannot start as root.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


def _text(path: Path, to: str, about: str) -> str:
    """Of a mail to this address whose subject has these words; "" of any other."""
    letter = message_from_bytes(path.read_bytes(), policy=policy.default)
    if to not in str(letter["to"]) or about not in str(letter["subject"]):
        return ""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@dataclass
class Site:
    """A running platform."""

    services: Services
    url: str
    mail: Path

    def letter(self, to: str, about: str, saying: Sequence[str] = (), seconds: float = 20) -> str:
        """The text of the latest mail to an address whose subject has these words, and that says all this; the worker
        sends it soon."""
        until = time.monotonic() + seconds
        letters: list[str] = []
        while time.monotonic() < until:
            letters = [
                text for path in sorted(self.mail.glob("*.eml"), reverse=True) if (text := _text(path, to, about))
            ]
            for text in letters:
                if all(words in text for words in saying):
                    return text
            time.sleep(0.2)
        raise AssertionError(f"no mail to {to} about {about!r} that says {saying}; there were {letters}")

    def wait_for(self, done: Callable[[], bool], seconds: float = 40) -> None:
        until = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < until, "the worker did not get it done"
            time.sleep(0.2)


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return Settings(
        data_dir=tmp_path / "var",
        media_dir=tmp_path / "media",
        database_url=database_url,
        port=port,
        base_url=f"http://127.0.0.1:{port}",
        worker_in_web=False,
    )


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    services = Services.open(settings)
    config = uvicorn.Config(create_app(services=services), host="127.0.0.1", port=settings.port, log_level="error")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    # It makes no PDFs ahead: seconds of work each, for readers who are not here.
    worker = WorkerThread(services)
    worker.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.05)
    yield Site(services, settings.base_url, settings.data_dir / "mail")
    worker.stop()
    server.should_exit = True
    thread.join(20)


@pytest.fixture
def make(site: Site) -> Make:
    return Make(site.services)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    found = next((path for path in CHROMIUM if Path(path).exists()), None)
    assert found, "these tests need Debian's chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def person(site: Site, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a browser as a stranger, or signed in; every message on its console fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def sit_down(user: User | None = None, *, desk: bool = False, script: bool = True, dark: bool = False) -> Page:
        context = chromium.new_context(
            base_url=site.url,
            viewport=DESK if desk else PHONE,  # type: ignore[arg-type]
            locale="en-GB",
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            accept_downloads=True,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        if user:
            with site.services.database.writing() as session:
                token = sign_ins.start(session, user=user, days=1, user_agent="test", address="127.0.0.1")
            context.add_cookies([{"name": SIGN_IN_COOKIE, "value": token, "url": site.url}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield sit_down
    for context in contexts:
        context.close()
    assert [text for text in complaints if "status of 4" not in text] == []
