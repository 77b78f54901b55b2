"""Values that no form and no link would send: whatever comes, no address breaks, and what is kept is harmless."""

from collections.abc import Iterator
from functools import cache
from itertools import product
from urllib.parse import quote, urlencode

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.models.people import Role
from app.services import Services
from tests.attacks.routes import Route, client, routes, values_of
from tests.attacks.unread import Watched
from tests.attacks.world import World, build
from tests.factories import Make

NUL = "a\x00b"
HUGE = "9" * 30
# In addresses: percent-encoded as they stand.
HOSTILE = {
    "nul": quote(NUL),
    "huge": HUGE,
    "just above 32 bits": str(2**31),
    "longer than int() reads": "7" * 5000,
    "negative": "-1",
    "other digits": quote("٣"),
    "proto": "__proto__",
    "surrogate, and half a letter": "%ED%A0%80%C3",
    "bidi": quote("a\u202eb\u200b\u0301"),
    "up": "..%2f..%2fetc%2fpasswd",
    "line ends": "a%0d%0aSet-Cookie:%20x=1",
    "markup": quote("<script>alert(1)</script>{{7*7}}%(x)s{0}%_'\"\\;--"),
}
# Read by hand from the address, so that no parameter names them.
BROWSED = ("q", "page", "size", "sort", "country", "product", "year", "tier", "language", "all", "in", "limit")
BROWSED_AT = ("/{lang:lang}/cases", "/{lang:lang}/blocks", "/api/v1/search", "/{lang:lang}/cases/export.{ending}")


def hostile_addresses(world: World, route: Route) -> Iterator[str]:
    """One place after the other, and all at once; the same for what stands behind the question mark."""
    good = next(values_of(world, route))
    places = [place for place in route.places if place != "lang"]
    for value in HOSTILE.values():
        for place in places:
            yield route.filled({**good, place: value})
    names = (*route.query, *(BROWSED if route.path in BROWSED_AT else ()))
    for value in HOSTILE.values() if names else ():
        yield f"{route.filled(good)}?" + "&".join(f"{name}={value}" for name in names)
    for name in names:
        yield f"{route.filled(good)}?{name}={HUGE}&{name}=-1&{name}[]=x"


@pytest.fixture
def all_powerful(world: World, make: Make) -> str:
    """The cookie of somebody who comes past every gate, so that the values reach what is behind."""
    user = make.user(roles=(Role.COORDINATOR, Role.ADMINISTRATOR, Role.FACILITATOR))
    make.member(user, world.organisations["hidden"])
    world.person("all-powerful", user)
    return world.cookies["all-powerful"]


def test_hostile_addresses_break_nothing(world: World, all_powerful: str) -> None:
    app = create_app(services=world.services)
    visitor = client(app, all_powerful)
    broken: list[str] = []

    for route in routes(app):
        if "GET" not in route.methods or route.path == "/healthz":
            continue
        for address in hostile_addresses(world, route):
            answer = visitor.get(address)
            if answer.status_code >= 500 or "<script>alert" in answer.text or "set-cookie: x" in str(answer.headers):
                broken.append(f"{answer.status_code} {address[:160]}")

    assert broken == []


def test_hostile_addresses_of_forms_break_nothing(world: World, all_powerful: str) -> None:
    app = create_app(services=world.services)
    visitor = client(app, all_powerful)
    broken: list[str] = []

    for route in routes(app):
        if "POST" not in route.methods or route.path.endswith("/sign-out"):
            continue
        for address in hostile_addresses(world, route):
            status = visitor.post(address, data={"message": "x"}).status_code
            if status >= 500:
                broken.append(f"{status} {address[:160]}")

    assert broken == []


