"""What the indexer still has to read, written in the transaction that changed it."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.models.types import now


class SearchLogEntry(SQLModel, table=True):
    """`subject` is "case:CODE": the indexer makes its documents anew, or removes them when it is no longer public."""

    __tablename__ = "search_log"

    id: int | None = Field(default=None, primary_key=True)
    subject: str = Field(max_length=60)
    at: datetime = Field(default_factory=now)
