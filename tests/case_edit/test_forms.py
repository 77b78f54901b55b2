"""Posted names to answers and back; the number of a form's version; what is offered; two texts put together."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.clean import as_typed, clean_section
from app.content.merge import merged, same
from app.content.schema import Field, Kind, Section
from app.content.sections import BY_NAME, SECTIONS
from app.domain.errors import NotFound
from app.domain.terms import TermBook, read_book
from app.forms.cases import clash, typed
from app.forms.cases.offers import Offers
from app.forms.cases.sheets import STEPS, TELL, section_sheet, sheet_named, step_of, tell_sheet
from app.models.cases import CaseVersion
from app.services import Services
from tests.content.strategies import CHOICES, sections_typed

PROCESS = BY_NAME["process"]
NO_TERMS = Offers(TermBook(), "en")


@given(sections_typed)
@settings(max_examples=150, deadline=None)
def test_what_is_stored_survives_its_form(case: tuple[Section, Any]) -> None:
    section, answers = case
    data = merged(section, {}, clean_section(section, answers, CHOICES), None)

    posted = typed.show(section, typed.from_stored(section, data))
    again = clean_section(section, typed.read(section, posted), CHOICES)

    assert (again.data, again.problems) == (data, {})


@given(st.dictionaries(st.text(max_size=20) | st.from_regex(r"[a-z]{1,8}-[0-9]{1,9}-[a-z]{1,8}"), st.lists(st.text())))
def test_any_post_can_be_read(values: dict[str, list[str]]) -> None:
    for section in SECTIONS:
        answers = typed.read(section, values)
        assert set(answers) == {part.name for part in section.parts}


def test_items_are_ordered_by_their_numbers_and_gaps_are_closed() -> None:
    values = {"moments-12-title": ["Third"], "moments-0-title": ["First"], "moments-7-title": ["Second"]}

    assert [row["title"] for row in typed.read(PROCESS, values)["moments"]] == ["First", "Second", "Third"]


def test_a_post_makes_no_more_items_than_a_hundred() -> None:
    values = {f"moments-{number}-title": ["x"] for number in range(4000)}

    assert len(typed.read(PROCESS, values)["moments"]) == typed.MOST_ITEMS == 100


def test_of_a_control_sent_twice_the_last_counts_unless_it_takes_several() -> None:
    answers = typed.read(BY_NAME["facts"], {"kind": ["mixed", "good_experience"], "benefits": ["a", "", "b"]})

    assert (answers["kind"], answers["benefits"]) == ("good_experience", ["a", "", "b"])


def test_a_form_has_room_for_what_is_needed_at_least() -> None:
    answers = typed.with_room(PROCESS, {"moments": [{"title": "One"}]})

    assert answers["moments"] == [{"title": "One"}, {}, {}]


@pytest.mark.parametrize(
    ("command", "focus", "titles"),
    [
        ("add:moments", "moments-2-date", ["A", "B", None]),
        ("remove:moments:0", "moments-0-date", ["B"]),
        ("remove:moments:1", "moments-0-date", ["A"]),
        ("up:moments:1", "moments-0-date", ["B", "A"]),
        ("down:moments:0", "moments-1-date", ["B", "A"]),
        ("down:moments:1", "moments-1-date", ["A", "B"]),
        ("up:moments:5", "moments-1-date", ["A", "B"]),
        ("remove:moments:٣", "moments-1-date", ["A", "B"]),
        ("add:lessons", "", ["A", "B"]),
        ("", "", ["A", "B"]),
        ("save", "", ["A", "B"]),
    ],
)
def test_buttons_of_a_list_say_where_to_go_on(command: str, focus: str, titles: list[str | None]) -> None:
    answers = {"moments": [{"title": "A"}, {"title": "B"}]}

    assert typed.obey(PROCESS, answers, command) == focus
    assert [row.get("title") for row in answers["moments"]] == titles


def test_no_more_items_are_added_than_a_group_takes() -> None:
    answers: dict[str, Any] = {"lessons": [{} for _ in range(5)]}

    assert typed.obey(BY_NAME["lessons"], answers, "add:lessons") == "lessons-4-statement"
    assert len(answers["lessons"]) == 5


@given(st.lists(st.integers(0, 99_999), min_size=3, max_size=3))
def test_the_versions_of_several_sections_are_one_number_and_back(versions: list[int]) -> None:
    names = [section.name for section in TELL.sections]
    by_name = dict(zip(names, versions, strict=True))

    number = TELL.row_version(CaseVersion(case_id=1, section_versions=by_name))

    assert TELL.expected(str(number)) == by_name
    assert number < 2**53


@given(st.lists(st.integers(0, 99_998), min_size=3, max_size=3), st.integers(0, 2))
def test_the_number_grows_with_every_save(versions: list[int], which: int) -> None:
    names = [section.name for section in TELL.sections]
    before = dict(zip(names, versions, strict=True))
    after = {**before, names[which]: before[names[which]] + 1}

    numbers = [TELL.row_version(CaseVersion(case_id=1, section_versions=one)) for one in (before, after)]

    assert numbers[0] < numbers[1]


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "٣", "9" * 400])
def test_a_number_that_is_none_fits_no_version(text: str) -> None:
    assert TELL.expected(text) == {"summary": -1, "facts": -1, "story": -1}


def test_each_question_is_asked_on_one_step() -> None:
    asked = [name for step in STEPS for name in step.fields]

    assert len(set(asked)) == len(asked)
    assert TELL.only == frozenset(asked)
    assert [step_of(name) for name in ("what_changed", "title", "country", "licence", "consent")] == [1, 2, 3, 4, 4]


def test_sheets_are_known_by_their_names() -> None:
    assert sheet_named("tell") == TELL
    assert sheet_named("tell-3") == tell_sheet(3)
    assert sheet_named("process") == section_sheet("process")
    for name in ("tell-0", "tell-9", "nothing", ""):
        with pytest.raises(NotFound):
            sheet_named(name)


def offers_in(services: Services, language: str, **more: Any) -> Offers:
    with services.database.reading() as session:
        return Offers(read_book(session), language, **more)


def test_near_answers_come_first(services: Services) -> None:
    offers = offers_in(services, "es", country="KE", languages=["quz", "ki"], benefits=["influence", "discounts"])

    languages = [code for code, _ in offers.near_languages()]
    currency = offers.of(Field("currency", Kind.CURRENCY, "Currency"))
    activities = [label for label, _ in offers.activities(near=True)]

    assert languages[:6] == ["en", "es", "fr", "pt", "sw", "ki"]
    assert set(languages) & {code for code, _ in offers.far_languages()} == set()
    assert currency[0] == ("KES", "Chelín keniano (KES)")
    assert len({code for code, _ in currency}) == len(currency) > 140
    assert activities == [offers.words(Field("b", Kind.CHOICE, "B", vocabulary="benefit"), b) for b in offers.benefits]


def test_families_of_terms_stand_behind_single_ones(services: Services) -> None:
    options = offers_in(services, "en").of(BY_NAME["facts"].parts[7])  # type: ignore[arg-type]

    kinds = [isinstance(words, str) for _, words in options]
    assert kinds == sorted(kinds, reverse=True)
    assert options[0] == ("coffee", "Coffee")
    families = {label: [code for code, _ in pairs] for label, pairs in options if not isinstance(pairs, str)}
    assert families["Dairy products" if "Dairy products" in families else "Milk and dairy products"][0] == "dairy"


def test_answers_are_said_in_words(services: Services) -> None:
    offers = offers_in(services, "fr")
    facts = {part.name: part for part in BY_NAME["facts"].fields}

    assert offers.words(facts["country"], "PE") == "Pérou"
    assert offers.words(facts["kind"], "nothing") == "nothing"
    assert offers.words(Field("m", Kind.MONTHS, "M"), ["1", "12"]) == "Janvier, Décembre"
    assert offers.words(Field("l", Kind.LANGUAGES, "L"), ["qu"]) == "Quechua"
    assert [offers.words(Field("f", Kind.FLAG, "F"), value) for value in (True, False, None)] == ["✓", "", ""]
    assert offers.words(Field("n", Kind.NUMBER, "N"), 0) == "0"


@given(sections_typed, st.data())
@settings(max_examples=150, deadline=None)
def test_two_texts_put_together_lose_nothing_that_was_not_chosen_away(
    case: tuple[Section, Any], draw: st.DataObject
) -> None:
    section, mine = case
    theirs = draw.draw(st.just(mine) | st.deferred(lambda: st.just({})))
    stored = merged(section, {}, clean_section(section, theirs, CHOICES), None)
    both = clash.sides(section, mine, stored, {}, CHOICES)
    found = clash.clashes(both, NO_TERMS)

    all_mine = clash.chosen(both, {one.place: clash.MINE for one in found})
    all_theirs = clash.chosen(both, {one.place: clash.THEIRS for one in found})

    assert merged(section, {}, clean_section(section, all_theirs, CHOICES), None) == stored
    assert same(clean_section(section, all_mine, CHOICES).data, clean_section(section, mine, CHOICES).data)
    assert (found == []) == (both.mine == both.theirs or _only_order(both))


def _only_order(both: clash.Sides) -> bool:
    def loose(side: dict[str, Any]) -> dict[str, Any]:
        groups = {group.name: sorted(side[group.name], key=str) for group in both.section.groups}
        return {**side, **groups}

    return loose(both.mine) == loose(both.theirs)


def test_the_same_answer_written_otherwise_is_no_clash() -> None:
    stored = {"moments": [{"key": "aaa111", "date": "2019-05", "title": "Founded", "turning_point": False}]}
    mine = {"moments": [{"key": "aaa111", "date": "2019-5", "title": " Founded ", "turning_point": ""}]}

    assert clash.clashes(clash.sides(PROCESS, mine, stored, {}, CHOICES), NO_TERMS) == []


def test_zero_and_nothing_differ() -> None:
    section = BY_NAME["systematisation"]

    found = clash.clashes(clash.sides(section, {"people": "0"}, {}, {}, CHOICES), NO_TERMS)

    assert [(one.place, one.mine, one.theirs) for one in found] == [("people", "0", "")]


def test_what_a_form_remembers_is_small_and_names_every_answer() -> None:
    data = {"initial_situation": "Alone", "moments": [{"key": "aaa111", "title": "Founded", "turning_point": False}]}

    marks = clash.fingerprints(PROCESS, data)

    assert {place: len(mark) for place, mark in marks.items()} == {
        "initial_situation": 6,
        "moments.aaa111": 0,
        "moments.aaa111.title": 6,
        "moments.aaa111.turning_point": 0,
    }
    assert as_typed(data["initial_situation"]) == "Alone"
