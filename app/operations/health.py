"""Whether the platform can do its work: database, migrations, search index, worker."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import func, select

from app import migrations
from app.log import structlog
from app.models.platform import WorkerPulse
from app.models.types import now
from app.services import Services

log = structlog.get_logger("health")

# A worker shows itself every eight seconds; one that is long at something still does.
WORKER_SILENT = timedelta(seconds=45)
# Changes are found within two seconds; after an import or a restore it takes longer.
INDEX_LATE = timedelta(minutes=2)


def health(services: Services) -> dict[str, str]:
    """What was looked at, each with "ok" or what is wrong with it. Never raises."""
    looks: dict[str, Callable[[Services], str]] = {
        "database": _database,
        "migrations": _migrations,
        "search": _search,
        "worker": _worker,
    }
    return {name: _safely(name, look, services) for name, look in looks.items()}


def _safely(name: str, look: Callable[[Services], str], services: Services) -> str:
    try:
        return look(services) or "ok"
    except Exception as error:
        log.warning("health check failed", part=name, exc_info=error)
        return "cannot be reached" if isinstance(error, SQLAlchemyError) else type(error).__name__


def _database(services: Services) -> str:
    with services.database.reading() as session:
        session.exec(select(func.count()).select_from(WorkerPulse)).one()
    return ""


def _migrations(services: Services) -> str:
    found, wanted = migrations.revision(services.database), migrations.head()
    return "" if found == wanted else f"the database is at {found or 'nothing'}, this release needs {wanted}"


def _search(services: Services) -> str:
    with services.database.reading() as session:
        found = services.search.health(session)
    if found.problem:
        return found.problem
    late = found.behind and found.seconds > INDEX_LATE.total_seconds()
    return f"{found.behind} changes have waited for up to {round(found.seconds)} seconds" if late else ""


def _worker(services: Services) -> str:
    with services.database.reading() as session:
        seen = session.exec(select(func.max(WorkerPulse.at))).one()
    if seen is None:
        return "no worker has started yet"
    silent = now() - seen
    return "" if silent < WORKER_SILENT else f"no worker was seen for {round(silent.total_seconds())} seconds"
