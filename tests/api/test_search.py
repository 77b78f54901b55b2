"""`/api/v1/search`."""

from collections.abc import Callable
from typing import Any

from app.exports.api.search_models import SearchPage
from app.forms.api import NAMES, SearchQuery
from app.forms.browsing import FACETS
from app.models.media import Media
from app.models.types import now
from tests.browse.library import HOSTILE, Library
from tests.pages import Browser

Visit = Callable[..., Browser]


def search(visit: Visit, **asked: Any) -> dict[str, Any]:
    answer = visit().client.get("/api/v1/search", params=asked)
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    SearchPage.model_validate(body)
    return body


def test_hit_tells_what_was_found_where_and_why(library: Library, visit: Visit) -> None:
    body = search(visit, q="papa", language="es")
    (hit,) = body["hits"]
    address = "http://testserver"

    assert (body["total"], body["page"], body["limit"], body["next"]) == (1, 1, 20, None)
    assert {name: hit[name] for name in ("code", "address", "api", "title", "language", "languages", "country")} == {
        "code": library.potatoes.code,
        "address": f"{address}/es/cases/{library.potatoes.code}",
        "api": f"{address}/api/v1/cases/{library.potatoes.code}",
        "title": "Vender la papa juntos",
        "language": "es",
        "languages": ["en", "es"],
        "country": "PE",
    }
    assert hit["organisation"] == {
        "code": library.valley.code,
        "name": "Farmers of the Valley",
        "address": f"{address}/es/organisations/{library.valley.code}",
        "api": f"{address}/api/v1/organisations/{library.valley.code}",
    }
    assert (hit["kind"], hit["tier"], hit["maturity"]) == ("good_experience", "systematised", "promising")
    assert (hit["section"], hit["snippet_language"], hit["score"] > 0) == ("summary", "es", True)
    assert [piece["text"] for piece in hit["snippet"] if piece["marked"]] == ["papa"]
    assert hit["why"] == [
        {"kind": "word", "text": "papa", "facet": "", "code": "", "label": ""},
        {"kind": "label", "text": "Papa", "facet": "product", "code": "potato", "label": "Papa"},
    ]


def test_facets_are_those_of_the_pages(library: Library, visit: Visit) -> None:
    facets = search(visit, language="fr", country="PE")["facets"]

    assert set(facets) == {NAMES.get(name, name) for name in FACETS}
    assert {value["code"]: (value["count"], value["selected"]) for value in facets["country"]} == {
        "CO": (1, False),
        "PE": (1, True),
        "SN": (1, False),
    }
    assert [value["label"] for value in facets["product"] if value["code"] == "potato"] == ["Pomme de terre"]


def test_every_filter_of_the_pages_is_a_parameter() -> None:
    usual = {"q", "sort", "page", "limit", "language", "since", "until"}

    assert set(SearchQuery.model_fields) - usual == {NAMES.get(name, name) for name in FACETS}


def test_filters_widen_and_narrow(library: Library, visit: Visit) -> None:
    def found(**asked: Any) -> list[str]:
        return [hit["code"] for hit in search(visit, sort="oldest", **asked)["hits"]]

    everything = [library.potatoes.code, library.savings.code, library.coffee.code]
    assert found() == everything
    assert found(country=["PE", "SN"]) == everything[:2]
    assert found(country=["PE", "SN"], tier="raw") == [library.savings.code]
    assert found(readable_in="es") == [library.potatoes.code, library.coffee.code]
    assert found(country="") == everything
    assert found(country="ZZ") == []


def test_language_is_that_of_the_answer_and_no_filter(library: Library, visit: Visit) -> None:
    spanish = search(visit, language="es", sort="oldest")
    quechua = search(visit, language="qu", sort="oldest")

    assert [hit["title"] for hit in spanish["hits"]] == [
        "Vender la papa juntos",
        "Épargner ensemble",
        "Catar antes de vender",
    ]
    assert [hit["language"] for hit in quechua["hits"]] == ["en", "fr", "es"]


