"""The forms about a visit."""

import re
from datetime import date, time
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

from app.content.text import N_
from app.models.rounds import Side
from app.models.visits import ParticipantSide, Visa

_AMOUNT = re.compile(r"(\d{1,9})(?:[.,](\d{1,2}))?")


def _amount(value: object) -> object:
    """Hundredths of what was typed: "400", "400.50", "400,5"."""
    if not isinstance(value, str):
        return value
    found = _AMOUNT.fullmatch(value.replace(" ", "").replace("\u00a0", ""))
    if found is None:
        raise ValueError(N_("Write an amount like 400 or 400.50."))
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def _codes(values: object) -> object:
    return list(dict.fromkeys(values)) if isinstance(values, list) else values


Amount = Annotated[int, BeforeValidator(_amount)]
Codes = Annotated[list[str], BeforeValidator(_codes)]
# The number of a row; a larger one is none of ours, and more than databases take.
Number = Annotated[int, Field(ge=0, le=2**31 - 1)]


def typed_amount(hundredths: int | None) -> str:
    """As a form shows it, to be typed over."""
    return "" if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02}".removesuffix(".00")


class MessageForm(BaseModel):
    message: str = Field(default="", max_length=2000)


class MoveForm(BaseModel):
    starts_on: date
    ends_on: date
    message: str = Field(default="", max_length=2000)
    seen: Number = 0


class DetailsForm(BaseModel):
    title: str = Field(max_length=500)
    place: str = Field(default="", max_length=500)
    meeting_point: str = Field(default="", max_length=2000)
    emergency: str = Field(default="", max_length=2000)
    seen: Number = 0


class ItemForm(BaseModel):
    day: date
    starts_at: time | None = None
    ends_at: time | None = None
    kind: str = Field(max_length=20)
    title: str = Field(max_length=500)
    text: str = Field(default="", max_length=5000)
    place: str = Field(default="", max_length=500)
    responsible: str = Field(default="", max_length=500)
    time_zone: str = Field(default="", max_length=64)
    seen: Number = 0


class PersonForm(BaseModel):
    name: str = Field(max_length=500)
    role: str = Field(default="", max_length=40)
    gender: str = Field(default="", max_length=20)
    age_band: str = Field(default="", max_length=20)
    email: str = Field(default="", max_length=500)
    phone: str = Field(default="", max_length=100)
    languages: Codes = Field(default_factory=list, max_length=20)
    needs: Codes = Field(default_factory=list, max_length=20)
    needs_note: str = Field(default="", max_length=2000)
    passport: str = Field(default="", max_length=100)
    consent: bool = False
    pictures_ok: bool = False
    visa: Visa = Visa.UNKNOWN
    insured: bool = False
    seen: Number = 0


class PlaceForm(BaseModel):
    """Where a new entry belongs."""

    side: ParticipantSide = ParticipantSide.VISITOR
    organisation: str = Field(default="", max_length=12)


class AttendanceForm(BaseModel):
    came: Codes = Field(default_factory=list, max_length=600)
    asked: Codes = Field(default_factory=list, max_length=600)


class TaskForm(BaseModel):
    text: str = Field(max_length=1000)
    who: str = Field(default="coordinator", max_length=20)
    due_on: date


class LineForm(BaseModel):
    kind: str = Field(max_length=20)
    text: str = Field(default="", max_length=1000)
    planned: Amount = 0
    spent: Amount | None = None
    paid_by: str = Field(default="round", max_length=20)
    seen: Number = 0


class GoalForm(BaseModel):
    text: str = Field(max_length=2000)
    indicator: str = Field(default="", max_length=1000)
    organisation: str = Field(default="", max_length=12)
    seen: Number = 0


class SignForm(BaseModel):
    side: Side
    seen: Number


class DoneForm(BaseModel):
    done: bool = False
