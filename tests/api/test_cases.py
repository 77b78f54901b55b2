"""`/api/v1/cases`: the list, one case, its versions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import bibtexparser
from sqlmodel import select

from app.content.sections import SECTIONS
from app.domain.cases.reading import section_hash
from app.domain.cases.versions import find_working_copy, freeze
from app.exports.api.case_models import CaseDocument, CasePage, Withdrawn
from app.models.cases import Case, CaseTranslation, CaseVersion
from app.models.media import Media, MediaKind
from app.models.types import now
from tests.browse.library import Library
from tests.pages import Browser

Visit = Callable[..., Browser]


def read(visit: Visit, case: Case, path: str = "", **asked: str) -> dict[str, Any]:
    answer = visit().client.get(f"/api/v1/cases/{case.code}{path}", params=asked)
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    CaseDocument.model_validate(body)
    return body


def test_list_holds_every_public_case_the_newest_first(library: Library, visit: Visit) -> None:
    body = visit().client.get("/api/v1/cases").json()

    CasePage.model_validate(body)
    assert [case["code"] for case in body["cases"]] == [
        library.coffee.code,
        library.savings.code,
        library.potatoes.code,
    ]
    assert (body["total"], body["next"]) == (3, None)


def test_list_has_pages(library: Library, visit: Visit) -> None:
    client = visit().client
    first = client.get("/api/v1/cases?limit=2").json()
    second = client.get(first["next"]).json()

    assert [case["code"] for case in first["cases"] + second["cases"]] == [
        library.coffee.code,
        library.savings.code,
        library.potatoes.code,
    ]
    assert second["next"] is None


def test_copies_ask_for_what_changed_since(library: Library, visit: Visit) -> None:
    client = visit().client

    def since(moment: Any) -> list[str]:
        body = client.get("/api/v1/cases", params={"updated_since": moment}).json()
        return [case["code"] for case in body["cases"]]

    later = now() + timedelta(seconds=1)
    _date(library, later)
    assert since("2020-01-01") == [library.coffee.code, library.savings.code, library.potatoes.code]
    assert since(later.isoformat()) == [library.potatoes.code]
    assert since((later + timedelta(seconds=1)).isoformat()) == []


def _date(library: Library, moment: Any) -> None:
    """A translation of the potatoes is changed at a moment."""
    with library.services.database.writing() as session:
        session.exec(select(CaseTranslation)).one().updated_at = moment


def test_document_holds_the_original_with_everything_around_it(library: Library, visit: Visit) -> None:
    body = read(visit, library.potatoes)

    assert (body["title"], body["language"], body["original_language"]) == ("Selling potatoes together", "en", "en")
    assert (body["version"], body["is_current"], body["archived"], body["tier"]) == (1, True, False, "systematised")
    assert body["content"]["lessons"]["lessons"][0]["statement"] == "Put the scale where all can see it."
    assert body["licence"]["address"] == "https://creativecommons.org/licenses/by/4.0/"
    assert (body["translated"], body["fallback"], body["outdated"]) == ([], [], [])
    assert [version["number"] for version in body["versions"]] == [1]
    assert body["versions"][0]["what_changed"] == "First version."


def test_content_has_the_sections_of_the_editor_without_the_media(library: Library, visit: Visit) -> None:
    content = read(visit, library.potatoes)["content"]

    assert list(content) == [name for name in content if name in {section.name for section in SECTIONS}]
    assert "media" not in content


def test_translation_is_laid_over_the_original(library: Library, visit: Visit) -> None:
    body = read(visit, library.potatoes, language="es")

    assert (body["title"], body["language"], body["address"]) == (
        "Vender la papa juntos",
        "es",
        f"http://testserver/es/cases/{library.potatoes.code}",
    )
    assert body["translated"] == ["summary"]
    assert "story" in body["fallback"]
    assert body["content"]["story"]["what_we_did"] == "We met every Monday and agreed on one price."
    assert body["translations"] == [
        {
            "language": "es",
            "complete": False,
            "sections": ["summary"],
            "outdated": [],
            "address": f"http://testserver/es/cases/{library.potatoes.code}/v1",
        }
    ]


def test_translation_of_an_earlier_text_says_so(library: Library, visit: Visit) -> None:
    with library.services.database.writing() as session:
        row = session.exec(select(CaseTranslation)).one()
        version = session.get_one(CaseVersion, row.version_id)
        assert row.source_hash == section_hash(version, "summary")
        row.source_hash = "of an earlier text"

    body = read(visit, library.potatoes, language="es")

    assert (body["outdated"], body["translations"][0]["outdated"]) == (["summary"], ["summary"])


def test_language_without_translation_answers_in_the_original(library: Library, visit: Visit) -> None:
    body = read(visit, library.potatoes, language="sw")

    assert (body["title"], body["language"]) == ("Selling potatoes together", "en")
    assert "summary" in body["fallback"]


def test_draft_of_a_translation_is_not_shown(library: Library, visit: Visit) -> None:
    with library.services.database.writing() as session:
        row = session.exec(select(CaseTranslation)).one()
        session.add(
            CaseTranslation(
                version_id=row.version_id,
                language="pt",
                section="summary",
                texts={"title": "Um rascunho"},
                source_hash=row.source_hash,
            )
        )

    answer = visit().client.get(f"/api/v1/cases/{library.potatoes.code}?language=pt")

    assert "rascunho" not in answer.text
    assert answer.json()["languages"] == ["en", "es"]


def test_versions_stay_as_they_were(library: Library, visit: Visit) -> None:
    library.take(library.potatoes, "revise", library.coordinator, "New title")
    before = read(visit, library.potatoes)
    _publish_next(library)

    first, second = (read(visit, library.potatoes, f"/versions/{number}") for number in (1, 2))

    assert (before["version"], before["title"]) == (1, "Selling potatoes together")
    assert (first["title"], first["is_current"]) == ("Selling potatoes together", False)
    assert (second["title"], second["is_current"]) == ("Selling all together", True)
    assert read(visit, library.potatoes) == second
    assert [line["number"] for line in first["versions"]] == [2, 1]


def _publish_next(library: Library) -> None:
    with library.services.database.writing() as session:
        case = session.get_one(Case, library.potatoes.id)
        version = find_working_copy(session, case)
        assert version is not None
        summary = {**version.content["summary"], "title": "Selling all together"}
        version.content = {**version.content, "summary": summary}
        freeze(session, case=case, version=version, what_changed="New title", by=None)


def test_working_copy_has_no_address(library: Library, visit: Visit) -> None:
    library.take(library.potatoes, "revise", library.coordinator, "New title")
    client = visit().client

    paths = {path: client.get(f"/api/v1/cases/{library.potatoes.code}/versions/{path}").status_code for path in "02x"}

    assert paths == {"0": 404, "2": 404, "x": 404}


def test_media_stand_with_their_words_and_licence(library: Library, visit: Visit) -> None:
    medium = library.attach(library.coffee, "words")
    body = read(visit, library.coffee)

    assert body["media"] == [
        {
            "id": medium.public_id,
            "kind": "document",
            "address": f"http://testserver/media/{medium.public_id}/original",
            "type": "application/pdf",
            "bytes": 2048,
            "width": None,
            "height": None,
            "seconds": None,
            "caption": "",
            "alt": "",
            "transcript": "",
            "credit": "",
            "date": "",
            "language": "es",
            "licence": {
                "code": "cc_by_4",
                "label": "Creative Commons Attribution 4.0 (CC BY)",
                "address": "https://creativecommons.org/licenses/by/4.0/",
            },
        }
    ]


def test_picture_is_named_by_its_largest_file_with_its_caption(library: Library, visit: Visit) -> None:
    with library.services.database.writing() as session:
        medium = session.exec(select(Media).where(Media.kind == MediaKind.PICTURE)).one()
        file = {"key": "0" * 64, "kind": "webp", "type": "image/webp", "size": 10, "width": 640, "height": 400}
        medium.files = {"320": {**file, "width": 320}, "640": file}

    (shown,) = read(visit, library.potatoes)["media"]

    assert shown["address"] == f"http://testserver/media/{medium.public_id}/640"
    assert (shown["width"], shown["caption"], shown["alt"]) == (640, "The scale", "A scale")


def test_citation_is_that_of_the_version_shown(library: Library, visit: Visit) -> None:
    citation = read(visit, library.potatoes, language="es")["citation"]

    assert citation["authors"] == ["Farmers of the Valley", "Rosa Quispe"]
    assert citation["address"] == f"http://testserver/es/cases/{library.potatoes.code}/v1"
    (entry,) = bibtexparser.loads(citation["bibtex"]).entries
    assert (entry["title"], entry["url"]) == ("{Vender la papa juntos}", citation["address"])
    assert citation["csl"]["URL"] == citation["address"]
    assert citation["ris"].startswith("TY  - ELEC\r\n")


def test_cases_that_are_not_public_are_not_named(library: Library, visit: Visit) -> None:
    draft = library.make.case()
    with library.services.database.writing() as session:
        version = session.get_one(CaseVersion, session.get_one(Case, library.potatoes.id).current_version_id)
        named = {"related": [draft.code, library.savings.code], "adapted_from": [draft.code]}
        version.content = {**version.content, "references": {**version.content["references"], **named}}

    references = read(visit, library.potatoes)["content"]["references"]

    assert (references["related"], "adapted_from" in references) == ([library.savings.code], False)


def test_archived_case_says_so(library: Library, visit: Visit) -> None:
    library.take(library.potatoes, "archive", library.coordinator, "Old")

    assert read(visit, library.potatoes)["archived"] is True


def test_withdrawn_case_leaves_a_tombstone(library: Library, visit: Visit) -> None:
    library.take(library.potatoes, "withdraw", library.coordinator, "The organisation asked for it.")

    answer = visit().client.get(f"/api/v1/cases/{library.potatoes.code}")
    body = answer.json()

    Withdrawn.model_validate(body)
    assert (answer.status_code, body["error"]["status"]) == (410, 410)
    assert body["tombstone"]["title"] == "Selling potatoes together"
    assert body["tombstone"]["reason"] == "The organisation asked for it."
    assert body["tombstone"]["organisation"]["code"] == library.valley.code
    assert answer.headers["access-control-allow-origin"] == "*"


def test_list_and_document_agree_on_what_they_both_say(library: Library, visit: Visit) -> None:
    for line in visit().client.get("/api/v1/cases?language=es").json()["cases"]:
        document = visit().client.get(line["api"], params={"language": "es"}).json()
        assert {name: document[name] for name in line} == line
