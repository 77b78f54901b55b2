"""What a signpost leads to: a page that people look for by name, and who may open it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.cup.signposted import SignpostedCup
from app.domain.viewer import Viewer

Choice = Callable[[Sequence[SignpostedCup]], SignpostedCup | None]


def everybody(_: Viewer) -> bool:
    return True


def strangers(viewer: Viewer) -> bool:
    return viewer.user is None


def members(viewer: Viewer) -> bool:
    return viewer.user is not None


def desk(viewer: Viewer) -> bool:
    return viewer.is_coordinator or viewer.is_facilitator


def coordinators(viewer: Viewer) -> bool:
    return viewer.is_coordinator


def keepers(viewer: Viewer) -> bool:
    """Of the vocabularies."""
    return viewer.is_coordinator or viewer.is_administrator


def administrators(viewer: Viewer) -> bool:
    return viewer.is_administrator


@dataclass(frozen=True, slots=True)
class Place:
    """A page by its route, and a `part` of it; `part_after` once the results of its cup are out.

    The texts are marked for translation: `about` says in one sentence what one finds there, `words` are what people
    type who look for it, between commas, each a word or a few that belong together, and those `beside` may stand beside
    them. Translators write those of their own language, as many as they like; number, accents and capitals make no
    difference.

    `who` may open it; whoever is not signed in may be asked to sign in first, and comes there then. `cup` chooses the
    edition of a page of the cup, among those the reader may see.
    """

    route: str
    title: str
    about: str
    words: str
    who: Callable[[Viewer], bool] = everybody
    part: str = ""
    part_after: str = ""
    cup: Choice | None = None
    beside: str = ""
