"""The forms about jurors, their ties and what they read."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

from app.domain.cup.jury import LARGEST_LOAD
from app.models.jury import ConflictKind


def _codes(values: object) -> object:
    return list(dict.fromkeys(values)) if isinstance(values, list) else values


Codes = Annotated[list[str], BeforeValidator(_codes)]
Load = Annotated[int, Field(ge=1, le=LARGEST_LOAD)]


# The number of a row; a larger one is none of ours, and more than databases take.
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


class InviteForm(BaseModel):
    people: str = Field(max_length=20_000)


class ReasonForm(BaseModel):
    reason: str = Field(max_length=1000)


class LoadForm(BaseModel):
    max_load: Load


class ProfileForm(BaseModel):
    languages: Codes = Field(default_factory=list, max_length=20)
    expertise: Codes = Field(default_factory=list, max_length=60)
    countries: Codes = Field(default_factory=list, max_length=30)
    max_load: Load
    about: str = Field(default="", max_length=1000)
    named: bool = False


class TieForm(BaseModel):
    kind: ConflictKind
    note: str = Field(default="", max_length=500)


class DecisionForm(BaseModel):
    """About the tie of one person with one organisation, named by its code."""

    person: Number
    organisation: str
    kind: ConflictKind
    derived: bool = False
    reason: str = Field(default="", max_length=500)


class AnchorForm(BaseModel):
    anchors: Codes = Field(default_factory=list, max_length=20)


class ProposalForm(BaseModel):
    proposal: Number


class GiveForm(BaseModel):
    juror: Number
    agreed: bool = False
