"""A database as one file, taken from it while it is in use, and put back into an empty one."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import inspect

from app.database import Database
from app.operations.manifest import BackupError

SQLITE, POSTGRES = "sqlite", "postgresql"
NEEDED = "{name} is needed for a backup of PostgreSQL. On Debian or Ubuntu: apt-get install postgresql-client"


def kind_of(database: Database) -> str:
    return SQLITE if database.is_sqlite else POSTGRES


def dump(database: Database, to: Path) -> None:
    """Everything as it is at one moment, checked before it counts."""
    if database.is_sqlite:
        _dump_sqlite(_file_of(database), to)
    else:
        _run("pg_dump", database, "--format=custom", "--no-owner", "--no-privileges", f"--file={to}")


def load(database: Database, dumped: Path) -> None:
    """Put a dump into a database without tables."""
    if not database.is_sqlite:
        _run(
            "pg_restore",
            database,
            "--exit-on-error",
            "--single-transaction",
            "--no-owner",
            "--no-privileges",
            str(dumped),
        )
        return
    _check_sqlite(dumped)
    target = _file_of(database)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(dumped, unfinished := target.with_suffix(".restoring"))
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.replace(target)


def make_room(database: Database, *, keep_as: str) -> None:
    """Take away what stands there: the old SQLite file is kept beside the new one, PostgreSQL's tables are dropped."""
    if not database.is_sqlite:
        with database.engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
    database.close()
    if database.is_sqlite:
        old = _file_of(database)
        for end in ("", "-wal", "-shm"):
            part = old.with_name(old.name + end)
            if part.exists():
                part.replace(old.with_name(f"{old.name}.{keep_as}{end}"))


def is_empty(database: Database) -> bool:
    """No table, or nobody and nothing in them."""
    with database.engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        return not any(
            connection.exec_driver_sql(f"SELECT 1 FROM {table} LIMIT 1").first()  # noqa: S608 - our own names
            for table in ("user_account", "organisation", "learning_case")
            if table in tables
        )


def _file_of(database: Database) -> Path:
    return Path(database.url.database or "")


def _dump_sqlite(source: Path, to: Path) -> None:
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live, closing(sqlite3.connect(to)) as copy:
        live.backup(copy)
        # A copy that needs no second file beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
    _check_sqlite(to)


def _check_sqlite(path: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as copy:
            said = [row[0] for row in copy.execute("PRAGMA integrity_check").fetchall()]
    except sqlite3.DatabaseError as error:
        said = [str(error)]
    if said != ["ok"]:
        raise BackupError(f"The database in the backup is damaged: {said[0]}")


def _run(program: str, database: Database, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupError(NEEDED.format(name=program))
    url = database.url.set(drivername="postgresql")
    # The password goes where other users of the machine cannot read it.
    hidden = {"PGPASSWORD": url.password} if url.password else {}
    address = url.set(password=None).render_as_string()
    ended = subprocess.run(  # noqa: S603 - our own words and address
        [found, f"--dbname={address}", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **hidden},
    )
    if ended.returncode != 0:
        raise BackupError(f"{program} failed: {ended.stderr.strip()[:500]}")
