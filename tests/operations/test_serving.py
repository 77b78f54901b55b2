import socket
import time
from collections.abc import Callable

import httpx2
import pytest
from sqlmodel import col, select

from app.database import Database
from app.models.people import Throttle
from app.models.platform import WorkerPulse
from app.settings import Settings
from tests.operations.processes import run, started

PATIENCE = 90.0


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.1)


def is_well(port: int) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/healthz", timeout=5).status_code == 200
    except httpx2.TransportError:
        return False


@pytest.fixture
def fresh(settings: Settings, empty_database_url: str) -> Settings:
    """An instance whose database has no tables yet."""
    return settings.model_copy(update={"database_url": empty_database_url})


def test_one_command_makes_everything_ready_and_serves(fresh: Settings) -> None:
    port = free_port()
    with started(fresh, "serve", "--set-up", PORT=str(port), BASE_URL="") as process:
        wait_for(lambda: is_well(port))
        front = httpx2.get(f"http://127.0.0.1:{port}/", headers={"Accept-Language": "fr"})
        cases = httpx2.get(f"http://127.0.0.1:{port}/fr/cases")
        process.terminate()
        out, err = process.communicate(timeout=PATIENCE)

    assert (front.status_code, front.headers["location"]) == (302, "/fr/")
    assert "server" not in front.headers
    assert cases.status_code == 200
    assert out.splitlines()[0] == f"Excellent Experiences: http://127.0.0.1:{port}/"
    assert "coordinator.es@example.org" in out
    assert process.returncode in (0, -15), err


def test_several_web_processes_share_one_worker(settings: Settings) -> None:
    port = free_port()
    with started(settings, "serve", "--workers", "2", PORT=str(port)) as process:
        wait_for(lambda: is_well(port))
        process.terminate()
        _, err = process.communicate(timeout=PATIENCE)

    assert process.returncode in (0, -15), err
    wait_for(lambda: not is_well(port))
    database = Database(settings.database_url)
    with database.reading() as session:
        assert len(session.exec(select(WorkerPulse.name)).all()) == 1
    database.close()


@pytest.mark.parametrize(("trusted", "counted"), [("192.0.2.1", {"127.0.0.1"}), ("127.0.0.1", {"198.51.100.7"})])
def test_forwarded_address_counts_only_from_trusted_proxies(
    settings: Settings, trusted: str, counted: set[str]
) -> None:
    """Otherwise whoever guesses passwords comes from another address each time."""
    port = free_port()
    with started(settings, "serve", PORT=str(port), TRUSTED_PROXIES=trusted) as process:
        wait_for(lambda: is_well(port))
        httpx2.post(
            f"http://127.0.0.1:{port}/en/sign-in",
            data={"email": "rosa@example.org", "password": "a guess of mine"},
            headers={"X-Forwarded-For": "198.51.100.7"},
        )
        process.terminate()
        process.communicate(timeout=PATIENCE)

    database = Database(settings.database_url)
    with database.reading() as session:
        keys = session.exec(select(Throttle.key).where(col(Throttle.key).contains(":address:"))).all()
    database.close()
    assert {key.rpartition(":")[2] for key in keys} == counted


def test_serving_without_migrations_is_refused(fresh: Settings) -> None:
    ended = run(fresh, "serve", PORT=str(free_port()))

    assert ended.returncode == 1
    assert "python -m app migrate" in ended.stderr


def test_wrong_mail_server_is_refused_at_the_start(settings: Settings) -> None:
    ended = run(settings, "serve", PORT=str(free_port()), SMTP_URL="mail.example")

    assert ended.returncode == 1
    assert "SMTP_URL should look like" in ended.stderr
