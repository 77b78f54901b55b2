"""Signposts above what was found: at most three pages of the platform, or of an organisation, that the words name."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from fastapi import Request
from sqlmodel import Session

from app.content.text import N_
from app.domain.cup.signposted import SignpostedCup, signposted_cups
from app.domain.viewer import Viewer
from app.forms.browsing import Browse
from app.i18n import translate
from app.web import signpost_desks as desks
from app.web.cup_words import EditionWords
from app.web.requests import language_of
from app.web.signpost_place import Place, everybody
from app.web.signpost_places import FILLERS, OWN, PUBLIC
from app.web.signposts import Signposts
from app.web.templating import address

MOST = 3
MOST_SUGGESTED = 2
OF_CUP = N_("Cup %(year)s")
# What is one's own before what is everybody's, and the cup before what is there all the year.
PLACES = (
    *desks.OF_JURORS,
    *desks.CUPS_OF_COORDINATORS,
    *desks.CUP_DESKS,
    *OWN,
    *desks.FOR_COORDINATORS,
    *desks.CUP,
    *PUBLIC,
)


@dataclass(frozen=True, slots=True)
class Signpost:
    """`lang` is the language of the title where that is not the page's; `about` is in the reader's."""

    address: str
    title: str
    about: str
    lang: str | None = None


class Pointed(NamedTuple):
    """The places that a question names for this reader, and the year it speaks of (0 for none)."""

    places: Sequence[Place]
    year: int

    @property
    def to_cup(self) -> bool:
        """What they lead to changes without the library changing."""
        return any(place.cup for place in self.places)


NOWHERE = Pointed((), 0)


@cache
def _signposts() -> Signposts[Place]:
    return Signposts(PLACES, fillers=FILLERS, translate=translate)


def places_named(browse: Browse, viewer: Viewer) -> Pointed:
    """By the words alone; on the first page of a question without filters."""
    if browse.page > 1 or browse.chosen or not browse.text:
        return NOWHERE
    question = _signposts().question(browse.text)
    if question is None:
        return NOWHERE
    found = _signposts().named(question)
    return Pointed([one for one in found if one.who(viewer) and (one.cup or not question.year)], question.year)


def signposts(
    request: Request, session: Session, viewer: Viewer, pointed: Pointed, organisation: tuple[str, str] | None
) -> list[Signpost]:
    """An organisation (name and code), then places in their order; those of a cup that is not there are left out."""
    cups = signposted_cups(session, viewer) if pointed.to_cup else []
    if pointed.year:
        cups = [cup for cup in cups if cup.edition.year == pointed.year]
    found = [_page_of(request, *organisation)] if organisation else []
    for place in pointed.places:
        cup = place.cup(cups) if place.cup else None
        if cup or not place.cup:
            found.append(_signpost(request, place, cup))
    return found[:MOST]


def _signpost(request: Request, place: Place, cup: SignpostedCup | None) -> Signpost:
    language = language_of(request)
    title, about = translate(language, place.title), translate(language, place.about)
    if cup is None:
        return Signpost(_address(request, place), title, about)
    edition = cup.edition
    part = place.part_after if cup.results and place.part_after else place.part
    to = address(request, place.route, lang=language, year=edition.year) + (f"#{part}" if part else "")
    words = EditionWords(edition, language).title
    if place.route == "cup_edition" and not place.part and words.text:
        return Signpost(to, words.text, about, words.lang)
    return Signpost(to, f"{title} · {translate(language, OF_CUP, year=edition.year)}", about)


def _page_of(request: Request, name: str, code: str) -> Signpost:
    about = N_("This organisation: who they are, what they have told, and what they offer.")
    language = language_of(request)
    return Signpost(address(request, "organisation_page", lang=language, code=code), name, translate(language, about))


def _address(request: Request, place: Place) -> str:
    return address(request, place.route, lang=language_of(request)) + (f"#{place.part}" if place.part else "")


def suggested(request: Request, typed: str) -> list[tuple[str, str]]:
    """Titles and addresses of places for everybody whose name begins so: the same for all readers."""
    language = language_of(request)
    places = [one for one in _signposts().beginning(typed) if one.who is everybody and not one.cup]
    return [(translate(language, one.title), _address(request, one)) for one in places[:MOST_SUGGESTED]]
