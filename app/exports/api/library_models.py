"""Vocabularies and organisations as the API answers them."""

from typing import Annotated

from pydantic import BaseModel, Field

from app.content.text import N_
from app.exports.api.basics import (
    Address,
    Api,
    ByLanguage,
    Code,
    Country,
    Languages,
    OrganisationReference,
    term_field,
    terms_field,
)


class Term(BaseModel):
    """A controlled term, in four languages."""

    code: str = Field(description=N_("Never changes."), examples=["potato"])
    broader: str = Field(description=N_("The code of the term above it, else empty."), examples=["tubers"])
    labels: ByLanguage
    definitions: Annotated[dict[str, str], Field(examples=[{"en": "Potatoes of all kinds, fresh or processed."}])]
    synonyms: Annotated[dict[str, list[str]], Field(examples=[{"es": ["patata", "chuño"]}])]
    same_as: str = Field(description=N_("The address of the same concept elsewhere, else empty."), examples=[""])


class VocabularyLine(BaseModel):
    """A list of controlled terms."""

    name: str = Field(examples=["product"])
    titles: Annotated[dict[str, str], Field(examples=[{"en": "Products", "es": "Productos"}])]
    descriptions: Annotated[dict[str, str], Field(examples=[{"en": "What the members grow, raise, catch or make."}])]
    broader_in: str = Field(
        description=N_("The vocabulary in which broader terms are found: this one, or the one above it."),
        examples=["product"],
    )
    count: int = Field(description=N_("How many terms it has."), examples=[84])
    api: Annotated[str, Field(examples=["https://example.org/api/v1/vocabularies/product"])]


class VocabularyList(BaseModel):
    """All vocabularies."""

    vocabularies: list[VocabularyLine]


class Vocabulary(VocabularyLine):
    """A vocabulary with its terms, in their order."""

    terms: list[Term]


class Contact(BaseModel):
    """Given only where the organisation wants everybody to see it."""

    name: str = Field(examples=["Rosa Quispe"])
    email: str = Field(examples=["rosa@example.org"])
    phone: str = Field(examples=["+51 1 000 0000"])


class CaseReference(BaseModel):
    code: Code
    title: str = Field(examples=["Vender la papa juntos"])
    address: Address
    api: Api


class Organisation(OrganisationReference):
    """The public profile of an organisation."""

    kind: Annotated[str, term_field("organisation_kind", "producer_organisation")]
    tier: Annotated[str, term_field("tier", "first_tier")]
    country: Country
    region: str = Field(examples=["Junín"])
    latitude: float | None = Field(description=N_("Rounded to a tenth of a degree."), examples=[-11.2])
    longitude: float | None = Field(description=N_("Rounded to a tenth of a degree."), examples=[-75.3])
    products: Annotated[list[str], terms_field("product", "potato")]
    certifications: Annotated[list[str], terms_field("certification", "organic")]
    languages: Languages
    members: int | None = Field(examples=[412])
    women: int | None = Field(examples=[230])
    youth: int | None = Field(examples=[61])
    founded: int | None = Field(examples=[1998])
    website: str = Field(examples=["https://example.org"])
    description: str = Field(examples=["Forty families of the valley sell their potatoes through one gate."])
    illustration: bool = Field(description=N_("Invented, to show what the platform is for."), examples=[False])
    contact: Contact | None
    cases: list[CaseReference] = Field(description=N_("Its public experiences, the newest first."))