FIELDS = (
    *("reviewer", "row_version", "score-relevance", "licence", "consent", "consent_note", "message", "seen", "reason"),
    *("verdict", "maturity", "advice", "comment-relevance", "name", "kind", "country", "next", "role", "email"),
    *("relation", "other", "code", "term", "answer", "note", "do", "language", "organisation", "vocabulary", "label"),
    *("why", "title", "summary", "moments-0-key", "moments-0-title", "moments-99999-title", "related", "was", "kept"),
    *("keep:summary", "keep:moments", "password", "own_password", "old_password", "stands_for", "back", "way"),
    *("digest", "time_zone", "latitude", "members", "founded", "products", "website", "contact_email", "text_only"),
)
TYPED = {
    "nul": NUL,
    "huge": HUGE,
    "longer than int() reads": "7" * 5000,
    "other digits": "²٣",
    "surrogate": "\\ud800",
    "bidi": "a\u202e\u2066\u200b" + "\u0301" * 300,
    "long": "x" * 300_000,
    "commands": "remove:moments:99999999999999999999",
    "json": '{"__proto__": [[[[]]]]}',
}
TYPE = {"content-type": "application/x-www-form-urlencoded"}


@pytest.mark.usefixtures("watched_forms")
def test_hostile_fields_break_nothing(world: World, all_powerful: str) -> None:
    """Every field of every form at once; multipart, which may name any encoding, for what no browser sends."""
    app = create_app(services=world.services)
    visitor = client(app, all_powerful)
    broken: list[str] = []
    unread: set[str] = set()

    for kind, route in product(TYPED, routes(app)):
        # Signed out, or left, nothing behind the gates could be reached any more.
        if "POST" not in route.methods or route.path.endswith(("/sign-out", "/leave", "/delete")):
            continue
        for code in ("draft", "public") if "/cases/{code}" in route.path else ("draft",):
            values = next(values_of(world, route)) | _things_of(world, route, code)
            address = route.filled(values)
            if address in unread:
                continue
            Watched.read = False
            status = _post(visitor, address, TYPED[kind], odd=kind == "surrogate")
            if status >= 500:
                broken.append(f"{kind}: {status} {route.path}")
            # As before anybody looked into this form, so before any other.
            if status == 404 and not Watched.read:
                unread.add(address)

    assert broken == []


def _things_of(world: World, route: Route, code: str) -> dict[str, str]:
    """A draft of the person's own organisation, or a case that they coordinate."""
    if "/cases/{code}" not in route.path:
        return {}
    medium = world.media["draft" if code == "draft" else "work"]
    return {"code": world.cases[code].code, "public_id": medium.public_id}


def _post(visitor: TestClient, address: str, value: str, odd: bool) -> int:
    if not odd:
        return visitor.post(address, content=_packed(value), headers=TYPE).status_code
    parts = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name in FIELDS]
    kind = "multipart/form-data; boundary=b; charset=raw_unicode_escape"
    return visitor.post(address, content="".join([*parts, "--b--\r\n"]), headers={"content-type": kind}).status_code


@cache
def _packed(value: str) -> bytes:
    return urlencode(dict.fromkeys(FIELDS, value)).encode()


def test_too_much_is_refused_at_once(services: Services, make: Make) -> None:
    world = build(services, make)
    visitor = client(create_app(services=services), world.cookies["owner of the newcomers"])
    address = f"/en/cases/{world.cases['draft'].code}/edit/process"

    ten_megabytes = visitor.post(address, data={"initial_situation": "x" * 10_000_000})
    many_fields = visitor.post(address, data={f"moments-{n}-title": "x" for n in range(10_000)})
    one_field = visitor.post(address, data={"initial_situation": "x" * 900_000, "row_version": "0"})
    long_question = visitor.get("/en/cases?" + urlencode({"q": "((a " * 5_000}))
    parts = visitor.get("/en/cases?" + "&".join(f"country={n}" for n in range(5_000)))
    json_body = visitor.post(address, json={"a": "b"})

    statuses = [
        answer.status_code for answer in (ten_megabytes, many_fields, one_field, long_question, parts, json_body)
    ]
    assert statuses[0] == 413
    assert all(status < 500 for status in statuses), statuses


@pytest.mark.parametrize("cookie", ["notice=a.\u00e9", "notice=%%%", "sign_in=\u00e9", "parked=\u00e9", "language=<x>"])
def test_odd_cookies_break_nothing(services: Services, cookie: str) -> None:
    visitor = client(create_app(services=services), "")

    statuses = {
        visitor.get(path, headers=[(b"cookie", cookie.encode("latin-1"))]).status_code
        for path in ("/en/", "/", "/en/waiting", "/en/nowhere")
    }

    assert statuses <= {200, 302, 303, 404}
