"""The loader refuses a data file with a gap or a contradiction."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.vocabularies.loader import TermData, VocabularyError, load, read_terms


def raw_term(**changes: Any) -> dict[str, Any]:
    term: dict[str, Any] = {
        "code": "coffee",
        "broader": None,
        "labels": {"en": "Coffee", "es": "Café", "fr": "Café", "pt": "Café"},
        "definitions": {"en": "A bean.", "es": "Un grano.", "fr": "Un grain.", "pt": "Um grão."},
        "synonyms": {"en": ["arabica"], "es": [], "fr": [], "pt": []},
    }
    return term | changes


def write(folder: Path, *terms: dict[str, Any]) -> Path:
    path = folder / "product.json"
    path.write_text(json.dumps(terms), encoding="utf-8")
    return path


def test_read_terms_keeps_order_and_every_text(tmp_path: Path) -> None:
    path = write(tmp_path, raw_term(), raw_term(code="arabica", broader="coffee", uri="https://example.org/1"))
    first, second = read_terms(path)
    assert first == TermData(
        code="coffee",
        broader=None,
        labels={"en": "Coffee", "es": "Café", "fr": "Café", "pt": "Café"},
        definitions={"en": "A bean.", "es": "Un grano.", "fr": "Un grain.", "pt": "Um grão."},
        synonyms={"en": ("arabica",), "es": (), "fr": (), "pt": ()},
    )
    assert (second.code, second.broader, second.uri) == ("arabica", "coffee", "https://example.org/1")


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "Coffee beans"},
        {"code": ""},
        {"code": "c" * 61},
        {"labels": {"en": "Coffee", "es": "Café", "fr": "Café"}},
        {"labels": {"en": "Coffee", "es": "Café", "fr": "Café", "pt": ""}},
        {"labels": {"en": "Coffee", "es": "Café", "fr": "Café", "pt": "Café "}},
        {"definitions": {}},
        {"synonyms": {"en": [" arabica"], "es": [], "fr": [], "pt": []}},
        {"broader": "drinks"},
        {"broader": "coffee"},
    ],
)
def test_read_terms_with_broken_term_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(VocabularyError, match="product"):
        read_terms(write(tmp_path, raw_term(**changes)))


def test_read_terms_with_code_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="twice"):
        read_terms(write(tmp_path, raw_term(), raw_term()))


def test_read_terms_looks_for_broader_term_in_other_vocabulary(tmp_path: Path) -> None:
    path = write(tmp_path, raw_term(broader="influence"))
    assert [term.broader for term in read_terms(path, load("benefit"))] == ["influence"]


def test_read_terms_with_broader_term_missing_in_other_vocabulary_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="no broader term 'luck'"):
        read_terms(write(tmp_path, raw_term(broader="luck")), load("benefit"))


def test_load_of_unknown_vocabulary_raises_key_error() -> None:
    with pytest.raises(KeyError):
        load("../secrets")


def test_loaded_texts_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        load("benefit")[0].labels["en"] = "Other"  # type: ignore[index]
