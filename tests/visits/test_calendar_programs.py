"""Programs that organisations use read a private address: khal, vdirsyncer, and a Radicale server by CalDAV."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import time as clock
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import caldav
import httpx2
import ics
import pytest
import uvicorn
from icalendar import Calendar
from sqlmodel import select

from app.main import create_app
from app.models.visits import ItineraryItem, Visit
from app.services import Services
from tests.factories import Make
from tests.pages import Browser
from tests.visits.calendars import feed_address, khal, values
from tests.visits.making import MakeVisit
from tests.visits.preparing import Prepared, prepare

Open = Callable[..., Browser]


@pytest.fixture
def group(services: Services, make: Make, visits: MakeVisit) -> Prepared:
    return prepare(services, make, visits)


def programme(group: Prepared) -> None:
    with group.services.database.writing() as session:
        for number, title in enumerate(("Arrival", "The store", "Farewell")):
            session.add(
                ItineraryItem(
                    visit_id=group.visit.id or 0,
                    day=group.visit.starts_on + timedelta(days=number),
                    starts_at=clock(9),
                    ends_at=clock(10, 30),
                    kind="see",
                    title=title,
                )
            )


def test_khal_reads_the_feed_as_hosts_wrote_it(
    services: Services, make: Make, visits: MakeVisit, visit: Open, tmp_path: Path
) -> None:
    group = prepare(services, make, visits, offer={"time_zone": "Asia/Kathmandu"})
    programme(group)
    data = visit().client.get(feed_address(visit, group.host)).content

    first = group.visit.starts_on
    arguments = ("list", "--day-format", "", "-f", "{start}|{title}", first.isoformat(), "3d")
    shown = khal(tmp_path, data, *arguments, zone="Asia/Kathmandu").splitlines()

    timed = [line for line in shown if "|Learning visit" not in line]
    assert timed == [
        f"{first + timedelta(days=number)} 09:00|{title}"
        for number, title in enumerate(("Arrival", "The store", "Farewell"))
    ]


@pytest.fixture
def served(services: Services) -> Iterator[str]:
    """The platform as programs reach it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_app(services=services)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)


def test_vdirsyncer_keeps_a_folder_like_the_feed(group: Prepared, visit: Open, served: str, tmp_path: Path) -> None:
    """One file for each part; only what has changed is written again, and what is gone goes."""
    programme(group)
    folder = tmp_path / "calendar"
    sync = vdirsyncer(tmp_path, served + feed_address(visit, group.host), folder)

    first, written = sync(), kept(folder)
    again = sync()
    with group.services.database.writing() as session:
        moved = session.get_one(Visit, group.visit.id)
        moved.title, moved.sequence = "Our new store", 1
        session.delete(session.exec(select(ItineraryItem).where(ItineraryItem.title == "Arrival")).one())
    sync()

    titles = ["Arrival", "Farewell", "Learning visit: Our common warehouse", "The store"]
    assert written == [(title, 0) for title in titles]
    assert (first.count("Copying"), again.count("Copying")) == (4, 0)
    assert kept(folder) == [(title.replace("common warehouse", "new store"), 1) for title in titles[1:]]


def vdirsyncer(place: Path, address: str, folder: Path) -> Callable[[], str]:
    """Makes the folder like the feed, and gives back what the program said."""
    config = place / "vdirsyncer"
    config.write_text(
        f'[general]\nstatus_path = "{place / "status"}"\n'
        '[pair visits]\na = "feed"\nb = "folder"\ncollections = null\nconflict_resolution = "a wins"\n'
        f'[storage feed]\ntype = "http"\nurl = "{address}"\n'
        f'[storage folder]\ntype = "filesystem"\npath = "{folder}"\nfileext = ".ics"\n'
    )
    folder.mkdir()

    def run(verb: str) -> str:
        program = Path(sys.executable).with_name("vdirsyncer")
        done = subprocess.run(
            [program, "-c", config, verb],
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
            env={"HOME": str(place)},
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    run("discover")
    return lambda: run("sync")


def kept(folder: Path) -> list[tuple[str, int]]:
    """Titles and sequences. (What it reads by HTTP vdirsyncer gives names of its own.)"""
    events = [event for path in folder.glob("*.ics") for event in Calendar.from_ical(path.read_bytes()).walk("VEVENT")]
    return sorted((str(event["summary"]), int(event["sequence"])) for event in events)


@pytest.fixture
def radicale(tmp_path: Path) -> Iterator[str]:
    """A calendar server of its own, as organisations run them."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = tmp_path / "radicale.conf"
    config.write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = none\n[rights]\ntype = authenticated\n"
        f"[storage]\nfilesystem_folder = {tmp_path / 'collections'}\n[logging]\nlevel = error\n"
    )
    server = subprocess.Popen([sys.executable, "-m", "radicale", "--config", config], stderr=subprocess.PIPE)
    url = f"http://127.0.0.1:{port}/"
    try:
        _wait_for(url)
        yield url
    finally:
        server.terminate()
        server.communicate(timeout=20)


def _wait_for(url: str) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            httpx2.get(url, timeout=2)
        except httpx2.TransportError:
            assert time.monotonic() < until, "Radicale does not answer"
            time.sleep(0.1)
        else:
            return


def test_calendar_server_takes_visits_and_gives_them_back(group: Prepared, visit: Open, radicale: str) -> None:
    """Each part is put, found by its day, replaced by a later state under the same name, and found there again."""
    programme(group)
    address = feed_address(visit, group.host)
    with caldav.DAVClient(url=radicale, username="hugo", password="any") as client:
        calendar = client.principal().make_calendar(name="Visits")
        put(calendar, visit().client.get(address).content)
        first = found(calendar, group)
        with group.services.database.writing() as session:
            moved = session.get_one(Visit, group.visit.id)
            moved.title, moved.sequence = "Our new store", 1
        put(calendar, visit().client.get(address).content)
        second = found(calendar, group)

    titles = ["Arrival", "Farewell", "Learning visit: Our common warehouse", "The store"]
    assert first == [(title, 0) for title in titles]
    assert [title for title, _ in second] == [title.replace("common warehouse", "new store") for title in titles]
    assert {number for _, number in second} == {1}


def put(calendar: Any, data: bytes) -> None:
    """As programs that copy a feed to a server do: one object for each name, with the zones that it uses."""
    whole = ics.Calendar(data.decode())
    blocks = data.decode().split("BEGIN:VEVENT\r\n")
    head = blocks[0].replace("METHOD:PUBLISH\r\n", "")
    assert len(blocks) - 1 == len(whole.events)
    for block in blocks[1:]:
        text = f"{head}BEGIN:VEVENT\r\n{block.partition('END:VEVENT')[0]}END:VEVENT\r\nEND:VCALENDAR\r\n"
        part = caldav.Event(calendar.client, data=text, parent=calendar, id=values(text.encode(), "UID")[0])
        part.save(increase_seqno=False)


def found(calendar: Any, group: Prepared) -> list[tuple[str, int]]:
    first = group.visit.starts_on
    parts = calendar.search(event=True, start=first, end=first + timedelta(days=3))
    events = [part.icalendar_component for part in parts]
    return sorted((str(event["summary"]), int(event["sequence"])) for event in events)
