"""The sheets and columns of the spreadsheet form: read by the import, written by the template."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.content.schema import Field, Group, Kind
from app.content.sections import BY_NAME, SECTIONS


@dataclass(frozen=True, slots=True)
class Column:
    """`vocabulary` names the codes that a cell may hold; several are separated by semicolons if `many`."""

    name: str
    help: str = ""
    many: bool = False
    vocabulary: str = ""


LISTS_OF_CODES = "Codes, separated by semicolons"
ORGANISATIONS = (
    Column("external_id", "Your own id, needed"),
    Column("name", "Needed"),
    Column("kind", "Needed", vocabulary="organisation_kind"),
    Column("tier", "For producer organisations", vocabulary="tier"),
    Column("country", "Needed: PE, BO …"),
    Column("region"),
    Column("latitude"),
    Column("longitude"),
    Column("products", LISTS_OF_CODES, many=True, vocabulary="product"),
    Column("certifications", LISTS_OF_CODES, many=True, vocabulary="certification"),
    Column("languages", "es; qu", many=True),
    Column("members"),
    Column("women"),
    Column("youth"),
    Column("founded", "Year"),
    Column("website"),
    Column("contact_name"),
    Column("contact_email"),
    Column("contact_phone"),
    Column("contact_public", "yes or no"),
    Column("description"),
    Column("illustration", "yes for an invented one"),
    Column("relations", "kind and external id: apex_of org-2; funded_by org-3", many=True),
)
CASE_RECORD = (
    Column("external_id", "Your own id, needed"),
    Column("organisation", "The external id of its organisation, needed"),
    Column("language", "The language it is written in, needed: es"),
    Column("state", "Needed: draft, submitted, learning_material, published …"),
    Column("tier", "raw or systematised"),
    Column("maturity", vocabulary="maturity"),
    Column("licence", "Needed unless draft", vocabulary="licence"),
    Column("consent", "yes, or the date; needed unless draft"),
    Column("illustration", "yes for an invented one"),
    Column("source", "Where the facts come from"),
    Column("created", "2024-05-31"),
    Column("published", "2024-05-31, needed if public"),
    Column("validated", "2024-05-31: when the organisation approved this text"),
    Column("what_changed"),
    Column("withdrawn_reason"),
)
MEDIA = (
    Column("case", "The external id of the case, needed"),
    Column("file", "media/scale.jpg, beside this file; needed"),
    Column("name"),
    Column("stands_for", "what_we_did, what_changed or what_was_hard"),
    Column("licence", vocabulary="licence"),
    Column("consent", "yes: needed"),
    Column("consent_note"),
    Column("caption"),
    Column("alt"),
    Column("credit"),
    Column("date"),
    Column("transcript"),
)
TRANSLATIONS = (
    Column("case", "The external id of the case, needed"),
    Column("language", "en, es, fr, pt"),
    Column("state", "draft, reviewed or published"),
    Column("section", "summary"),
    Column("path", "title, or moments.1.title"),
    Column("text"),
)
# Written for people, not read.
CODES_SHEET = "codes"


def content_column(part: Field, prefix: str = "") -> Column:
    vocabulary = "" if part.kind in (Kind.LANGUAGES, Kind.MONTHS, Kind.CASES) else part.vocabulary
    return Column(prefix + part.name, part.label, part.many, vocabulary)


def groups() -> dict[str, Group]:
    """Sheet name to group: "process.moments"."""
    return {
        f"{section.name}.{group.name}": group
        for section in SECTIONS
        for group in section.groups
        if section.name != "media"
    }


def sheets() -> Mapping[str, tuple[Column, ...]]:
    """All sheets with their columns, in order."""
    contents = [content_column(part, f"{section.name}.") for section in SECTIONS for part in section.fields]
    found = {"organisations": ORGANISATIONS, "cases": (*CASE_RECORD, *contents)}
    for name, group in groups().items():
        items = [content_column(part) for part in group.fields]
        found[name] = (Column("case", "The external id of the case, needed"), Column("key", "Optional"), *items)
    return {**found, "media": MEDIA, "translations": TRANSLATIONS}


def section_of(sheet: str) -> tuple[str, str]:
    """("process", "moments") of "process.moments"."""
    section, _, group = sheet.partition(".")
    return BY_NAME[section].name, group
