"""What coordinators send from the deliberation board."""

from typing import Literal

from pydantic import BaseModel, Field

from app.content.text import N_

LABELS = {
    "award": N_("Decision"),
    "strength_0": N_("First strength"),
    "strength_1": N_("Second strength"),
    "next_step": N_("One next step"),
    "message": N_("Message to the organisation"),
    "reason": N_("Why the jury sees it so"),
    "note": N_("Note"),
    "entry": N_("Entries"),
    "juror": N_("Jurors"),
}


class ManyForm(BaseModel):
    """`entry` holds "CODE:VERSION" of each ticked row."""

    do: Literal["park", "check", "shortlist", "take_off_shortlist"]
    entry: list[str] = Field(default_factory=list, max_length=2000)
    award: str = ""
    reason: str = ""
    message: str = ""
    feedback: bool = False

    def seen(self) -> dict[str, int]:
        """The row versions that were seen, by the code of the entry; what is none of these is left out."""
        pairs = [ticked.partition(":") for ticked in self.entry]
        return {code: int(version) for code, _, version in pairs if version.isdecimal() and len(version) < 10}


class DecisionForm(BaseModel):
    row_version: int = Field(default=0, ge=0, le=2**31 - 1)
    award: str = ""
    strength_0: str = ""
    strength_1: str = ""
    next_step: str = ""
    message: str = ""
    reason: str = ""


class CheckForm(BaseModel):
    row_version: int = Field(default=0, ge=0, le=2**31 - 1)


class NoteForm(BaseModel):
    note: str = ""


class SecondRoundForm(BaseModel):
    juror: list[int] = Field(default_factory=list, max_length=500)


class EndRoundForm(BaseModel):
    reason: str = ""
