"""The commands put together, and what becomes of errors."""

import sys
from collections.abc import Sequence

import typer
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from app.cli import cup, database, library, people, search, serving, visits
from app.cli.console import Sorry
from app.demo.loading import DemoWrong
from app.domain.errors import DomainError
from app.mail.transport import BadAddress
from app.operations.manifest import BackupError

program = typer.Typer(
    name="python -m app",
    help="Excellent Experiences: run the platform, and look after it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
serving.add_to(program)
database.add_to(program)
library.add_to(program)
people.add_to(program)
cup.add_to(program)
visits.add_to(program)
program.command()(search.search)
WRONG = (Sorry, BackupError, DemoWrong, DomainError, ValidationError, BadAddress, SQLAlchemyError, *search.WRONG)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 only if it did all that was asked. What goes wrong is said in one sentence on stderr."""
    try:
        program(args=arguments, prog_name="python -m app")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except WRONG as error:
        sys.stderr.write(f"Sorry: {_sentence(error)}\n")
        return 1
    return 0


def _sentence(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]).upper()
        return f"{place}: {first['msg']}" if place else str(first["msg"]).removeprefix("Value error, ")
    if isinstance(error, SQLAlchemyError):
        return f"the database answers: {str(error.__cause__ or error).splitlines()[0]}"
    return " ".join(str(error).split()) or type(error).__name__
