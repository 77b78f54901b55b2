"""The cup of excellent experiences at the console."""

from typing import Annotated

import typer
from sqlmodel import select

from app.cli.console import Sorry, opened, say
from app.domain.cup import proof
from app.domain.cup.editions import all_editions
from app.domain.cup.phases import ends_at
from app.models.cup import Edition

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


@cup.command()
def verify(year: Annotated[int, typer.Argument(help="The year of the cup")]) -> None:
    """Make the stored results again from the scorecards: the same digits, or an error."""
    with opened() as services, services.database.reading() as session:
        edition = session.exec(select(Edition).where(Edition.year == year)).first()
        if edition is None:
            raise Sorry(f"There is no cup of {year}.")
        found = proof.verify(session, edition=edition)
    if not found:
        raise Sorry(f"Nothing was calculated for the cup of {year} yet.")
    for line in (HEADINGS, *(_line(one) for one in found)):
        say("\t".join(line))
    if not all(one.holds for one in found):
        raise Sorry("The results do not hold.")
    say("The results hold: the same scorecards, the same digits.")


HEADINGS = ("round", "method", "entries", "scorecards", "inputs", "results", "stored rows", "results hash")


def _line(one: proof.Proof) -> tuple[str, ...]:
    return (
        str(one.round),
        one.method,
        str(one.entries),
        str(one.cards),
        "same" if one.same_inputs else "CHANGED",
        "same" if one.same_results else "DIFFERENT",
        "untouched" if one.untouched else "CHANGED",
        one.results_hash[:16],
    )
