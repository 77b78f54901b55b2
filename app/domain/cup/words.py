"""What the phases of an edition are called, and the states of entries on the desks of coordinators."""

from dataclasses import dataclass

from app.content.text import N_
from app.domain.cup.entry_words import WORDS
from app.models.cup import Phase
from app.models.entries import EntryState

P = Phase


@dataclass(frozen=True, slots=True)
class PhaseWords:
    """`label` names the phase, `happens` says to everybody what happens in it, `starts` what its date means, `begin`
    is the button that begins it."""

    label: str
    happens: str
    starts: str
    begin: str


PHASES: dict[Phase, PhaseWords] = {
    P.DRAFT: PhaseWords(N_("In preparation"), N_("Only coordinators see it."), "", ""),
    P.CALL_OPEN: PhaseWords(
        N_("Call open"),
        N_("Organisations can enter an experience now."),
        N_("The call opens"),
        N_("Open the call"),
    ),
    P.SCREENING: PhaseWords(
        N_("Screening"),
        N_("Coordinators look whether everything is there that the jury needs."),
        N_("Deadline of entries; the screening begins"),
        N_("Begin the screening"),
    ),
    P.JUDGING: PhaseWords(
        N_("Judging"),
        N_("The jury reads and scores the entries."),
        N_("The judging begins"),
        N_("Begin the judging"),
    ),
    P.DELIBERATION: PhaseWords(
        N_("Deliberation"),
        N_("The jury talks about the entries and decides."),
        N_("Deadline of scorecards; the deliberation begins"),
        N_("Begin the deliberation"),
    ),
    P.ANNOUNCED: PhaseWords(
        N_("Results announced"),
        N_("The results are out."),
        N_("The results are announced"),
        N_("Announce the results"),
    ),
    P.ARCHIVED: PhaseWords(
        N_("Closed"),
        N_("This cup is over; its experiences stay."),
        N_("The cup is closed"),
        N_("Close the cup"),
    ),
}

# Coordinators see who is on the short list; entrants do not.
ENTRY_STATES: dict[EntryState, tuple[str, str]] = {
    **{state: (words.label, words.tone) for state, words in WORDS.items()},
    EntryState.SHORTLISTED: (N_("On the short list"), "good"),
}
