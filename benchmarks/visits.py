"""What visits load: `python -m benchmarks.visits [FOLDER]` prints bytes and requests as Chromium counts them.

The demo library with its pictures is served by a process of its own, and a phone with an empty cache opens each page,
then opens it once more. Bytes are those over the wire, with headers, compressed by gzip; pictures of cases load when
they are scrolled to and are counted by themselves, scrolled to the end. Nobody begins with the short form: what the
page for signing in has loaded is there already.
"""

import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, sync_playwright
from rich.console import Console
from rich.table import Table
from sqlmodel import col, select

from app.domain.cases import drafting
from app.domain.people import sign_ins
from app.domain.viewer import viewer_of
from app.models.cases import Case, CaseState
from app.models.media import Media
from app.models.organisations import Membership
from app.models.people import User
from app.services import Services
from app.web.requests import SIGN_IN_COOKIE
from benchmarks.library import made, serving, settings_for
from tests.browser.conftest import ARGUMENTS, CHROMIUM, PHONE


@dataclass
class Load:
    """What one opening of a page loaded, by address; what came out of the cache is not in it."""

    types: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, float] = field(default_factory=dict)

    def asked(self, event: dict[str, Any]) -> None:
        self.types[event["requestId"]] = event.get("type", "Other")
        self.addresses[event["requestId"]] = event["request"]["url"]

    def loaded(self, event: dict[str, Any]) -> None:
        if event["encodedDataLength"] > 0:
            self.sizes[event["requestId"]] = event["encodedDataLength"] / 1000

    def of(self, *, pictures: bool) -> list[float]:
        """Kilobytes of each request that went out."""
        return [size for number, size in self.sizes.items() if ("/media/" in self.addresses[number]) is pictures]

    @property
    def page(self) -> float:
        return sum(size for number, size in self.sizes.items() if self.types[number] == "Document")


def opened(context: BrowserContext, path: str) -> Load:
    """A page in a tab of its own, scrolled to its end."""
    load, page = Load(), context.new_page()
    watching = context.new_cdp_session(page)
    watching.on("Network.requestWillBeSent", load.asked)
    watching.on("Network.loadingFinished", load.loaded)
    watching.send("Network.enable")
    page.goto(path, wait_until="networkidle")
    scroll(page)
    page.close()
    return load


def scroll(page: Page) -> None:
    for _ in range(page.evaluate("Math.ceil(document.body.scrollHeight / innerHeight)")):
        page.evaluate("scrollBy(0, innerHeight)")
        page.wait_for_timeout(100)
    page.wait_for_load_state("networkidle")


def prepared(folder: Path) -> tuple[str, str, str]:
    """The code of the public case with the most pictures, a sign-in, and the code of a draft of that person."""
    services = Services.open(settings_for(folder))
    with services.database.writing() as session:
        media = select(col(Media.case_id)).join(Case).where(Case.state == CaseState.PUBLISHED)
        ids = list(session.exec(media).all())
        case = session.get_one(Case, max(ids, key=ids.count))
        member = session.exec(select(Membership).limit(1)).one()
        user = session.get_one(User, member.user_id)
        draft = drafting.create_draft(
            session, organisation_id=member.organisation_id, language="en", by=viewer_of(session, user)
        )
        token = sign_ins.start(session, user=user, days=1, user_agent="", address="")
        found = case.code, token, draft.code
    services.close()
    return found


def measure(url: str, pages: dict[str, str], token: str) -> Table:
    table = Table("page", "first", "requests", "HTML of it", "pictures", "again", "requests", title="KB over the wire")
    with sync_playwright() as playwright:
        found = next(path for path in CHROMIUM if Path(path).exists())
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        for name, path in pages.items():
            context = browser.new_context(
                base_url=url,
                viewport=PHONE,  # type: ignore[arg-type]
                device_scale_factor=2,
                extra_http_headers={"Accept-Encoding": "gzip"},
            )
            if path.endswith("/tell"):
                opened(context, "/en/sign-in")
                context.add_cookies([{"name": SIGN_IN_COOKIE, "value": token, "url": url}])
            first, again = opened(context, path), opened(context, path)
            files, pictures, more = first.of(pictures=False), first.of(pictures=True), again.of(pictures=False)
            table.add_row(
                name,
                f"{sum(files):.1f}",
                str(len(files)),
                f"{first.page:.1f}",
                f"{sum(pictures):.0f} in {len(pictures)}",
                f"{sum(more):.1f}",
                str(len(more)),
            )
            context.close()
        browser.close()
    return table


def main() -> None:
    console = Console()
    with tempfile.TemporaryDirectory() as own:
        with console.status("Loading the demo library"):
            folder = made(Path(sys.argv[1] if len(sys.argv) > 1 else own))
        case, token, draft = prepared(folder)
        pages = {
            "home": "/en/",
            "list": "/en/cases",
            "case": f"/en/cases/{case}",
            "short form": f"/en/cases/{draft}/tell",
        }
        with serving(folder, WORKER_IN_WEB="false") as server:
            console.print(measure(server.url, pages, token))


if __name__ == "__main__":
    main()
