"""What a web process counted in memory, added to the database once a minute. A thread of its own, because the
worker may be another process; without anything counted it does nothing."""

from threading import Event, Thread

from app.domain.looking.counting import keep
from app.log import structlog
from app.services import Services

log = structlog.get_logger("counting")

EVERY = 60.0


def keep_counts(services: Services) -> None:
    counts = services.looked_for.take()
    if counts:
        with services.database.writing() as session:
            keep(session, counts)


class CountingThread:
    def __init__(self, services: Services) -> None:
        self._services = services
        self._stop = Event()
        self._thread = Thread(target=self._run, name="counting", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Keep the last counts, too."""
        self._stop.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            self._keep()
        self._keep()

    def _keep(self) -> None:
        try:
            keep_counts(self._services)
        except Exception:
            # The database may be locked or away: what was taken out is lost, which hurts nobody.
            log.exception("counts of searches were lost")
