"""Routes by the second part of their address: `/en/cup/2026/run` is compared with those of the cup, not with all.

Starlette tries one route after the other, and of more than four hundred most would be tried before the right one.
"""

from copy import copy

from fastapi import APIRouter
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send


class Areas:
    """Takes the place of a router that has all its routes."""

    def __init__(self, router: APIRouter) -> None:
        self.router = router
        names = {name for route in router.routes if (name := area_of(route)) is not None}
        self.areas = {name: self._only(name) for name in names}
        self.elsewhere = self._only(None)

    def _only(self, name: str | None) -> APIRouter:
        """A router with those that an address of this area can lead to, in their order."""
        part = copy(self.router)
        part.routes = [route for route in self.router.routes if area_of(route) in (name, None)]
        return part

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("router", self.router)
        await self._router_for(scope).app(scope, receive, send)

    def _router_for(self, scope: Scope) -> APIRouter:
        if scope["type"] != "http" or scope.get("root_path"):
            return self.router
        return self.areas.get(_second_part(scope["path"]), self.elsewhere)


def area_of(route: BaseRoute) -> str | None:
    """The second part of all addresses that lead there; None if they differ in it."""
    pattern = getattr(route, "path", "{")
    first, area = pattern.split("/", 2)[1:2], _second_part(pattern)
    # A path in its first part takes any number of parts, and so does what is mounted.
    return None if "{" in area or ":path}" in "".join(first) or not hasattr(route, "methods") else area


def _second_part(path: str) -> str:
    return "".join(path.split("/", 3)[2:3])
