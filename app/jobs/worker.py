"""The worker: a thread of the web process, or a process of its own (`python -m app worker`).

It has four threads: quick jobs, slow jobs (so that no mail waits behind a film), the search index (so that a
change is found within two seconds), and the beat, which keeps leases and says that the worker is alive.
"""

import os
import socket
from collections.abc import Callable, Collection
from threading import Event, Lock, Thread

from app.jobs import queue
from app.jobs.running import Claimed, run, take
from app.jobs.tasks import PERIODIC, QUICK, SLOW, TASKS, Press
from app.log import structlog
from app.mail.transport import transport_for
from app.models.platform import WorkerPulse
from app.models.types import now
from app.services import Services

log = structlog.get_logger("worker")

LOOK_EVERY = 0.5
BEAT_EVERY = 8.0


class Worker:
    """`press` as in `Work`. Raises BadAddress if SMTP_URL cannot be understood."""

    def __init__(self, services: Services, press: Press | None = None) -> None:
        self.services = services
        self._press = press
        self.name = f"{socket.gethostname()}:{os.getpid()}"[:80]
        self._transport = transport_for(services.settings)
        self._in_hand: dict[int, Claimed] = {}
        self._lock = Lock()

    def run_once(self) -> int:
        """Do everything that is due now, one after the other, and bring the index up to date; how many jobs."""
        done = 0
        while self.step(TASKS):
            done += 1
        self.index()
        return done

    def step(self, kinds: Collection[str]) -> bool:
        """Do one job of these kinds; False when none is due."""
        claimed = take(self.services, kinds)
        if claimed is None:
            return False
        with self._lock:
            self._in_hand[claimed.id] = claimed
        try:
            run(self.services, self._transport, claimed, self._press)
        finally:
            with self._lock:
                del self._in_hand[claimed.id]
        return True

    def index(self) -> bool:
        """Take a batch of the search log into the index; False when it is up to date."""
        return self.services.search.catch_up(self.services)

    def beat(self) -> bool:
        """Say that the worker is alive, keep the leases of the jobs in hand, plan the periodic jobs."""
        with self._lock:
            in_hand = list(self._in_hand.values())
        with self.services.database.writing() as session:
            session.merge(WorkerPulse(name=self.name, at=now()))
            for claimed in in_hand:
                queue.extend(session, job_id=claimed.id, attempt=claimed.attempt)
            for kind, every in PERIODIC.items():
                queue.schedule(session, kind=kind, every=every)
        return False

    def run(self, stop: Event) -> None:
        """Work until `stop` is set, then finish the jobs in hand."""
        threads = [
            Thread(target=self._repeat, args=(act, pause, stop), name=f"worker-{name}", daemon=True)
            for name, act, pause in (
                ("beat", self.beat, BEAT_EVERY),
                ("quick", lambda: self.step(QUICK), LOOK_EVERY),
                ("slow", lambda: self.step(SLOW), LOOK_EVERY),
                ("index", self.index, LOOK_EVERY),
            )
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _repeat(self, act: Callable[[], bool], pause: float, stop: Event) -> None:
        while not stop.is_set():
            try:
                more = act()
            except Exception:
                # The database may be locked or away for a while: nothing is lost by looking again later.
                log.exception("worker stumbled")
                more = False
            if not more:
                stop.wait(pause)


class WorkerThread:
    """The worker inside the web process. A job still running after `stop` is taken up by the next worker."""

    def __init__(self, services: Services, press: Press | None = None) -> None:
        self._stop = Event()
        self._worker = Worker(services, press)
        self._thread = Thread(target=self._worker.run, args=(self._stop,), name="worker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float = 10) -> None:
        """Ask to stop and wait a while for the job in hand."""
        self._stop.set()
        self._thread.join(seconds)
