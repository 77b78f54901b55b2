"""What is wrong with a file is said by place, field and reason; and then nothing is written."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.domain.importing.plan import Plan
from app.domain.importing.reading import LONGEST_LINE
from tests.factories import raw_content
from tests.importing.conftest import case, organisation

Wrong = Callable[..., list[str]]


def changed(section: str, **fields: Any) -> dict[str, Any]:
    content = raw_content()
    content[section] = {**content.get(section, {}), **fields}
    return content


def test_right_rows_have_nothing_wrong(look: Callable[..., Plan]) -> None:
    plan = look([organisation(), case()])

    assert plan.complaints.errors == []
    assert (len(plan.organisations), plan.case_count) == (1, 1)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": "famous"}, "line 2, state: 'famous' is not one of the codes possible here."),
        ({"language": "klingon"}, "line 2, language: 'klingon' is not one of the codes possible here."),
        ({"licence": None}, "line 2, licence: This is needed."),
        ({"consent": False}, "line 2, consent: This is needed."),
        ({"consent": "perhaps"}, "line 2, consent: yes or no (in JSON: true or false) is expected."),
        ({"published": None}, "line 2, published: The date is needed for what is public."),
        (
            {"published": "2024-02-30"},
            "line 2, published: There is no such date. Write 2024-05-31, or 2024-05-31T14:30:00+00:00.",
        ),
        (
            {"published": "2024-05-31T10:00"},
            "line 2, published: A moment needs its zone: 2024-05-31T14:30:00+00:00.",
        ),
        ({"organisation": "org-9"}, "line 2, organisation: There is no organisation 'org-9', in the file or here."),
        ({"colour": "red"}, "line 2, colour: There is no such field."),
        ({"source": "x" * 501}, "line 2, source: Too long: 501 characters, 500 are possible."),
        ({"source": ["a", "b"]}, "line 2, source: A text is expected."),
        ({"content": "text"}, "line 2, content: An object of sections is expected."),
        ({"content": changed("nonsense", a=1)}, "line 2, content.nonsense: There is no such section."),
        ({"content": changed("facts", colour="red")}, "line 2, content.facts.colour: There is no such field."),
        (
            {"content": changed("facts", kind="glorious")},
            "line 2, content.facts.kind: Choose one of the answers offered.",
        ),
        (
            {"content": changed("facts", benefits=["wealth"])},
            "line 2, content.facts.benefits: Choose from the answers offered.",
        ),
        (
            {"content": changed("facts", benefits="information")},
            "line 2, content.facts.benefits: A list of codes is expected.",
        ),
        ({"content": changed("facts", started="2019-02-30")}, "line 2, content.facts.started: There is no such date."),
        (
            {"content": changed("facts", started="yesterday")},
            "line 2, content.facts.started: Write a date as 2019, 2019-05 or 2019-05-31.",
        ),
        (
            {"content": changed("summary", title={"en": "x"})},
            "line 2, content.summary.title: A text or a number is expected.",
        ),
        (
            {"content": changed("summary", title="x" * 121)},
            "line 2, content.summary.title: Too long: 121 characters, 120 are possible.",
        ),
        (
            {"content": changed("process", moments=[{"title": "One"}, {"date": "2019-13"}])},
            "line 2, content.process.moments.2.date: There is no such date.",
        ),
        (
            {"content": changed("process", moments=[{"titel": "One"}])},
            "line 2, content.process.moments.1.titel: There is no such field.",
        ),
        ({"content": changed("process", moments=["One"])}, "line 2, content.process.moments.1: An object is expected."),
        (
            {"content": changed("process", moments=[{"key": "a", "title": "1"}, {"key": "a", "title": "2"}])},
            "line 2, content.process.moments: Two items have the key",
        ),
        (
            {"content": changed("lessons", lessons=[{"statement": str(n)} for n in range(6)])},
            "line 2, content.lessons.lessons: At most 5 of these.",
        ),
        (
            {"content": changed("references", related=["case-99"])},
            "line 2, content.references.related: There is no case 'case-99', in the file or here.",
        ),
        (
            {"content": changed("results", results=[{"before": "many"}])},
            "line 2, content.results.results.1.before: This is not a number. Write it like 1250 or 12.5.",
        ),
        ({"content": {}}, "line 2, content: This is needed."),
        (
            {"translations": {"en": {}}},
            "line 2, translations.en: This is no language, or it is the one the case is written in.",
        ),
        (
            {"translations": {"es": {"texts": {"summary": {"titel": "x"}}}}},
            "line 2, translations.es.texts.summary.titel: There is no such text in the original.",
        ),
        (
            {"translations": {"es": {"texts": {"process": {"moments.1.title": "x"}}}}},
            "line 2, translations.es.texts.process.moments.1.title: There is no such text in the original.",
        ),
        (
            {"translations": {"es": {"texts": {"summary": {"title": "x" * 200}}}}},
            "line 2, translations.es.texts.summary.title: Too long: 200 characters, 160 are possible.",
        ),
        (
            {"events": [{"after": "draft", "at": "2024-01-01"}]},
            "line 2, events: its history ends in the state draft, but it is in learning_material",
        ),
        (
            {"state": "published"},
            "line 2, validated: Nothing systematised is public before its organisation has approved this text.",
        ),
        ({"state": "submitted"}, "line 2, published: A case in this state has no public version yet."),
        ({"state": "review"}, "line 2, working: The text that is being worked on is needed in this state."),
        (
            {"follow_ups": [{"months": 7, "due": "2025-01-01"}]},
            "line 2, follow_ups.1.months: One of (12, 24) is expected.",
        ),
    ],
)
def test_wrong_case_is_reported_by_line_field_and_reason(wrong: Wrong, fields: dict[str, Any], said: str) -> None:
    found = wrong([organisation(), {name: value for name, value in case(**fields).items() if value is not None}])

    assert any(line.startswith(said) for line in found), found


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "line 1, name: This is needed."),
        ({"name": "123"}, "line 1, name: Please write the name in letters."),
        ({"kind": "club"}, "line 1, kind: 'club' is not one of the codes possible here."),
        ({"country": "XX"}, "line 1, country: Choose one of the answers offered."),
        ({"kind": "ngo", "tier": "union"}, "line 1, tier: Only producer organisations have a tier."),
        ({"members": 10, "women": 11}, "line 1, women: There cannot be more of them than members: 10."),
        ({"members": "many"}, "line 1, members: A number is expected."),
        ({"members": 1.5}, "line 1, members: A whole number is expected."),
        ({"latitude": 12}, "line 1, longitude: A place needs both numbers."),
        ({"products": ["gold"]}, "line 1, products: 'gold' is not one of the codes possible here."),
        (
            {"website": "not a page"},
            "line 1, website: This is not a web address. It should look like https://example.org.",
        ),
        ({"founded": 3000}, "line 1, founded: A year from 1700 to"),
        (
            {"relations": [{"kind": "apex_of", "to": "org-9"}]},
            "line 1, relations.1.to: There is no organisation 'org-9', in the file or here.",
        ),
        (
            {"relations": [{"kind": "apex_of", "to": "org-1"}]},
            "line 1, relations.1.to: An organisation has no relation with itself.",
        ),
    ],
)
def test_wrong_organisation_is_reported(wrong: Wrong, fields: dict[str, Any], said: str) -> None:
    found = wrong([organisation(**fields)])

    assert any(line.startswith(said) for line in found), found


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "line 1: The line is not JSON: "),
        (b"[]", "line 1: An object with names and values is expected."),
        (b'{"type": "case", "x": NaN}', "line 1: The line is not JSON: NaN is no number"),
        (b"\xff\xfe", "line 1: The line is not written in UTF-8."),
        (b"[" * 100_000, "line 1: The line is not JSON: "),
        (b'{"type": "poem"}', "line 1, type: One of organisation, case, term, offer, report is expected."),
        (b'{"type": "case"}', "line 1, external_id: This is needed."),
        (b'{"type": "case", "external_id": "' + b"x" * LONGEST_LINE + b'"}', "line 1: The line is longer than 5 MB."),
    ],
)
def test_line_that_is_no_row_is_reported_and_the_rest_is_read(wrong: Wrong, file: Path, line: bytes, said: str) -> None:
    file.write_bytes(line + b"\n\n" + json.dumps(organisation(kind="club")).encode())

    found = wrong()

    assert [one[: len(said)] for one in found[:-1]] == [said]
    assert found[-1].startswith("line 3, kind: ")


def test_same_id_twice_in_one_file(wrong: Wrong) -> None:
    assert wrong([organisation(), case(), case()]) == ["line 3, external_id: 'case-1' stands in the file twice."]


def test_organisation_may_be_given_with_each_of_its_cases(look: Callable[..., Plan]) -> None:
    inline = {name: value for name, value in organisation().items() if name != "type"}

    plan = look([case(organisation=inline), case(external_id="case-2", organisation=inline)])

    assert plan.complaints.errors == []
    assert (len(plan.organisations), plan.case_count) == (1, 2)


def test_wrong_inline_organisation_is_reported_in_its_row(wrong: Wrong) -> None:
    inline = {"external_id": "org-1", "name": "Papa Andina", "kind": "club", "country": "PE"}

    assert wrong([case(organisation=inline)]) == [
        "line 1, organisation, kind: 'club' is not one of the codes possible here."
    ]


def test_published_case_with_gaps_is_noted_or_refused(look: Callable[..., Plan], wrong: Wrong) -> None:
    rows = [organisation(), case(state="published", validated="2024-05-30")]

    plan = look(rows)

    assert plan.complaints.errors == []
    notes = [str(note) for note in plan.complaints.notes]
    assert "line 2, content.process.moments: 0 of at least 3." in notes
    assert wrong(rows, strict=True) == notes


def test_story_may_be_told_by_voice(wrong: Wrong, file: Path) -> None:
    (file.parent / "voice.wav").write_bytes(b"RIFF\x24\x00\x00\x00WAVEfmt " + b"\x00" * 24)
    content = raw_content()
    del content["story"]["what_was_hard"]
    row = case(state="submitted", content=content)
    del row["published"]

    assert wrong([organisation(), row]) == ["line 2, content.story.what_was_hard: This is needed."]
    voice = {"file": "voice.wav", "consent": True, "stands_for": "what_was_hard"}
    assert wrong([organisation(), {**row, "media": [voice]}]) == []


@pytest.mark.parametrize(
    ("medium", "said"),
    [
        ({"file": "away.jpg"}, "media.1.file: There is no file 'away.jpg' beside the import file."),
        ({"file": "../secret.txt"}, "media.1.file: The file must lie in the folder of the import file."),
        ({"file": "/etc/passwd"}, "media.1.file: The file must lie in the folder of the import file."),
        ({"file": "link.txt"}, "media.1.file: The file must lie in the folder of the import file."),
        ({"file": "program.pdf"}, "media.1.file: This kind of file is not taken in: "),
        ({"file": "large.txt"}, "media.1.file: The file is larger than 5 MB."),
        ({}, "media.1.file: This is needed."),
        ({"file": "note.txt", "consent": False}, "media.1.consent: Everybody to be seen or heard has to agree first"),
        ({"file": "note.txt", "stands_for": "title"}, "media.1.stands_for: 'title' is not one of the codes"),
        ({"file": "note.txt", "caption": "x" * 301}, "content.media.media.1.caption: Too long: 301 characters"),
        ({"file": "note.txt", "size": 3}, "media.1.size: There is no such field."),
    ],
)
def test_wrong_file_is_reported(wrong: Wrong, file: Path, medium: dict[str, Any], said: str) -> None:
    folder = file.parent
    (folder.parent / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")
    (folder / "program.pdf").write_bytes(b"MZ\x90\x00" + b"\x00" * 200)
    (folder / "large.txt").write_bytes(b"a" * 5_000_001)
    (folder / "note.txt").write_text("A note.")

    found = wrong([organisation(), case(media=[{"consent": True, **medium}])])

    assert any(line.startswith(f"line 2, {said}") for line in found), found


def test_content_may_not_name_a_file_that_the_row_has_not(wrong: Wrong) -> None:
    content = {**raw_content(), "media": {"media": [{"medium": "scale.jpg", "caption": "The scale"}]}}

    assert wrong([organisation(), case(content=content)]) == [
        "line 2, content.media.media.1.medium: The row has no file 'scale.jpg' in its media."
    ]
