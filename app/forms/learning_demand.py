"""The form of what an organisation wants to learn, and the words for its fields."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.content.clean import Problem
from app.content.text import N_
from app.domain.terms import TermBook
from app.domain.visits.demand_fields import DemandFields
from app.forms.bind import Bound
from app.forms.learning_values import Reader, as_amount, close_up, rows_typed

LABELS: Mapping[str, str] = {
    "title": N_("What do you want to learn?"),
    "text": N_("Tell more about it"),
    "topics": N_("Topics"),
    "language": N_("In which language do you write this?"),
    "party": N_("How many people would travel?"),
    "women": N_("Women among them"),
    "youth": N_("Young people among them"),
    "languages": N_("Which languages do they speak?"),
    "roles": N_("Who are they?"),
    "windows": N_("When could you travel?"),
    "blackouts": N_("Days on which you cannot"),
    "days": N_("How many days should the visit last?"),
    "lead_days": N_("How many days do you need to prepare?"),
    "needs": N_("What do you need so that all can take part?"),
    "needs_note": N_("More about these needs"),
    "own_budget": N_("What can you pay yourselves?"),
    "level": N_("How far are you with it?"),
}
LEVELS = (
    ("1", N_("We have not begun")),
    ("2", N_("First tries")),
    ("3", N_("It works, with gaps")),
    ("4", N_("It works well")),
    ("5", N_("We could teach it")),
)
ROWS = {"windows": ("first", "last"), "blackouts": ("first", "last"), "languages": ("code", "number")}
USUAL_DAYS, USUAL_LEAD = 3, 30


def read(typed: Mapping[str, Sequence[str]], terms: TermBook) -> tuple[Bound[Any], DemandFields]:
    """The form with its empty rows left out and what cannot be read, and the values that can."""
    shown = {key: list(value) for key, value in typed.items()}
    for name, parts in ROWS.items():
        shown = close_up(shown, name, parts)
    reader = Reader(shown)
    own_budget = reader.amount("own_budget")
    said = DemandFields(
        language=reader.line("language"),
        title=reader.line("title"),
        text=reader.text("text"),
        topics=[one.strip() for one in shown.get("topics", []) if one.strip()],
        party=reader.number("party"),
        women=reader.number("women"),
        youth=reader.number("youth"),
        roles=reader.counts("roles", sorted(terms.codes("visit_role"))),
        languages=_languages(reader),
        needs=reader.codes("needs"),
        needs_note=reader.text("needs_note"),
        windows=reader.spans("windows"),
        blackouts=reader.spans("blackouts"),
        days=_or(reader.number("days"), USUAL_DAYS),
        lead_days=_or(reader.number("lead_days"), USUAL_LEAD),
        own_budget=own_budget,
        level=reader.number("level"),
    )
    return Bound(shown, reader.problems), said


def _or(value: int | None, usual: int) -> int:
    return usual if value is None else value


def _languages(reader: Reader) -> dict[str, int]:
    """Rows of a language and how many speak it; where only the language is given, all of them do."""
    found: dict[str, int] = {}
    for row in range(rows_typed(reader.typed, "languages")):
        code, number = reader.line(f"languages-{row}-code"), reader.number(f"languages-{row}-number")
        if code and f"languages-{row}-number" not in reader.problems:
            found[code] = (reader.number("party") or 1) if number is None else number
        elif number and not code:
            reader.problems[f"languages-{row}-code"] = Problem(N_("Choose a language."))
    return found


def typed_of(said: DemandFields) -> dict[str, list[str]]:
    """The form as it is filled with stored values."""
    plain = ("language", "title", "text", "party", "women", "youth", "needs_note", "days", "lead_days", "level")
    typed = {name: ["" if (value := getattr(said, name)) is None else str(value)] for name in plain}
    typed |= {"topics": list(said.topics), "needs": list(said.needs), "own_budget": [as_amount(said.own_budget)]}
    typed |= {f"roles-{code}": [str(count)] for code, count in said.roles.items()}
    for row, (code, count) in enumerate(said.languages.items()):
        typed |= {f"languages-{row}-code": [code], f"languages-{row}-number": [str(count or "")]}
    return typed | spans_typed("windows", said.windows) | spans_typed("blackouts", said.blackouts)


def spans_typed(name: str, spans: Sequence[tuple[date, date]]) -> dict[str, list[str]]:
    return {
        f"{name}-{row}-{part}": [day.isoformat()]
        for row, span in enumerate(spans)
        for part, day in zip(("first", "last"), span, strict=True)
    }


def beside_fields(problems: Mapping[str, Problem], bound: Bound[Any]) -> dict[str, Problem]:
    """Problems of languages stand beside the row with that language; the form knows no other place for them."""
    rows = {
        bound.value(f"languages-{row}-code"): f"languages-{row}-number"
        for row in range(rows_typed(bound.typed, "languages"))
    }
    return {
        rows.get(name.removeprefix("languages-"), name) if name.startswith("languages-") else name: problem
        for name, problem in problems.items()
    }
