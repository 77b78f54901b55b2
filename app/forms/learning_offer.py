"""The form of what an organisation can show, and the words for its fields."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.content.text import N_
from app.domain.visits.offer_fields import OfferFields
from app.forms.bind import Bound
from app.forms.learning_demand import spans_typed
from app.forms.learning_values import Reader, as_amount, close_up

LABELS: Mapping[str, str] = {
    "title": N_("What can you show?"),
    "text": N_("Tell more about it"),
    "topics": N_("Topics"),
    "visits": N_("What do you offer?"),
    "language": N_("In which language do you write this?"),
    "languages": N_("In which languages can you receive visitors?"),
    "interpreter": N_("We have an interpreter"),
    "people_cap": N_("How many visitors at once?"),
    "parties_per_visit": N_("How many organisations at once?"),
    "visits_per_year": N_("How many visits a year?"),
    "days": N_("How many days does a visit last?"),
    "months_open": N_("In which months do you receive visitors?"),
    "months_visible": N_("In which months can it be seen?"),
    "blackouts": N_("Days on which you receive nobody"),
    "roles": N_("Whom would visitors meet?"),
    "provides": N_("What do you provide?"),
    "conditions": N_("What visitors should know"),
    "fixed_cost": N_("What a visit costs, whoever comes"),
    "person_cost": N_("And for each person"),
    "coaching_hours": N_("Hours of coaching afterwards"),
    "level": N_("How far are you with it?"),
    "place": N_("Where is it?"),
    "time_zone": N_("Time zone"),
}
ROWS = {"blackouts": ("first", "last")}
USUAL = {"people_cap": 8, "parties_per_visit": 1, "visits_per_year": 2, "days": 3, "coaching_hours": 0}


def read(typed: Mapping[str, Sequence[str]]) -> tuple[Bound[Any], OfferFields]:
    """The form with its empty rows left out and what cannot be read, and the values that can."""
    shown = {key: list(value) for key, value in typed.items()}
    for name, parts in ROWS.items():
        shown = close_up(shown, name, parts)
    reader = Reader(shown)
    numbers = {name: reader.number(name) for name in USUAL}
    kinds = reader.codes("visits")
    said = OfferFields(
        language=reader.line("language"),
        visits="visit" in kinds,
        coaching="coaching" in kinds,
        title=reader.line("title"),
        text=reader.text("text"),
        topics=reader.codes("topics"),
        roles=reader.codes("roles"),
        languages=reader.codes("languages"),
        interpreter=reader.ticked("interpreter"),
        months_open=_months(reader, "months_open"),
        months_visible=_months(reader, "months_visible"),
        blackouts=reader.spans("blackouts"),
        provides=reader.codes("provides"),
        conditions=reader.text("conditions"),
        fixed_cost=reader.amount("fixed_cost"),
        person_cost=reader.amount("person_cost"),
        level=reader.number("level"),
        time_zone=reader.line("time_zone") or "UTC",
        place=reader.line("place"),
        **{name: USUAL[name] if number is None else number for name, number in numbers.items()},
    )
    return Bound(shown, reader.problems), said


def _months(reader: Reader, name: str) -> list[int]:
    """0 stands for what is no month, and is refused."""
    return [int(code) if code.isascii() and code.isdecimal() and len(code) < 3 else 0 for code in reader.codes(name)]


def typed_of(said: OfferFields) -> dict[str, list[str]]:
    """The form as it is filled with stored values."""
    plain = ("language", "title", "text", "conditions", "level", "time_zone", "place", *USUAL)
    several = ("topics", "roles", "languages", "months_open", "months_visible", "provides")
    typed = {name: ["" if (value := getattr(said, name)) is None else str(value)] for name in plain}
    typed |= {name: [str(one) for one in getattr(said, name)] for name in several}
    typed |= {name: [as_amount(getattr(said, name))] for name in ("fixed_cost", "person_cost")}
    typed["visits"] = [kind for kind, on in (("visit", said.visits), ("coaching", said.coaching)) if on]
    typed["interpreter"] = ["1"] if said.interpreter else []
    return typed | spans_typed("blackouts", said.blackouts)
