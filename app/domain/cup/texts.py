"""Texts of an edition in several languages, kept as {language: {name: text}}."""

from collections.abc import Mapping


def text_in(texts: Mapping[str, Mapping[str, str]], name: str, *, language: str, original: str) -> str:
    """The text in the reader's language, else in the one it was written in; "" where there is none."""
    for code in (language, original):
        if found := texts.get(code, {}).get(name, ""):
            return found
    return ""


def word_in(words: Mapping[str, str], *, language: str, original: str) -> str:
    """The same for {language: text}: labels of options, behaviours of levels."""
    return words.get(language) or words.get(original) or ""
