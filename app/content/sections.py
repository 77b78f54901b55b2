"""The sections of a case, in the order of the editor: first the raw experience, then its systematisation."""

from app.content.analysis_sections import ANALYSIS_SECTIONS
from app.content.schema import Field, Group, Kind, Need, Section
from app.content.text import N_

SUBMISSION, PUBLICATION = Need.SUBMISSION, Need.PUBLICATION

SUMMARY = Section(
    "summary",
    N_("In short"),
    N_("What a reader sees first. Say it as you would to a colleague on the phone."),
    (
        Field("title", Kind.LINE, N_("Title"), N_("What you did and for whom, in one line."), 120, need=SUBMISSION),
        Field(
            "summary",
            Kind.LINE,
            N_("The experience in one sentence"),
            N_("What changed, and how."),
            160,
            need=SUBMISSION,
        ),
        Field("abstract", Kind.TEXT, N_("Abstract"), N_("At most 150 words."), 1500, need=PUBLICATION),
    ),
)

FACTS = Section(
    "facts",
    N_("Where, when and about what"),
    N_("These answers let other organisations find the experience."),
    (
        Field("kind", Kind.CHOICE, N_("What kind of experience is it?"), vocabulary="case_kind", need=SUBMISSION),
        Field("role", Kind.CHOICE, N_("Your organisation's part in it"), vocabulary="case_role", need=SUBMISSION),
        Field("country", Kind.COUNTRY, N_("Country"), need=SUBMISSION),
        Field("region", Kind.PLAIN, N_("Region or municipality"), limit=120),
        Field(
            "benefits",
            Kind.RANKED,
            N_("What did working together bring?"),
            N_("Up to five, the most important first."),
            5,
            "benefit",
            SUBMISSION,
            1,
        ),
        Field("activities", Kind.CHOICES, N_("Practical activities"), limit=8, vocabulary="activity"),
        Field(
            "capabilities",
            Kind.CHOICES,
            N_("What did the organisation get better at?"),
            N_("Up to three."),
            3,
            "capability",
            SUBMISSION,
            1,
        ),
        Field("products", Kind.CHOICES, N_("Products"), limit=6, vocabulary="product", need=PUBLICATION, minimum=1),
        Field("methods", Kind.CHOICES, N_("How did people learn?"), "", 6, "method", PUBLICATION, 1),
        Field(
            "started",
            Kind.DATE,
            N_("From"),
            N_("As exact as you know it: 2019, 2019-05 or 2019-05-31."),
            need=PUBLICATION,
        ),
        Field("ended", Kind.DATE, N_("Until"), N_("Leave empty if it goes on.")),
        Field("facilitation", Kind.CHOICE, N_("Who facilitated the process?"), vocabulary="facilitation"),
        Field("balance", Kind.CHOICE, N_("In an alliance with a buyer: who had the say?"), vocabulary="balance"),
    ),
)

STORY = Section(
    "story",
    N_("The story in your own words"),
    N_("Write as you speak. A voice note or a photo of a handwritten page will do instead."),
    (
        Field(
            "what_we_did",
            Kind.TEXT,
            N_("What did you do?"),
            N_("How did it begin, who took part, what came first and what next?"),
            6000,
            need=SUBMISSION,
        ),
        Field(
            "what_changed",
            Kind.TEXT,
            N_("What changed?"),
            N_("For the members, their families, the organisation. A number says a lot, if you have one."),
            6000,
            need=SUBMISSION,
        ),
        Field(
            "what_was_hard",
            Kind.TEXT,
            N_("What was hard?"),
            N_("What went wrong, and what would you do differently? This is where others learn most."),
            6000,
            need=SUBMISSION,
        ),
    ),
)

