"""`make migration MESSAGE="what changes"`: a new migration from the difference between migrations and models.

`--initial` writes the first one anew instead, for as long as no instance lives with it.
"""

import argparse
import tempfile
from pathlib import Path
from typing import Any

from alembic import command
from alembic.operations import ops
from sqlalchemy import ForeignKeyConstraint

from app import migrations
from app.database import Database

INITIAL = ("0001", "foundations")


def later_references(_: Any, __: Any, directives: list[Any]) -> None:
    """Tables that point at each other: the reference marked `use_alter` is made once both are there."""
    upgrades = directives[0].upgrade_ops
    for operation in [found for found in upgrades.ops if isinstance(found, ops.CreateTableOp)]:
        late = [part for part in operation.columns if isinstance(part, ForeignKeyConstraint) and part.use_alter]
        operation.columns = [part for part in operation.columns if not any(part is constraint for constraint in late)]
        upgrades.ops += [
            ops.ModifyTableOps(operation.table_name, [ops.CreateForeignKeyOp.from_constraint(constraint)])
            for constraint in late
        ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("message", nargs="?", default="")
    parser.add_argument("--initial", action="store_true")
    wanted = parser.parse_args()
    written = sorted((migrations.FOLDER / "versions").glob("*.py"))
    if wanted.initial:
        for path in written:
            path.unlink()
        written = []
    name, message = INITIAL if wanted.initial else (f"{len(written) + 1:04}", wanted.message)
    if not message:
        parser.error("say in a few words what the migration changes")
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'db.sqlite3'}")
        if written:
            migrations.upgrade(database)
        config = migrations.config()
        with migrations.connected(database) as connection:
            config.attributes["connection"] = connection
            command.revision(
                config, message, rev_id=name, autogenerate=True, process_revision_directives=later_references
            )
        database.close()


if __name__ == "__main__":
    main()
