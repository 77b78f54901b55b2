"""INSERT … ON CONFLICT, which each database writes in its own dialect."""

from typing import TYPE_CHECKING

from sqlalchemy.dialects import sqlite
from sqlmodel import Session, SQLModel

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


def insert_into(session: Session, table: type[SQLModel]) -> "sqlite.Insert | postgresql.Insert":
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    # Here, because where it is not the database in use nothing else loads it, which takes 3 MB.
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415

    return postgresql.insert(table)
