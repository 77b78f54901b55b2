"""All addresses of the app, with the values that an attacker would put into them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from tests.attacks.world import World

_PLACE = re.compile(r"{(\w+)(?::\w+)?}")
# Made by a child process, one at a time: tests/case_page/test_pdf.py reads what stands in them.
SLOW = frozenset({"/{lang:lang}/cases/{code}/case.pdf"})
# Answers as they are: thousands need not be packed to be unpacked at once.
UNPACKED = {"accept-encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Route:
    path: str
    methods: frozenset[str]
    query: tuple[str, ...]

    @property
    def places(self) -> list[str]:
        return _PLACE.findall(self.path)

    def filled(self, values: dict[str, str]) -> str:
        return _PLACE.sub(lambda place: values[place.group(1)], self.path)


def routes(app: Any) -> list[Route]:
    found = (route for route in iter_route_contexts(app.routes) if getattr(route, "dependant", None))
    return [
        Route(str(route.path), frozenset(route.methods or ()), tuple(one.alias for one in route.dependant.query_params))
        for route in found
        if route.path not in SLOW
    ]


def values_of(world: World, route: Route) -> Iterator[dict[str, str]]:
    """Every way to fill the places of a route with what somebody could have heard of."""
    codes = {
        "case": [case.code for case in world.cases.values()],
        "organisation": [one.code for one in world.organisations.values()],
        "term": ["potato"],
    }
    kind = "case" if "/cases/" in route.path or "/blocks/" in route.path else "organisation"
    numbers = ["1", "2"]
    if "/cup/{year}" in route.path or "/learning/" in route.path:
        # They have worlds of their own: tests/attacks/test_cup_*.py and test_visits_*.py, tests/cup.
        codes, numbers = {"organisation": ["zzzzzz"], "case": ["zzzzzz"]}, ["1"]
    known = {
        "lang": ["en"],
        "code": codes["term"] if "{vocabulary}" in route.path or "{facet}" in route.path else codes[kind],
        "public_id": [medium.public_id for medium in world.media.values()],
        "section": ["summary"],
        "sheet": ["story"],
        "story": ["what_we_did"],
        "step": ["1"],
        "verb": ["withdraw", "accept"],
        "name": ["product"] if "vocabularies" in route.path else ["original", "upload"],
        "to": ["es"],
        "role": ["coordinator"],
        "vocabulary": ["product"],
        "facet": ["product"],
        "key": ["block1"],
        "number": numbers,
        "format": ["bib", "ris"],
        "ending": ["csv", "xlsx", "json", "bib"],
        "token": ["0123456789abcdef0123456789abcdef"],
        "rest": ["cases"],
        "path": ["cases"],
    }
    places = route.places
    for chosen in product(*(known.get(place, numbers) for place in places)):
        yield dict(zip(places, chosen, strict=True))


def client(app: Any, cookie: str) -> TestClient:
    visitor = TestClient(app, raise_server_exceptions=False, follow_redirects=False, headers=UNPACKED)
    if cookie:
        visitor.cookies.set("sign_in", cookie)
    return visitor
