"""Which part of a case one form asks for, and the one number by which such a form notices other writers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.content.schema import Field, Section
from app.content.sections import BY_NAME, RAW_SECTIONS
from app.content.text import N_
from app.domain.cases.drafting import row_version, section_named
from app.models.cases import CaseVersion

# Each section's row version takes five digits of the form's: three together stay exact in a browser.
_RADIX = 100_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """Some sections, or some of their fields (`only`). `rights` says whether language and licence are asked too."""

    name: str
    sections: tuple[Section, ...]
    only: frozenset[str] | None = None
    language: bool = False
    rights: bool = False

    @property
    def fields(self) -> list[Field]:
        """The single fields it asks for; groups are not among them."""
        return [
            part for section in self.sections for part in section.fields if self.only is None or part.name in self.only
        ]

    def row_version(self, version: CaseVersion) -> int:
        """All of its sections' row versions in one number that grows with each."""
        number = 0
        for section in self.sections:
            number = number * _RADIX + row_version(version, section.name)
        return number

    def expected(self, typed: str) -> dict[str, int]:
        """The row versions that a form was made with, by section; -1 where it does not say."""
        number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 15 else -1
        expected = {}
        for section in reversed(self.sections):
            expected[section.name] = number % _RADIX if number >= 0 else -1
            number = number // _RADIX if number >= 0 else -1
        return expected


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the short form, when it is told step by step."""

    title: str
    intro: str
    fields: tuple[str, ...]
    language: bool = False
    rights: bool = False


STEPS: tuple[Step, ...] = (
    Step(
        N_("Your story"),
        N_("Write as you speak. A voice note or a photo of a handwritten page will do instead."),
        ("what_we_did", "what_changed", "what_was_hard"),
    ),
    Step(
        N_("In short"),
        N_("What a reader sees first. Say it as you would to a colleague on the phone."),
        ("title", "summary", "kind"),
        language=True,
    ),
    Step(
        N_("Where and about what"),
        N_("These answers let other organisations find the experience."),
        ("role", "country", "region", "benefits", "capabilities"),
    ),
    Step(
        N_("Sharing"),
        N_("Say how others may use your experience. Nobody sees it before you have sent it."),
        (),
        rights=True,
    ),
)
_RAW = tuple(BY_NAME[name] for name in RAW_SECTIONS)
TELL = Sheet("tell", _RAW, frozenset(name for step in STEPS for name in step.fields), True, True)


def tell_sheet(step: int) -> Sheet:
    """The short form as a whole (0), or one of its steps (from 1)."""
    if step == 0:
        return TELL
    asked = STEPS[step - 1]
    return Sheet(f"tell-{step}", _RAW, frozenset(asked.fields), asked.language, asked.rights)


def sheet_named(name: str) -> Sheet:
    """By the name in addresses: "tell", "tell-2", or a section's. Raises NotFound."""
    steps: Mapping[str, Sheet] = {sheet.name: sheet for sheet in all_tell_sheets()}
    return steps.get(name) or section_sheet(name)


def section_sheet(name: str) -> Sheet:
    return Sheet(name, (section_named(name),))


def all_tell_sheets() -> Sequence[Sheet]:
    return [tell_sheet(step) for step in range(len(STEPS) + 1)]


def step_of(field: str) -> int:
    """The step that asks for a field, licence and consent included."""
    return next((number for number, step in enumerate(STEPS, 1) if field in step.fields), len(STEPS))
