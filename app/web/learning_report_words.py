"""States and steps of learning reports and coaching, in the words of pages."""

from collections.abc import Mapping

from app.content.text import N_
from app.models.learning import CoachingState, CommitmentState, ReportState

Word = tuple[str, str]

REPORT_STATES: Mapping[ReportState, Word] = {
    ReportState.DRAFT: (N_("Being written"), "warn"),
    ReportState.SUBMITTED: (N_("Sent"), "info"),
    ReportState.COMMENTED: (N_("Commented by the hosts"), "info"),
    ReportState.ACCEPTED: (N_("Accepted"), "good"),
    ReportState.PUBLISHED: (N_("Published"), "good"),
}
COMMITMENT_TONES: Mapping[CommitmentState, str] = {
    CommitmentState.PLANNED: "quiet",
    CommitmentState.TRYING: "info",
    CommitmentState.ADOPTED: "good",
    CommitmentState.ADAPTED: "good",
    CommitmentState.DROPPED: "bad",
}
COACHING_STATES: Mapping[CoachingState, Word] = {
    CoachingState.PROPOSED: (N_("Waits for an answer"), "warn"),
    CoachingState.ACTIVE: (N_("Going on"), "good"),
    CoachingState.ENDED: (N_("Ended"), "quiet"),
    CoachingState.DECLINED: (N_("Declined"), "bad"),
}
# What a history says; who did it stands beside.
VERBS: Mapping[str, str] = {
    "begin": N_("Begun"),
    "submit": N_("Sent"),
    "comment": N_("Commented by the hosts"),
    "accept": N_("Accepted"),
    "return": N_("Sent back to be mended"),
    "publish": N_("Published"),
    "unpublish": N_("Taken off the public pages"),
    "ask": N_("Asked how it is going"),
    "remind": N_("Asked once more how it is going"),
    "answer": N_("Told how it is going"),
    "agree": N_("Licence and agreement settled"),
    "start_case": N_("A case was begun from it"),
}
COACHING_VERBS: Mapping[str, str] = {
    "ask": N_("Asked for"),
    "accept": N_("Accepted"),
    "decline": N_("Declined"),
    "change": N_("Goals or hours changed"),
    "session": N_("A meeting noted"),
    "change_session": N_("A meeting changed"),
    "end": N_("Ended"),
}
