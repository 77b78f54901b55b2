"""The pages of coordinators and administrators, and those of the cup, that signposts lead to."""

from collections.abc import Sequence

from app.content.text import N_
from app.domain.cup.signposted import SignpostedCup
from app.web.cup_desks import DESKS
from app.web.signpost_place import Place, administrators, coordinators, desk, keepers, members

BESIDE_CUP = N_("cup, contest, competition, edition, year, experience, case, organisation")
Cups = Sequence[SignpostedCup]


def latest(cups: Cups) -> SignpostedCup | None:
    return next(iter(cups), None)


def public(cups: Cups) -> SignpostedCup | None:
    """The one that goes on, else the last."""
    return latest([cup for cup in cups if cup.public])


def judged(cups: Cups) -> SignpostedCup | None:
    return latest([cup for cup in cups if cup.results])


def dated(cups: Cups) -> SignpostedCup | None:
    """Whose dates are still of use."""
    return latest([cup for cup in cups if cup.public and not cup.results])


def entered(cups: Cups) -> SignpostedCup | None:
    return latest([cup for cup in cups if cup.enters])


def at_work(cups: Cups) -> SignpostedCup | None:
    """Which coordinators are busy with: the one that goes on, else the one they prepare, else the last."""
    return dated(cups) or latest(cups)


def seated(cups: Cups) -> SignpostedCup | None:
    """In whose jury the reader sits."""
    return latest([cup for cup in cups if cup.seat])


