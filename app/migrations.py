"""Bringing the database to the tables of this release, and asking whether it is there.

Every process asks at its start, few migrate: Alembic, which takes 6 MB, is imported only by what needs it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, inspect, text

from app.database import Database
from app.domain.terms import load_terms
from app.models.types import EnumString

if TYPE_CHECKING:
    from alembic.autogenerate.api import AutogenContext
    from alembic.config import Config

FOLDER = Path(__file__).parents[1] / "migrations"
_NAMED = re.compile(r"^(down_revision|revision) = ['\"](\w+)['\"]", re.MULTILINE)


def _render_item(kind: str, item: Any, _: "AutogenContext") -> str | bool:
    """Enums are plain texts in the database, and stay so when their Python classes move."""
    return "sa.String(40)" if kind == "type" and isinstance(item, EnumString) else False


def _compare_type(_: Any, __: Any, inspected: Any, wanted: Any, ___: Any) -> bool | None:
    """An EnumString is a String(40); for everything else Alembic's own comparison."""
    return getattr(inspected, "length", None) != 40 if isinstance(wanted, EnumString) else None


OPTIONS: dict[str, Any] = {"render_as_batch": True, "render_item": _render_item, "compare_type": _compare_type}


def config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - see above

    made = Config()
    made.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return made


@cache
def _revisions() -> tuple[frozenset[str], frozenset[str]]:
    """The revisions of this release, and those among them that another one follows."""
    files = (path.read_text(encoding="utf-8") for path in (FOLDER / "versions").glob("*.py"))
    named = [match.groups() for file in files for match in _NAMED.finditer(file)]
    return (
        frozenset(revision for kind, revision in named if kind == "revision"),
        frozenset(revision for kind, revision in named if kind == "down_revision"),
    )


def head() -> str:
    """The revision this release needs."""
    every, followed = _revisions()
    (last,) = every - followed
    return last


def knows(wanted: str) -> bool:
    """Whether this release can bring a database at that revision to its own."""
    return wanted in _revisions()[0]


def revision(database: Database) -> str:
    """The revision the database is at; "" for one without tables."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def upgrade(database: Database, to: str = "head") -> None:
    """Run the migrations that are missing, all of them or none."""
    from alembic import command  # noqa: PLC0415 - see above

    with connected(database) as connection:
        wanted = config()
        wanted.attributes["connection"] = connection
        command.upgrade(wanted, to)


@contextmanager
def connected(database: Database) -> Iterator[Connection]:
    """One transaction. SQLite changes a table by making it anew, so its references are checked only at the end."""
    with database.engine.connect().execution_options(write=True) as connection:
        if not database.is_sqlite:
            with connection.begin():
                yield connection
            return
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                    raise ValueError(f"after the migration, rows refer to others that are not there: {broken[:5]}")
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


def prepare(database: Database) -> int:
    """Migrate, and bring the terms in line with their files; returns how many terms were new or changed."""
    upgrade(database)
    with database.writing() as session:
        return load_terms(session)
