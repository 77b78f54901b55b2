"""What was found, as the API answers it."""

from typing import Literal

from pydantic import BaseModel, Field

from app.content.text import N_
from app.exports.api.basics import Language, Page
from app.exports.api.case_models import CaseLine


class Segment(BaseModel):
    """A piece of plain text. Escape it before you show it as HTML."""

    text: str = Field(examples=["la balanza"])
    marked: bool = Field(description=N_("What was looked for."), examples=[True])


class Why(BaseModel):
    """A reason why it was found."""

    kind: Literal["word", "phrase", "label"] = Field(
        description=N_("A word or phrase of the question, or a term that the question named in some language."),
        examples=["label"],
    )
    text: str = Field(description=N_("The part of the question."), examples=["papa"])
    facet: str = Field(description=N_("The filter that a term belongs to, else empty."), examples=["product"])
    code: str = Field(description=N_("The code of the term, else empty."), examples=["potato"])
    label: str = Field(description=N_("The term in words, else empty."), examples=["Papa"])


class Hit(CaseLine):
    """An experience that was found."""

    score: float = Field(
        description=N_("How well it fits; only to be compared within one answer."), examples=[7.31], ge=0
    )
    section: str = Field(
        description=N_("Where the passage stands: a section of the content, media:ID or attachment:ID."),
        examples=["lessons"],
    )
    page: int = Field(
        description=N_("The page of an attached document that the passage stands on, from 1; 0 where there are none."),
        examples=[0],
    )
    snippet_language: Language
    snippet: list[Segment] = Field(description=N_("The passage that shows best why it was found."))
    why: list[Why] = Field(description=N_("What in the question it answers."))


class FacetValue(BaseModel):
    """One value of a filter."""

    code: str = Field(examples=["potato"])
    label: str = Field(description=N_("In the language asked for."), examples=["Papa"])
    count: int = Field(
        description=N_("How many would be found with this value, the other filters unchanged."), examples=[12]
    )
    selected: bool = Field(description=N_("Whether the question asked for it."), examples=[False])


class Hint(BaseModel):
    """How the question was read where it could not be read as it was."""

    code: str = Field(examples=["open_quote"])
    text: str = Field(description=N_("The part concerned, or empty."), examples=[""])
    message: str = Field(
        description=N_("The same as a sentence for people."),
        examples=["A quotation mark was not closed: the words were searched one by one."],
    )


class SearchPage(Page):
    """A page of what was found."""

    hits: list[Hit] = Field(description=N_("In the order asked for."))
    facets: dict[str, list[FacetValue]] = Field(
        description=N_("By the name of the filter, the values that occur, the most frequent first."),
        examples=[{"product": [{"code": "potato", "label": "Papa", "count": 12, "selected": False}]}],
    )
    hints: list[Hint] = Field(description=N_("Empty where the question could be read as it was."))
    did_you_mean: str | None = Field(
        description=N_("A whole question that finds something, where a word was found nowhere."), examples=[None]
    )
