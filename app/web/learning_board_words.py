"""Wishes and offers in words: states, topics, months, amounts, and what differs between two texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency
from fastapi import Request

from app.content.text import N_
from app.domain.terms import TermBook
from app.domain.visits.checked import TOPICS
from app.forms.learning_demand import LEVELS
from app.i18n import locale, translate
from app.models.demands import Demand, DemandState, Offer, OfferState
from app.web.filters import language_name, month_name, show_date
from app.web.requests import language_of, services

# The word of a state and its tone.
DEMAND_STATES: Mapping[DemandState, tuple[str, str]] = {
    DemandState.DRAFT: (N_("Draft"), "quiet"),
    DemandState.OPEN: (N_("On the board"), "good"),
    DemandState.PROPOSED: (N_("A visit is proposed"), "info"),
    DemandState.SCHEDULED: (N_("A visit is planned"), "info"),
    DemandState.SERVED: (N_("The visit took place"), "good"),
    DemandState.WITHDRAWN: (N_("Taken back"), "quiet"),
    DemandState.EXPIRED: (N_("The dates have passed"), "warn"),
}
OFFER_STATES: Mapping[OfferState, tuple[str, str]] = {
    OfferState.DRAFT: (N_("Draft"), "quiet"),
    OfferState.OPEN: (N_("On offer"), "good"),
    OfferState.PAUSED: (N_("Paused"), "warn"),
    OfferState.WITHDRAWN: (N_("Taken back"), "quiet"),
}
EVIDENCE: Mapping[str, str] = {
    "systematised": N_("told in full in the library"),
    "documented": N_("told in the library"),
    "declared": N_("told by the organisation here"),
}
TOPIC_GROUPS = {"capability": N_("What an organisation is good at"), "benefit": N_("What working together brings")}


def topic_label(terms: TermBook, topic: str, language: str) -> str:
    """Of "capability:CODE" or "benefit:CODE"."""
    vocabulary, _, code = topic.partition(":")
    return terms.label(vocabulary, code, language)


def topic_options(terms: TermBook, language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Grouped, as selects want them."""
    return [
        (
            translate(language, TOPIC_GROUPS[one]),
            [(f"{one}:{code}", label) for code, label in terms.options(one, language)],
        )
        for one in TOPICS
    ]


def topic_labels(thing: Demand | Offer, terms: TermBook, language: str) -> list[str]:
    return [topic_label(terms, topic["code"], language) for topic in thing.topics]


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a strip. `words` say what the colours mean; "" for a month in which nothing is."""

    number: int
    name: str
    tone: str
    words: str


def year_of_offer(offer: Offer, language: str) -> list[Month]:
    """Each month: whether visitors come, and whether the practice can be seen then."""
    said = {
        (True, True): ("best", N_("open, and it can be seen")),
        (True, False): ("open", N_("open")),
        (False, True): ("seen", N_("it can be seen, but nobody is received")),
        (False, False): ("", ""),
    }
    return [
        _month(number, said[number in offer.months_open, number in offer.months_visible], language)
        for number in range(1, 13)
    ]


def year_of_demand(months: Sequence[int], language: str) -> list[Month]:
    good = ("best", N_("they can travel"))
    return [_month(number, good if number in months else ("", ""), language) for number in range(1, 13)]


def _month(number: int, said: tuple[str, str], language: str) -> Month:
    tone, words = said
    return Month(number, month_name(number, language), tone, translate(language, words) if words else "")


def month_words(months: Sequence[int], language: str) -> str:
    """ "March to June, November": runs of months, also over the end of the year."""
    if len(set(months)) == 12:
        return translate(language, N_("all year"))
    runs = _runs(sorted(set(months)))
    return ", ".join(_run_words(first, last, language) for first, last in runs)


def _runs(months: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for month in months:
        if runs and runs[-1][1] == month - 1:
            runs[-1] = (runs[-1][0], month)
        else:
            runs.append((month, month))
    if len(runs) > 1 and runs[0][0] == 1 and runs[-1][1] == 12:
        runs = [*runs[1:-1], (runs[-1][0], runs[0][1])]
    return runs


def _run_words(first: int, last: int, language: str) -> str:
    one, other = month_name(first, language), month_name(last, language)
    return one if first == last else f"{one}–{other}"


def span_words(first: date, last: date, language: str) -> str:
    one, other = show_date(first, language), show_date(last, language)
    return one if first == last else translate(language, N_("%(first)s to %(last)s"), first=one, last=other)


def money(hundredths: int | None, request: Request) -> str:
    """An amount in the currency of the programme, as the reader writes it; "" for none."""
    if hundredths is None:
        return ""
    currency = services(request).settings.visits_currency
    return str(format_currency(Decimal(hundredths) / 100, currency, locale=locale(language_of(request))))


_VOCABULARIES = {"needs": "visit_need", "provides": "visit_need", "roles": "visit_role"}


def differences(
    theirs: Any, ours: Any, labels: Mapping[str, str], *, terms: TermBook, language: str
) -> list[tuple[str, str, str]]:
    """Label, their text and ours, of each field in which two texts differ."""
    rows = []
    for name in labels:
        there, here = (_said(name, getattr(one, name), terms, language) for one in (theirs, ours))
        if there != here:
            rows.append((translate(language, labels[name]), there, here))
    return rows


def _said(name: str, value: Any, terms: TermBook, language: str) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return translate(language, N_("yes") if value else N_("no"))
    if isinstance(value, Mapping):
        return ", ".join(f"{_code(name, code, terms, language)}: {count}" for code, count in sorted(value.items()))
    if isinstance(value, (list, tuple)):
        return "; ".join(_code(name, one, terms, language) for one in value)
    return _one(name, value, language)


def _one(name: str, value: Any, language: str) -> str:
    if name == "level":
        return translate(language, dict(LEVELS).get(str(value), ""))
    if name in ("own_budget", "fixed_cost", "person_cost"):
        return f"{value / 100:.2f}"
    return language_name(value, language) if name == "language" else str(value)


def _code(name: str, code: Any, terms: TermBook, language: str) -> str:
    if name in ("windows", "blackouts"):
        return span_words(code[0], code[1], language)
    if name == "topics":
        return topic_label(terms, code, language)
    if name == "languages":
        return language_name(code, language)
    if name.startswith("months"):
        return month_name(code, language)
    return terms.label(_VOCABULARIES[name], code, language)
