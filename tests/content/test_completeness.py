"""What is still missing, and how far each section is."""

from app.content.completeness import Completeness, Missing, completeness, missing
from app.content.schema import Need
from app.content.sections import BY_NAME, SECTIONS
from tests.factories import raw_content

EMPTY = "This is still empty."
FEW = "%(count)s of at least %(minimum)s."


def test_a_raw_experience_that_can_be_sent_lacks_nothing() -> None:
    assert missing(raw_content(), Need.SUBMISSION) == []


def test_what_a_draft_lacks_is_named_in_the_order_of_the_editor() -> None:
    content = raw_content()
    del content["story"]["what_changed"]
    content["facts"]["benefits"] = []
    del content["summary"]["title"]

    assert missing(content, Need.SUBMISSION) == [
        Missing("summary", "title", "Title", EMPTY),
        Missing("facts", "benefits", "What did working together bring?", EMPTY),
        Missing("story", "what_changed", "What changed?", EMPTY),
    ]


def test_a_voice_note_answers_for_sending_but_not_for_publication() -> None:
    content = raw_content()
    del content["story"]["what_we_did"]

    for_sending = missing(content, Need.SUBMISSION, {"what_we_did": "Write it down."})
    for_publication = missing(content, Need.PUBLICATION, {"what_we_did": "Write it down."})

    assert for_sending == []
    assert Missing("story", "what_we_did", "What did you do?", "Write it down.") in for_publication
    assert [one.message for one in for_publication if one.section == "story"] == ["Write it down."]


def test_zero_is_an_answer() -> None:
    item = {"key": "abc123", "indicator": "Debts", "after": 0, "evidence": "told"}

    assert completeness(BY_NAME["results"], {"results": [item]}) == Completeness(1, 1, [])


def test_a_group_is_done_with_enough_items_that_are_complete() -> None:
    moments = [{"key": f"abc12{n}", "date": "2019", "title": "Then"} for n in range(3)]
    del moments[1]["date"]

    found = completeness(BY_NAME["process"], {"moments": moments, "initial_situation": "Alone"})

    assert found == Completeness(
        1,
        3,
        [
            Missing("process", "moments-1-date", "Date", EMPTY),
            Missing("process", "final_situation", "The situation today", EMPTY),
        ],
    )


def test_too_few_items_are_counted() -> None:
    found = completeness(BY_NAME["lessons"], {"lessons": [{"key": "abc123", "statement": "Weigh twice"}]})

    assert found.missing[0] == Missing("lessons", "lessons", "Lessons", FEW, {"count": 1, "minimum": 3})


def test_the_sections_together_lack_what_the_case_lacks() -> None:
    content = raw_content()

    by_section = [one for section in SECTIONS for one in completeness(section, content.get(section.name, {})).missing]

    assert by_section == missing(content, Need.PUBLICATION)
