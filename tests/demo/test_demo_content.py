"""The demo library keeps the rules of the library it demonstrates."""

import json
from collections import Counter
from typing import Any

import pytest

from app.content.clean import clean_section
from app.content.completeness import missing
from app.content.schema import Need
from app.content.sections import BY_NAME
from app.domain.cases.follow_ups import ANSWERS
from app.files import kinds
from app.files.sniffing import sniff_path
from app.time_zones import TIME_ZONES
from tests.demo.library import (
    DATA,
    cases,
    choices,
    codes,
    organisations,
    rows,
    text_paths,
    typed_content,
    versions,
)

MOST_MEDIA = 3_000_000
CASES = pytest.mark.parametrize("case", cases(), ids=lambda case: case["external_id"])
ORGANISATIONS = pytest.mark.parametrize("organisation", organisations(), ids=lambda row: row["external_id"])


def _answered(value: Any) -> Any:
    """Without what counts as no answer: empty texts and lists, boxes that are not ticked."""
    if isinstance(value, dict):
        return {name: _answered(inner) for name, inner in value.items() if inner is not False and inner not in ("", [])}
    return [_answered(inner) for inner in value] if isinstance(value, list) else value


def test_rows_have_names_of_their_own() -> None:
    assert [name for name, times in Counter(row["external_id"] for row in rows()).items() if times > 1] == []


@CASES
def test_case_content_is_taken_as_it_stands(case: dict[str, Any]) -> None:
    for content in versions(case):
        ready = typed_content(content, case["external_id"])
        cleaned = {name: clean_section(BY_NAME[name], data, choices()) for name, data in ready.items()}
        assert {name: result.problems for name, result in cleaned.items() if result.problems} == {}
        assert {name: _answered(result.data) for name, result in cleaned.items()} == {
            name: _answered(data) for name, data in ready.items()
        }


@CASES
def test_case_lacks_nothing_for_its_tier(case: dict[str, Any]) -> None:
    need = Need.PUBLICATION if case["tier"] == "systematised" else Need.SUBMISSION
    assert missing(typed_content(case["content"], case["external_id"]), need) == []


@CASES
def test_case_says_that_it_is_an_illustration_and_where_facts_come_from(case: dict[str, Any]) -> None:
    assert (case["illustration"], case["consent"], "illustration" in case["source"]) == (True, True, True)
    assert len(case["source"]) <= 500


@CASES
def test_translation_of_each_section_is_whole_and_fits(case: dict[str, Any]) -> None:
    expected = {name: paths for name, data in case["content"].items() if (paths := text_paths(BY_NAME[name], data))}
    for translation in case["translations"].values():
        assert {name: set(texts) for name, texts in translation["texts"].items()} == {
            name: set(paths) for name, paths in expected.items()
        }
        too_long = {
            (name, path): len(text)
            for name, texts in translation["texts"].items()
            for path, text in texts.items()
            if not 0 < len(text) <= expected[name][path]
        }
        assert too_long == {}


@CASES
def test_translation_does_not_repeat_long_originals(case: dict[str, Any]) -> None:
    story = case["content"]["story"]
    for translation in case["translations"].values():
        assert set(story.values()).isdisjoint(translation["texts"]["story"].values())


@CASES
def test_case_names_what_there_is(case: dict[str, Any]) -> None:
    known_cases = {row["external_id"] for row in cases()}
    references = case["content"].get("references", {})
    assert {*references.get("related", ()), *references.get("adapted_from", ())} <= known_cases - {case["external_id"]}
    assert case["organisation"] in {row["external_id"] for row in organisations()}
    assert case["licence"] in codes("licence")
    assert case.get("maturity", "promising") in codes("maturity")


@CASES
def test_case_dates_are_in_order(case: dict[str, Any]) -> None:
    older = [version["published"] for version in case.get("versions", ())]
    dates = [case["created"], *older, case.get("validated", case["published"]), case["published"]]
    assert dates == sorted(dates)
    assert case.get("first_published", case["published"]) == [*older, case["published"]][0]
    for follow_up in case.get("follow_ups", ()):
        assert follow_up["months"] in {12, 24}
        assert follow_up["due"] > case["published"]
        assert follow_up.get("answer", "works") in ANSWERS


