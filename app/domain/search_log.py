"""Telling the indexer what changed, in the transaction that changed it."""

from sqlmodel import Session

from app.models.search_log import SearchLogEntry


def note_change(session: Session, subject: str) -> None:
    """`subject` names what to read again: "case:k7m2qx", "organisation:b3n5rt", "offer:…", "report:…"."""
    session.add(SearchLogEntry(subject=subject))
