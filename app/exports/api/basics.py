"""What several answers of the API have in common.

Field by field this is what programmers read in the OpenAPI document and at /api/docs: every field says what it is,
with an example, and the example answers there are put together from these."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from app.content.text import N_

Code = Annotated[str, Field(description=N_("The six letters and digits of its address."), examples=["k7m2qx"])]
Address = Annotated[
    str, Field(description=N_("The page for people."), examples=["https://example.org/en/cases/k7m2qx"])
]
Api = Annotated[
    str, Field(description=N_("The same in this API."), examples=["https://example.org/api/v1/cases/k7m2qx"])
]
Language = Annotated[str, Field(description=N_("The language of the texts here, by ISO 639."), examples=["es"])]
Languages = Annotated[
    list[str], Field(description=N_("The languages it can be read in, by ISO 639."), examples=[["en", "es", "qu"]])
]
Country = Annotated[str, Field(description=N_("ISO 3166-1 alpha-2."), examples=["PE"])]
Tier = Annotated[
    Literal["raw", "systematised"],
    Field(description=N_("How deep it goes: learning material, or a systematised case."), examples=["systematised"]),
]
ByLanguage = Annotated[dict[str, str], Field(examples=[{"en": "Potato", "es": "Papa", "fr": "Pomme de terre"}])]


def term_field(vocabulary: str, example: str) -> Any:
    described = N_("A code of the vocabulary named here; empty where nothing was said.")
    return Field(description=described, examples=[example], json_schema_extra={"x-vocabulary": vocabulary})


def terms_field(vocabulary: str, example: str) -> Any:
    described = N_("Codes of the vocabulary named here.")
    return Field(description=described, examples=[[example]], json_schema_extra={"x-vocabulary": vocabulary})


class OrganisationReference(BaseModel):
    code: Code
    name: str = Field(description=N_("As it writes itself."), examples=["Asociación de Productores de Junín"])
    address: Annotated[
        str, Field(description=N_("Its page for people."), examples=["https://example.org/en/organisations/b3n5rt"])
    ]
    api: Annotated[
        str,
        Field(description=N_("The same in this API."), examples=["https://example.org/api/v1/organisations/b3n5rt"]),
    ]


class Licence(BaseModel):
    """What readers may do with it."""

    code: str = Field(examples=["cc_by_4"])
    label: str = Field(examples=["CC BY 4.0"])
    address: str = Field(examples=["https://creativecommons.org/licenses/by/4.0/"])


class Page(BaseModel):
    total: int = Field(description=N_("How many there are on all pages together."), examples=[61])
    page: int = Field(description=N_("This page, from 1."), examples=[1])
    limit: int = Field(description=N_("How many stand on one page at most."), examples=[20])
    next: str | None = Field(
        description=N_("The address of the next page; null on the last."),
        examples=["https://example.org/api/v1/cases?page=2"],
    )


class Detail(BaseModel):
    """A parameter that was wrong."""

    parameter: str = Field(examples=["limit"])
    message: str = Field(examples=["Input should be less than or equal to 100"])


class Error(BaseModel):
    status: int = Field(description=N_("The status of the answer."), examples=[422])
    title: str = Field(examples=["Something is not right yet"])
    message: str = Field(description=N_("For people, in their language."), examples=["This parameter is wrong."])
    details: list[Detail] = Field(default=[], description=N_("Which parameters were wrong."))


class Problem(BaseModel):
    """What every answer that is not a success holds."""

    error: Error
