"""What each web process runs: loaded by the server, and by no other command, because it takes a while."""

from fastapi import FastAPI

from app.cli import logs
from app.main import create_app
from app.settings import Settings


def application() -> FastAPI:
    settings = Settings()
    logs.configure(json=settings.production)
    return create_app(settings)
