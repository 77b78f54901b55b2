"""What people are most likely to type, asked as they are: does it lead them to something useful?

    python -m benchmarks.questions

`judged/questions.tsv` has a line for each question: who types it, in which language, the words, and what is useful (any
of several, " | " between them): the external id or the title of an experience, offer, report or organisation; the
beginning of a page's address; "*" where anything that is found will do. Each is asked on the search page of the demo
library as that person is signed in. Useful is what is among the first five, or among the pages pointed to.
"""

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lxml.html import document_fromstring
from rich.console import Console
from rich.table import Table
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.cli import logs
from app.demo.loading import load
from app.domain.people import sign_ins
from app.domain.people.signing_up import by_email
from app.main import create_app
from app.models.cases import Case
from app.models.demands import Offer
from app.models.learning import LearningReport
from app.models.organisations import Organisation
from app.services import Services
from app.web.requests import SIGN_IN_COOKIE
from benchmarks.relevance_demo import JUDGED, demo_library

QUESTIONS = JUDGED / "questions.tsv"
FIRST = 5
# Who types the others has not signed in.
SIGNED_IN = {"juror": "juror.es@example.org", "coordinator": "coordinator.es@example.org"}


class Question(NamedTuple):
    person: str
    language: str
    text: str
    useful: Sequence[str]


def questions() -> list[Question]:
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return [Question(person, language, text, useful.split(" | ")) for person, language, text, useful in rows]


def names(services: Services) -> Mapping[str, str]:
    """The code by external id or title of everything that can be found."""
    found: dict[str, str] = {}
    with services.database.reading() as session:
        for table in (Case, Organisation):
            rows = session.exec(select(table.code, table.external_id).where(col(table.external_id).is_not(None))).all()
            found |= {name: code for code, name in rows}
        for titled in (Case, Offer, LearningReport):
            found |= {title: code for code, title in session.exec(select(titled.code, titled.title)).all()}
    return found


def browser_of(services: Services, application: Any, person: str) -> TestClient:
    client = TestClient(application, follow_redirects=True)
    if person in SIGNED_IN:
        with services.database.writing() as session:
            user = by_email(session, SIGNED_IN[person])
            if user is None:
                raise RuntimeError(f"{SIGNED_IN[person]} is not in the demo library")
            token = sign_ins.start(session, user=user, days=1, user_agent="benchmark", address="127.0.0.1")
        client.cookies.set(SIGN_IN_COOKIE, token)
    return client


def led_to(client: TestClient, asked: Question) -> tuple[str, list[str]]:
    """Where one arrives, and the addresses of the first things found and of the pages pointed to."""
    answer = client.get(f"/{asked.language}/search", params={"q": asked.text})
    if answer.status_code != 200:
        raise RuntimeError(f"{asked}: status {answer.status_code}")
    page = document_fromstring(answer.text)
    cards = [card.get("href") for card in page.xpath("(//main//article)[position() <= $first]//a[1]", first=FIRST)]
    return answer.url.path, [*cards, *page.xpath("//nav[contains(@class, 'signposts')]//a/@href")]


def is_useful(wanted: str, codes: Mapping[str, str], arrived: str, addresses: Sequence[str]) -> bool:
    if wanted == "*":
        return bool(addresses)
    if wanted.startswith("/"):
        return any(address[len("/en") :].startswith(wanted) for address in addresses)
    code = codes.get(wanted)
    if code is None:
        raise RuntimeError(f"{wanted!r} is not in the demo library")
    return any(code in address for address in (arrived, *addresses))


def main() -> None:
    logs.configure(json=False, quiet=True)
    console, asked, led = Console(width=120), questions(), Counter[tuple[str, str]]()
    missed: list[Question] = []
    with tempfile.TemporaryDirectory() as folder, demo_library(Path(folder), loaded=load) as services:
        application, codes = create_app(services=services), names(services)
        browsers = {person: browser_of(services, application, person) for person in {one.person for one in asked}}
        for one in asked:
            arrived, addresses = led_to(browsers[one.person], one)
            if any(is_useful(wanted, codes, arrived, addresses) for wanted in one.useful):
                led[one.person, one.language] += 1
            else:
                missed.append(one)
    console.print(_table(asked, led))
    for one in missed:
        console.print(f"{one.language} {one.person}: {one.text!r}, useful were {' | '.join(one.useful)}")


def _table(asked: Sequence[Question], led: Mapping[tuple[str, str], int]) -> Table:
    every = Counter((one.person, one.language) for one in asked)
    languages = list(dict.fromkeys(one.language for one in asked))
    table = Table("", *languages, title=f"Questions that lead to something useful among the first {FIRST}")
    for person in dict.fromkeys(one.person for one in asked):
        table.add_row(person, *(f"{led.get((person, code), 0)} of {every[person, code]}" for code in languages))
    return table


if __name__ == "__main__":
    main()
