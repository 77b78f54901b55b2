"""The public board of wishes and the list of offers: filtered, and counted by what else would fit.

Topics, languages and months are lists in JSON, which no two databases search alike. What is open at a time are some
hundreds, so their few columns are read and narrowed here.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from app.domain.organisations.directory import with_broader
from app.domain.terms import TermBook
from app.domain.visits.access import TAKING_PLACE, open_demands, open_offers
from app.domain.visits.checked import read_spans
from app.models.demands import Demand, Offer
from app.models.organisations import Organisation
from app.models.types import now
from app.models.visits import Visit

FACETS = ("topic", "country", "month", "language", "product")
Thing = Demand | Offer


@dataclass(frozen=True, slots=True)
class Entry:
    """What a demand or an offer can be found by."""

    id: int
    topic: tuple[str, ...]
    country: tuple[str, ...]
    month: tuple[str, ...]
    language: tuple[str, ...]
    product: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list is narrowed to; "" is everything."""

    topic: str = ""
    country: str = ""
    month: str = ""
    language: str = ""
    product: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The ids of all that fit, newest first, and for each facet how many fit all the other filters, by code."""

    ids: Sequence[int]
    facets: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Line:
    """A demand or an offer with its organisation, as lists and cards show them."""

    thing: Any
    organisation: Organisation


def find_demands(session: Session, *, wanted: Wanted, terms: TermBook) -> Found:
    query = open_demands().join(Organisation, col(Organisation.id) == Demand.organisation_id)
    columns = (Demand.id, Demand.topics, Demand.windows, Demand.languages, Organisation.country, Organisation.products)
    rows = session.execute(_newest(query, Demand).with_only_columns(*columns)).all()
    today = now().date()
    return _narrowed(
        [
            _entry(number, topics, country, months_of(windows, today), languages, products, terms)
            for number, topics, windows, languages, country, products in rows
        ],
        wanted,
    )


def find_offers(session: Session, *, wanted: Wanted, terms: TermBook) -> Found:
    query = open_offers().join(Organisation, col(Organisation.id) == Offer.organisation_id)
    columns = (Offer.id, Offer.topics, Offer.months_open, Offer.languages, Organisation.country, Organisation.products)
    rows = session.execute(_newest(query, Offer).with_only_columns(*columns)).all()
    return _narrowed(
        [
            _entry(number, topics, country, months, languages, products, terms)
            for number, topics, months, languages, country, products in rows
        ],
        wanted,
    )


def _newest(query: Any, table: type[Thing]) -> Any:
    return query.order_by(col(table.opened_at).desc(), col(table.id).desc())


def _entry(
    number: int,
    topics: Sequence[Mapping[str, Any]],
    country: str,
    months: Sequence[int],
    languages: Any,
    products: Sequence[str],
    terms: TermBook,
) -> Entry:
    return Entry(
        id=number,
        topic=tuple(topic["code"] for topic in topics),
        country=(country,),
        month=tuple(str(month) for month in months),
        language=tuple(languages),
        product=with_broader(terms, products),
    )


def months_of(windows: Sequence[Sequence[str]], today: date) -> list[int]:
    """The months that the windows touch from today on."""
    found: set[int] = set()
    for first, last in read_spans(windows):
        start = max(first, today)
        months = (last.year - start.year) * 12 + last.month - start.month
        found |= {(start.month - 1 + step) % 12 + 1 for step in range(min(months + 1, 12))}
    return sorted(found)


def _narrowed(entries: Sequence[Entry], wanted: Wanted) -> Found:
    tests = _tests(wanted)
    matching = [entry for entry in entries if all(test(entry) for test in tests.values())]
    facets: dict[str, Mapping[str, int]] = {}
    for facet in FACETS:
        others = [test for name, test in tests.items() if name != facet]
        among = [one for one in entries if all(test(one) for test in others)] if facet in tests else matching
        facets[facet] = Counter(code for one in among for code in getattr(one, facet))
    return Found([entry.id for entry in matching], facets)


def _tests(wanted: Wanted) -> dict[str, Callable[[Entry], bool]]:
    """One test for each filter that is set."""
    chosen = {facet: code for facet in FACETS if (code := getattr(wanted, facet))}
    return {facet: _has(facet, code) for facet, code in chosen.items()}


def _has(facet: str, code: str) -> Callable[[Entry], bool]:
    return lambda entry: code in getattr(entry, facet)


def lines(session: Session, table: type[Thing], ids: Sequence[int]) -> list[Line]:
    """Those of some ids with their organisations, in that order. The ids come from a list that its viewer may see."""
    query = select(table, Organisation).join(Organisation, col(Organisation.id) == table.organisation_id)
    rows: Sequence[tuple[Any, Organisation]] = session.exec(query.where(col(table.id).in_(list(ids)))).all()
    found = {thing.id: Line(thing, organisation) for thing, organisation in rows}
    return [found[number] for number in ids if number in found]


def newest(session: Session, table: type[Thing], count: int) -> list[Line]:
    """The latest on the board, or on the list of offers."""
    query = open_demands() if table is Demand else open_offers()
    ids = session.scalars(_newest(query, table).with_only_columns(col(table.id)).limit(count)).all()
    return lines(session, table, list(ids))


def open_lines_of(session: Session, *, organisation_id: int) -> tuple[list[Demand], list[Offer]]:
    """What one organisation wants and offers publicly."""
    demands = open_demands().where(Demand.organisation_id == organisation_id)
    offers = open_offers().where(Offer.organisation_id == organisation_id)
    return (
        list(session.exec(_newest(demands, Demand).limit(20)).all()),
        list(session.exec(_newest(offers, Offer).limit(20)).all()),
    )


@dataclass(frozen=True, slots=True)
class BoardFigures:
    """How many wishes and offers are open, and visits to come."""

    demands: int
    offers: int
    visits: int


def board_figures(session: Session) -> BoardFigures:
    visits = select(func.count()).where(col(Visit.state).in_(TAKING_PLACE), col(Visit.ends_on) >= now().date())
    numbers = [select(func.count()).select_from(query.subquery()) for query in (open_demands(), open_offers())]
    first, second = (session.exec(number).one() for number in numbers)
    return BoardFigures(first, second, session.exec(visits).one())
