"""Every address, asked by everybody, for things that are not theirs: nothing is told, nothing changes or breaks."""

import zlib
from collections.abc import Iterator

from sqlmodel import select

from app.main import create_app
from app.models.cases import Case, CaseEvent, CaseReview, CaseTranslation, CaseVersion
from app.models.media import Media
from app.models.organisations import Membership, Organisation
from app.models.people import PlatformRole
from tests.attacks.routes import Route, client, routes, values_of
from tests.attacks.world import EVERYTHING, World

WORD = "quokka"
LISTS = [
    "/en/search?q=quokka*",
    "/es/search?q=quokkka&type=report",
    "/en/search?q=quokka&sort=similar",
    "/en/cases?q=quokka*",
    "/en/cases?q=quokka&all=country",
    "/en/blocks?q=quokka*",
    "/en/suggestions?q=quokka",
    "/en/suggestions?q=quok",
    "/es/suggestions?q=quok",
    "/en/organisations?q=quokka",
    "/en/organisations.csv?q=quokka",
    "/en/cases/export.csv?q=quokka*",
    "/en/cases/export.json",
    "/en/cases/export.bib",
    "/api/v1/search?q=quokka*",
    "/api/v1/cases?updated_since=2000-01-01",
    "/es/feeds/cases.atom",
    "/en/organisations/new?next=//evil.example",
]
# They look nobody up, so that they answer everybody alike: asked by a stranger only.
MACHINES = ("/api/", "/robots.txt", "/sitemap", "/en/feeds/", "/es/feeds/", "/en/cases/export.", "/en/design")


def addresses(world: World, all_routes: list[Route], method: str) -> Iterator[str]:
    for route in all_routes:
        if method in route.methods:
            yield from (route.filled(values) for values in values_of(world, route))
    if method == "GET":
        yield from LISTS
        code = world.cases["public"].code
        yield from (f"/en/cases/{code}?in=es", f"/es/cases/{code}", f"/api/v1/cases/{code}?language=es")
        yield from (f"/en/cases/{code}/compare?from=1&to=1", f"/en/cases/{code}/cite?v=1")


SAME_FOR_EVERYBODY = ("/cite.", "/today-worker.js", "/search/feed", "/suggestions")


def test_nobody_reads_what_is_not_theirs(world: World) -> None:
    app = create_app(services=world.services)
    gets = list(addresses(world, routes(app), "GET"))
    told: list[str] = []
    kept: list[str] = []

    for name, cookie in world.cookies.items():
        visitor = client(app, cookie)
        for address in (one for one in gets if not cookie or not one.startswith(MACHINES)):
            answer = visitor.get(address)
            # Headers too: a redirect, an ETag or the name of a file may tell as much as a page.
            said = f"{answer.text} {answer.headers}"
            told += [
                f"{name}: {answer.status_code} {address} tells {word}"
                for word in EVERYTHING - world.may_see[name]
                if word in said
            ]
            if answer.status_code >= 500 and address != "/healthz":
                told.append(f"{name}: {answer.status_code} {address}")
            guarded = answer.headers.get("cache-control", "")
            # Who is blocked or has left is a stranger.
            if (
                world.may_see[name]
                and "private" not in guarded
                and "no-store" not in guarded
                and not any(part in address for part in SAME_FOR_EVERYBODY)
            ):
                kept.append(f"{answer.status_code} {address}: {guarded!r}")

    assert told == []
    assert sorted(set(kept)) == []


def _state(world: World) -> dict[str, list[dict[str, object]]]:
    tables = (
        *(Case, CaseVersion, CaseTranslation, CaseReview, CaseEvent),
        *(Media, Organisation, Membership, PlatformRole),
    )
    with world.services.database.reading() as session:
        return {
            table.__tablename__: [row.model_dump() for row in session.exec(select(table)).all()] for table in tables
        }


INTRUDERS = (
    "stranger",
    "owner of another organisation",
    "blocked person",
    "deleted person",
    "former member",
    "reviewer who declined",
    "administrator",
)
FORM = {
    "message": "Taken over",
    "title": "Taken over",
    "reason": "Taken over",
    "row_version": "0",
    "role": "owner",
    "licence": "cc_by_4",
    "do": "finish",
    "name": "Taken over",
    "kind": "producer_organisation",
    "country": "PE",
    "relation": "funded_by",
    "other": "Farmers of the Valley",
    "reviewer": "1",
    "email": "thief@example.org",
}
# What anybody may do with what is public, or with themselves.
ALLOWED = (
    "/join",
    "/organisations/new",
    "/terms/suggest",
    "/en/account",
    "/administration/",
    "/sign-out",
    "/data/delete",
)


def test_intruders_change_nothing(world: World) -> None:
    app = create_app(services=world.services)
    before = _state(world)
    posts = [one for one in addresses(world, routes(app), "POST") if not any(part in one for part in ALLOWED)]
    wrong: list[str] = []

    for name in INTRUDERS:
        visitor = client(app, world.cookies[name])
        for address in posts:
            answer = visitor.post(address, data=FORM)
            if answer.status_code >= 500 or any(word in answer.text for word in EVERYTHING - world.may_see[name]):
                wrong.append(f"{name}: {answer.status_code} {address}")

    assert wrong == []
    assert _state(world) == before


def test_other_methods_and_overrides_do_nothing(world: World) -> None:
    """No method is taken from a header or a field, and HEAD and OPTIONS answer nothing of a hidden thing."""
    app = create_app(services=world.services)
    visitor = client(app, world.cookies["owner of another organisation"])
    before = _state(world)
    hidden = world.cases["draft"].code

    statuses = {
        (
            method,
            visitor.request(method, f"/en/cases/{hidden}", headers={"X-HTTP-Method-Override": "DELETE"}).status_code,
        )
        for method in ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE")
    }
    overridden = visitor.post(f"/en/cases/{hidden}/delete", data={"_method": "DELETE"}).status_code

    assert {status for _, status in statuses} <= {404, 405}
    assert overridden == 404
    assert _state(world) == before


def test_answers_are_the_same_for_hidden_and_for_missing_things(world: World) -> None:
    """By neither words nor status nor headers does anybody learn that a code is taken."""
    app = create_app(services=world.services)
    for name in ("stranger", "owner of another organisation", "former member"):
        visitor = client(app, world.cookies[name])
        for path in ("/en/cases/{}", "/en/cases/{}/work", "/en/cases/{}/case.pdf", "/api/v1/cases/{}"):
            real, none = (visitor.get(path.format(code)) for code in (world.cases["draft"].code, "zzzzzz"))
            assert _shape(real, world.cases["draft"].code) == _shape(none, "zzzzzz"), (name, path)
        code = world.organisations["hidden"].code
        real, none = (visitor.get(f"/en/organisations/{one}") for one in (code, "zzzzzz"))
        assert _shape(real, code) == _shape(none, "zzzzzz")


def _shape(answer: object, code: str) -> tuple[int, int, list[str]]:
    text = answer.text.replace(code, "CODE")  # type: ignore[attr-defined]
    return answer.status_code, zlib.crc32(text.encode()), sorted(answer.headers)  # type: ignore[attr-defined]
