"""What the states of an entry are called, and what each means for those who enter it."""

from dataclasses import dataclass

from app.content.text import N_
from app.models.entries import EntryState

S = EntryState


@dataclass(frozen=True, slots=True)
class EntryWords:
    """`tone` is that of `state()` in the templates; `says` tells the entrant where the entry stands."""

    label: str
    tone: str
    says: str


WORDS: dict[EntryState, EntryWords] = {
    S.DRAFT: EntryWords(
        N_("Not sent yet"), "warn", N_("Only your organisation sees it. Send it before the call ends.")
    ),
    S.SUBMITTED: EntryWords(
        N_("Sent"), "info", N_("We have it. Two people look whether it can take part; you hear from us.")
    ),
    S.TO_COMPLETE: EntryWords(
        N_("To be completed"),
        "warn",
        N_("Something is to be mended before it can take part. Mend it and send it again."),
    ),
    S.INELIGIBLE: EntryWords(
        N_("Cannot take part"), "bad", N_("It does not fit the rules of this call. The reasons are below.")
    ),
    S.APPEAL: EntryWords(
        N_("Looked at again"), "info", N_("Somebody who had not decided before looks at it again. You hear from us.")
    ),
    S.ELIGIBLE: EntryWords(
        N_("Takes part"), "good", N_("It takes part. The jury reads it; the results come to everybody at once.")
    ),
    # Who is on the short list stays with the jury until the results are out.
    S.SHORTLISTED: EntryWords(
        N_("Takes part"), "good", N_("It takes part. The jury reads it; the results come to everybody at once.")
    ),
    S.WINNER: EntryWords(N_("Winner"), "good", N_("Congratulations: it is among the winners.")),
    S.FINALIST: EntryWords(N_("Finalist"), "good", N_("Congratulations: it is among the finalists.")),
    S.HONOURED: EntryWords(N_("Honoured"), "good", N_("Congratulations: the jury honours it.")),
    S.WITHDRAWN: EntryWords(N_("Withdrawn"), "quiet", N_("Your organisation took it back. Nobody judges it.")),
}

# The step into each state, as the history of an entry tells it.
STEPS: dict[EntryState, str] = {
    S.DRAFT: N_("The entry was begun."),
    S.SUBMITTED: N_("The entry was sent."),
    S.TO_COMPLETE: N_("Something is to be mended before it can take part."),
    S.INELIGIBLE: N_("It was decided that it cannot take part."),
    S.APPEAL: N_("A second look was asked for."),
    S.ELIGIBLE: N_("It was decided that it takes part."),
    S.SHORTLISTED: N_("It came on the short list."),
    S.WINNER: N_("It is among the winners."),
    S.FINALIST: N_("It is among the finalists."),
    S.HONOURED: N_("The jury honours it."),
    S.WITHDRAWN: N_("The entry was withdrawn."),
}

TOOK_PART = EntryWords(
    N_("Took part"), "good", N_("It took part, and others learn from it. What the jury says is below.")
)


def words_of(state: EntryState, *, released: bool) -> EntryWords:
    """What a state means for those who enter, before the results are out or after."""
    return TOOK_PART if released and state in (S.ELIGIBLE, S.SHORTLISTED) else WORDS[state]
