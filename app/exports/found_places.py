"""Where what was found stands: the page of each kind of hit, and the very part of it. No addresses yet: jobs, feeds
and pages each write them in their own way."""

from typing import NamedTuple

from app.content.text import N_
from app.search.engine import Hit

# The part of a case's page that a section of its content is shown in: heading and id. The summary stands on top.
PARTS: dict[str, tuple[str, str]] = {
    "lessons": (N_("What can be learned"), "learn"),
    "replication": (N_("What can be learned"), "learn"),
    "blocks": (N_("What can be learned"), "learn"),
    "facts": (N_("At a glance"), "facts-h"),
    "story": (N_("The story"), "story"),
    "process": (N_("The story"), "story"),
    "actors": (N_("Who took part"), "actors"),
    "results": (N_("In numbers"), "numbers"),
    "conditions": (N_("What helped, what hindered"), "conditions"),
    "media": (N_("Pictures, voices, documents"), "media"),
    "references": (N_("Related experiences"), "related"),
    "systematisation": (N_("About this text"), "about"),
}
_PAGES = {"case": "case_page", "offer": "offer_page", "report": "report_page"}


class PageOf(NamedTuple):
    """A named route and what it needs beside the language."""

    route: str
    params: dict[str, str]


def page_of(hit: Hit) -> PageOf:
    """The page that shows what was found. Raises LookupError for a kind that has none."""
    return page_of_group(hit.group)


def page_of_group(group: str) -> PageOf:
    """The same by the name of the group: "case:CODE", "block:CODE:KEY". Raises LookupError."""
    kind, code, *key = group.split(":")
    if kind == "block":
        return PageOf("block_page", {"code": code, "key": key[0]})
    return PageOf(_PAGES[kind], {"code": code})


def part_of(section: str) -> tuple[str, str] | None:
    """Heading and id of the part of a case's page with this section of the index; None for the top of the page."""
    return PARTS.get(section.partition(":")[0])


def medium_of(section: str) -> str:
    """The public id of the medium whose words or text a section of the index holds; "" for any other."""
    name, _, public_id = section.partition(":")
    return public_id if name in ("media", "attachment") else ""
