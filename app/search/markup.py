"""Light Markdown as words."""

import re

_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
_MARKUP = re.compile(r"\*\*|__|^[#>]+\s*|^\s*[*-]\s+", re.MULTILINE)


def plain(text: str) -> str:
    """Light Markdown without its signs."""
    return _MARKUP.sub("", _LINK.sub(r"\1", text))
