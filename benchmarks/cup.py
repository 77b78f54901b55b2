"""What judging costs: `python -m benchmarks.cup [--seconds 60] [--jurors 200]` prints two tables.

The first is about an edition of 60 entries, systematised at length, and 12 jurors with 18 scorecards each: what a desk,
the page of an entry with its scorecard, and saving it cost the server, all CPU of its process counted, gzip included.

The second is about 200 jurors who write at once for a quarter of a minute, or for as long as said: the form saves
itself a second and a half after a change, so whoever writes without pause saves every two to three seconds, by chance.
Each keeps one connection and changes the reason of one criterion. Afterwards every scorecard must hold what was
acknowledged last. The clients are one process beside the server: on a machine with two cores they take one.
"""

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from httpx2 import Client
from rich.console import Console
from rich.table import Table
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app import migrations
from app.domain.people import sign_ins
from app.main import create_app
from app.models.cup import Criterion, Edition, Phase
from app.models.entries import Entry
from app.models.jury import CardState, Juror, Scorecard
from app.models.organisations import MemberRole, Membership, Organisation, OrganisationKind
from app.models.people import User
from app.models.types import now
from app.services import Services
from app.web.requests import SIGN_IN_COOKIE
from benchmarks.library import Server, serving, settings_for
from benchmarks.pages import counted
from tests.contents import full_content
from tests.cup.making import make_card, make_edition, make_entry, make_juror

ENTRIES, JURORS, CARDS, ANCHORS, CRITERIA = 60, 12, 18, 3, 8
TIMES = 100
PAUSE = (2.0, 3.0)
QUIET = {"WORKER_IN_WEB": "false"}
REASON = "In the {} week they weighed the harvest in the yard, read the scale aloud and wrote it down twice. "


@dataclass
class Seat:
    """A juror's cookie, and the entry they write about."""

    token: str
    card: int
    path: str
    version: int = 1
    text: str = ""
    waits: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def person(session: Session, name: str) -> User:
    user = User(name=name, email=f"{name.replace(' ', '.')}@example.org", confirmed_at=now(), approved_at=now())
    session.add(user)
    session.flush()
    return user


def prepared(folder: Path, jurors: int) -> tuple[list[Seat], str]:
    """An edition in judging, and a seat for each juror whose calibration round is over; the path of a desk."""
    services = Services.open(settings_for(folder))
    migrations.prepare(services.database)
    with services.database.writing() as session:
        edition = make_edition(session, phase=Phase.JUDGING)
        more_criteria(session, edition)
        entries = [entry_number(session, edition, number) for number in range(ENTRIES)]
        seats = [seat_number(session, edition, entries, number) for number in range(jurors)]
    services.close()
    return seats, f"/en/cup/{edition.year}/desk"


def more_criteria(session: Session, edition: Edition) -> None:
    """As many, and as long, as real editions have."""
    behaviour = "They say what they did and what came of it, and name what went wrong: others could do it, level {}."
    for criterion in session.exec(select(Criterion)).all():
        criterion.levels = [{"value": value, "texts": {"en": behaviour.format(value)}} for value in range(5)]
    for number in range(3, CRITERIA):
        levels = [{"value": value, "texts": {"en": behaviour.format(value)}} for value in range(5)]
        texts = {"en": {"name": f"Criterion {number}", "asks": "How well can others learn from it?"}}
        code = f"criterion{number}"
        session.add(
            Criterion(edition_id=edition.id or 0, code=code, position=number, learning=True, texts=texts, levels=levels)
        )


def entry_number(session: Session, edition: Edition, number: int) -> Entry:
    organisation = Organisation(
        name=f"Cooperative of the Valley {number}",
        kind=OrganisationKind.PRODUCER_ORGANISATION,
        country="PE",
        approved_at=now(),
    )
    session.add(organisation)
    session.flush()
    owner = person(session, f"Owner {number}")
    session.add(Membership(user_id=owner.id or 0, organisation_id=organisation.id or 0, role=MemberRole.OWNER))
    return make_entry(
        session, edition=edition, organisation=organisation, content=full_content(), anchor=number < ANCHORS
    )


def seat_number(session: Session, edition: Edition, entries: list[Entry], number: int) -> Seat:
    user = person(session, f"Juror {number}")
    juror: Juror = make_juror(session, edition=edition, user=user)
    mine = [*entries[:ANCHORS], *(entries[ANCHORS + (number * 5 + step) % (ENTRIES - ANCHORS)] for step in range(15))]
    cards = [make_card(session, entry=entry, juror=juror) for entry in mine]
    for card in cards[:ANCHORS]:
        card.state, card.final_at = CardState.FINAL, now()
        card.scores = dict.fromkeys((one.code for one in session.exec(select(Criterion)).all()), number % 5)
    token = sign_ins.start(session, user=user, days=1, user_agent="", address="")
    return Seat(token, cards[ANCHORS].id or 0, f"/en/cup/{edition.year}/desk/{mine[ANCHORS].code}")


def form_of(seat: Seat, text: str) -> dict[str, str]:
    codes = ["reflection", "transfer", "results", *(f"criterion{number}" for number in range(3, CRITERIA))]
    values = {"row_version": str(seat.version), "reason-reflection": text, "next_step": "Weigh twice.", "note": ""}
    for code in codes:
        values |= {f"score-{code}": "3", f"passage-{code}": "every Monday"}
        values.setdefault(f"reason-{code}", "It is told so that others can do it.")
    return values | {"strength-0": "They asked everybody.", "strength-1": "They wrote it down."}


