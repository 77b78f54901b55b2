"""What commands share: opened services, progress bars, and errors said in one sentence."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from app import migrations
from app.cli import logs
from app.domain.progress import Progress
from app.services import Services
from app.settings import Settings


class Sorry(Exception):
    """A command cannot do what was asked; the sentence says why and what to do."""


def say(text: str = "") -> None:
    """One line for the person or the program that reads our output."""
    sys.stdout.write(f"{text}\n")


@contextmanager
def opened(*, migrated: bool = True) -> Iterator[Services]:
    """The services of this instance. Refuses a database that is not of this release, unless told otherwise."""
    settings = Settings()
    logs.configure(json=settings.production, quiet=True)
    services = Services.open(settings)
    try:
        if migrated and migrations.revision(services.database) != migrations.head():
            raise Sorry("The database is not at this release. Run: python -m app migrate")
        yield services
    finally:
        services.close()


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """A bar for each thing that is being done, on stderr so that output can be piped."""
    # Here, because they take 7 MB and serving pages needs none.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn  # noqa: PLC0415
    from rich.progress import Progress as Bars  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, TaskID] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield report
