"""What the audit trail says, in plain words: every action that is recorded, and every kind of thing it was done to.

A test walks the code for what is recorded: an action without words fails it.
"""

from collections.abc import Mapping

from app.content.text import N_
from app.domain.cup.audit_words import ACTIONS as CUP_ACTIONS
from app.domain.organisations.trail import SENTENCES
from app.domain.visits.audit_words import ACTIONS as VISIT_ACTIONS
from app.domain.visits.audit_words import THINGS as VISIT_THINGS

ACTIONS: Mapping[str, str] = {
    **SENTENCES,
    **CUP_ACTIONS,
    **VISIT_ACTIONS,
    "account_deleted": N_("deleted their account"),
    "email_changed": N_("changed their e-mail address"),
    "password_changed": N_("changed their password"),
    "password_reset": N_("set a new password by a link in a mail"),
    "password_set": N_("was given a new password by an administrator"),
    "person_created": N_("made an account for somebody"),
    "person_approved": N_("approved a newcomer"),
    "person_blocked": N_("blocked somebody"),
    "person_unblocked": N_("let somebody in again"),
    "role_granted": N_("gave somebody a role"),
    "role_revoked": N_("took a role away from somebody"),
    "coordinator_invited": N_("invited a coordinator"),
    "invitation_accepted": N_("accepted an invitation"),
    "invitation_revoked": N_("took back an invitation"),
    "job_retried": N_("had a failed job tried again"),
    "mail_resent": N_("had a failed mail sent again"),
    "term_accepted": N_("accepted a suggested term"),
    "term_mapped": N_("answered a suggested term with one that was there"),
    "term_declined": N_("declined a suggested term"),
    "term_corrected": N_("corrected the words of a term"),
    "question.answer": N_("answered what somebody would like to learn"),
    "question.close": N_("closed a question that nobody can answer"),
    "question.reopen": N_("opened a question again"),
    "question.pass_on": N_("asked an organisation to tell something"),
    "library.import": N_("imported a library"),
    "media.add": N_("added a file"),
    "media.settle": N_("changed licence, consent or place of a file"),
    "media.withdraw_consent": N_("withdrew the consent to show a file"),
    "media.remove": N_("removed a file"),
    "review.assign": N_("asked a reviewer"),
    "translation.draft": N_("put a translated section back to draft"),
    "translation.reviewed": N_("compared a translated section with its original"),
    "translation.published": N_("published a translated section"),
    "case.write": N_("wrote in a section"),
    "case.rights": N_("changed licence or consent of an experience"),
    "case.validated": N_("approved this very text"),
    "case.submit": N_("sent an experience to the coordinators"),
    "case.return": N_("sent an experience back with a message"),
    "case.decline": N_("declined an experience"),
    "case.appeal": N_("asked for a second look"),
    "case.accept": N_("published an experience as learning material"),
    "case.publish_entry": N_("published an experience with the results of the cup"),
    "case.select": N_("selected an experience for systematisation"),
    "case.begin": N_("began a systematisation"),
    "case.send_to_validation": N_("asked the organisation to approve the text"),
    "case.approve": N_("approved the text for the organisation"),
    "case.object": N_("asked for changes"),
    "case.pass_review": N_("passed an experience from review to editing"),
    "case.return_from_review": N_("sent an experience from review back to the team"),
    "case.publish": N_("published a version"),
    "case.revise": N_("began a new version"),
    "case.ask_follow_up": N_("asked whether it still works"),
    "case.follow_up": N_("said how it is going"),
    "case.archive": N_("archived an experience"),
    "case.withdraw": N_("withdrew an experience"),
}

THINGS: Mapping[str, str] = {
    "user": N_("Person"),
    "organisation": N_("Organisation"),
    "case": N_("Experience"),
    "case_section": N_("Section of an experience"),
    "media": N_("File"),
    "invitation": N_("Invitation"),
    "job": N_("Job"),
    "mail": N_("Mail"),
    "term": N_("Term"),
    "term_suggestion": N_("Suggested term"),
    "question": N_("Question"),
    "file": N_("Imported file"),
    "edition": N_("Edition of the cup"),
    "entry": N_("Entry"),
    "card": N_("Scorecard"),
    "juror": N_("Member of the jury"),
    "conflict": N_("Tie with an organisation"),
    **VISIT_THINGS,
}
