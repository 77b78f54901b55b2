"""The forms of coaching."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from app.domain.visits.coaching import LONGEST, MOST_HOURS
from app.domain.visits.coaching_sessions import LONGEST_NOTES, LONGEST_STEP, MOST_MINUTES, Met

Hours = Annotated[int, Field(ge=1, le=MOST_HOURS)]
Text = Annotated[str, Field(min_length=1, max_length=LONGEST)]


class AskForm(BaseModel):
    goals: Text
    hours: Hours
    organisation: int = 0


class HoursForm(BaseModel):
    hours: Hours


class ChangeForm(BaseModel):
    goals: Text
    hours: Hours


class MetForm(BaseModel):
    day: date
    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES)]
    channel: str
    notes: Annotated[str, Field(max_length=LONGEST_NOTES)] = ""
    next_step: Annotated[str, Field(max_length=LONGEST_STEP)] = ""

    def met(self) -> Met:
        return Met(self.day, self.minutes, self.channel, self.notes, self.next_step)
