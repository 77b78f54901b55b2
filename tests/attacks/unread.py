"""Forms that notice whether anybody looks into them.

An answer given without looking is the same for every other form, which therefore need not be sent to that address.
"""

from typing import Any, ClassVar

from starlette.datastructures import FormData


class Watched(FormData):
    """Takes the place of Starlette's own; `read` is set to False before a request and looked at after it."""

    read: ClassVar[bool] = False

    def __getattribute__(self, name: str) -> Any:
        if name in ("_dict", "_list"):
            Watched.read = True
        return super().__getattribute__(name)

    async def close(self) -> None:
        """Starlette's own would look for files, of which there are none."""