def costs(server: Server, seat: Seat, desk: str) -> dict[str, float]:
    """Median CPU of the server, in ms."""
    found: dict[str, float] = {}
    with Client(base_url=server.url, headers={"Accept-Encoding": "gzip"}) as client:
        client.cookies.set(SIGN_IN_COOKIE, seat.token)
        for name, path in {"desk": desk, "entry and scorecard": seat.path}.items():
            found[name] = median_of(server, partial(_is_there, client, path))
        saves = iter(range(10**6))

        def save() -> bool:
            answer = client.post(
                seat.path, data=form_of(seat, (REASON.format(next(saves)) * 4)[:400]), headers={"X-Autosave": "1"}
            )
            seat.version = int(answer.json()["row_version"])
            return answer.status_code == 200

        found["saving"] = median_of(server, save)
    return found


def _is_there(client: Client, path: str) -> bool:
    return client.get(path).status_code == 200


def median_of(server: Server, ask: Callable[[], bool]) -> float:
    times = []
    for _ in range(TIMES):
        before = server.cpu
        if not ask():
            sys.exit("A page was not there.")
        times.append(server.cpu - before)
    return statistics.median(times)


def statements(folder: Path, seat: Seat, desk: str) -> dict[str, int]:
    services = Services.open(settings_for(folder))
    client = TestClient(create_app(services=services))
    client.cookies.set(SIGN_IN_COOKIE, seat.token)
    found: dict[str, int] = {}
    for name, path in {"desk": desk, "entry and scorecard": seat.path}.items():
        client.get(path)
        with counted(services) as sent:
            client.get(path)
        found[name] = len(sent)
    with counted(services) as sent:
        client.post(seat.path, data=form_of(seat, "Counted"), headers={"X-Autosave": "1"})
    found["saving"] = len(sent)
    services.close()
    return found


async def write_on(seat: Seat, port: int, until: float, number: int) -> None:
    """One juror: saves, reads the answer, pauses. A connection that the server closes is an error."""
    chance = random.Random(number)
    await asyncio.sleep(chance.uniform(0, PAUSE[1]))
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    saved = 0
    while time.perf_counter() < until:
        saved += 1
        text = (REASON.format(saved) * 4)[:400].strip()
        began = time.perf_counter()
        status, body = await post(reader, writer, seat, urlencode(form_of(seat, text)).encode())
        seat.waits.append((time.perf_counter() - began) * 1000)
        if status == 200:
            seat.version, seat.text = json.loads(body)["row_version"], text
        else:
            seat.errors.append(f"{status} {body[:200]!r}")
        await asyncio.sleep(chance.uniform(*PAUSE))
    writer.close()


async def post(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seat: Seat, body: bytes
) -> tuple[int, bytes]:
    head = (
        f"POST {seat.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {SIGN_IN_COOKIE}={seat.token}\r\nX-Autosave: 1\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = int(answer.partition("content-length:")[2].split("\r\n")[0])
    return int(answer.split()[1]), await reader.readexactly(length)


async def write_all(seats: list[Seat], port: int, seconds: float) -> None:
    until = time.perf_counter() + seconds
    await asyncio.gather(*(write_on(seat, port, until, number) for number, seat in enumerate(seats)))


def lost(folder: Path, seats: list[Seat]) -> int:
    """How many scorecards do not hold what was acknowledged last."""
    services = Services.open(settings_for(folder))
    with services.database.reading() as session:
        stored = {card.id: card.reasons.get("reflection", "") for card in session.exec(select(Scorecard)).all()}
    services.close()
    return sum(stored[seat.card] != seat.text for seat in seats if seat.text)


def at_once(folder: Path, seats: list[Seat], seconds: float) -> Table:
    with serving(folder, **QUIET) as server:
        before, began = server.cpu, time.perf_counter()
        asyncio.run(write_all(seats, server.port, seconds))
        cpu, took = server.cpu - before, time.perf_counter() - began
    waits = [wait for seat in seats for wait in seat.waits]
    errors = [error for seat in seats for error in seat.errors]
    table = Table("jurors", "saves", "a second", "wait ms", "p95", "p99", "longest", "CPU ms each", "errors", "lost")
    table.title = f"{len(seats)} jurors saving at once for {seconds:.0f} s, SQLite"
    cuts = statistics.quantiles(waits, n=100)
    numbers = (len(waits) / took, statistics.median(waits), cuts[94], cuts[98], max(waits), cpu / len(waits))
    shown = [f"{number:.1f}" for number in numbers]
    table.add_row(str(len(seats)), str(len(waits)), *shown, str(len(errors)), str(lost(folder, seats)))
    table.caption = "; ".join(sorted(set(errors))[:3])
    return table


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=float, default=15)
    asked.add_argument("--jurors", type=int, default=200)
    options = asked.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        seats, desk = prepared(Path(one), JURORS)
        with serving(Path(one), **QUIET) as server:
            cpu = costs(server, seats[0], desk)
        sql = statements(Path(one), seats[0], desk)
        table = Table("what", "CPU ms (median)", "SQL", title=f"{ENTRIES} entries, {JURORS} jurors, SQLite")
        for name, spent in cpu.items():
            table.add_row(name, f"{spent:.1f}", str(sql[name]))
        console.print(table)
        if options.seconds:
            seats, _ = prepared(Path(other), options.jurors)
            console.print(at_once(Path(other), seats, options.seconds))


if __name__ == "__main__":
    main()
