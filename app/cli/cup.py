"""The cup of excellent experiences at the console."""

import typer

from app.cli.console import opened, say
from app.domain.cup.editions import all_editions
from app.domain.cup.phases import ends_at

cup = typer.Typer(help="Look at the cups of all years.", no_args_is_help=True)


def add_to(program: typer.Typer) -> None:
    program.add_typer(cup, name="cup")


@cup.callback()
def _cup() -> None:
    """Look at the cups of all years."""


@cup.command(name="list")
def list_() -> None:
    """Every edition; one a line: year, phase, when it ends (UTC), title."""
    with opened() as services, services.database.reading() as session:
        for edition in all_editions(session):
            ends = ends_at(session, edition, edition.phase)
            title = edition.texts.get(edition.language, {}).get("title", "")
            say("\t".join((str(edition.year), edition.phase, f"{ends:%Y-%m-%d %H:%M}" if ends else "-", title)))
