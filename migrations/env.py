"""How Alembic finds the database and the tables; used by `app.migrations` and by the alembic command alike."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import app.models  # noqa: F401 - registers the tables
from app.database import Database
from app.migrations import OPTIONS
from app.settings import Settings


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=SQLModel.metadata, **OPTIONS)
    with context.begin_transaction():
        context.run_migrations()


def run() -> None:
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    database = Database(Settings().database_url)
    with database.engine.connect() as connection:
        migrate(connection)
    database.close()


run()
