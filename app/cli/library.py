"""The library: demo, import, export, the search index."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.console import Sorry, opened, progress_bars, say
from app.demo.loading import is_empty, load
from app.domain.importing.plan import Plan, Wishes, check_files
from app.domain.importing.writing import write
from app.exports.import_template import import_template
from app.exports.library import export_library

MOST_SHOWN = 100

import_ = typer.Typer(help="Bring cases in.", no_args_is_help=True)
export = typer.Typer(help="Take the library out, or the template for bringing cases in.", no_args_is_help=True)

NewFile = Annotated[Path, typer.Argument(help="A file that is not there yet")]


def add_to(program: typer.Typer) -> None:
    program.command()(demo)
    program.add_typer(import_, name="import")
    program.add_typer(export, name="export")
    program.command()(reindex)


def demo() -> None:
    """Load the demo library into an empty database."""
    with opened() as services, progress_bars() as progress:
        if not is_empty(services):
            raise Sorry("There are people or organisations here already; the demo library wants an empty database.")
        load(services, progress)
    say("The demo library is loaded.")


@import_.callback()
def _importing() -> None:
    """Bring cases in."""


@import_.command()
def cases(
    file: Annotated[
        Path, typer.Argument(help=".jsonl or .xlsx, as docs/import.md describes", exists=True, dir_okay=False)
    ],
    check: Annotated[bool, typer.Option("--check", help="Look only; write nothing.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse published cases that lack something.")] = False,
) -> None:
    """Import organisations and cases: all that the file holds, or nothing."""
    with opened() as services, progress_bars() as progress:
        wishes = Wishes(services.settings.max_upload_bytes, strict)
        with services.database.reading() as session:
            checked = check_files(session, [file], book=services.terms(session), wishes=wishes, progress=progress)
        with checked as plan:
            _report(plan)
            if check:
                say(f"{len(plan.organisations)} organisations and {plan.case_count} cases could be imported.")
                _say_learning(len(plan.offers), len(plan.reports), "could be imported")
                return
            written = write(services.database, services.storage, plan, name=file.name, progress=progress)
    say(f"{written.organisations} organisations and {written.cases} cases are new.")
    _say_learning(written.offers, written.reports, "are new")
    if written.here_already:
        say(f"{written.here_already} were here already and stay as they are.")


def _say_learning(offers: int, reports: int, what: str) -> None:
    if offers or reports:
        say(f"{offers} offers of visits and {reports} learning reports {what}.")


def _report(plan: Plan) -> None:
    """Say on stderr what is wrong or worth knowing, and stop if anything is wrong."""
    for complaints, what in ((plan.complaints.errors, "wrong"), (plan.complaints.notes, "note")):
        for complaint in complaints[:MOST_SHOWN]:
            sys.stderr.write(f"{what}: {complaint}\n")
        if len(complaints) > MOST_SHOWN:
            sys.stderr.write(f"… and {len(complaints) - MOST_SHOWN} more\n")
    if not plan.is_right:
        raise Sorry(f"{len(plan.complaints.errors)} things are wrong in the file. Nothing was imported.")


@export.command(name="library")
def export_all(file: NewFile) -> None:
    """The whole library, with its media in a folder beside the file."""
    with opened() as services, progress_bars() as progress, services.database.reading() as session:
        made = export_library(session, services.storage, file.absolute(), progress=progress)
    say(f"{file}: {made.organisations} organisations and {made.cases} cases.")
    _say_learning(made.offers, made.reports, "are in it")
    if made.waiting:
        say(
            f"Left out: {made.waiting} organisations that wait for their first look,"
            f" with {made.waiting_cases} cases. Approve or decline them, or take a backup to move them too."
        )


@export.command()
def template(file: NewFile) -> None:
    """An empty spreadsheet with a sheet and a column for everything that can be imported."""
    if file.exists():
        raise FileExistsError(f"{file} is there already.")
    with opened() as services, services.database.reading() as session:
        file.write_bytes(import_template(services.terms(session)))
    say(f"{file} is ready to be filled in.")


def reindex() -> None:
    """Make the search index anew; searches go on with the old one meanwhile."""
    with opened() as services, progress_bars() as progress:
        services.search.rebuild(services, lambda done: progress("Documents", done, done))
    say("The search index is new.")
