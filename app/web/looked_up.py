"""One search for a page: what stands in the box, what was searched, and what was found."""

from dataclasses import dataclass, replace

from sqlmodel import Session

from app.domain.organisations.likeness import profile_of
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.forms.browsing import FACETS, Browse
from app.forms.ours import Ours
from app.search.correcting import kindly
from app.search.engine import SearchAnswer, SearchRequest
from app.services import Services


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
