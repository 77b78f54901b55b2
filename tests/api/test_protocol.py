"""How the API answers, whatever it is asked: tags, other sites, errors."""

from collections.abc import Callable

from app.exports.api.basics import Problem
from app.i18n import translate
from app.routers import api
from tests.browse.library import Library
from tests.pages import Browser

Visit = Callable[..., Browser]


def every_path(library: Library) -> list[str]:
    code = library.potatoes.code
    return [
        "/api/v1/search?q=papa",
        "/api/v1/cases",
        f"/api/v1/cases/{code}",
        f"/api/v1/cases/{code}/versions/1",
        "/api/v1/vocabularies",
        "/api/v1/vocabularies/benefit",
        f"/api/v1/organisations/{library.valley.code}",
        "/api/v1/openapi.json",
    ]


def test_paths_of_this_test_are_all_there_are(library: Library) -> None:
    described = [route for route in api.router.routes if getattr(route, "include_in_schema", False)]

    assert len(every_path(library)) == len([*described, "openapi.json"])


def test_nothing_is_sent_twice(library: Library, visit: Visit) -> None:
    client = visit().client
    for path in every_path(library):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b""), path
        assert again.headers["etag"] == first.headers["etag"]
        assert again.headers["cache-control"] == first.headers["cache-control"]
        assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_tag_changes_with_the_answer(library: Library, visit: Visit) -> None:
    client, path = visit().client, f"/api/v1/cases/{library.savings.code}"
    before = client.get(path).headers["etag"]
    library.translate(library.savings, "en", {"summary": {"title": "Saving together", "summary": "Thirty women."}})

    assert client.get(path).headers["etag"] != before


def test_any_site_may_read_and_no_cookie_counts(library: Library, visit: Visit) -> None:
    browser = visit(library.coordinator)
    stranger = visit().client
    for path in [*every_path(library), "/api/v1/nothing", "/api/v1/search?limit=0"]:
        answer = browser.client.get(path, headers={"Origin": "https://elsewhere.example"})
        assert answer.headers["access-control-allow-origin"] == "*", path
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert "access-control-allow-credentials" not in answer.headers
        assert "set-cookie" not in answer.headers
        assert "cookie" not in answer.headers.get("vary", "").lower()
        assert answer.content == stranger.get(path).content


def test_browsers_may_ask_first(visit: Visit) -> None:
    headers = {
        "Origin": "https://elsewhere.example",
        "Sec-Fetch-Site": "cross-site",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    }
    answer = visit().client.options("/api/v1/search", headers=headers)

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-methods"] == "GET, OPTIONS"
    assert "If-None-Match" in answer.headers["access-control-allow-headers"]


WRONG = {
    "/api/v1/search?limit=101": "limit",
    "/api/v1/search?limit=0": "limit",
    "/api/v1/search?page=0": "page",
    "/api/v1/search?page=many": "page",
    "/api/v1/search?sort=similar": "sort",
    "/api/v1/search?language=espa%C3%B1ol": "language",
    "/api/v1/search?countries=PE": "countries",
    "/api/v1/search?" + "&".join(["country=PE"] * 21): "country",
    "/api/v1/search?q=" + "a" * 401: "q",
    "/api/v1/cases?updated_since=yesterday": "updated_since",
    "/api/v1/cases?updated_since=0001-01-01T00:00:00%2B14:00": "updated_since",
    "/api/v1/cases/k7m2qx?language=E": "language",
}


def test_wrong_parameter_is_named(visit: Visit) -> None:
    client = visit().client
    for path, parameter in WRONG.items():
        answer = client.get(path)
        error = Problem.model_validate(answer.json()).error
        assert (answer.status_code, error.status) == (422, 422), path
        assert [detail.parameter for detail in error.details] == [parameter]
        assert error.message == "Some parameters of this address are wrong."


NOWHERE = (
    "/api/v1/",
    "/api/v1/nothing",
    "/api/v1/cases/k7m2qx",
    "/api/v1/cases/%00",
    "/api/v1/cases/..%2F..%2Fetc",
    "/api/v1/cases/k7m2qx/versions/1",
    "/api/v1/cases/k7m2qx/versions/99999999999999",
    "/api/v1/vocabularies/nothing",
    "/api/v1/organisations/k7m2qx",
    "/api/v2/search",
)


def test_what_is_not_there_is_said_as_json(visit: Visit) -> None:
    client = visit().client
    for path in NOWHERE:
        answer = client.get(path)
        assert (answer.status_code, Problem.model_validate(answer.json()).error.status) == (404, 404), path


def test_errors_speak_the_language_of_the_client(visit: Visit) -> None:
    answer = visit().client.get("/api/v1/nothing", headers={"Accept-Language": "es"})

    assert answer.json()["error"]["title"] == translate("es", "There is nothing here")


def test_nothing_can_be_changed(visit: Visit) -> None:
    client = visit().client

    assert {
        method: client.request(method, "/api/v1/cases").status_code for method in ("POST", "PUT", "PATCH", "DELETE")
    } == dict.fromkeys(("POST", "PUT", "PATCH", "DELETE"), 405)
