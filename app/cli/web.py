"""The pages: loaded by the server, and by a worker that makes PDFs of them, because it takes a while."""

from functools import partial

from app.imports import uncollected

with uncollected():
    from fastapi import FastAPI

    from app.cli import logs
    from app.cli.memory import share_one_heap
    from app.jobs.tasks import Press
    from app.main import create_app
    from app.services import Services
    from app.settings import Settings
    from app.web.case_paper import make_ready


def application() -> FastAPI:
    """What each web process runs."""
    settings = Settings()
    share_one_heap()
    logs.configure(json=settings.production)
    return create_app(settings)


def press(services: Services) -> Press:
    """What makes the PDFs of a case in a process that serves no pages."""
    return partial(make_ready, create_app(services=services))
