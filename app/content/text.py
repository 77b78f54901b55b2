"""Marks for translation, and the cleaning every typed text goes through."""

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def N_(message: str) -> str:
    """Mark a text that is translated where it is shown."""
    return message


def tidy(value: str) -> str:
    """Normalise to NFC and "\\n", drop control characters (NUL breaks PostgreSQL) and outer white space."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    # A lone surrogate can be typed into JSON but stored nowhere.
    value = value.encode("utf-8", "ignore").decode("utf-8")
    return unicodedata.normalize("NFC", _CONTROL.sub("", value)).strip()


def one_line(value: str) -> str:
    """Like `tidy`, with every run of white space made one space."""
    return " ".join(tidy(value).split())
