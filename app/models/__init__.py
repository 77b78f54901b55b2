"""Tables and enums, one file per noun; no logic. Importing this package registers every table."""

from app.models import (
    cases,
    cup,
    demands,
    entries,
    jury,
    learning,
    looking,
    media,
    organisations,
    people,
    platform,
    rounds,
    search_log,
    visits,
    vocabulary,
)

__all__ = [
    "cases",
    "cup",
    "demands",
    "entries",
    "jury",
    "learning",
    "looking",
    "media",
    "organisations",
    "people",
    "platform",
    "rounds",
    "search_log",
    "visits",
    "vocabulary",
]