SYSTEMATISATION = Section(
    "systematisation",
    N_("How it was systematised"),
    N_("The question that the systematisation answers, and the people who answered it."),
    (
        Field("objective", Kind.TEXT, N_("Objective: what is this systematisation for?"), limit=1000, need=PUBLICATION),
        Field("object", Kind.TEXT, N_("Object: which experience, where and when?"), limit=1000, need=PUBLICATION),
        Field("axis", Kind.TEXT, N_("Axis: which thread do we follow through it?"), limit=1000, need=PUBLICATION),
        Field("how", Kind.TEXT, N_("How was it done?"), N_("Workshops, interviews, visits."), 2000, need=PUBLICATION),
        Group(
            "team",
            N_("Who systematised"),
            N_("Person"),
            (
                Field("name", Kind.PLAIN, N_("Name"), limit=120, need=PUBLICATION),
                Field("role", Kind.LINE, N_("Role"), limit=120),
            ),
            minimum=1,
            maximum=12,
            need=PUBLICATION,
        ),
        Field("people", Kind.NUMBER, N_("People who took part"), limit=1_000_000),
        Field("women", Kind.NUMBER, N_("of them women"), limit=1_000_000),
        Field("youth", Kind.NUMBER, N_("of them under 30"), limit=1_000_000),
    ),
)

PROCESS = Section(
    "process",
    N_("What happened"),
    N_("From the situation at the beginning to the situation today, by its moments."),
    (
        Field("initial_situation", Kind.TEXT, N_("The situation at the beginning"), limit=6000, need=PUBLICATION),
        Group(
            "moments",
            N_("Moments"),
            N_("Moment"),
            (
                Field("date", Kind.DATE, N_("Date"), N_("2019, 2019-05 or 2019-05-31"), need=PUBLICATION),
                Field("title", Kind.LINE, N_("What happened"), limit=160, need=PUBLICATION),
                Field("text", Kind.TEXT, N_("More about it"), limit=3000),
                Field("turning_point", Kind.FLAG, N_("A turning point: after this, things were different")),
            ),
            N_("At least three. Mark the turning points."),
            3,
            need=PUBLICATION,
        ),
        Field("final_situation", Kind.TEXT, N_("The situation today"), limit=6000, need=PUBLICATION),
    ),
)

PEOPLE = Section(
    "actors",
    N_("Actors and resources"),
    N_("Who took part, how much they had to say at each stage, and what it cost."),
    (
        Group(
            "actors",
            N_("Actors"),
            N_("Actor"),
            (
                Field(
                    "name", Kind.LINE, N_("Who"), N_("Women's committee, buyer, municipality …"), 160, need=PUBLICATION
                ),
                Field("role", Kind.LINE, N_("What they did"), limit=300, need=PUBLICATION),
                Field("initiation", Kind.CHOICE, N_("Part in starting it"), vocabulary="participation"),
                Field("planning", Kind.CHOICE, N_("Part in planning"), vocabulary="participation"),
                Field("implementation", Kind.CHOICE, N_("Part in doing it"), vocabulary="participation"),
                Field("monitoring", Kind.CHOICE, N_("Part in following it up"), vocabulary="participation"),
            ),
            minimum=1,
            need=PUBLICATION,
        ),
        Field("money_from", Kind.NUMBER, N_("Money spent, from"), limit=10**12),
        Field("money_to", Kind.NUMBER, N_("Money spent, up to"), limit=10**12),
        Field("currency", Kind.CURRENCY, N_("Currency")),
        Field("external_share", Kind.NUMBER, N_("Paid by others, in per cent"), limit=100),
        Field("time", Kind.LINE, N_("Time it took"), limit=200),
        Field("inputs", Kind.TEXT, N_("Other resources"), limit=2000),
    ),
)

SECTIONS: tuple[Section, ...] = (SUMMARY, FACTS, STORY, SYSTEMATISATION, PROCESS, PEOPLE, *ANALYSIS_SECTIONS)
BY_NAME: dict[str, Section] = {section.name: section for section in SECTIONS}
RAW_SECTIONS = ("summary", "facts", "story")
