"""A row of an import file, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.content.clean import Problem
from app.content.text import one_line


@dataclass(frozen=True, slots=True)
class Row:
    """`place` says where it stands, as a person would look for it: "line 12", "sheet cases, row 4"."""

    place: str
    data: Mapping[str, Any]
    # An organisation given within a case: it may be given with each of its cases, and the first counts.
    inline: bool = False

    @property
    def type(self) -> str:
        return str(self.data.get("type", ""))

    @property
    def external_id(self) -> str:
        value = self.data.get("external_id")
        return one_line(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else ""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong: where, in which field, and why, in English for operators."""

    place: str
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}, {self.field}: {self.reason}" if self.field else f"{self.place}: {self.reason}"


@dataclass(slots=True)
class Complaints:
    """Collects what is wrong (`errors`, which stop the import) and what is worth knowing (`notes`)."""

    place: str = ""
    errors: list[Complaint] = field(default_factory=list)
    notes: list[Complaint] = field(default_factory=list)

    def error(self, name: str, reason: str | Problem) -> None:
        self.errors.append(Complaint(self.place, name, said(reason)))

    def note(self, name: str, reason: str | Problem) -> None:
        self.notes.append(Complaint(self.place, name, said(reason)))


def said(reason: str | Problem) -> str:
    if isinstance(reason, str):
        return reason
    return reason.message % reason.params if reason.params else reason.message
