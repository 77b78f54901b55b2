"""The address of what was found, by its group in the index ("case:k7m2qx")."""

from fastapi import Request

from app.exports.found_places import page_of_group
from app.web.templating import address


def page_of(request: Request, group: str, language: str) -> str:
    """A path. Raises LookupError for a kind that has no page."""
    route, params = page_of_group(group)
    return address(request, route, lang=language, **params)
