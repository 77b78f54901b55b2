"""A throw-away PostgreSQL for tests: its own cluster in a temporary folder, reached by a socket there."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import psycopg
from psycopg import sql

NEEDED = "The tests on PostgreSQL need its server programs. On Debian or Ubuntu: apt-get install postgresql"
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

    def _say(self, statement: sql.Composed) -> None:
        with psycopg.connect(host=str(self.folder), user="tests", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement)
