"""The form with which a coordinator proposes a visit."""

from datetime import date

from pydantic import BaseModel, Field


class ProposalForm(BaseModel):
    demand: str = Field(max_length=12)
    offer: str = Field(max_length=12)
    starts_on: date
    note: str = Field(default="", max_length=2000)
