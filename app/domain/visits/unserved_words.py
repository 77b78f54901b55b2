"""Why a wish has no visit in a round, and what would help, as its organisation reads it: by the code of a block."""

from collections.abc import Mapping

from app.content.text import N_

WHY: Mapping[str, str] = {
    "declined": N_("One of you has said no to the other within the last twelve months."),
    "topic": N_("Nobody shows yet what you want to learn."),
    "language": N_("You and the hosts who fit share no language, and there is no interpreter."),
    "places": N_("You are more people than the hosts who fit can receive."),
    "visits": N_("The hosts who fit receive no more visits this year."),
    "needs": N_("The hosts who fit cannot provide all that you need, and the round does not pay for it."),
    "cost": N_("A visit costs more than the whole round has."),
    "dates": N_("Your days and the months of the hosts who fit do not meet."),
    "lead": N_("The days are too near for what has to be prepared."),
    "blackout": N_("On your days the hosts who fit cannot, or you are on another visit."),
    "round": N_("Your days lie outside those of this round."),
    "forbidden": N_("The coordinators see a reason against a visit to the hosts who would fit."),
    "budget": N_("The money of the round was not enough for one more visit."),
    "capacity": N_("In the weeks that would suit, the coordinators already look after as many visits as they can."),
    "host_busy": N_("The hosts who fit receive others on these days."),
    "organisation_busy": N_("You receive or make another visit in that week."),
    "organisation_served": N_("Your organisation already has a visit in this round, for another wish."),
    "waiting": N_("Others have waited longer than you."),
}
HELP: Mapping[str, str] = {
    "topic": N_("Look whether a wider topic would do; we keep looking for hosts."),
    "language": N_("Take along one person who speaks a language of the hosts, or ask for an interpreter."),
    "places": N_("Travel with fewer people."),
    "visits": N_("Add days of next year."),
    "needs": N_("Tell us what you could arrange yourselves."),
    "cost": N_("Tell us what you could pay yourselves, or travel with fewer people."),
    "dates": N_("Add more days on which you could travel."),
    "lead": N_("Add later days."),
    "blackout": N_("Add more days on which you could travel."),
    "round": N_("Add days within the next round."),
    "budget": N_("Tell us what you could pay yourselves, or travel with fewer people."),
    "capacity": N_("Add more days on which you could travel."),
    "host_busy": N_("Add more days on which you could travel."),
    "organisation_busy": N_("Add more days on which you could travel."),
}
NOBODY = N_("Nobody shows yet what you want to learn on days that suit you.")
