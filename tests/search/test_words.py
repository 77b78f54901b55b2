"""Words of several parts of an index, against the slow way of finding them."""

from hypothesis import given
from hypothesis import strategies as st

from app.search import words
from app.search.suggest import distance
from app.search.words import Words, together

FORM = st.text("abcé", min_size=1, max_size=4)
PART = st.dictionaries(FORM, st.integers(1, 5), max_size=12)


def words_of(part: dict[str, int]) -> Words:
    forms = sorted(form.encode() for form in part)
    return Words(forms, [part[form.decode()] for form in forms])


def in_order(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda word: (-word[1], word[0]))


@given(parts=st.lists(PART, max_size=3), letters=st.text("abcé", max_size=3))
def test_counts_of_parts_are_added_up(parts: list[dict[str, int]], letters: str) -> None:
    forms = {form for part in parts for form in part if form.startswith(letters)}

    found = together([words_of(part).starting(letters) for part in parts])

    assert found.pairs() == in_order({form: sum(part.get(form, 0) for part in parts) for form in forms})


@given(parts=st.lists(PART, max_size=3), most=st.integers(1, 4))
def test_the_most_frequent_lead(parts: list[dict[str, int]], most: int) -> None:
    everything = together(map(words_of, parts)).pairs()

    assert together(map(words_of, parts), most).pairs()[:most] == everything[:most]


def test_a_word_frequent_in_one_part_is_counted_in_all() -> None:
    many = {f"a{number}": 3 for number in range(words.LOOKED_AT + 50)}

    found = together([words_of({**many, "az": 9}), words_of({**many, "az": 1})], 1)

    assert found.pairs() == [("az", 10)]


@given(part=PART, word=FORM, apart=st.integers(1, 2))
def test_no_word_a_slip_away_is_missed(part: dict[str, int], word: str, apart: int) -> None:
    near = {form for form in part if distance(form, word, apart) <= apart}

    assert near <= {form for form, _ in words_of(part).like(word, apart).pairs()}


@given(
    part=st.dictionaries(st.text("abc", min_size=1, max_size=7), st.just(1), max_size=20),
    word=st.text("abc", min_size=1, max_size=7),
    apart=st.integers(1, 2),
)
def test_of_plain_words_only_those_so_many_slips_away_remain(part: dict[str, int], word: str, apart: int) -> None:
    near = {form for form in part if distance(form, word, apart) <= apart}

    assert {form for form, _ in words_of(part).like(word, apart).pairs()} == near


def test_like_leaves_out_what_is_far() -> None:
    near = words_of({"cacao": 1, "cooperative": 2, "cultivators": 3}).like("coperative", 1)

    assert near.pairs() == [("cooperative", 2)]
