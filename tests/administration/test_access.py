"""Who may open which page of the administration: every route of it is tried."""

from collections.abc import Callable

import pytest

from app.routers import administration, administration_work, vocabulary_admin
from app.services import Services
from tests.factories import Make
from tests.pages import Browser

Visit = Callable[..., Browser]

VALUES = {
    "person_id": "1",
    "role": "coordinator",
    "invitation_id": "1",
    "mail_id": "1",
    "job_id": "1",
    "vocabulary": "benefit",
    "code": "social_capital",
    "suggestion_id": "1",
}


def addresses(*routers: object) -> list[tuple[str, str]]:
    """(method, address) of every route of the administration."""
    found = []
    for router in routers:
        for route in router.routes:  # type: ignore[attr-defined]
            if "/administration" in route.path:
                path = route.path.replace("{lang:lang}", "en").format(**VALUES)
                found += [(method, path) for method in sorted(route.methods)]
    return sorted(found)


FOR_ADMINISTRATORS = addresses(administration.router, administration_work.router)
FOR_KEEPERS = addresses(vocabulary_admin.router)


def test_there_are_routes_to_try() -> None:
    assert (len(FOR_ADMINISTRATORS), len(FOR_KEEPERS)) == (17, 9)


@pytest.mark.parametrize(("method", "path"), FOR_ADMINISTRATORS)
def test_nobody_but_administrators_learns_that_a_page_exists(make: Make, visit: Visit, method: str, path: str) -> None:
    people = [make.user(), make.coordinator(), make.owner(make.organisation())]

    statuses = [visit(user).client.request(method, path).status_code for user in people]

    assert statuses == [404, 404, 404]


@pytest.mark.parametrize(("method", "path"), FOR_KEEPERS)
def test_vocabularies_are_for_coordinators_and_administrators(make: Make, visit: Visit, method: str, path: str) -> None:
    people = [make.user(), make.owner(make.organisation())]

    statuses = [visit(user).client.request(method, path).status_code for user in people]

    assert statuses == [404, 404]


@pytest.mark.parametrize(("method", "path"), FOR_ADMINISTRATORS + FOR_KEEPERS)
def test_strangers_are_asked_to_sign_in(visit: Visit, method: str, path: str) -> None:
    answer = visit().client.request(method, path, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/en/sign-in")


@pytest.mark.parametrize(
    "path",
    [
        "/administration", "/administration/people", "/administration/roles", "/administration/mails",
        "/administration/jobs", "/administration/trail", "/administration/vocabularies",
        "/administration/vocabularies/product", "/administration/vocabularies/benefit/social_capital",
        "/administration/suggestions", "/terms/suggest",
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "es", "fr", "pt"])
def test_every_page_opens_empty_in_every_language(make: Make, visit: Visit, path: str, language: str) -> None:
    page = visit(make.administrator()).open(f"/{language}{path}")

    assert page.status == 200
    assert len(page.all("h1")) == 1


def test_coordinator_sees_only_the_parts_for_coordinators(make: Make, visit: Visit) -> None:
    page = visit(make.coordinator()).open("/en/administration/vocabularies")

    [bar] = [nav for nav in page.all("nav") if nav.get("aria-label") == "Administration"]
    assert ["".join(a.itertext()) for a in bar.iter("a")] == [
        "Vocabularies",
        "Suggested terms",
    ]


@pytest.mark.parametrize(
    "path",
    ["people/999", "mails/999", "people/x", "suggestions/999", "vocabularies/nothing", "vocabularies/benefit/xx"],
)
def test_what_is_not_there_is_not_found(services: Services, make: Make, visit: Visit, path: str) -> None:
    assert visit(make.administrator()).open(f"/en/administration/{path}").status == 404