@CASES
def test_case_media_are_the_files_that_its_content_names(case: dict[str, Any]) -> None:
    files = [medium["file"] for medium in case.get("media", ())]
    named = [item["medium"] for item in case["content"].get("media", {}).get("media", ())]
    assert [file.rpartition("/")[2] for file in files] == named
    assert [medium["consent"] for medium in case.get("media", ())] == [True] * len(files)
    for file in files:
        assert sniff_path(DATA / file) in kinds.ALL


def test_media_are_all_used_and_small() -> None:
    lines = [line for file in DATA.glob("*/*.jsonl") for line in file.read_text(encoding="utf-8").splitlines()]
    used = {medium["file"] for line in lines for medium in json.loads(line).get("media", ())}
    stories = [story for file in (DATA / "cup").glob("stories-*.json") for story in json.loads(file.read_text("utf-8"))]
    used |= {f"media/{story['picture']['file']}" for story in stories if "picture" in story}
    kept = list((DATA / "media").iterdir())
    assert {f"media/{file.name}" for file in kept} - used == set()
    assert sum(file.stat().st_size for file in kept) <= MOST_MEDIA
    assert {file.name for file in kept if file.suffix == ".jpg" and file.stat().st_size > 120_000} == set()


def test_library_speaks_all_four_languages() -> None:
    systematised = [case for case in cases() if case["tier"] == "systematised"]
    originals = Counter(case["language"] for case in cases())
    assert len(systematised) >= 8
    assert originals.keys() == {"en", "es", "fr", "pt"}
    assert min(originals["en"], originals["es"]) >= 2
    assert all(case["translations"] for case in cases())
    assert sum(len(case["translations"]) == 3 for case in systematised) >= 3


def test_library_shows_success_failure_and_both() -> None:
    assert {case["content"]["facts"]["kind"] for case in cases()} == codes("case_kind")


@pytest.mark.parametrize("case", [case for case in cases() if case.get("maturity") == "good_practice"])
def test_good_practice_was_taken_over_by_another_organisation(case: dict[str, Any]) -> None:
    adopters = [
        other
        for other in cases()
        if case["external_id"] in other["content"].get("references", {}).get("adapted_from", ())
    ]
    assert {other["organisation"] for other in adopters} - {case["organisation"]} != set()


@ORGANISATIONS
def test_organisation_uses_known_words(organisation: dict[str, Any]) -> None:
    allowed = choices()
    assert organisation["illustration"] is True
    assert organisation["kind"] in codes("organisation_kind")
    assert organisation.get("tier", "first_tier") in codes("tier")
    assert organisation["country"] in allowed.countries
    assert set(organisation["languages"]) <= allowed.languages
    assert set(organisation.get("products", ())) <= codes("product")
    assert set(organisation.get("certifications", ())) <= codes("certification")
    assert len(organisation["description"]) <= 2000
    assert organisation["contact_email"].endswith("@example.org")


@ORGANISATIONS
def test_organisation_is_related_to_others_of_the_library(organisation: dict[str, Any]) -> None:
    others = {row["external_id"] for row in organisations()} - {organisation["external_id"]}
    relations = organisation.get("relations", ())
    assert {relation["kind"] for relation in relations} <= codes("relation_kind")
    assert {relation["to"] for relation in relations} <= others


def test_people_belong_to_organisations_and_have_harmless_addresses() -> None:
    people = json.loads((DATA / "people.json").read_text(encoding="utf-8"))
    names = {row["external_id"] for row in organisations()}
    assert len({person["email"] for person in people}) == len(people)
    for person in people:
        assert person["email"].endswith("@example.org")
        assert person["time_zone"] in TIME_ZONES
        assert set(person["roles"]) <= {"administrator", "coordinator", "facilitator"}
        assert {membership["organisation"] for membership in person["memberships"]} <= names
        assert {membership["role"] for membership in person["memberships"]} <= {"owner", "editor", "member"}
    assert {person["language"] for person in people} == {"en", "es", "fr", "pt"}


def test_credits_and_notes_about_consent_are_written_in_the_language_of_their_case() -> None:
    languages: dict[str, set[str]] = {}
    for case in cases():
        said = [entry["credit"] for content in versions(case) for entry in content.get("media", {}).get("media", ())]
        for text in [*said, *(medium["consent_note"] for medium in case.get("media", ()))]:
            languages.setdefault(text, set()).add(case["language"])

    assert {text: spoken for text, spoken in languages.items() if len(spoken) > 1} == {}
    assert len(languages) > 4
