"""The names that a mistyped word is compared with are read once, and anew when a term has changed."""

from app.domain.terms import TermBook
from app.models.vocabulary import Term
from app.web.loosening import _named


def book(name: str) -> TermBook:
    labels = {"en": name, "es": f"{name} español"}
    return TermBook({"product": {"bee": Term(vocabulary="product", code="bee", labels=labels)}})


def test_names_of_a_changed_term_replace_those_before() -> None:
    before, after = book("Honeybee"), book("Bumblebee")

    assert ("product", "bee") in _named(before, "en")["honeybee"]
    assert _named(before, "en") is _named(before, "en")
    assert "honeybee" not in _named(after, "en")
    assert ("product", "bee") in _named(after, "en")["bumblebee"]


def test_names_are_those_of_the_language() -> None:
    told = book("Honeybee")

    assert "espanol" not in _named(told, "en")
    assert ("product", "bee") in _named(told, "es")["espanol"]
