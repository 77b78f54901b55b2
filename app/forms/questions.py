"""Asking for an experience that nobody told yet, and answering."""

from pydantic import BaseModel, Field

from app.domain.looking.questions import LONGEST, LONGEST_ANSWER, LONGEST_WORDS


class QuestionForm(BaseModel):
    what: str = Field(max_length=LONGEST)
    product: str = ""
    country: str = ""
    organisation: str = ""
    words: str = Field(default="", max_length=LONGEST_WORDS)


class AnswerForm(BaseModel):
    case: str = Field(default="", max_length=200)
    answer: str = Field(default="", max_length=LONGEST_ANSWER)


class CloseForm(BaseModel):
    why: str = Field(default="", max_length=LONGEST_ANSWER)


class PassForm(BaseModel):
    """`organisations` are codes that were ticked, `other` the name, code or address of one more."""

    organisations: list[str] = Field(default_factory=list, max_length=20)
    other: str = Field(default="", max_length=200)
