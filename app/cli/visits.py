"""Learning visits at the console."""

from typing import Annotated

import typer
from sqlmodel import select

from app.cli.console import Sorry, opened, say
from app.domain.visits import plan_proof
from app.domain.visits.planning import plans_of
from app.domain.visits.rounds import all_rounds
from app.models.rounds import Round

visits = typer.Typer(help="Look at the rounds of learning visits.", no_args_is_help=True)


def add_to(program: typer.Typer) -> None:
    program.add_typer(visits, name="visits")


@visits.callback()
def _visits() -> None:
    """Look at the rounds of learning visits."""


@visits.command(name="list")
def list_() -> None:
    """Every round; one a line: code, state, first day, last day, drafts, title."""
    with opened() as services, services.database.reading() as session:
        for round_ in all_rounds(session):
            drafts = len(plans_of(session, round_=round_))
            days = (round_.starts_on.isoformat(), round_.ends_on.isoformat())
            say("\t".join((round_.code, round_.state, *days, str(drafts), round_.title)))


@visits.command()
def verify(code: Annotated[str, typer.Argument(help="The code of the round", metavar="ROUND")]) -> None:
    """Make the drafts of a round again from what they were made from: the same plans, or an error."""
    with opened() as services, services.database.reading() as session:
        round_ = session.exec(select(Round).where(Round.code == code)).first()
        if round_ is None:
            raise Sorry(f"There is no round {code}.")
        plans = [plan for plan in plans_of(session, round_=round_) if plan.plan_hash]
    if not plans:
        raise Sorry(f"No draft of the round {code} was worked out yet.")
    say("\t".join(HEADINGS))
    found = []
    for plan in reversed(plans):
        found.append(plan_proof.prove(plan))
        say("\t".join(_line(found[-1])))
    if not all(one.holds for one in found):
        raise Sorry("Not all drafts hold.")
    say("The drafts hold: the same inputs, the same plans.")


HEADINGS = ("draft", "method", "state", "inputs", "plan", "rules", "plan hash")


def _line(one: plan_proof.Proof) -> tuple[str, ...]:
    same = {True: "same", False: "DIFFERENT", None: "not proved: may differ"}
    return (
        str(one.number),
        one.method,
        one.state,
        "same" if one.same_inputs else "CHANGED",
        same[one.same_plan],
        "kept" if not one.broken else "BROKEN: " + ", ".join(one.broken),
        one.plan_hash[:16],
    )