def test_language_of_the_client_counts_where_none_is_asked_for(library: Library, visit: Visit) -> None:
    answer = visit().client.get("/api/v1/search?q=papa", headers={"Accept-Language": "es-PE,es;q=0.9"})

    assert answer.json()["hits"][0]["title"] == "Vender la papa juntos"
    assert "Accept-Language" in answer.headers["vary"]


def test_pages_lead_to_each_other(library: Library, visit: Visit) -> None:
    client = visit().client
    address, codes = "http://testserver/api/v1/search?limit=1&sort=oldest&country=PE&country=SN&country=CO", []
    while address:
        answer = client.get(address)
        codes += [hit["code"] for hit in answer.json()["hits"]]
        assert answer.links.get("next", {}).get("url") == answer.json()["next"]
        address = answer.json()["next"]

    assert codes == [library.potatoes.code, library.savings.code, library.coffee.code]
    assert answer.links["prev"]["url"].endswith("page=2")
    assert client.get("/api/v1/search?page=9000").json()["hits"] == []


def test_question_is_read_kindly(library: Library, visit: Visit) -> None:
    broken = search(visit, q='"potatoes')
    slip = search(visit, q="harvst")

    assert broken["total"] == 1
    assert broken["hints"] == [
        {
            "code": "open_quote",
            "text": "",
            "message": "A quotation mark was not closed: the words were searched one by one.",
        }
    ]
    assert slip["did_you_mean"] == "harvest"


def test_passages_are_plain_text(library: Library, visit: Visit) -> None:
    library.tell(title=HOSTILE, summary=f"About {HOSTILE} here.")
    library.index()

    (hit,) = search(visit, q="script", language="en")["hits"]

    assert hit["title"] == HOSTILE
    assert "".join(piece["text"] for piece in hit["snippet"]).startswith(f"About {HOSTILE} here.")


def test_damaged_index_is_said(library: Library, visit: Visit) -> None:
    for file in (library.services.settings.data_dir / "search").rglob("*"):
        if file.is_file():
            file.write_bytes(b"damaged")

    answer = visit().client.get("/api/v1/search?q=papa")

    assert (answer.status_code, answer.json()["error"]["status"]) == (503, 503)


def test_search_sends_no_more_queries_for_more_hits(library: Library, visit: Visit, count_queries: Any) -> None:
    client = visit().client
    client.get("/api/v1/search")
    with count_queries() as one:
        assert client.get("/api/v1/search?country=PE").json()["total"] == 1
    with count_queries() as three:
        assert client.get("/api/v1/search").json()["total"] == 3

    assert len(three) == len(one) <= 8


def test_dates_narrow_and_wrong_ones_are_refused(library: Library, visit: Visit) -> None:
    client = visit().client
    totals = {
        query: client.get(f"/api/v1/search?{query}").json().get("total")
        for query in ("from=2020", "to=2019", "from=2020-01&to=2100-12-31", "from=soon")
    }

    assert totals == {"from=2020": 3, "to=2019": 0, "from=2020-01&to=2100-12-31": 3, "from=soon": None}
    assert client.get("/api/v1/search?from=soon").status_code == 422


def test_hit_in_a_document_names_its_page_while_its_consent_stands(library: Library, visit: Visit) -> None:
    medium = library.attach(library.coffee, "")
    with library.services.database.writing() as session:
        session.get_one(Media, medium.id).pages = ["The first page.", "Here is the quinihua."]
    library.take(library.coffee, "select", library.coordinator)
    library.services.search.rebuild(library.services)
    (before,) = search(visit, q="quinihua")["hits"]
    with library.services.database.writing() as session:
        session.get_one(Media, medium.id).consent_withdrawn_at = now()
    (after,) = search(visit, q="quinihua")["hits"]

    assert (before["section"], before["page"]) == (f"attachment:{medium.public_id}", 2)
    assert (after["section"], after["page"], after["snippet"]) == ("", 0, [])
