"""An answer by a link that cannot be taken now, though the link stays good."""

from collections.abc import Callable, Sequence

from app.content.clean import Problem


class Refused(Exception):
    """`problems` say why; `then` keeps what has to be known of it, after everything else was rolled back."""

    def __init__(self, problems: Sequence[Problem], *, then: Callable[[], None]) -> None:
        super().__init__("not now")
        self.problems, self.then = problems, then
