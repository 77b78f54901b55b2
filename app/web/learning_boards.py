"""The board of wishes and the list of offers as their pages show them: filters with counts, chosen ones, cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import Depends, Query, Request

from app.content.text import N_, one_line
from app.domain.terms import TermBook
from app.domain.visits.boards import FACETS, Found, Line, Wanted, months_of
from app.i18n import translate
from app.models.demands import Demand, Offer
from app.models.types import now
from app.web.browsing import ANY_VALUE, with_value
from app.web.filters import country_name, language_name, month_name
from app.web.learning_board_words import DEMAND_STATES, OFFER_STATES, month_words, topic_label, topic_labels
from app.web.requests import language_of
from app.web.templating import address

FACET_LABELS = {
    "topic": N_("Topic"),
    "country": N_("Country"),
    "month": N_("Month"),
    "language": N_("Language"),
    "product": N_("Product"),
}
SHOWN_VALUES = 12
ON_CARD = 180


def wanted(
    topic: Annotated[str, Query(max_length=80)] = "",
    country: Annotated[str, Query(max_length=60)] = "",
    month: Annotated[str, Query(max_length=2)] = "",
    language: Annotated[str, Query(max_length=60)] = "",
    product: Annotated[str, Query(max_length=60)] = "",
) -> Wanted:
    """What the address of a list asks for; a month that is none asks for nothing."""
    known = month if month in {str(number) for number in range(1, 13)} else ""
    return Wanted(topic=topic, country=country, month=known, language=language, product=product)


WantedOfBoard = Annotated[Wanted, Depends(wanted)]


@dataclass(frozen=True, slots=True)
class Board:
    """One list: the name of its route, and how its filters stand in words and addresses."""

    request: Request
    route: str
    terms: TermBook

    @property
    def language(self) -> str:
        return language_of(self.request)

    def address(self, wanted: Wanted, **more: Any) -> str:
        asked = {name: getattr(wanted, name) for name in FACETS}
        return address(self.request, self.route, lang=self.language, **asked, **more)

    def word(self, facet: str, code: str) -> str:
        match facet:
            case "topic":
                return topic_label(self.terms, code, self.language)
            case "country":
                return country_name(code, self.language)
            case "month":
                return month_name(code, self.language)
            case "language":
                return language_name(code, self.language)
            case _:
                return self.terms.label("product", code, self.language)

    def groups(self, wanted: Wanted, found: Found) -> list[dict[str, Any]]:
        """The filters, in each what occurs most first; months in their order."""
        return [group for facet in FACETS if (group := self._group(facet, wanted, found))["options"]]

    def _group(self, facet: str, wanted: Wanted, found: Found) -> dict[str, Any]:
        chosen = getattr(wanted, facet)
        counts = {**({chosen: 0} if chosen else {}), **found.facets[facet]}
        without, pattern = (self.address(replace(wanted, **{facet: code})) for code in ("", ANY_VALUE))
        options = [
            {
                "label": self.word(facet, code),
                "count": count,
                "selected": code == chosen,
                "address": without if code == chosen else with_value(pattern, code),
                "code": code,
            }
            for code, count in counts.items()
        ]
        if facet == "month":
            options.sort(key=lambda option: int(option["code"]))
        else:
            options.sort(key=lambda option: (not option["selected"], -option["count"], option["label"]))
        shown = options if facet == "month" else options[:SHOWN_VALUES]
        return {"label": translate(self.language, FACET_LABELS[facet]), "options": shown, "open": facet == "topic"}

    def chosen(self, wanted: Wanted) -> list[tuple[str, str]]:
        """Each filter that is set, with the address of the list without it."""
        return [
            (self.word(facet, code), self.address(replace(wanted, **{facet: ""})))
            for facet in FACETS
            if (code := getattr(wanted, facet))
        ]

    def countries(self, wanted: Wanted, found: Found) -> tuple[Mapping[str, int], dict[str, str]]:
        """For the map: how many there are in each country, and the address of these."""
        counts = found.facets["country"]
        return counts, {code: self.address(replace(wanted, country=code)) for code in counts}


def demand_cards(request: Request, lines: Sequence[Line], terms: TermBook) -> list[dict[str, Any]]:
    return [_demand_card(request, line, terms, language_of(request)) for line in lines]


def _demand_card(request: Request, line: Line, terms: TermBook, language: str) -> dict[str, Any]:
    demand: Demand = line.thing
    months = months_of(demand.windows, now().date())
    people = translate(language, N_("Travellers: %(number)s"), number=demand.party)
    word, tone = DEMAND_STATES[demand.state]
    return {
        **_card(request, line, language, "demand_page"),
        "below": [*_topics(demand, terms, language), people, *([month_words(months, language)] if months else [])],
        "state": (translate(language, word), tone) if demand.state != "open" else None,
    }


def offer_cards(request: Request, lines: Sequence[Line], terms: TermBook) -> list[dict[str, Any]]:
    return [_offer_card(request, line, terms, language_of(request)) for line in lines]


def _offer_card(request: Request, line: Line, terms: TermBook, language: str) -> dict[str, Any]:
    offer: Offer = line.thing
    kinds = [words for words, on in ((N_("Visit"), offer.visits), (N_("Coaching"), offer.coaching)) if on]
    below = [
        *_topics(offer, terms, language),
        ", ".join(translate(language, words) for words in kinds),
        ", ".join(language_name(code, language) for code in offer.languages[:4]),
        month_words(offer.months_open, language) if offer.visits else "",
    ]
    word, tone = OFFER_STATES[offer.state]
    return {
        **_card(request, line, language, "offer_page"),
        "below": [text for text in below if text],
        "state": (translate(language, word), tone) if offer.state != "open" else None,
    }


def _topics(thing: Demand | Offer, terms: TermBook, language: str) -> list[str]:
    return [", ".join(topic_labels(thing, terms, language))] if thing.topics else []


def on_card(text: str) -> str:
    """As much of the beginning of a text as stands on a card."""
    text = one_line(text)
    return text if len(text) <= ON_CARD else text[:ON_CARD].rsplit(" ", 1)[0] + " …"


def _card(request: Request, line: Line, language: str, route: str) -> dict[str, Any]:
    """Organisation and country alone: contact data never stand on a card."""
    return {
        "address": address(request, route, lang=language, code=line.thing.code),
        "title": line.thing.title,
        "lang": line.thing.language,
        "above": f"{line.organisation.name}, {country_name(line.organisation.country, language)}",
        "text": on_card(line.thing.text),
    }
