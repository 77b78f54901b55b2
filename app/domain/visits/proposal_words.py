"""Proposals in words: their states, and the reasons for a no with what the other side hears of them."""

from collections.abc import Mapping

from app.content.text import N_
from app.models.rounds import Proposal, ProposalState

S = ProposalState
OUT = (S.SENT, S.VISITOR_ACCEPTED, S.HOST_ACCEPTED)
ENDED = (S.DECLINED, S.EXPIRED, S.TAKEN_BACK, S.CANCELLED)

STATES: Mapping[ProposalState, tuple[str, str]] = {
    S.SUGGESTED: (N_("Not sent yet"), "quiet"),
    S.SENT: (N_("Waits for both answers"), "info"),
    S.VISITOR_ACCEPTED: (N_("Waits for the hosts"), "info"),
    S.HOST_ACCEPTED: (N_("Waits for the visitors"), "info"),
    S.AGREED: (N_("Agreed"), "good"),
    S.DECLINED: (N_("Declined"), "bad"),
    S.EXPIRED: (N_("Not answered in time"), "warn"),
    S.TAKEN_BACK: (N_("Taken back"), "quiet"),
    S.CANCELLED: (N_("Cancelled after it was agreed"), "bad"),
}

# Coordinators read the reason as it was given.
REASONS: Mapping[str, str] = {
    "days": N_("The days do not suit us"),
    "busy": N_("We have no time for a visit now"),
    "people": N_("Too many people, or too few"),
    "money": N_("It costs too much"),
    "topic": N_("It is not what we want to learn or can show"),
    "travel": N_("The journey is too long or not safe"),
    "other": N_("Something else"),
}
# What the other side hears: kind, true, and no more than they need.
HEARD: Mapping[str, str] = {
    "days": N_("These days do not suit them."),
    "busy": N_("They have no time for a visit at the moment."),
}
HEARD_OTHERWISE = N_("It does not work out for them this time. It is no judgement on you.")


def kept_reason(code: str, words: str) -> str:
    return f"{code}\n{words}"


def reason_of(proposal: Proposal) -> tuple[str, str]:
    """The code of REASONS and the own words, of a proposal that was declined."""
    code, _, words = proposal.reason.partition("\n")
    return code, words


def heard(code: str) -> str:
    return HEARD.get(code, HEARD_OTHERWISE)
