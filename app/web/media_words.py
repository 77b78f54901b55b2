"""The forms in which the files of a learning report are described, one for each file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.content.schema import Field
from app.content.text import N_
from app.domain.visits import report_media
from app.domain.visits.report_media import Words
from app.forms.bind import Bound, filled
from app.models.learning import LearningReport
from app.models.media import Media, MediaKind

CLASH = N_("Somebody else described this file while you were writing. What they saved stands below each field.")


@dataclass(frozen=True, slots=True)
class Asked:
    """`seen` is the mark of what stands there, `theirs` what somebody else saved where it differs from what was typed.

    `bare`: a picture that nobody has described for people who cannot see it.
    """

    fields: Sequence[Field]
    bound: Bound[Any]
    seen: str
    bare: bool = False
    theirs: Mapping[str, str] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        return self.bare or bool(self.bound.errors)


def asked(report: LearningReport, medium: Media) -> Asked:
    """The form with what is kept."""
    words = report_media.words_of(report, medium.public_id)
    bare = medium.kind is MediaKind.PICTURE and not words["alt"]
    return Asked(report_media.asked_of(medium.kind), filled(words), report_media.mark_of(words), bare)


def refused(medium: Media, bound: Bound[Any], seen: str) -> Asked:
    """The form as typed, with what is wrong beside its fields."""
    return Asked(report_media.asked_of(medium.kind), bound, seen)


def clashing(medium: Media, bound: Bound[Any], theirs: Words) -> Asked:
    """The form as typed, and beside it what somebody else saved; sent once more, it stands."""
    fields = report_media.asked_of(medium.kind)
    other = {part.name: theirs[part.name] for part in fields if theirs[part.name] != bound.value(part.name).strip()}
    return Asked(fields, bound, report_media.mark_of(theirs), theirs=other)
