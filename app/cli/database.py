"""Looking after the data: migrate, backup, restore, check."""

from pathlib import Path
from typing import Annotated

import typer

from app import migrations
from app.cli import logs
from app.cli.console import Sorry, opened, progress_bars, say
from app.domain import checks
from app.operations.backup import backup as make_backup
from app.operations.restore import restore as put_back
from app.settings import Settings


def add_to(program: typer.Typer) -> None:
    program.command()(migrate)
    program.command()(backup)
    program.command()(restore)
    program.command()(check)


def migrate() -> None:
    """Bring the database to this release, and the vocabularies to their files."""
    with opened(migrated=False) as services:
        before = migrations.revision(services.database)
        terms = migrations.prepare(services.database)
        now = migrations.head()
    moved = f"migrated from {before or 'nothing'} to {now}" if before != now else f"already at {now}"
    say(f"Database {moved}; {terms} terms new or changed.")


def backup(file: Annotated[Path, typer.Argument(help="Where to write it, for example backup.tar.gz")]) -> None:
    """Write database and media into one file, while the platform is running."""
    with opened() as services, progress_bars() as progress:
        manifest = make_backup(services, file.absolute(), progress=progress)
    say(f"{file}: the database and {len(manifest.files) - 1} files, {file.stat().st_size / 1e6:.1f} MB.")


def restore(
    file: Annotated[Path, typer.Argument(help="A file written by backup", exists=True, dir_okay=False)],
    replace: Annotated[bool, typer.Option(help="Make what is here give way.")] = False,
) -> None:
    """Make this instance what it was when the backup was made. Stop the platform first."""
    settings = Settings()
    logs.configure(json=settings.production, quiet=True)
    with progress_bars() as progress:
        manifest = put_back(settings, file, replace=replace, progress=progress)
        with opened() as services:
            services.search.rebuild(services, lambda done: progress("Search index", done, done))
    say(f"Restored what was there on {manifest.made_at}: the database and {len(manifest.files) - 1} files.")


def check() -> None:
    """Look for anything in the database, the files and the search index that is not as it must be."""
    with opened() as services, progress_bars() as progress, services.database.reading() as session:
        faults = [
            f"{fault.subject}: {fault.what}" for fault in checks.check(session, services.storage, progress=progress)
        ]
        faults += [f"search index: {problem}" for problem in services.search.check(session)]
        unnamed = checks.unnamed_files(session, services.storage)
    for fault in faults:
        say(fault)
    if unnamed:
        say(f"{len(unnamed)} files in {services.settings.media_dir} belong to nothing and may be deleted:")
    for key in unnamed:
        say(f"  {key}")
    if faults:
        raise Sorry(f"{len(faults)} things are not as they must be.")
    say("Everything is as it must be.")
