"""What the audit trail says about editions, entries and scorecards, in plain words."""

from collections.abc import Mapping

from app.content.text import N_

ACTIONS: Mapping[str, str] = {
    "edition.create": N_("made an edition of the cup"),
    "edition.about": N_("changed what is said about an edition"),
    "edition.awards": N_("changed the awards of an edition"),
    "edition.criteria": N_("changed the criteria of an edition"),
    "edition.dates": N_("changed the dates of an edition"),
    "edition.extend": N_("gave more time to an edition"),
    "edition.move": N_("moved an edition to its next phase"),
    "edition.rights": N_("changed the rights that entries to an edition give"),
    "edition.questions": N_("changed the questions of an edition"),
    "entry.begin": N_("began an entry"),
    "entry.attach": N_("added a file to an entry"),
    "entry.rights": N_("changed licence or consent of an entry"),
    "entry.discard": N_("threw an entry away"),
    "entry.submit": N_("sent an entry"),
    "entry.ask_to_complete": N_("asked for what an entry lacks"),
    "entry.find_eligible": N_("found an entry eligible"),
    "entry.find_ineligible": N_("found an entry not eligible"),
    "entry.run_out": N_("closed an entry that was not completed in time"),
    "entry.appeal": N_("objected to an entry being found not eligible"),
    "entry.shortlist": N_("put an entry on the shortlist"),
    "entry.take_off_shortlist": N_("took an entry off the shortlist"),
    "entry.make_winner": N_("made an entry a winner"),
    "entry.make_finalist": N_("made an entry a finalist"),
    "entry.make_honoured": N_("gave an entry an honourable mention"),
    "entry.withdraw": N_("withdrew an entry"),
    "card.save": N_("began a scorecard"),
    "card.mend": N_("changed a scorecard that was opened again"),
    "card.finish": N_("handed in a scorecard"),
    "card.decline": N_("declined to judge an entry"),
    "card.reopen": N_("opened a scorecard again"),
}
