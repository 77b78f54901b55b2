"""create_app(): wiring only."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import anyio.to_thread
from fastapi import FastAPI
from starlette_compress import CompressMiddleware

from app.jobs.counting import CountingThread
from app.jobs.worker import WorkerThread
from app.routers import ROUTERS
from app.services import Services
from app.settings import Settings
from app.web import errors
from app.web.areas import Areas
from app.web.case_paper import make_ready
from app.web.middleware import Surround
from app.web.static import STATIC_DIR, HashedStaticFiles


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    anyio.to_thread.current_default_thread_limiter().total_tokens = services.settings.request_threads
    worker = WorkerThread(services, partial(make_ready, app)) if services.settings.worker_in_web else None
    counting = CountingThread(services)
    if worker:
        worker.start()
    counting.start()
    yield
    counting.stop()
    if worker:
        worker.stop()
    services.close()


def create_app(settings: Settings | None = None, services: Services | None = None) -> FastAPI:
    services = services or Services.open(settings or Settings())
    settings = services.settings
    app = FastAPI(
        title="Excellent Experiences",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    app.state.services = services
    app.mount("/static", HashedStaticFiles(directory=STATIC_DIR), name="static")
    for router in ROUTERS:
        # Not `include_router`, which analyses each route again for a prefix and dependencies we don't give it.
        app.router.routes.extend(router.routes)
    app.router.middleware_stack = Areas(app.router)
    errors.install(app)
    app.add_middleware(CompressMiddleware, minimum_size=800)
    app.add_middleware(
        Surround, base_url=settings.base_url, production=settings.production, body_limit=settings.max_form_bytes
    )
    return app
