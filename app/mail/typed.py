"""What people typed, made harmless for mails: programs that show mails turn much of it into links."""

import re
from typing import Any

from app.content.text import one_line, tidy

# Where our own addresses begin and end, until the text is finished; typed ones lose theirs.
LINK_START, LINK_END = "\ue000", "\ue001"

_MARKS = re.compile(f"[{LINK_START}{LINK_END}]")
_LINK_LIKE = re.compile(r"(?<=:)(?=//)|(?<=\w)(?=\.[^\W\d]{2})|(?<=\w)(?=@\w)")
# Breaks a word for programs, not for eyes.
_WORD_JOINER = "\u2060"


def harmless(text: str) -> str:
    """The text, with every address in it broken so that no mail program makes it a link."""
    return _LINK_LIKE.sub(_WORD_JOINER, _MARKS.sub("", text))


class OneLine(str):
    """A text that comes out as one line wherever it is written."""

    __slots__ = ()

    def __str__(self) -> str:
        return one_line(_MARKS.sub("", self.plain()))

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def plain(self) -> str:
        return str.__str__(self)


class Typed(OneLine):
    """A text that somebody typed: in a mail it is one line without links; `quote` keeps its lines."""

    __slots__ = ()

    def __str__(self) -> str:
        return harmless(one_line(self.plain()))


def wrapped(value: Any, kind: type[OneLine]) -> Any:
    """Parameters as templates get them: every text in them of one kind."""
    if isinstance(value, str):
        return kind(value)
    if isinstance(value, list):
        return [wrapped(part, kind) for part in value]
    return {name: wrapped(part, kind) for name, part in value.items()} if isinstance(value, dict) else value


def quote(value: str) -> str:
    """Several lines, each with "> " in front, as mails quote."""
    lines = tidy(value.plain() if isinstance(value, OneLine) else value).splitlines()
    return "\n".join(f"> {harmless(line)}".rstrip() for line in lines)
