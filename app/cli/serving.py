"""Serving pages and doing the jobs."""

import os
import signal
import subprocess
import sys
from functools import cache
from threading import Event
from typing import Annotated

import typer
import uvicorn

from app import migrations
from app.cli import logs
from app.cli.console import opened, progress_bars, say
from app.demo.loading import is_empty, load, sign_ins
from app.jobs.tasks import Press
from app.jobs.worker import Worker
from app.mail.transport import transport_for
from app.services import Services
from app.settings import Settings


def add_to(program: typer.Typer) -> None:
    program.command()(serve)
    program.command()(worker)


def serve(
    port: Annotated[int | None, typer.Option(help="Instead of PORT.")] = None,
    host: Annotated[str | None, typer.Option(help="Instead of HOST; 0.0.0.0 for the whole network.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Web processes.")] = 1,
    set_up: Annotated[
        bool, typer.Option("--set-up", help="Migrate first, and load the demo library into an empty database.")
    ] = False,
) -> None:
    """Serve the pages. One process also does the jobs; several get one worker beside them."""
    for name, value in (("PORT", port), ("HOST", host)):
        if value is not None:
            os.environ[name] = str(value)
    settings = Settings()
    transport_for(settings)
    # Made once before there are several processes that would each make their own.
    settings.secret  # noqa: B018
    with opened(migrated=not set_up) as services:
        if set_up:
            migrations.prepare(services.database)
            _load_demo(services)
        _greet(services)
    beside = _worker_beside(workers, settings)
    try:
        uvicorn.run(
            "app.cli.web:application",
            factory=True,
            host=settings.host,
            port=settings.port,
            workers=workers,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=settings.trusted_proxies or None,
            access_log=False,
            server_header=False,
            log_config=None,
            log_level="warning",
        )
    finally:
        if beside:
            beside.terminate()
            beside.wait()


def _worker_beside(workers: int, settings: Settings) -> "subprocess.Popen[bytes] | None":
    """Several web processes would each bring a worker, of which one is enough."""
    if workers == 1 or not settings.worker_in_web:
        return None
    os.environ["WORKER_IN_WEB"] = "false"
    return subprocess.Popen([sys.executable, "-m", "app", "worker"])


def _load_demo(services: Services) -> None:
    """Its sign-ins are known to everybody: on a public address only where DEMO says that this is wanted."""
    settings = services.settings
    if is_empty(services) and (settings.demo or not settings.production):
        with progress_bars() as progress:
            load(services, progress)


def _greet(services: Services) -> None:
    say(f"Excellent Experiences: {services.settings.base_url}/")
    with services.database.reading() as session:
        people = sign_ins(session)
    if people:
        say("\nThis is the demo library. Sign in, with the password for all of them, as:")
    for person in people:
        say(f"  {person.email:<30} {person.note}")
    if people:
        say(f"  password: {people[0].password}\n")


def worker() -> None:
    """Do the jobs and keep the search index, until told to stop."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with opened() as services:
        logs.configure(json=services.settings.production)
        Worker(services, _press(services)).run(stop)


def _press(services: Services) -> Press:
    @cache
    def loaded() -> Press:
        # The pages take a while to load and some memory: not before there is something to print.
        from app.cli import web  # noqa: PLC0415

        return web.press(services)

    def press(code: str) -> None:
        loaded()(code)

    return press
