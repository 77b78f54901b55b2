"""What the states of a scorecard are called."""

from dataclasses import dataclass

from app.content.text import N_
from app.models.jury import CardState

C = CardState


@dataclass(frozen=True, slots=True)
class CardWords:
    """`tone` is that of `state()` in the templates."""

    label: str
    tone: str


WORDS: dict[CardState, CardWords] = {
    C.ASSIGNED: CardWords(N_("Not begun"), "quiet"),
    C.DRAFT: CardWords(N_("Begun"), "warn"),
    C.REOPENED: CardWords(N_("Given back"), "warn"),
    C.FINAL: CardWords(N_("Handed in"), "good"),
    C.DECLINED: CardWords(N_("Declined"), "quiet"),
}
