"""The analytical sections: results, conditions, lessons, building blocks, use by others, media, references."""

from app.content.schema import Field, Group, Kind, Need, Section
from app.content.text import N_

PUBLICATION = Need.PUBLICATION

RESULTS = Section(
    "results",
    N_("Results"),
    N_("Numbers before and after, and how well each is known."),
    (
        Group(
            "results",
            N_("Results"),
            N_("Result"),
            (
                Field("indicator", Kind.LINE, N_("What was counted or measured"), limit=160, need=PUBLICATION),
                Field("before", Kind.NUMBER, N_("Before"), limit=10**12),
                Field("after", Kind.NUMBER, N_("After"), limit=10**12, need=PUBLICATION),
                Field("unit", Kind.LINE, N_("Unit"), N_("families, kg a hectare, per cent …"), 60),
                Field("date", Kind.DATE, N_("Date")),
                Field("source", Kind.LINE, N_("Where the number comes from"), limit=300),
                Field("evidence", Kind.CHOICE, N_("How well is it known?"), "", 1, "evidence", PUBLICATION),
            ),
            minimum=1,
            need=PUBLICATION,
        ),
    ),
)

CONDITIONS = Section(
    "conditions",
    N_("Conditions and analysis"),
    N_("What helped, what stood in the way, and why it came out as it did."),
    (
        Group(
            "conditions",
            N_("Conditions"),
            N_("Condition"),
            (
                Field("domain", Kind.CHOICE, N_("Area"), "", 1, "condition", PUBLICATION),
                Field("hindering", Kind.FLAG, N_("It stood in the way")),
                Field("text", Kind.TEXT, N_("What it was"), limit=1500, need=PUBLICATION),
            ),
            minimum=2,
            need=PUBLICATION,
        ),
        Group(
            "matrix",
            N_("Analysis"),
            N_("Criterion"),
            (
                Field("criterion", Kind.LINE, N_("Criterion"), limit=160, need=PUBLICATION),
                Field("positive", Kind.TEXT, N_("What went well"), limit=1500),
                Field("negative", Kind.TEXT, N_("What went badly"), limit=1500),
                Field("why", Kind.TEXT, N_("Why"), limit=1500, need=PUBLICATION),
            ),
            minimum=2,
            need=PUBLICATION,
        ),
    ),
)

LESSONS = Section(
    "lessons",
    N_("Lessons"),
    N_("Three to five. A lesson says what somebody else should do, and what makes you sure."),
    (
        Group(
            "lessons",
            N_("Lessons"),
            N_("Lesson"),
            (
                Field("statement", Kind.TEXT, N_("The lesson"), limit=500, need=PUBLICATION),
                Field("for_whom", Kind.LINE, N_("For whom"), limit=160),
                Field("evidence", Kind.TEXT, N_("What makes you sure"), limit=1000),
            ),
            minimum=3,
            maximum=5,
            need=PUBLICATION,
        ),
        Field("differently", Kind.TEXT, N_("What we would do differently"), limit=3000, need=PUBLICATION),
        Group(
            "weaknesses",
            N_("Weaknesses, and how they were overcome"),
            N_("Weakness"),
            (
                Field("voice", Kind.CHOICE, N_("Who says so"), "", 1, "voice", PUBLICATION),
                Field("weakness", Kind.TEXT, N_("The weakness"), limit=1000, need=PUBLICATION),
                Field("overcome", Kind.TEXT, N_("How it was overcome"), limit=1000),
            ),
            minimum=1,
            need=PUBLICATION,
        ),
    ),
)

BLOCKS = Section(
    "blocks",
    N_("Building blocks"),
    N_("The parts that others can use without copying the whole. If it takes an hour to explain, it is several."),
    (
        Group(
            "blocks",
            N_("Building blocks"),
            N_("Building block"),
            (
                Field("title", Kind.LINE, N_("Name"), limit=120, need=PUBLICATION),
                Field("what", Kind.TEXT, N_("What it is"), limit=2000, need=PUBLICATION),
                Field("enabling", Kind.TEXT, N_("What it needs to work"), limit=2000, need=PUBLICATION),
                Field("lesson", Kind.TEXT, N_("What we learned about it"), limit=1500),
                Field("steps", Kind.TEXT, N_("Steps to use it elsewhere"), limit=3000),
                Field("effort", Kind.LINE, N_("Effort"), N_("Time, people, money."), 200),
            ),
            minimum=1,
            maximum=5,
            need=PUBLICATION,
        ),
    ),
)

REPLICATION = Section(
    "replication",
    N_("Can others do it?"),
    N_("What must be there first, when to leave it alone, and what your organisation can offer."),
    (
        Field("prerequisites", Kind.TEXT, N_("What must be there first"), limit=2000, need=PUBLICATION),
        Field("do_not_copy_if", Kind.TEXT, N_("Do not copy this if …"), limit=2000, need=PUBLICATION),
        Field(
            "sustainable", Kind.CHOICE, N_("Does it go on without outside support?"), "", 1, "sustainable", PUBLICATION
        ),
        Field("sustainable_why", Kind.TEXT, N_("Why"), limit=1500),
        Field("offers", Kind.CHOICES, N_("What can your organisation offer now?"), limit=4, vocabulary="offer_kind"),
        Field("offer_languages", Kind.LANGUAGES, N_("In which languages"), limit=8),
        Field("offer_months", Kind.MONTHS, N_("In which months it can be seen"), limit=12),
        Field("offer_people", Kind.NUMBER, N_("How many visitors at once"), limit=500),
        Field("offer_note", Kind.TEXT, N_("What visitors should know"), limit=1000),
        Group(
            "questions",
            N_("Learning questions"),
            N_("Question"),
            (
                Field(
                    "question",
                    Kind.TEXT,
                    N_("A question for the reader's own organisation"),
                    limit=400,
                    need=PUBLICATION,
                ),
            ),
            minimum=3,
            maximum=5,
            need=PUBLICATION,
        ),
    ),
)

MEDIA = Section(
    "media",
    N_("Pictures, voices, documents"),
    N_("Captions and descriptions in words. Files themselves are uploaded on the media page."),
    (
        Group(
            "media",
            N_("Media"),
            N_("Medium"),
            (
                Field("medium", Kind.MEDIUM, N_("File"), need=PUBLICATION),
                Field("caption", Kind.LINE, N_("Caption"), limit=300, need=PUBLICATION),
                Field("alt", Kind.LINE, N_("What is to be seen or heard, for people who cannot"), limit=500),
                Field("credit", Kind.PLAIN, N_("Credit"), limit=160),
                Field("date", Kind.DATE, N_("Date")),
                Field("transcript", Kind.TEXT, N_("What is said, word for word"), limit=30000),
            ),
            minimum=1,
            maximum=40,
            need=PUBLICATION,
        ),
    ),
)

REFERENCES = Section(
    "references",
    N_("References and related cases"),
    N_("What to read next, and whose experience this one builds on."),
    (
        Group(
            "references",
            N_("References"),
            N_("Reference"),
            (
                Field("citation", Kind.PLAIN, N_("Author, year, title, publisher"), limit=500, need=PUBLICATION),
                Field("url", Kind.URL, N_("Web address"), limit=500),
            ),
        ),
        Field("related", Kind.CASES, N_("Related cases"), N_("Their codes, separated by commas."), 10),
        Field("adapted_from", Kind.CASES, N_("Adapted from"), N_("The code of the case you learned from."), 3),
    ),
)

ANALYSIS_SECTIONS = (RESULTS, CONDITIONS, LESSONS, BLOCKS, REPLICATION, MEDIA, REFERENCES)
