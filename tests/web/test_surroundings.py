"""What surrounds every page: languages, headers, refused posts, error pages."""

from collections.abc import Callable

import pytest

from app.models.people import Role
from app.services import Services
from tests.factories import Make
from tests.pages import Browser

Visit = Callable[..., Browser]


@pytest.mark.parametrize(
    ("header", "language"),
    [("es-CO,es;q=0.9", "es"), ("de, fr;q=0.5", "fr"), ("pt-BR", "pt"), ("sw", "en"), ("", "en"), ("es;q=0", "en")],
)
def test_address_without_language_leads_to_the_readers(visit: Visit, header: str, language: str) -> None:
    page = visit().open("/about", **{"accept-language": header})

    assert page.response.url.path == f"/{language}/about"
    assert page.root.get("lang") == language


def test_language_alone_leads_to_its_front_page(visit: Visit) -> None:
    assert visit().open("/fr").response.url.path == "/fr/"


def test_unknown_address_is_a_page_in_the_design_and_the_language(visit: Visit) -> None:
    page = visit().open("/es/nada/de/nada")

    assert page.status == 404
    assert page.root.get("lang") == "es"
    assert page.all("a", class_="skip")


def test_unknown_address_of_the_api_is_json(visit: Visit) -> None:
    response = visit().client.get("/api/v1/nothing")

    assert response.status_code == 404
    assert response.json()["error"]["status"] == 404


def test_pages_carry_the_strict_policy(visit: Visit) -> None:
    headers = visit().open("/en/about").response.headers

    assert "default-src 'none'; script-src 'self'; style-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "http://testserver"}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({}, 200),
    ],
)
def test_posts_from_elsewhere_are_refused(visit: Visit, headers: dict[str, str], status: int) -> None:
    response = visit().client.post("/en/text-only", headers=headers)

    assert response.status_code == status


def test_body_over_the_limit_is_refused(visit: Visit, services: Services) -> None:
    data = {"email": "x" * (services.settings.max_form_bytes + 1)}

    response = visit().client.post("/en/sign-in", data=data)

    assert response.status_code == 413
    assert "Too large" in response.text


def test_crash_tells_a_number_and_nothing_else(visit: Visit, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = visit(make.user(roles=(Role.COORDINATOR,)))
    browser.client._transport.raise_server_exceptions = False  # type: ignore[attr-defined]

    def break_down(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("app.routers.desk.counts", break_down)
    page = browser.open("/en/queue")

    assert page.status == 500
    assert page.response.headers["x-request-id"] in page.text
    assert "secret detail" not in page.html


def test_signed_out_visitor_comes_back_to_where_they_wanted(visit: Visit) -> None:
    page = visit().open("/en/waiting?x=1")

    assert page.response.url.path == "/en/sign-in"
    assert page.response.url.params["next"] == "/en/waiting?x=1"


def test_expired_sign_in_while_saving_by_itself_is_told_as_json(visit: Visit, make: Make) -> None:
    case = make.case()

    response = visit().client.post(f"/en/cases/{case.code}/follow-up", headers={"x-autosave": "1"}, data={"note": "x"})

    assert response.status_code == 401
    assert response.json()["sign_in"] == "/en/sign-in"


def test_head_is_answered_like_get_without_the_body(visit: Visit) -> None:
    client = visit().client

    got, head = client.get("/en/about"), client.head("/en/about")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == got.headers["content-type"]


def test_address_with_a_nul_leads_nowhere(visit: Visit) -> None:
    assert visit().client.get("/en/cases/%00").status_code == 404
