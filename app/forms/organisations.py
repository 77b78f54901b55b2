"""The forms about organisations, and the words for their fields wherever they are shown."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from app.content.clean import Choices, clean_value
from app.content.schema import Field as ContentField
from app.content.schema import Kind
from app.content.text import N_, one_line, tidy
from app.domain.errors import Invalid
from app.domain.organisations.profile import OrganisationFields
from app.domain.people.names import clean_email
from app.models.organisations import MemberRole, OrganisationKind, RelationKind, Tier

LABELS = {
    "name": N_("Name of the organisation"),
    "kind": N_("What kind of organisation is it?"),
    "tier": N_("Tier"),
    "country": N_("Country"),
    "region": N_("Region or place"),
    "latitude": N_("Latitude"),
    "longitude": N_("Longitude"),
    "products": N_("Products"),
    "certifications": N_("Certifications"),
    "languages": N_("Languages you speak"),
    "members": N_("Members"),
    "women": N_("Women among them"),
    "youth": N_("Young people among them"),
    "founded": N_("Founded in"),
    "website": N_("Website"),
    "contact_name": N_("Whom to ask for"),
    "contact_email": N_("E-mail for questions"),
    "contact_phone": N_("Telephone"),
    "contact_public": N_("Show these to everybody"),
    "description": N_("In a few sentences"),
}

_WEBSITE = ContentField("website", Kind.URL, "", limit=300)
_NO_CHOICES = Choices(lambda _: frozenset(), frozenset(), frozenset(), frozenset())
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,'’]\d{3})+\Z")
# Signs that turn the direction of the text after them, so that a name could rewrite its surroundings.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")


def _line(value: str) -> str:
    return one_line(_DIRECTION.sub("", value))


def _whole(value: str) -> str:
    """As people write numbers of people: "1 250", "1,250" and "1.250" are all 1250."""
    digits = "".join(value.split())
    return re.sub(r"[.,'’]", "", digits) if _THOUSANDS.match(digits) else digits


def _degrees(value: str) -> str:
    """A comma and a typographic minus are understood."""
    return "".join(value.split()).replace("\u2212", "-").replace(",", ".")


def _website(value: str) -> str:
    return str(clean_value(_WEBSITE, value, _NO_CHOICES))


def _email(value: str) -> str:
    try:
        return clean_email(value) if value else ""
    except Invalid as wrong:
        raise ValueError(wrong.message) from None


def _once(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


Line = Annotated[str, BeforeValidator(_line)]
Text = Annotated[str, BeforeValidator(tidy)]
Number = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=100_000_000)]
Degrees = Annotated[float, BeforeValidator(_degrees)]
# Shorter than the column: "https://" may be put in front.
Website = Annotated[str, Field(max_length=290), AfterValidator(_website)]
Email = Annotated[str, Field(max_length=254), AfterValidator(_email)]
Codes = Annotated[list[str], AfterValidator(_once)]


class NewOrganisation(BaseModel):
    """The first three questions; the rest of the profile can wait."""

    name: Line = Field(min_length=2, max_length=160)
    kind: OrganisationKind
    country: str
    another: bool = False
    # Asked of coordinators only, who also write down organisations of others.
    mine: bool = False
    next: str = ""

    def said(self) -> OrganisationFields:
        return OrganisationFields(name=self.name, kind=self.kind, country=self.country)


class Profile(BaseModel):
    """All that an organisation says of itself."""

    name: Line = Field(min_length=2, max_length=160)
    kind: OrganisationKind
    country: str
    tier: Tier | None = None
    region: Line = Field(default="", max_length=120)
    latitude: Degrees | None = None
    longitude: Degrees | None = None
    products: Codes = Field(default_factory=list, max_length=30)
    certifications: Codes = Field(default_factory=list, max_length=30)
    languages: Codes = Field(default_factory=list, max_length=12)
    members: Number | None = None
    women: Number | None = None
    youth: Number | None = None
    founded: Number | None = None
    website: Website = ""
    contact_name: Line = Field(default="", max_length=120)
    contact_email: Email = ""
    contact_phone: Line = Field(default="", max_length=60)
    contact_public: bool = False
    description: Text = Field(default="", max_length=2000)
    row_version: int = 0

    def said(self) -> OrganisationFields:
        return OrganisationFields(**self.model_dump(exclude={"row_version"}))


class InvitationForm(BaseModel):
    email: str = Field(max_length=254)
    role: MemberRole


class RoleForm(BaseModel):
    role: MemberRole


class AskForm(BaseModel):
    message: Text = Field(default="", max_length=1000)


class RelationForm(BaseModel):
    """`relation` is a kind and a direction: "funded_by" or "funded_by-back"."""

    relation: str
    other: Line = Field(max_length=300)
    code: str = ""

    def kind(self) -> tuple[RelationKind, bool]:
        """The kind, and whether the organisation itself comes first. Raises Invalid."""
        name, _, back = self.relation.partition("-")
        if name not in set(RelationKind) or back not in ("", "back"):
            raise Invalid(N_("Choose one of the answers offered."), "relation")
        return RelationKind(name), not back
