"""What is missing when an assignment cannot be, for the coordinator to mend."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Lack:
    """An entry that `missing` jurors cannot be found for.

    `conflicted` of them because too few jurors are free of conflicts (no load can help: it needs any other juror),
    `crowded` because the `open_jurors`, who may read it and do not yet, are full.
    """

    entry: int
    missing: int
    conflicted: int
    crowded: int
    open_jurors: tuple[int, ...]


@dataclass(frozen=True)
class Crowd:
    """Entries that still need `needed` reviews from `jurors`, the only ones open to them, who have `places` left."""

    entries: tuple[int, ...]
    jurors: tuple[int, ...]
    needed: int
    places: int


class Impossible(ValueError):
    """No assignment covers every entry within the loads.

    `lacks`: entries short of jurors, in order. `extra_load`: juror → more entries, the smallest total increase of
    `max_load` that covers all that conflicts do not rule out. `crowd`: where it is too tight, or None. `idle`: juror
    → entries missing to its `min_load`, when that alone cannot be met.
    """

    def __init__(
        self, *, lacks: tuple[Lack, ...], extra_load: dict[int, int], crowd: Crowd | None, idle: dict[int, int]
    ) -> None:
        self.lacks = lacks
        self.extra_load = extra_load
        self.crowd = crowd
        self.idle = idle
        super().__init__(" ".join(_sentences(self)))

    @property
    def missing(self) -> int:
        """Reviews that cannot be given, in total."""
        return sum(lack.missing for lack in self.lacks)


def _sentences(error: Impossible) -> list[str]:
    said = [_lack_sentence(lack) for lack in error.lacks]
    if error.extra_load:
        loads = ", ".join(f"juror {juror} +{extra}" for juror, extra in error.extra_load.items())
        said.append(f"A larger load would help: {loads}.")
    said += [f"Juror {juror} is {missing} short of the smallest load." for juror, missing in error.idle.items()]
    return said


def _lack_sentence(lack: Lack) -> str:
    reasons = [f"{lack.conflicted} because of conflicts"] if lack.conflicted else []
    reasons += [f"{lack.crowded} because jurors {list(lack.open_jurors)} are full"] if lack.crowded else []
    return f"Entry {lack.entry} lacks {lack.missing}: {', '.join(reasons)}."
