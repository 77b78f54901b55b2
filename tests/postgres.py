"""A throw-away PostgreSQL for tests: its own cluster in a temporary folder, reached by a socket there."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

NEEDED = "The tests on PostgreSQL need its server programs. On Debian or Ubuntu: apt-get install postgresql"
# The database that others are copies of.
PREPARED = "prepared"
# What a test left open, a server that it killed for example, would make cleaning wait.
END_OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
# What every database begins with, its tables themselves among it: another number when something of it has changed.
BEGUN_WITH = """SELECT count(*), max(made::text::bigint) FROM (
    SELECT xmin FROM term UNION ALL SELECT xmin FROM alembic_version
    UNION ALL SELECT xmin FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT xmin FROM pg_constraint
    UNION ALL SELECT xmin FROM pg_attribute UNION ALL SELECT xmin FROM pg_attrdef) AS all_of_it (made)"""
FILLED = """SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND pg_relation_size(oid) > 0 AND relname NOT IN ('term', 'alembic_version')"""
NUMBER_ANEW = """SELECT setval(sequence.oid, 1, false) FROM pg_depend
    JOIN pg_class AS sequence ON sequence.oid = objid AND relkind = 'S'
    WHERE refobjid = ANY (%s::regclass[]) AND deptype IN ('a', 'i')"""
# Nothing here outlives the tests, so nothing needs to reach the disk.
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=60")


def find_program(name: str) -> Path:
    """A server program of the newest PostgreSQL installed; Debian keeps them out of the path."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    found = shutil.which(name, path=os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")]))
    if found is None:
        raise RuntimeError(NEEDED)
    return Path(found)


class Cluster:
    """Started by `start`, gone without a trace after `stop`."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="excellent-postgres-", dir="/tmp"))
        self.data = self.folder / "data"
        # PostgreSQL refuses to run as root; its package makes a user for it.
        self.user = "postgres" if os.geteuid() == 0 else None
        self.clean: list[tuple[str, object]] = []

    def start(self) -> None:
        if self.user:
            owner = pwd.getpwnam(self.user)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self._run("initdb", "-D", self.data, "-A", "trust", "-U", "tests", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        options = " ".join([f"-c {setting}" for setting in SETTINGS] + ["-c listen_addresses=''", f"-k {self.folder}"])
        self._run("pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str | Path) -> None:
        command: Sequence[str | Path] = [find_program(program), *arguments]
        subprocess.run(
            command,
            check=True,
            capture_output=True,
            user=self.user,
            group=self.user,
            cwd=self.folder,
            extra_groups=None,
        )

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://tests@/{name}?host={self.folder}"

    def create(self, name: str, template: str = "template0") -> str:
        """A database made as a copy of another; returns its address."""
        self._say(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)

    def drop(self, name: str) -> None:
        self._say(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The address of a database as the prepared one is. Others get it afterwards, cleaned: a new one takes ten
        times as long."""
        name, begun_with = self.clean.pop() if self.clean else self._copy()
        yield self.url(name)
        if self._cleaned(name, begun_with):
            self.clean.append((name, begun_with))
        else:
            self.drop(name)

    def _copy(self) -> tuple[str, object]:
        name = f"test_{uuid4().hex}"
        self.create(name, template=PREPARED)
        with self._connected(name) as connection:
            return name, connection.execute(BEGUN_WITH).fetchone()

    def _cleaned(self, name: str, begun_with: object) -> bool:
        """It is as it was made. Vacuumed too, so that rows without an order come in the same one in each test."""
        with self._connected(name) as connection:
            connection.execute(END_OTHERS)
            if connection.execute(BEGUN_WITH).fetchone() != begun_with:
                return False
            filled = [table for (table,) in connection.execute(FILLED)]
            if filled:
                # In any order, whatever refers to what.
                deletions = "; ".join(f"DELETE FROM {table}" for table in filled)
                connection.execute(f"SET session_replication_role = replica; {deletions}")
                connection.execute(NUMBER_ANEW, [filled])
                connection.execute(f"VACUUM {', '.join(filled)}")
        return True

    def _say(self, statement: sql.Composed) -> None:
        with self._connected("postgres") as connection:
            connection.execute(statement)

    def _connected(self, name: str) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user="tests", dbname=name, autocommit=True)
