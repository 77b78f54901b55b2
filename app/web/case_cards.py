"""Cards of cases with their words and addresses, as templates/ui/cards.html wants them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from markupsafe import Markup
from sqlmodel import Session

from app.content.text import N_
from app.domain.cases.cards import Card, Picture, cards
from app.domain.terms import TermBook
from app.i18n import translate
from app.models.cases import CaseTier
from app.web.filters import country_name, language_name
from app.web.requests import language_of
from app.web.templating import address

TIERS = {CaseTier.RAW: N_("Learning material"), CaseTier.SYSTEMATISED: N_("Systematised")}
ILLUSTRATION = N_("Illustration")
WIDTHS = ("320", "640", "1280")


@dataclass(frozen=True, slots=True)
class CaseCard:
    """What templates/ui/cards.html shows of a case; `snippet` is the passage that was found, safe HTML."""

    code: str
    address: str
    title: str
    summary: str
    lang: str
    organisation: str
    country: str
    kind: str
    tier: str
    state: tuple[str, str] | None
    learn: str
    languages: list[str]
    picture: dict[str, Any] | None
    has_video: bool
    has_audio: bool
    snippet: Markup | None = None


def case_cards(request: Request, session: Session, terms: TermBook, codes: Sequence[str]) -> list[CaseCard]:
    """The cards of those cases that are public, in the order of the codes."""
    language = language_of(request)
    return [card_of(request, terms, card, language) for card in cards(session, codes=codes, language=language)]


def card_of(request: Request, terms: TermBook, card: Card, language: str) -> CaseCard:
    """What one can learn is the first lesson; of learning material it is the first benefit."""
    text_only = request.cookies.get("text_only") == "1"
    return CaseCard(
        code=card.code,
        address=address(request, "case_page", lang=language, code=card.code),
        title=card.title,
        summary=card.summary,
        lang=card.language,
        organisation=card.organisation,
        country=country_name(card.country, language) if card.country else "",
        kind=terms.label("case_kind", card.kind, language) if card.kind else "",
        tier=translate(language, TIERS[card.tier]),
        state=(translate(language, ILLUSTRATION), "quiet") if card.illustration else None,
        learn=card.learn or (terms.label("benefit", card.benefit, language) if card.benefit else ""),
        languages=[language_name(code, language) for code in card.languages],
        picture=picture_of(request, card.picture) if card.picture and not text_only else None,
        has_video=card.has_video,
        has_audio=card.has_audio,
    )


def picture_of(request: Request, medium: Picture, alt: str = "") -> dict[str, Any] | None:
    """A picture in its three widths; None while it has none."""
    widths = [width for width in WIDTHS if width in medium.files]
    if not widths:
        return None
    sources = [(address(request, "media_file", public_id=medium.public_id, name=width), width) for width in widths]
    smallest = medium.files[widths[0]]
    return {
        "address": sources[0][0],
        "srcset": ", ".join(f"{source} {medium.files[width]['width']}w" for source, width in sources),
        "alt": alt,
        "width": smallest["width"],
        "height": smallest["height"],
    }
