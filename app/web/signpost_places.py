"""The pages for everybody, and those of one's own, that signposts lead to."""

from app.content.text import N_
from app.web.signpost_place import Place, members, strangers

# Words that say nothing where somebody looks for a page.
FILLERS = N_("want, like, need, see, find, look, search, open, go, show, page, website, platform, please")

OWN = (
    Place(
        "visit_calendar",
        N_("Calendar of visits"),
        N_("The visits to come, by month, week or as a list."),
        N_("calendar, agenda, schedule, timetable, date of visits, next visit, upcoming visits, coming visits"),
        members,
    ),
    Place(
        "visit_list",
        N_("Visits"),
        N_("Your visits, those to come and those that were."),
        N_("visit, my visits, our visits, past visits"),
        members,
    ),
    Place(
        "visit_feed_address",
        N_("Visits in my own calendar"),
        N_("The calendar of your phone or computer can show your visits, and what changes in them, by itself."),
        N_("calendar feed, ICS, iCal, Google Calendar, Outlook, calendar on my phone, subscribe to the calendar"),
        members,
    ),
    Place(
        "waiting",
        N_("What waits for me"),
        N_("Everything that you have to answer, decide or write."),
        N_("to do, task, my tasks, pending, waiting, inbox"),
        members,
    ),
    Place(
        "notifications",
        N_("News"),
        N_("What happened to what you take part in."),
        N_("notification, my messages, what is new"),
        members,
    ),
    Place(
        "account",
        N_("Your account"),
        N_("Your name, your language, your clock, and how often we write to you."),
        N_("account, profile, setting, preference, language, change the language, time zone, e-mails, fewer e-mails"),
        members,
    ),
    Place(
        "account_security",
        N_("Signing in"),
        N_("Change your password or your e-mail address, and sign out elsewhere."),
        N_("password, new password, change password, change e-mail address, sign out, log out, logout, security"),
        members,
        "password",
    ),
    Place(
        "account_data",
        N_("Your data"),
        N_("Take along what is kept about you, or delete your account."),
        N_("my data, personal data, delete account, privacy, data protection"),
        members,
    ),
    Place(
        "saved_searches",
        N_("Searches you keep"),
        N_("With one mail a week about what is new in them."),
        N_("saved search, kept search, my searches, alert, subscription, weekly mail"),
        members,
    ),
    Place(
        "questions_mine",
        N_("What you asked for"),
        N_("The questions that you asked, and what became of them."),
        N_("my questions, question, answer to my question"),
        members,
    ),
    Place(
        "my_organisations",
        N_("My organisations"),
        N_("Their profiles, their people, and what they have told."),
        N_("my organisation, our organisation, our profile, our members"),
        members,
    ),
    Place(
        "organisation_new",
        N_("Add an organisation"),
        N_("In three questions; a coordinator looks at it once."),
        N_("add organisation, register organisation, new organisation, join with our organisation"),
        members,
    ),
    Place(
        "learning_own",
        N_("Our wishes and offers"),
        N_("What your organisations want to learn and can show, drafts too."),
        N_("my offers, our offers, my wishes, our wishes, our demands"),
        members,
    ),
    Place(
        "proposal_list",
        N_("Proposed visits"),
        N_("Visits that were proposed to you, and your answers."),
        N_("proposal, visit proposal, proposed, invitation to a visit"),
        members,
    ),
    Place(
        "learning_mine",
        N_("My learning"),
        N_("Reports of visits, what became of what you saw, and coaching."),
        N_("my reports, our reports, write a report, visit report, commitment, follow up"),
        members,
    ),
    Place(
        "coaching_list",
        N_("Coaching"),
        N_("One organisation accompanies another for some hours, in person or from afar."),
        N_("coach, mentor, mentoring, my coaching"),
        members,
    ),
    Place(
        "sign_up",
        N_("Sign up"),
        N_("An account with your e-mail address. It costs nothing."),
        N_("register, registration, sign up, signup, join, create account, new account, become a member, account"),
        strangers,
    ),
    Place(
        "sign_in",
        N_("Sign in"),
        N_("With your e-mail address and your password."),
        N_("sign in, log in, login, account, my account, profile, my profile"),
        strangers,
    ),
    Place(
        "password_forgotten",
        N_("Password forgotten"),
        N_("We send you a link with which you choose a new one."),
        N_("password, forgot password, lost password, new password, change password"),
        strangers,
    ),
)
PUBLIC = (
    Place(
        "case_new",
        N_("Tell your experience"),
        N_("What you tried, what changed, what was hard: a quarter of an hour is enough."),
        N_(
            "tell an experience, write an experience, write up an experience, share an experience, send an experience, "
            "upload an experience, publish an experience, submit an experience, add an experience, new experience, "
            "our experience, upload a case, write a case, new case, add a case, submit a case, share a case, "
            "publish a case, upload, upload a document, contribute, take part, participate"
        ),
    ),
    Place(
        "offer_new",
        N_("Offer to show something"),
        N_("Say what your organisation can show to visitors, and when they may come."),
        N_(
            "offer a visit, host a visit, host, hosting, host visitors, receive visitors, receive a visit, new offer, "
            "make an offer, invite visitors, offer coaching, become a host, take part, participate"
        ),
    ),
    Place(
        "demand_new",
        N_("Say what you want to learn"),
        N_("Your organisation's wish to visit somebody; hosts and coordinators answer it."),
        N_(
            "ask for a visit, request a visit, apply for a visit, book a visit, visit somebody, visit an organisation, "
            "new wish, learn something, become a visitor"
        ),
    ),
    Place(
        "ask_for_case",
        N_("Ask for an experience"),
        N_("Tell the coordinators what you would like to learn, and hear of it when somebody tells it."),
        N_("ask a question, ask for an experience, question, ask the coordinators, request an experience, contact"),
    ),
    Place(
        "learning_home",
        N_("Learning visits"),
        N_("How organisations visit each other, and who would like to learn or can show something now."),
        N_(
            "visit, learning visit, exchange visit, exchange, study tour, study trip, field visit, learning route, "
            "calendar of visits, date of visits, next visit"
        ),
    ),
    Place(
        "offer_list",
        N_("What organisations can show"),
        N_("Visits and coaching on offer: where, when, in which languages, with or without an interpreter."),
        N_("offer, offered visits, visit on offer, host, list of hosts, interpreter, interpretation, where to visit"),
    ),
    Place(
        "demand_list",
        N_("What organisations want to learn"),
        N_("Their wishes to visit somebody. Can you show it? Answer there."),
        N_("wish, demand, request, learning need, wishes to learn, who wants to visit, learning wish"),
    ),
    Place(
        "report_list",
        N_("What visitors learned"),
        N_("Reports of visits: what they saw, and what became of it at home."),
        N_("report, visit report, report of a visit, what visits taught, lessons of visits"),
    ),
    Place(
        "case_list",
        N_("Experiences"),
        N_("All of them, with filters and a map, to take along as a spreadsheet or for citing too."),
        N_(
            "experience, case, case study, case studies, all cases, library, catalogue, map, export, download, "
            "spreadsheet, Excel, CSV, BibTeX"
        ),
    ),
    Place(
        "block_list",
        N_("Building blocks"),
        N_("Parts of experiences that another organisation can use without copying the whole."),
        N_("building block, block, reusable parts"),
    ),
    Place(
        "organisation_list",
        N_("Organisations"),
        N_("Producer organisations and those who work with them."),
        N_("organisation, organization, list of organisations, directory, who takes part, participant, member list"),
    ),
    Place(
        "vocabulary_list",
        N_("Topics"),
        N_("The words by which experiences are filed, the same in four languages, each with what it means here."),
        N_("topic, theme, subject, category, vocabulary, keyword, tag, glossary, definition, thesaurus"),
    ),
    Place(
        "term_suggest",
        N_("Suggest a term"),
        N_("A word that is missing among the topics."),
        N_("suggest a term, suggest a topic, missing topic, missing term, new topic"),
    ),
    Place(
        "api_docs",
        N_("For programmers"),
        N_("Everything public can be read by other programs, without a key."),
        N_("API, REST, JSON, OpenAPI, developer, programmer, programming interface, open data, export"),
    ),
    Place(
        "about",
        N_("Feeds"),
        N_("How to follow new experiences with a feed reader."),
        N_("feed, RSS, Atom, feed reader, newsletter, follow new experiences, subscribe"),
        part="feeds",
    ),
    Place(
        "about",
        N_("Licences"),
        N_("What may be copied, translated and adapted."),
        N_("licence, license, copyright, Creative Commons, right to copy, terms of use, reuse of texts"),
        part="licence",
    ),
    Place(
        "about",
        N_("How it works"),
        N_("How an experience is told, looked at, systematised and used by others."),
        N_("about, about us, help, instructions, guide, manual, how it works, how does it work, contact, FAQ"),
    ),
)
