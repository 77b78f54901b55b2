"""Accounts at the console: the first administrator, a forgotten password."""

from typing import Annotated

import typer
from sqlmodel import Session

from app.cli.console import Sorry, opened, say
from app.domain.people.password_change import set_password
from app.domain.people.registry import all_people, create_person
from app.domain.people.roles import grant_role, revoke_role
from app.domain.people.signing_up import by_email
from app.models.people import Role, User

user = typer.Typer(help="Make and change accounts.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="The e-mail address of the account")]
Password = Annotated[
    str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True, help="Asked for when it is not given.")
]


def add_to(program: typer.Typer) -> None:
    program.add_typer(user, name="user")


def _account(session: Session, email: str) -> User:
    found = by_email(session, email)
    if found is None:
        raise Sorry(f"There is no account with the address {email}.")
    return found


@user.command()
def create(
    email: Email,
    name: Annotated[str, typer.Option(prompt=True, help="The person's name")],
    password: Password,
    role: Annotated[list[Role] | None, typer.Option(help="A role on the platform; may be given several times.")] = None,
    language: Annotated[str, typer.Option(help="en, es, fr or pt")] = "en",
) -> None:
    """Make an account that needs no confirmation."""
    with opened() as services, services.database.writing() as session:
        create_person(session, name=name, email=email, password=password, roles=role or (), language=language)
    say(f"{email} can sign in.")


@user.command(name="list")
def list_() -> None:
    """Every account with its roles."""
    with opened() as services, services.database.reading() as session:
        for person, roles in all_people(session):
            say("\t".join((person.email or "", person.name, ", ".join(roles))))


@user.command()
def password(email: Email, password: Password) -> None:
    """Set a new password; the person is told by mail and signed out everywhere."""
    with opened() as services, services.database.writing() as session:
        set_password(session, user=_account(session, email), password=password)
    say(f"The password of {email} is changed.")


@user.command()
def role(email: Email, role: Role, revoke: Annotated[bool, typer.Option(help="Take the role away.")] = False) -> None:
    """Give a role, or take it away."""
    with opened() as services, services.database.writing() as session:
        change = revoke_role if revoke else grant_role
        change(session, user=_account(session, email), role=role, by=None)
    say(f"{email} {'no longer has' if revoke else 'has'} the role {role}.")
