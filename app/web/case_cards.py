"""Cards of cases with their words and addresses, as templates/ui/cards.html wants them."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request

from app.content.text import N_
from app.domain.cases.cards import Card, cards
from app.domain.terms import TermBook
from app.i18n import translate
from app.models.cases import Case, CaseTier
from app.models.media import Media
from app.web.filters import country_name, language_name
from app.web.requests import Db, language_of
from app.web.templating import address

TIERS = {CaseTier.RAW: N_("Learning material"), CaseTier.SYSTEMATISED: N_("Systematised")}
ILLUSTRATION = N_("Illustration")
WIDTHS = ("320", "640", "1280")


def case_cards(request: Request, session: Db, terms: TermBook, cases: Sequence[Case]) -> list[dict[str, Any]]:
    language = language_of(request)
    return [card_of(request, terms, card, language) for card in cards(session, cases=cases, language=language)]


def card_of(request: Request, terms: TermBook, card: Card, language: str) -> dict[str, Any]:
    """What one can learn is the first lesson; of learning material it is the first benefit."""
    text_only = request.cookies.get("text_only") == "1"
    return {
        "code": card.code,
        "address": address(request, "case_page", lang=language, code=card.code),
        "title": card.title,
        "summary": card.summary,
        "lang": card.language,
        "organisation": card.organisation,
        "country": country_name(card.country, language) if card.country else "",
        "kind": terms.label("case_kind", card.kind, language) if card.kind else "",
        "tier": translate(language, TIERS[card.tier]),
        "state": (translate(language, ILLUSTRATION), "quiet") if card.illustration else None,
        "learn": card.learn or (terms.label("benefit", card.benefit, language) if card.benefit else ""),
        "languages": [language_name(code, language) for code in card.languages],
        "picture": picture_of(request, card.picture) if card.picture and not text_only else None,
        "has_video": card.has_video,
        "has_audio": card.has_audio,
    }


def picture_of(request: Request, medium: Media, alt: str = "") -> dict[str, Any] | None:
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
