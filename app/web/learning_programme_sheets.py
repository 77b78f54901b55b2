"""The workbook for those who pay for visits: headings and codes in the reader's language."""

from collections.abc import Callable, Sequence

from app.content.text import N_
from app.domain.terms import TermBook
from app.domain.visits.budget import KINDS, PAID_BY
from app.domain.visits.checks_due import ANSWERS
from app.domain.visits.funders import AnswerRow, ForFunders, OfferRow, PeopleRow, VisitRow, WishRow
from app.domain.visits.participants import AGE_BANDS, GENDERS
from app.domain.visits.visit_words import STATES
from app.exports.spreadsheets import Cell, Sheet
from app.i18n import translate
from app.models.visits import BudgetLine
from app.web.filters import country_name
from app.web.learning_board_words import DEMAND_STATES, OFFER_STATES, topic_labels

VISITS = (
    N_("Visit"), N_("What it is about"), N_("State"), N_("First day"), N_("Last day"), N_("Hosts"),
    N_("Country of the hosts"), N_("Visitors"), N_("Countries of the visitors"), N_("Round of visits"),
)  # fmt: skip
PEOPLE = (N_("Visit"), N_("Counted by"), N_("Which"), N_("On the list"), N_("Came"))
MONEY = (N_("Visit"), N_("For what"), N_("Who pays"), N_("Currency"), N_("Planned"), N_("Spent"))
ADOPTION = (N_("Visit"), N_("Organisation"), N_("Months after the visit"), *ANSWERS.values(), N_("Not answered yet"))
DEMANDS = (
    N_("Wish"), N_("Title"), N_("Organisation"), N_("Country"), N_("State"), N_("Topics"), N_("Published"),
    N_("People"), N_("Women"), N_("Young people"), N_("Rounds waited"),
)  # fmt: skip
OFFERS = (
    N_("Offer"), N_("Title"), N_("Organisation"), N_("Country"), N_("State"), N_("Topics"), N_("Published"),
    N_("Visits that took place"),
)  # fmt: skip
COUNTED_BY = {"role": N_("Role"), "gender": N_("Gender"), "age_band": N_("Age")}
NOT_SAID = N_("not said")
Row = list[Cell]


def sheets(found: ForFunders, terms: TermBook, language: str) -> list[Sheet]:
    words = _Words(terms, language)
    return [
        words.sheet(N_("Visits"), VISITS, [words.visit(row) for row in found.visits]),
        words.sheet(N_("Visitors"), PEOPLE, [words.people(row) for row in found.people]),
        words.sheet(N_("Money"), MONEY, [words.line(*row) for row in found.money]),
        words.sheet(N_("What came of it"), ADOPTION, [words.answers(row) for row in found.answers]),
        words.sheet(N_("Wishes"), DEMANDS, [words.demand(row) for row in found.demands]),
        words.sheet(N_("Offers"), OFFERS, [words.offer(row) for row in found.offers]),
    ]


class _Words:
    def __init__(self, terms: TermBook, language: str) -> None:
        self._terms, self._language = terms, language

    def say(self, message: str) -> str:
        return translate(self._language, message)

    def sheet(self, title: str, headings: Sequence[str], rows: list[Row]) -> Sheet:
        return Sheet(self.say(title), [self.say(heading) for heading in headings], rows)

    def _country(self, code: str) -> str:
        return country_name(code, self._language)

    def visit(self, row: VisitRow) -> Row:
        visit = row.visit
        countries = dict.fromkeys(self._country(country) for _, country in row.guests)
        return [
            visit.code,
            visit.title,
            self.say(STATES[visit.state][0]),
            visit.starts_on.isoformat(),
            visit.ends_on.isoformat(),
            row.host,
            self._country(row.country),
            "; ".join(name for name, _ in row.guests),
            "; ".join(countries),
            row.round,
        ]

    def people(self, row: PeopleRow) -> Row:
        say: dict[str, Callable[[str], str]] = {
            "role": lambda code: self._terms.label("visit_role", code, self._language),
            "gender": lambda code: self.say(GENDERS.get(code, code)),
            "age_band": lambda code: self.say(AGE_BANDS.get(code, code)),
        }
        value = say[row.what](row.value) if row.value else self.say(NOT_SAID)
        return [row.visit, self.say(COUNTED_BY[row.what]), value, row.people, row.came]

    def line(self, row: VisitRow, line: BudgetLine) -> Row:
        spent = None if line.spent is None else line.spent / 100
        words = [self.say(KINDS.get(line.kind, line.kind)), self.say(PAID_BY[line.paid_by])]
        return [row.visit.code, *words, row.currency, line.planned / 100, spent]

    def answers(self, row: AnswerRow) -> Row:
        counts: list[Cell] = [row.answers[state] for state in (*ANSWERS, None)]
        return [row.visit, row.organisation, row.months, *counts]

    def demand(self, row: WishRow) -> Row:
        demand = row.demand
        state = self.say(DEMAND_STATES[demand.state][0])
        topics = "; ".join(topic_labels(demand, self._terms, self._language))
        opened = demand.opened_at.date().isoformat() if demand.opened_at else ""
        who: list[Cell] = [demand.party, demand.women, demand.youth, demand.waited]
        return [demand.code, demand.title, row.organisation, self._country(row.country), state, topics, opened, *who]

    def offer(self, row: OfferRow) -> Row:
        offer = row.offer
        state = self.say(OFFER_STATES[offer.state][0])
        topics = "; ".join(topic_labels(offer, self._terms, self._language))
        opened = offer.opened_at.date().isoformat() if offer.opened_at else ""
        return [
            offer.code, offer.title, row.organisation, self._country(row.country), state, topics, opened, row.held
        ]  # fmt: skip
