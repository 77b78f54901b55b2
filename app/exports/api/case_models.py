"""Experiences as the API answers them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, WithJsonSchema

from app.content.text import N_
from app.exports.api.basics import (
    Address,
    Api,
    Code,
    Country,
    Language,
    Languages,
    Licence,
    OrganisationReference,
    Page,
    Problem,
    Tier,
    term_field,
)
from app.exports.api.content_schema import content_schema


class CaseLine(BaseModel):
    """An experience as lists show it."""

    code: Code
    address: Address
    api: Api
    title: str = Field(description=N_("In the language given below."), examples=["Vender la papa juntos"])
    summary: str = Field(
        description=N_("The experience in one sentence."), examples=["Cuarenta familias venden en una sola puerta."]
    )
    language: Language
    languages: Languages
    organisation: OrganisationReference = Field(description=N_("Whose experience it is."))
    country: Country
    kind: Annotated[str, term_field("case_kind", "good_experience")]
    tier: Tier
    maturity: Annotated[str, term_field("maturity", "promising")]
    licence: Licence | None = Field(description=N_("The licence of the text."))
    illustration: bool = Field(
        description=N_("Invented, to show what the platform is for. Do not count it."), examples=[False]
    )
    version: int = Field(description=N_("The number of the current version."), examples=[2])
    first_published: datetime = Field(description=N_("When its first version became public."))
    updated: datetime = Field(description=N_("When its text or a translation last changed for readers."))


class CasePage(Page):
    """A page of the list of experiences."""

    cases: list[CaseLine] = Field(description=N_("The newest first."))


class VersionLine(BaseModel):
    """A version never changes; its address always shows the same text."""

    number: int = Field(examples=[2])
    tier: Tier
    published: datetime
    what_changed: str = Field(description=N_("In the words of those who published it."), examples=["New numbers."])
    address: Address
    api: Annotated[str, Field(examples=["https://example.org/api/v1/cases/k7m2qx/versions/2"])]


class Translation(BaseModel):
    """What is published of a translation of this version. Sections without one are shown in the original."""

    language: Language
    complete: bool = Field(description=N_("Whether every section is translated."), examples=[False])
    sections: list[str] = Field(description=N_("The translated sections."), examples=[["summary", "lessons"]])
    outdated: list[str] = Field(description=N_("Those that translate an earlier text."), examples=[["lessons"]])
    address: Address


class Medium(BaseModel):
    """A file that may be shown today. Those shown in it can withdraw their consent: ask again before you reuse it."""

    id: str = Field(examples=["0f3a9c71d2e84b56"])
    kind: Literal["picture", "audio", "video", "document"] = Field(examples=["picture"])
    address: str = Field(examples=["https://example.org/media/0f3a9c71d2e84b56/1280"])
    type: str = Field(description=N_("Its media type."), examples=["image/webp"])
    bytes: int = Field(examples=[48213])
    width: int | None = Field(examples=[1280])
    height: int | None = Field(examples=[960])
    seconds: float | None = Field(description=N_("The length of a recording."), examples=[None])
    caption: str = Field(examples=["La balanza"])
    alt: str = Field(description=N_("What is to be seen, for people who cannot."), examples=["Una balanza bajo techo"])
    transcript: str = Field(description=N_("What is said in a recording."), examples=[""])
    credit: str = Field(examples=["Rosa Quispe"])
    date: str = Field(description=N_("As exact as it is known."), examples=["2023-05"])
    language: Language
    licence: Licence | None


class Citation(BaseModel):
    """How exactly this version is cited."""

    authors: list[str] = Field(examples=[["Asociación de Productores de Junín", "Rosa Quispe"]])
    address: str = Field(examples=["https://example.org/es/cases/k7m2qx/v2"])
    bibtex: str = Field(examples=["@misc{excellent-experiences-k7m2qx-v2, …}"])
    ris: str = Field(examples=["TY  - ELEC …"])
    csl: dict[str, Any] = Field(description=N_("An item of CSL-JSON."), examples=[{"type": "webpage", "version": "2"}])


class CaseDocument(CaseLine):
    """One version of an experience, with all that is public of it."""

    is_current: bool = Field(description=N_("Whether this is what readers see."), examples=[True])
    published: datetime = Field(description=N_("When this version became public."))
    archived: bool = Field(description=N_("Kept at its address, but in no list any more."), examples=[False])
    original_language: Language
    source: str = Field(description=N_("Where it was told first, if not here."), examples=[""])
    translated: list[str] = Field(
        description=N_("The sections shown in the language asked for."), examples=[["summary", "lessons"]]
    )
    fallback: list[str] = Field(
        description=N_("The sections shown in the original, because they are not translated."), examples=[["story"]]
    )
    outdated: list[str] = Field(description=N_("The sections whose translation is of an earlier text."), examples=[[]])
    content: Annotated[dict[str, dict[str, Any]], WithJsonSchema(content_schema())] = Field(
        description=N_("The text, section by section. What is empty is left out.")
    )
    media: list[Medium]
    versions: list[VersionLine] = Field(description=N_("All versions, the latest first."))
    translations: list[Translation] = Field(description=N_("The translations of this version."))
    citation: Citation


class Tombstone(BaseModel):
    """What is left of an experience that was withdrawn."""

    code: Code
    title: str = Field(examples=["Vender la papa juntos"])
    organisation: OrganisationReference
    first_published: datetime
    withdrawn: datetime
    reason: str = Field(examples=["The organisation asked for it."])


class Withdrawn(Problem):
    """The experience was withdrawn: please take it out of your copy, too."""

    tombstone: Tombstone
