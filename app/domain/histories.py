"""What a history of states must be like, whatever it is of."""

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise


def faults_of_history(
    events: Sequence[tuple[str, str]], *, state: str, allowed: Collection[tuple[str, str]]
) -> Iterator[str]:
    """What is wrong with the steps (before, after) of something now in a state; `allowed` are those there are."""
    if not events:
        yield "nothing tells how it came into its state"
        return
    if (end := events[-1][1]) != state:
        yield f"its history ends in the state {end}, but it is in {state}"
    for (_, reached), (before, after) in pairwise(events):
        if before != reached:
            yield f"its history has a gap between {reached} and {before}"
        if (before, after) not in allowed:
            yield f"its history goes from {before} to {after}, which no step does"
