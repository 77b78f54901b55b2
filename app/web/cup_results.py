"""The public results as pages and programs show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from sqlmodel import Session

from app.domain.cases.cards import Card, cards
from app.domain.cup.public_results import Shown, public_results
from app.domain.cup.showing import Awarded
from app.domain.cup.texts import text_in
from app.models.cup import Edition
from app.web.case_cards import picture_of
from app.web.cup_words import EditionWords
from app.web.requests import language_of


@dataclass(frozen=True, slots=True)
class Told:
    """The experience behind a prize, in the reader's language where it is translated; `learn` is its first lesson."""

    title: str
    lang: str
    summary: str
    learn: str
    picture: dict[str, Any] | None


def award_name(edition: Edition, key: str, language: str) -> str:
    award = next((one for one in edition.awards if one["key"] == key), None)
    return text_in(award["texts"], "name", language=language, original=edition.language) if award else ""


def told_by(request: Request, session: Session, prizes: Iterable[Shown | Awarded]) -> dict[str, Told]:
    """What everybody may read of these, by the code of the case; in three queries."""
    codes = [one.case for one in prizes if one.case]
    return {card.code: _told(request, card) for card in cards(session, codes=codes, language=language_of(request))}


def _told(request: Request, card: Card) -> Told:
    picture = picture_of(request, card.picture) if card.picture else None
    return Told(card.title, card.language, card.summary, card.learn, picture)


def results_part(request: Request, session: Session, words: EditionWords) -> dict[str, Any]:
    """What the public page needs to show them."""
    found = public_results(session, words.edition)
    names = {award["key"]: words.of(award["texts"], "name") for award in words.edition.awards}
    return {"found": found, "award_names": names, "told": told_by(request, session, found.awarded)}
