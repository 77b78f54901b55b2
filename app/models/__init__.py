"""Tables and enums, one file per noun; no logic. Importing this package registers every table."""

from app.models import cases, cup, entries, jury, media, organisations, people, platform, search_log, vocabulary

__all__ = [
    "cases",
    "cup",
    "entries",
    "jury",
    "media",
    "organisations",
    "people",
    "platform",
    "search_log",
    "vocabulary",
]
