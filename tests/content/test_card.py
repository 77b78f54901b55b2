from app.content.card import card_of
from tests.contents import full_content


def test_card_holds_what_lists_show_and_nothing_else() -> None:
    content = full_content("abc123")
    first = content["lessons"]["lessons"][0]

    card = card_of(content)

    assert card == {
        "summary": {name: content["summary"][name] for name in ("title", "summary")},
        "facts": content["facts"],
        "lessons": {"lessons": [{"key": first["key"], "statement": first["statement"]}]},
        "media": {"media": [{"medium": "abc123"}]},
    }


def test_card_of_an_unfinished_content_leaves_out_what_is_missing() -> None:
    assert card_of({"summary": {"abstract": "…"}, "lessons": {"lessons": []}, "facts": {"country": "PE"}}) == {
        "facts": {"country": "PE"}
    }
