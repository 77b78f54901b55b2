"""What states of jurors, scorecards and ties are called on the pages of coordinators."""

from app.content.text import N_
from app.domain.cup.assigning import TAKEN_BACK
from app.domain.cup.jury import REMOVED, TIED
from app.models.jury import CardState, ConflictState, JurorState

# The word and its tone.
JUROR_STATES: dict[JurorState, tuple[str, str]] = {
    JurorState.INVITED: (N_("Invited"), "info"),
    JurorState.ACCEPTED: (N_("In the jury"), "good"),
    JurorState.DECLINED: (N_("Said no"), "quiet"),
    JurorState.REMOVED: (N_("Removed"), "warn"),
}
CARD_STATES: dict[CardState, tuple[str, str]] = {
    CardState.ASSIGNED: (N_("Not begun"), "quiet"),
    CardState.DRAFT: (N_("Begun"), "info"),
    CardState.FINAL: (N_("Handed in"), "good"),
    CardState.REOPENED: (N_("Opened again"), "warn"),
    CardState.DECLINED: (N_("Given back"), "warn"),
}
TIE_STATES: dict[ConflictState, tuple[str, str]] = {
    ConflictState.OPEN: (N_("binds; not looked at yet"), "warn"),
    ConflictState.CONFIRMED: (N_("binds; confirmed"), "info"),
    ConflictState.DISMISSED: (N_("does not bind"), "quiet"),
}
# Why a card was given back, where nobody wrote a reason.
DECLINE_CODES: dict[str, str] = {
    TIED: N_("a tie with the organisation came up"),
    REMOVED: N_("the juror was removed"),
    TAKEN_BACK: N_("a coordinator took it back"),
}
