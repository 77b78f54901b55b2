"""Every route says who may call it, and means it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts

from app.main import create_app
from app.services import Services
from app.web.answers import own_path
from app.web.requests import DEFAULT_LANGUAGE


def routes(services: Services) -> Iterator[Any]:
    return (
        route
        for route in iter_route_contexts(create_app(services=services).routes)
        if getattr(route, "dependant", None)
    )


def policies(dependant: Any) -> set[str]:
    """The rules that stand anywhere in the tree of what a handler depends on."""
    found = {policy} if (policy := getattr(dependant.call, "policy", None)) else set()
    for inner in dependant.dependencies:
        found |= policies(inner)
    return found


def test_every_route_declares_a_policy(services: Services) -> None:
    without = [f"{route.methods} {route.path}" for route in routes(services) if not policies(route.dependant)]

    assert without == []


def test_every_route_that_changes_something_knows_the_person_or_is_named_here(services: Services) -> None:
    """Posts that a stranger may make: each has its own limit or token."""
    open_to_strangers = {
        route.path
        for route in routes(services)
        if route.methods - {"GET", "HEAD", "OPTIONS"} and policies(route.dependant) <= {"everybody"}
    }

    assert open_to_strangers == {
        "/{lang:lang}/account/email/{token}",
        "/{lang:lang}/confirm/{token}",
        "/{lang:lang}/learning/answer/{token}",
        "/{lang:lang}/password/new/{token}",
        "/{lang:lang}/sign-out",
        "/{lang:lang}/text-only",
    }


def test_every_page_answers_in_no_other_language_than_the_four(services: Services) -> None:
    languages = {convertor for route in routes(services) for convertor in re.findall(r"{lang:?(\w*)}", route.path)}

    assert languages == {"lang"}
    assert DEFAULT_LANGUAGE == "en"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/en/cases", "/en/cases"),
        ("//evil.example", "/en/"),
        ("/\\evil.example", "/en/"),
        ("https://evil.example", "/en/"),
        ("/en\r\nSet-Cookie: a=b", "/en/"),
        ("", "/en/"),
    ],
)
def test_nothing_after_sign_in_leads_elsewhere(path: str, expected: str) -> None:
    assert own_path(path, "/en/") == expected
