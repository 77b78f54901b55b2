"""How long work says how far it is, whoever listens."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

# What is being done, how much of it is done, of how much.
Progress = Callable[[str, int, int], None]


def silent(_: str, __: int, ___: int) -> None:
    """Nobody listens."""


def counted(things: Iterable[T], progress: Progress, what: str, total: int) -> Iterator[T]:
    """The things one by one, each reported once it is done with."""
    progress(what, 0, total)
    for number, thing in enumerate(things, 1):
        yield thing
        progress(what, number, total)
