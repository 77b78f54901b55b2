"""Policies: who may call a route. Every route declares one; a test walks them all.

A route names a policy in its `dependencies`, or takes an object through a gate (a dependency that carries
`policy`, made with `@gate`), which answers 404 to everybody who may not know that the object exists. Gates that only
look at what was read already are `async`, which spares a thread; those that ask the database are not.
"""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import Depends

from app.domain.errors import NotFound, SignInNeeded
from app.domain.viewer import Viewer
from app.models.people import Role, User
from app.web.requests import Person

F = TypeVar("F", bound=Callable[..., Any])


def gate(policy: str) -> Callable[[F], F]:
    """Name the rule that a dependency enforces."""

    def mark(dependency: F) -> F:
        dependency.policy = policy  # type: ignore[attr-defined]
        return dependency

    return mark


@gate("everybody")
async def everybody(viewer: Person) -> Viewer:
    return viewer


@gate("signed in")
async def signed_in(viewer: Person) -> Viewer:
    if viewer.user is None:
        raise SignInNeeded
    return viewer


@gate("not a browser page: no person is looked up")
async def machine() -> None:
    """For feeds, files of the design, health: nothing there depends on who asks."""


@gate("everybody; tries are counted, each in a transaction of its own")
async def tries_counted() -> None:
    """For guesses and mails that anybody may ask for. Nobody is looked up, so that no transaction is open yet."""


def with_role(*roles: Role) -> Callable[..., Any]:
    @gate("role: " + " or ".join(roles))
    async def holder(viewer: Annotated[Viewer, Depends(signed_in)]) -> Viewer:
        if not viewer.roles & set(roles):
            raise NotFound
        return viewer

    return holder


coordinator = with_role(Role.COORDINATOR)
administrator = with_role(Role.ADMINISTRATOR)
desk = with_role(Role.COORDINATOR, Role.FACILITATOR)

Everybody = Depends(everybody)
Machine = Depends(machine)
TriesCounted = Depends(tries_counted)
SignedIn = Annotated[Viewer, Depends(signed_in)]
Coordinator = Annotated[Viewer, Depends(coordinator)]
Administrator = Annotated[Viewer, Depends(administrator)]
Desk = Annotated[Viewer, Depends(desk)]


def user_of(viewer: Viewer) -> User:
    """The person behind a gate that lets in signed-in people only."""
    assert viewer.user is not None  # noqa: S101 - the gate has checked it
    return viewer.user
