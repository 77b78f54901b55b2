"""Tables and enums, one file per noun; no logic. Importing this package registers every table."""

from app.models import cases, media, organisations, people, platform, search_log, vocabulary

__all__ = ["cases", "media", "organisations", "people", "platform", "search_log", "vocabulary"]
