"""What benchmarks share: a library made by a process of its own, and the platform that serves it in another.

`python -m benchmarks.library FOLDER [CASES]` makes a library of that many systematised cases, or, if no number is
given, the demo library with its pictures.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from app import migrations
from app.demo.loading import load_finished
from app.jobs.worker import Worker
from app.services import Services
from app.settings import Settings

PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running `python -m app serve`; `seconds` is from its start to its first whole answer."""

    process: "subprocess.Popen[bytes]"
    port: int
    seconds: float

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def memory(self) -> tuple[float, float]:
        """Resident memory in MB: all of it, and with pages shared by several processes divided among them."""
        lines = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines()[1:]
        sizes = {name: int(size.split()[0]) for name, _, size in (line.partition(":") for line in lines)}
        return sizes["Rss"] / 1024, sizes["Pss"] / 1024

    @property
    def cpu(self) -> float:
        """Milliseconds of CPU used by all of its threads so far."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e6


def settings_for(folder: Path) -> Settings:
    return Settings(data_dir=folder / "var", media_dir=folder / "media", worker_in_web=False)


def made(folder: Path, cases: int | None = None) -> Path:
    """The folder with a library in it, made now if it has none."""
    if not (folder / "var").exists():
        arguments = [str(folder), *([str(cases)] if cases else [])]
        subprocess.run([sys.executable, "-m", "benchmarks.library", *arguments], check=True)
    return folder


@contextmanager
def serving(folder: Path, **changed: str) -> Iterator[Server]:
    """The platform on a free port of loopback, and nothing left of it afterwards but what it said, in a file."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    places = {"DATA_DIR": str(folder / "var"), "MEDIA_DIR": str(folder / "media"), "PORT": str(port)}
    log = folder / "serving.log"
    began = time.perf_counter()
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve"],
            env={**os.environ, **places, **changed},
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                sys.exit(f"The platform does not start:\n{log.read_text()}")
            time.sleep(0.005)
        yield Server(process, port, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/en/")
        answer = connection.getresponse()
        return answer.status == 200 and bool(answer.read())
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def make(folder: Path, cases: int | None) -> None:
    services = Services.open(settings_for(folder))
    migrations.prepare(services.database)
    if cases:
        # Here, because tests and their packages are needed for nothing else of this file.
        from benchmarks.pages import fill  # noqa: PLC0415

        fill(services, cases)
    else:
        load_finished(services, lambda *_: None)
        Worker(services).run_once()
    services.close()


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
