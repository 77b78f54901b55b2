"""The pictures of the README: `make screenshots` writes them anew from the demo library.

Serves the demo library on a free port with its data in a temporary folder, and ends what it started.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
PHONE, DESK = (360, 740), (1280, 860)
PASSWORD = "three green buckets"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_until_ready(url: str, seconds: float = 180) -> None:
    """Until everything is fine and the worker has made all pictures and the index."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if urlopen(f"{url}/healthz").status == 200 and b"<mark>" in urlopen(f"{url}/en/cases?q=quinihua").read():
                return
        except (URLError, ConnectionError):
            pass
        time.sleep(1)
    sys.exit("the platform did not get ready")


def take(url: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        shots = (
            ("case", DESK, "/en/cases?q=grain&benefit=joint_purchase", ".card-title a"),
            ("search", DESK, "/es/cases?q=quinihua", ""),
            ("tell", PHONE, "/en/cases/new", ""),
        )
        for name, (width, height), path, link in shots:
            context = browser.new_context(
                base_url=url, viewport={"width": width, "height": height}, device_scale_factor=2 if width < 400 else 1
            )
            page = context.new_page()
            if name == "tell":
                page.goto("/en/sign-in")
                page.get_by_label("E-mail address").fill("owner.en@example.org")
                page.get_by_label("Password").fill(PASSWORD)
                page.locator("main form button.button-primary").click()
            page.goto(path)
            if link:
                page.locator(link).first.click()
            if name == "tell":
                page.get_by_role("button", name="Begin").click()
            page.wait_for_load_state("networkidle")
            page.screenshot(path=FOLDER / f"{name}.png")
            context.close()
        browser.close()


def main() -> None:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DATA_DIR": f"{folder}/var", "MEDIA_DIR": f"{folder}/media", "PORT": str(port)}
        command = [sys.executable, "-m", "app", "serve", "--set-up"]
        server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_until_ready(f"http://127.0.0.1:{port}")
            FOLDER.mkdir(exist_ok=True)
            take(f"http://127.0.0.1:{port}")
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


if __name__ == "__main__":
    main()
