"""Forms about an edition of the cup: its texts, dates, phases; and the lists of questions, criteria and awards."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field, NaiveDatetime

from app.content.schema import Field as Part
from app.content.schema import Group, Kind, Section
from app.content.text import N_
from app.domain.cup import awards, questions, rubric
from app.domain.cup.awards import AwardSaid
from app.domain.cup.questions import QuestionSaid
from app.domain.cup.rubric import LEVEL_FIELDS, CriterionSaid
from app.models.cup import Phase, QuestionKind

Row = Mapping[str, Any]

LABELS = {
    "title": N_("Title"),
    "theme": N_("Theme"),
    "rules": N_("Rules"),
    "languages": N_("In which languages may organisations enter?"),
    "time_zone": N_("Time zone of all dates"),
    "blind": N_("The jury does not see who enters"),
    "jurors_per_entry": N_("Jurors for each entry"),
    "entries_per_organisation": N_("Entries each organisation may send"),
    "repair_days": N_("Days to mend what the screening asks for"),
}
KINDS = {
    QuestionKind.TEXT: N_("A text"),
    QuestionKind.NUMBER: N_("A number"),
    QuestionKind.CHOICE: N_("One of several answers"),
    QuestionKind.FILE: N_("A file"),
}


class NewEditionForm(BaseModel):
    year: int
    source: int | None = None
    language: str = "en"
    time_zone: str = "UTC"


class WordsForm(BaseModel):
    """In another language than the edition's own everything may stay empty."""

    title: str = ""
    theme: str = ""
    rules: str = ""


class SettingsForm(BaseModel):
    languages: list[str] = Field(default_factory=list, max_length=20)
    time_zone: str
    blind: bool = False
    jurors_per_entry: int
    entries_per_organisation: int
    repair_days: int


class DatesForm(BaseModel):
    """Clock times in the edition's zone."""

    starts_call_open: NaiveDatetime | None = None
    starts_screening: NaiveDatetime | None = None
    starts_judging: NaiveDatetime | None = None
    starts_deliberation: NaiveDatetime | None = None
    starts_announced: NaiveDatetime | None = None
    starts_archived: NaiveDatetime | None = None
    reason: str = ""


class MoveForm(BaseModel):
    to: Phase
    reason: str = ""


class ExtendForm(BaseModel):
    until: NaiveDatetime
    reason: str = ""
    agreed: bool = False


class RightsForm(BaseModel):
    rights_call_open: list[str] = Field(default_factory=list)
    rights_screening: list[str] = Field(default_factory=list)
    rights_judging: list[str] = Field(default_factory=list)
    rights_deliberation: list[str] = Field(default_factory=list)
    reason: str = ""


def _list(name: str, most: int, *fields: str) -> Section:
    """A list of rows; what is in a field is checked by the verb that keeps it."""
    parts = tuple(Part(field, Kind.PLAIN, "") for field in fields)
    return Section(name, "", "", (Group(name, "", "", parts, maximum=most),))


QUESTIONS = _list("questions", questions.MOST, "label", "help", "kind", "required", "limit", "options")
CRITERIA = _list("criteria", rubric.MOST, "name", "asks", "weight", "learning", *LEVEL_FIELDS)
AWARDS = _list("awards", awards.MOST, "name", "about", "result", "places")


def _whole(text: str) -> int:
    """0, which is never right, for what is no whole number."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def question_said(row: Row) -> QuestionSaid:
    return QuestionSaid(
        row["key"],
        row["kind"],
        row["label"],
        row["help"],
        bool(row["required"]),
        _whole(row["limit"]) if row["limit"].strip() else None,
        tuple(row["options"].splitlines()),
    )


def question_row(said: QuestionSaid) -> Row:
    return {
        "key": said.number,
        "kind": said.kind,
        "label": said.label,
        "help": said.help,
        "required": "1" if said.required else "",
        "limit": "" if said.limit is None else str(said.limit),
        "options": "\n".join(said.options),
    }


def criterion_said(row: Row) -> CriterionSaid:
    levels = tuple(row[name] for name in LEVEL_FIELDS)
    return CriterionSaid(row["key"], row["name"], row["asks"], _whole(row["weight"]), bool(row["learning"]), levels)


def criterion_row(said: CriterionSaid) -> Row:
    levels = [*said.levels, *[""] * len(LEVEL_FIELDS)]
    return {
        "key": said.code,
        "name": said.name,
        "asks": said.asks,
        "weight": str(said.weight),
        "learning": "1" if said.learning else "",
        **dict(zip(LEVEL_FIELDS, levels, strict=False)),
    }


def award_said(row: Row) -> AwardSaid:
    return AwardSaid(row["key"], row["result"], _whole(row["places"]), row["name"], row["about"])


def award_row(said: AwardSaid) -> Row:
    return {
        "key": said.key,
        "result": said.result,
        "places": str(said.places),
        "name": said.name,
        "about": said.about,
    }
