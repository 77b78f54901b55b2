"""The OpenAPI document, and the page made from it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.routing import APIRoute

from app.content.schema import Group
from app.exports.api.case_models import CaseDocument
from app.exports.api.content_schema import CONTENT_SECTIONS, content_schema
from app.routers import api
from app.routers.api_docs import document
from app.web.api_reference import Reference
from tests.browse.library import Library
from tests.pages import Browser

Visit = Callable[..., Browser]
ROUTES = [route for route in api.router.routes if isinstance(route, APIRoute) and route.include_in_schema]


@pytest.fixture
def described(visit: Visit) -> dict[str, Any]:
    body: dict[str, Any] = visit().client.get("/api/v1/openapi.json").json()
    return body


def test_document_describes_the_api_and_nothing_else(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    assert described["servers"] == [{"url": "http://testserver"}]
    assert list(described["paths"]) == [
        "/api/v1/search",
        "/api/v1/cases",
        "/api/v1/cases/{code}",
        "/api/v1/cases/{code}/versions/{number}",
        "/api/v1/vocabularies",
        "/api/v1/vocabularies/{name}",
        "/api/v1/organisations/{code}",
    ]
    assert {method for methods in described["paths"].values() for method in methods} == {"get"}


def test_every_reference_leads_to_a_schema(described: dict[str, Any]) -> None:
    named = set(re.findall(r"#/components/schemas/(\w+)", str(described)))

    assert named <= set(described["components"]["schemas"])


def test_everything_is_described(described: dict[str, Any]) -> None:
    operations = [methods["get"] for methods in described["paths"].values()]
    parameters = [parameter for operation in operations for parameter in operation.get("parameters", [])]

    assert [one for one in operations if not (one["summary"] and one["description"] and one["tags"])] == []
    assert [one["name"] for one in parameters if not one.get("description")] == []
    assert len({one["operationId"] for one in operations}) == len(operations)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_example_answers_are_answers(route: APIRoute) -> None:
    endpoint = document("https://example.org")["paths"][route.path]["get"]
    schema = endpoint["responses"]["200"]["content"]["application/json"]["schema"]
    example = Reference(document("https://example.org")).example(schema)

    answer = route.response_model.model_validate(example)

    assert set(example) == set(answer.model_dump())


def test_example_requests_are_understood(library: Library, visit: Visit) -> None:
    client = visit().client
    endpoints = [endpoint for _, group in Reference(document("http://testserver")).groups() for endpoint in group]

    # The code of the examples is nobody's.
    assert {endpoint.id: client.get(endpoint.request).status_code for endpoint in endpoints} == {
        "api_search": 200,
        "api_cases": 200,
        "api_case": 404,
        "api_version": 404,
        "api_vocabularies": 200,
        "api_vocabulary": 200,
        "api_organisation": 404,
    }


def test_content_is_described_field_by_field() -> None:
    properties = content_schema()["properties"]

    assert list(properties) == [section.name for section in CONTENT_SECTIONS]
    for section in CONTENT_SECTIONS:
        assert list(properties[section.name]["properties"]) == [part.name for part in section.parts]
        for part in section.parts:
            if isinstance(part, Group):
                inner = properties[section.name]["properties"][part.name]["items"]["properties"]
                assert list(inner) == ["key", *(field.name for field in part.fields)]


def test_content_of_a_case_is_as_described(library: Library, visit: Visit) -> None:
    content = visit().client.get(f"/api/v1/cases/{library.potatoes.code}").json()["content"]

    assert _undescribed(content, content_schema()) == []
    assert CaseDocument.model_json_schema()["properties"]["content"]["properties"].keys() >= content.keys()


def _undescribed(value: Any, schema: dict[str, Any], path: str = "") -> list[str]:
    """The places in a value of which the schema says nothing, or something else."""
    kinds = {"object": dict, "array": list, "string": str, "number": (int, float), "boolean": bool}
    if not isinstance(value, kinds[schema["type"]]):
        return [path]
    if isinstance(value, dict):
        known = schema["properties"]
        unknown = [f"{path}.{name}" for name in value if name not in known]
        inside = [_undescribed(one, known[name], f"{path}.{name}") for name, one in value.items() if name in known]
        return unknown + [place for places in inside for place in places]
    if isinstance(value, list):
        return [place for one in value for place in _undescribed(one, schema["items"], f"{path}[]")]
    return []


def test_page_shows_every_endpoint_parameter_and_schema(described: dict[str, Any], visit: Visit) -> None:
    page = visit().open("/api/docs")
    anchors = {element.get("id") for element in page.root.iter()}
    codes = {"".join(code.itertext()) for code in page.all("code")}

    assert page.status == 200
    for path, methods in described["paths"].items():
        assert f"GET {path}" in codes
        assert {parameter["name"] for parameter in methods["get"].get("parameters", [])} <= codes
    assert set(described["components"]["schemas"]) <= anchors
    links = {link.get("href", "") for link in page.all("a") if link.get("href", "").startswith("#")}
    assert {link[1:] for link in links} <= anchors


def test_page_needs_no_script_and_nothing_from_elsewhere(visit: Visit) -> None:
    page = visit().open("/api/docs")

    assert page.all("style") == []
    assert [script for script in page.all("script") if not script.get("src", "").startswith("/static/")] == []
    fetched = [link.get("href", "") for link in page.all("link") if link.get("rel") != "alternate"]
    assert [address for address in fetched if not address.startswith("/static/")] == []
    assert [element for element in page.root.iter() if element.get("style") or element.get("onclick")] == []


def test_page_speaks_the_readers_language(visit: Visit) -> None:
    page = visit().open("/api/docs", **{"Accept-Language": "pt"})

    assert page.root.get("lang") == "pt"
