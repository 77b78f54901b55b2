"""Marks for translation, and the cleaning every typed text goes through."""

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Accents on one letter. Putting them into order takes the square of their number: a form full of them would hold up
# everybody for hours. Unicode's own limit for streams of text.
_MOST_MARKS = 30
_HALF_WIDTH_MARKS = "\uff9e\uff9f"
_MAY_BE_MARKS = re.compile(rf"(?:[^\w\s\x00-\x7f]|[{_HALF_WIDTH_MARKS}]){{{_MOST_MARKS + 1},}}")


def N_(message: str) -> str:
    """Mark a text that is translated where it is shown."""
    return message


def tidy(value: str) -> str:
    """Normalise to NFC and "\\n", drop control characters (NUL breaks PostgreSQL), accents beyond
    thirty on one letter, and outer white space."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    # A lone surrogate can be typed into JSON but stored nowhere.
    value = value.encode("utf-8", "ignore").decode("utf-8")
    return unicodedata.normalize("NFC", with_few_marks(_CONTROL.sub("", value))).strip()


def with_few_marks(value: str) -> str:
    """Without accents beyond thirty on one letter: what may be normalised."""
    return value if value.isascii() else _MAY_BE_MARKS.sub(_first_marks, value)


def _first_marks(found: re.Match[str]) -> str:
    kept, run = [], 0
    for sign in found.group():
        run = run + 1 if sign in _HALF_WIDTH_MARKS or unicodedata.category(sign).startswith("M") else 0
        if run <= _MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def one_line(value: str) -> str:
    """Like `tidy`, with every run of white space made one space."""
    return " ".join(tidy(value).split())
