"""What each kind of job does, in plain words, for the page of jobs."""

from collections.abc import Mapping

from app.content.text import N_

WORK: Mapping[str, str] = {
    "mail_message": N_("Write a mail to an address"),
    "mail_notification": N_("Write a mail about news"),
    "mail_digest": N_("Write somebody's daily mail"),
    "daily_digests": N_("See who gets a daily mail"),
    "follow_ups": N_("Ask whether published experiences still work"),
    "housekeeping": N_("Clear away what nobody needs any more"),
    "mail_deliver": N_("Send a mail"),
    "media_process": N_("Prepare an uploaded file for pages"),
    "media_forget": N_("Delete a removed file"),
    "pdf_make": N_("Make the PDF of a new version"),
    "pdf_forget": N_("Delete the PDF of an older text"),
    "cup_phases": N_("Begin phases of the cup whose date has come"),
    "cup_repairs": N_("Close entries of the cup that were not completed in time"),
    "cup_repair_reminder": N_("Remind an organisation to complete its entry"),
    "cup_calculate": N_("Calculate the results of the cup"),
    "cup_release": N_("Release the results of a cup"),
    "cup_confirm": N_("Confirm an entry of the cup, with its PDF"),
    "cup_assign": N_("Work out who reads which entry of the cup"),
    "cup_reminders": N_("Remind jurors of the cup"),
    "mail_with_keys": N_("Write a mail with links to answer"),
    "visit_announce": N_("Tell others of a new wish to learn, or a new offer to show"),
    "visit_invitations": N_("Send a visit to the calendars of those concerned"),
    "visit_calendars": N_("See whether everybody has the visits to come in their calendar"),
    "visit_evidence": N_("See how well it is documented what organisations can show"),
    "visit_demands": N_("Close wishes to learn whose dates have passed"),
    "learning_checks": N_("Ask what became of what visitors resolved to do"),
    "learning_reminder": N_("Ask once more what became of what visitors resolved to do"),
    "visit_plan": N_("Work out a draft of a round of visits"),
    "visit_plans": N_("Close drafts of rounds whose work was ended"),
    "visits_by_date": N_("Begin and end visits whose day has come"),
    "visits_announced": N_("Announce visits that begin within a week"),
    "proposals_by_date": N_("Remind people of proposals of visits, and close those not answered in time"),
    "visit_next": N_("Look which visit could be proposed next"),
    "visit_tasks": N_("Remind people of what is to do for visits"),
    "visit_passports": N_("Remove passport data after visits"),
}
