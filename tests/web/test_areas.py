"""An address leads to the same route as if it were compared with all of them."""

import re
from collections.abc import Iterator

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import Match
from starlette.types import Scope

from app.main import create_app
from app.services import Services
from app.web.areas import Areas

ODD = ("", "/", "//", "/en", "/en/", "//cases", "/en//cases", "/en/cases/", "/cases", "/xx/cases", "/en/nowhere/cases")


def scope_of(path: str, method: str, root_path: str = "") -> Scope:
    return {"type": "http", "path": path, "method": method, "root_path": root_path, "headers": []}


def addresses(app: FastAPI) -> Iterator[str]:
    for route in iter_route_contexts(app.routes):
        for lang in ("en", "cases"):
            path = re.sub(r"{lang:\w+}", lang, str(route.path))
            for filled in ("1", "cup", "x.csv"):
                yield re.sub(r"{\w+(?::\w+)?}", filled, path)


def tried(router: APIRouter, scope: Scope) -> list[tuple[object, Match]]:
    matches = ((route, route.matches(dict(scope))[0]) for route in router.routes)
    return [(route, match) for route, match in matches if match is not Match.NONE]


@pytest.mark.parametrize("root_path", ["", "/below"])
def test_every_address_matches_the_same_routes_in_the_same_order(services: Services, root_path: str) -> None:
    app = create_app(services=services)
    areas = app.router.middleware_stack
    assert isinstance(areas, Areas)

    for path in {*addresses(app), *ODD, "/static/css/base.css", "/static"}:
        for method in ("GET", "POST"):
            scope = scope_of(root_path + path, method, root_path)
            assert tried(areas._router_for(scope), scope) == tried(app.router, scope), path


def test_an_address_is_compared_with_a_part_of_the_routes(services: Services) -> None:
    areas = create_app(services=services).router.middleware_stack
    assert isinstance(areas, Areas)

    assert max(len(one.routes) for one in areas.areas.values()) < len(areas.router.routes) / 2
    assert len(areas._router_for(scope_of("/en/cases", "GET")).routes) < len(areas.router.routes) / 5
