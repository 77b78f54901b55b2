"""What the audit trail says about demands, offers, rounds, proposals, visits, reports and coaching, in plain words."""

from collections.abc import Mapping

from app.content.text import N_

THINGS: Mapping[str, str] = {
    "demand": N_("Wish to learn"),
    "offer": N_("Offer to show"),
    "round": N_("Round of visits"),
    "proposal": N_("Proposal of a visit"),
    "visit": N_("Learning visit"),
    "report": N_("Learning report"),
    "coaching": N_("Coaching"),
}

ACTIONS: Mapping[str, str] = {
    "demand.open": N_("published what an organisation wants to learn"),
    "demand.propose": N_("had a visit proposed for a wish to learn"),
    "demand.schedule": N_("had a visit agreed for a wish to learn"),
    "demand.reopen": N_("opened a wish to learn again"),
    "demand.serve": N_("closed a wish to learn: the visit took place"),
    "demand.withdraw": N_("took back a wish to learn"),
    "demand.expire": N_("closed a wish to learn whose dates have passed"),
    "offer.open": N_("published what an organisation can show"),
    "offer.pause": N_("paused an offer to show"),
    "offer.withdraw": N_("took back an offer to show"),
    "round.publish": N_("published a plan of visits"),
    "round.close": N_("closed a round of visits"),
    "proposal.send": N_("sent a proposal of a visit"),
    "proposal.accept_as_visitor": N_("accepted a visit for those who travel"),
    "proposal.accept_as_host": N_("accepted a visit for the hosts"),
    "proposal.agree": N_("accepted a visit that the other side had accepted"),
    "proposal.decline": N_("declined a proposal of a visit"),
    "proposal.expire": N_("closed a proposal of a visit that was not answered in time"),
    "proposal.take_back": N_("took back a proposal of a visit"),
    "proposal.cancel": N_("cancelled a visit that was agreed"),
    "visit.confirm": N_("confirmed a visit"),
    "visit.unconfirm": N_("put a confirmed visit back to preparation"),
    "visit.begin": N_("began a visit"),
    "visit.complete": N_("said that a visit took place"),
    "visit.report": N_("had all reports of a visit"),
    "visit.close": N_("closed a visit"),
    "visit.cancel": N_("cancelled a visit"),
    "visit.did_not_happen": N_("said that a visit did not take place"),
    "report.submit": N_("sent a learning report"),
    "report.comment": N_("commented on a learning report as host"),
    "report.accept": N_("accepted a learning report"),
    "report.return": N_("sent a learning report back with a message"),
    "report.publish": N_("published a learning report"),
    "report.unpublish": N_("took a learning report off the public pages"),
    "coaching.accept": N_("accepted a coaching"),
    "coaching.decline": N_("declined a coaching"),
    "coaching.end": N_("ended a coaching"),
}
