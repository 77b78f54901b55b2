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
    "begin": N_("began the report"),
    "submit": N_("sent the report"),
    "comment": N_("commented as host"),
    "accept": N_("accepted the report"),
    "return": N_("sent the report back"),
    "publish": N_("published the report"),
    "unpublish": N_("took the report off the public pages"),
    # The platform asks by itself.
    "ask": N_("Asked how it is going"),
    "remind": N_("Asked once more how it is going"),
    "answer": N_("told what became of it"),
    "agree": N_("settled under which licence it may be shown"),
    "start_case": N_("began an experience from the report"),
}
COACHING_VERBS: Mapping[str, str] = {
    "ask": N_("asked for coaching"),
    "accept": N_("accepted a coaching"),
    "decline": N_("declined a coaching"),
    "change": N_("changed goals or hours of a coaching"),
    "session": N_("noted a meeting of a coaching"),
    "change_session": N_("changed a meeting of a coaching"),
    "end": N_("ended a coaching"),
}
