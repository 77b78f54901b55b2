"""Where what was found stands: from the name of a group in the index to its page."""

from collections.abc import Callable, Mapping

from fastapi import Request

from app.web.templating import address

# The name of the page and the parts of its address, from what follows the kind: "case:k7m2qx", "block:k7m2qx:scale".
_PAGES: Mapping[str, Callable[[str], tuple[str, dict[str, str]]]] = {
    "case": lambda rest: ("case_page", {"code": rest}),
    "block": lambda rest: ("block_page", dict(zip(("code", "key"), rest.split(":", 1), strict=True))),
    "offer": lambda rest: ("offer_page", {"code": rest}),
    "report": lambda rest: ("report_page", {"code": rest}),
}


def page_of(request: Request, group: str, language: str) -> str:
    """The path of a found thing; "" for one of a kind that has no page."""
    kind, _, rest = group.partition(":")
    if kind not in _PAGES:
        return ""
    name, parts = _PAGES[kind](rest)
    return address(request, name, lang=language, **parts)
