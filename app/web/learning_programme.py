"""The programme's page: lines of the map, and what its numbers are called."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from app.content.text import N_
from app.domain.visits.overview import Overview, Pair
from app.i18n import translate
from app.models.types import now
from app.web.filters import country_name, show_date
from app.web.learning_visit import said_money
from app.web.world_places import Point, centres

# How far a line bends away from the straight one, so that there and back are two lines.
_BEND = 0.18
_WIDEST = 6
ALL_YEARS = N_("All years")


@dataclass(frozen=True, slots=True)
class Flow:
    """Visits from one country to another. `path` is empty within a country, or where the map does not show one."""

    visitor: str
    host: str
    held: int
    coming: int
    path: str
    width: float
    start: Point | None
    end: Point | None


def flows(pairs: Iterable[Pair]) -> list[Flow]:
    """The most visits first."""
    held: Counter[tuple[str, str]] = Counter()
    coming: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        held[pair.visitor_country, pair.host_country] += pair.held
        coming[pair.visitor_country, pair.host_country] += pair.coming
    both = held + coming
    return [_flow(*countries, held[countries], coming[countries]) for countries, _ in both.most_common()]


def _flow(visitor: str, host: str, held: int, coming: int) -> Flow:
    start, end = centres().get(visitor), centres().get(host)
    path = _curve(start, end) if start and end and visitor != host else ""
    return Flow(visitor, host, held, coming, path, min(_WIDEST, 1 + held + coming), start, end)


def _curve(start: Point, end: Point) -> str:
    across, down = end.x - start.x, end.y - start.y
    middle = ((start.x + end.x) / 2 + down * _BEND, (start.y + end.y) / 2 - across * _BEND)
    return f"M{start.x},{start.y}Q{middle[0]:.1f},{middle[1]:.1f} {end.x},{end.y}"


def money_in(language: str) -> Callable[[int, str], str]:
    """Amounts as this language writes them."""
    return lambda hundredths, currency: said_money(hundredths, currency=currency, language=language)


def paper(shown: Overview, language: str) -> dict[str, Any]:
    """What the PDF for funders says; amounts and numbers as its language writes them."""

    money = money_in(language)

    def written(amount: int | None, currency: str) -> str:
        return "–" if amount is None else money(amount, currency)

    return {
        "title": str(shown.year) if shown.year else translate(language, ALL_YEARS),
        "shown": shown,
        "pairs": [
            (pair, country_name(pair.visitor_country, language), country_name(pair.host_country, language))
            for pair in shown.pairs
        ],
        "money": [
            (one, *(written(amount, one.currency) for amount in (one.budget, one.planned, one.spent, one.by_others)))
            for one in shown.money
        ],
        "written": show_date(now().date(), language),
    }