FOR_COORDINATORS = (
    Place(
        "queue",
        N_("Desk"),
        N_("The experiences that wait for somebody, what waits longest first."),
        N_("desk, queue, submitted experiences, sent experiences, review, reviewer, validation"),
        desk,
    ),
    Place(
        "first_looks",
        N_("First looks"),
        N_("Newcomers whose organisation waits for somebody to look at it."),
        N_("first look, newcomer, new organisations, approve an organisation, approval"),
        coordinators,
    ),
    Place(
        "questions",
        N_("What people ask for"),
        N_("The questions of those who searched and found nothing that helps."),
        N_("question, people ask, open questions"),
        coordinators,
    ),
    Place(
        "looked_for",
        N_("What was looked for"),
        N_("By week and language, and what found nothing; also as a spreadsheet."),
        N_(
            "search log, search statistics, looked for, what people search, search terms, "
            "searches without result, searches that found nothing"
        ),
        coordinators,
    ),
    Place(
        "round_list",
        N_("Rounds of visits"),
        N_("Who visits whom, planned for many at once."),
        N_("round, round of visits, matching, match, plan visits"),
        coordinators,
    ),
    Place(
        "proposal_lines",
        N_("Who waits for a place"),
        N_("The waiting lists of hosts who are asked for more than they can take."),
        N_("waiting list, waiting for a place"),
        coordinators,
    ),
    Place(
        "programme_page",
        N_("How the visits are doing"),
        N_("What was planned, what took place, whom it reached, and what came of it."),
        N_("programme, statistics, indicator, figures, funder, donor, monitoring of visits, visit export, export"),
        coordinators,
    ),
    Place(
        "learning_for",
        N_("Write for an organisation"),
        N_("A wish to learn, for an organisation that asked you to."),
        N_("on behalf, for an organisation, write for others"),
        desk,
    ),
    Place(
        "administration_suggestions",
        N_("Suggested terms"),
        N_("Words that people miss in the vocabularies; they wait for a decision."),
        N_("suggested term, term suggestion, new terms"),
        keepers,
    ),
    Place(
        "administration_vocabularies",
        N_("Vocabularies"),
        N_("The terms of topics, in four languages, to add to and to mend."),
        N_("vocabulary, thesaurus, term, edit terms, synonym"),
        keepers,
    ),
    Place(
        "administration_people",
        N_("People"),
        N_("Everybody who has an account."),
        N_("people, person, user, account, list of users, list of members"),
        administrators,
    ),
    Place(
        "administration_roles",
        N_("Roles"),
        N_("Who is a coordinator, facilitator or administrator."),
        N_("role, right, permission, coordinator, facilitator, administrator"),
        administrators,
    ),
    Place(
        "administration_mails",
        N_("Mails"),
        N_("What the platform sent, and what could not be delivered."),
        N_("mail, e-mail, sent mails, outbox"),
        administrators,
    ),
    Place(
        "administration_jobs",
        N_("Jobs"),
        N_("Work that the platform does by itself: mails, pictures, films, texts of documents."),
        N_("job, worker, background jobs"),
        administrators,
    ),
    Place(
        "administration_trail",
        N_("Audit trail"),
        N_("Who did what, and when."),
        N_("audit, audit trail, log, history"),
        administrators,
    ),
    Place(
        "administration",
        N_("Administration"),
        N_("How the platform is doing, its people, mails and jobs."),
        N_("admin, administration, search index, system, backup"),
        administrators,
    ),
)
OF_JURORS = (
    Place(
        "cup_desk",
        N_("Your desk"),
        N_("The entries that you read, and your scorecards."),
        N_("jury, juror, desk, my desk, scorecard, score, scoring, judging, entry, entries to read, evaluate"),
        members,
        cup=seated,
        beside=BESIDE_CUP,
    ),
    Place(
        "cup_seat",
        N_("Your seat in the jury"),
        N_("What is told of you, and your ties with those who entered."),
        N_("seat, juror, my seat, tie, my ties, conflict of interest, juror profile"),
        members,
        cup=seated,
        beside=BESIDE_CUP,
    ),
)
# What people type for each of DESKS.
_DESK_WORDS = {
    "cup_screening": N_("screening, eligibility, eligible, entry, entries, applications"),
    "cup_jury": N_("jury, juror, invite jurors, invite a juror"),
    "cup_conflicts": N_("tie, conflict of interest, conflicts of interest"),
    "cup_assignment": N_("assignment, assign, assign entries, who reads what"),
    "cup_progress": N_("progress, scorecard, remind jurors, reminder, jury progress"),
    "cup_board": N_("board, ranking, result, score, deliberation, calibration, Rasch"),
    "cup_release": N_("release, feedback, announce results, decision, announcement"),
    "cup_export": N_("export, cup export, spreadsheet, Excel, CSV, download"),
}
CUP_DESKS = tuple(
    Place(route, title, about, _DESK_WORDS[route], coordinators, cup=at_work, beside=BESIDE_CUP)
    for route, title, about, _ in DESKS
)
CUP = (
    Place(
        "cup_enter",
        N_("Enter the cup"),
        N_("What you need, and how you begin your entry."),
        N_(
            "enter the cup, enter, entry, take part in the cup, take part, participate, participation, register, "
            "registration, apply, application, submit, submission, compete, join the cup"
        ),
        cup=entered,
        beside=BESIDE_CUP,
    ),
    Place(
        "cup_edition",
        N_("Results"),
        N_("Who won, who else took part, and how the jury came to it."),
        N_("winner, won, result, finalist, award, prize, honourable mention, ranking, champion, announcement"),
        part="results",
        cup=judged,
        beside=BESIDE_CUP,
    ),
    Place(
        "cup_edition",
        N_("How it is judged"),
        N_("The criteria and what they weigh, and how many jurors read an entry."),
        N_(
            "jury, juror, judge, rubric, criterion, evaluation criteria, judging criteria, selection criteria, "
            "scoring, score, points, weight of criteria, evaluation, evaluate experiences, evaluate cases, scorecard"
        ),
        part="judging",
        part_after="about",
        cup=public,
        beside=BESIDE_CUP,
    ),
    Place(
        "cup_edition",
        N_("Dates"),
        N_("When the call opens and closes, and when the results come."),
        N_(
            "date, deadline, closing date, calendar, schedule, timetable, call, call for entries, important dates, "
            "entry deadline, application deadline"
        ),
        part="dates",
        cup=dated,
        beside=BESIDE_CUP,
    ),
    Place(
        "cup_form",
        N_("Questions to write by hand"),
        N_("Everything that an entry asks, to look at first or to fill in on paper."),
        N_("form, entry form, application form, questionnaire, paper form, questions of the cup"),
        cup=entered,
        beside=BESIDE_CUP,
    ),
    Place(
        "cup_edition",
        N_("Cup"),
        N_("What it is about, its dates, its awards and how it is judged."),
        N_("cup, contest, competition, current cup, this year, award, prize, theme of the cup, rules, edition"),
        cup=public,
        beside=BESIDE_CUP,
    ),
    Place(
        "cup",
        N_("All cups and their winners"),
        N_("The cup of this year, and those of the years before."),
        N_("cup, contest, competition, winner, past winners, previous winners, past cups, archive, all cups, edition"),
    ),
)
CUPS_OF_COORDINATORS = (
    Place(
        "cup_run",
        N_("For coordinators"),
        N_("Where the cup is, what comes next, and all its desks."),
        N_("cup, contest, competition, run the cup, phase, overview"),
        coordinators,
        cup=at_work,
        beside=BESIDE_CUP,
    ),
    Place(
        "cup_new",
        N_("Prepare a new cup"),
        N_("A template brings criteria, questions and awards with it."),
        N_("new cup, prepare a cup, create a cup, next cup"),
        coordinators,
    ),
)
