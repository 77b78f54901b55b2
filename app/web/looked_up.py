"""One search for a page: what stands in the box, what was searched, and what was found."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from app.domain.organisations import directory
from app.domain.organisations.likeness import profile_of
from app.domain.organisations.names import folded
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.forms.browsing import FACETS, Browse
from app.forms.ours import Ours
from app.search.correcting import kindly
from app.search.engine import SearchAnswer, SearchRequest
from app.services import Services
from app.web.case_cards import CaseCard
from app.web.found_cards import FoundCard
from app.web.suggesting import codes_of


@dataclass(frozen=True, slots=True)
class LookedUp:
    """`typed` is the view that was asked for; `browse` the one that is shown: with other words for those that stand
    nowhere, and the last page after the last. `ours` is the organisation that the list is ordered for."""

    typed: Browse
    browse: Browse
    answer: SearchAnswer
    ours: Ours

    @property
    def corrected(self) -> bool:
        return self.typed.text != self.browse.text


def look_up(
    session: Session, shared: Services, terms: TermBook, browse: Browse, viewer: Viewer, language: str
) -> LookedUp:
    """Never raises: without a readable index nothing is found, with a hint."""
    ours = ours_of(session, browse, viewer)

    def search(wanted: SearchRequest) -> SearchAnswer:
        return shared.search.search(wanted, terms)

    def wanted(view: Browse) -> SearchRequest:
        return replace(view.request(language, prefer=ours.prefer()), facets=(*FACETS, "type"))

    answer, read_as = (search(wanted(browse)), None) if browse.as_typed else kindly(search, wanted(browse))
    shown = replace(browse, text=read_as) if read_as else browse
    last = -(-answer.total // shown.size)
    if 0 < last < shown.page:
        shown = shown.at(last)
        answer = search(wanted(shown))
    return LookedUp(browse, shown, answer, ours)


def ours_of(session: Session, browse: Browse, viewer: Viewer) -> Ours:
    """What the address tells of the reader's organisation, else what the platform knows of those they belong to."""
    if browse.sort != "similar":
        return Ours()
    return browse.ours or Ours(profile_of(session, list(viewer.memberships)))


def _whose(found: FoundCard) -> str:
    """The name of the organisation that told it; of a report the words in which both names stand."""
    card = found.card
    if isinstance(card, CaseCard):
        return card.organisation
    # Offers name the country after it, reports the day.
    return str(card.get("organisation") or card.get("above", "").rpartition(", ")[0])


def organisation_named(
    session: Session, terms: TermBook, looked: LookedUp, shown: Sequence[FoundCard]
) -> tuple[str, str] | None:
    """Name and code of the one public organisation whose name was typed, or most of it.

    Among those that told what is `shown`, which costs nothing where none is meant; where nothing was found, of all.
    """
    view, typed = looked.browse, folded(looked.browse.text)
    if not typed or view.page > 1 or view.chosen:
        return None
    if not looked.answer.total:
        return _in_directory(session, terms, typed)
    whose = list(dict.fromkeys(map(_whose, shown)))
    meant = [name for name in whose if _is_meant(typed, folded(name), alone=all(name in another for another in whose))]
    exact = [name for name in meant if folded(name) == typed] or meant
    codes = codes_of(session, exact)
    return next(iter(codes.items())) if len(codes) == 1 else None


def _is_meant(typed: str, name: str, *, alone: bool) -> bool:
    """Half of it at least, from its beginning; where all that was found is of this organisation, a word will do."""
    begun = name.startswith(typed) and 2 * len(typed) >= len(name)
    return begun or (alone and f" {typed} " in f" {name} ")


def _in_directory(session: Session, terms: TermBook, typed: str) -> tuple[str, str] | None:
    found = directory.find(session, wanted=directory.Wanted(q=typed), terms=terms).ids
    meant = [
        one for one in directory.by_ids(session, found[:2]) if _is_meant(typed, folded(one.name), alone=len(found) == 1)
    ]
    return (meant[0].name, meant[0].code) if len(meant) == 1 else None
