"""The form that gives a visit other days from the calendar."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

# Sums of these stay within what dates can be.
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 1, 1))]


class CalendarMoveForm(BaseModel):
    """Other days, or by how many days both move."""

    starts_on: Day | None = None
    ends_on: Day | None = None
    by: Annotated[int, Field(ge=-400, le=400)] = 0
    seen: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    do: Literal["move", "check"] = "move"
