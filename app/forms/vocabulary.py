"""Suggested terms, and the answers to them."""

from pydantic import BaseModel, Field

from app.i18n import LANGUAGES
from app.models.vocabulary import Term, TermSuggestion

LABEL, DEFINITION = 120, 500


class SuggestionForm(BaseModel):
    vocabulary: str
    label: str = Field(max_length=LABEL)
    language: str = Field(max_length=12)
    why: str = Field(default="", max_length=1000)
    case: str = ""


class WordsForm(BaseModel):
    """Label and definition in every language of the interface."""

    label_en: str = Field(max_length=LABEL)
    label_es: str = Field(max_length=LABEL)
    label_fr: str = Field(max_length=LABEL)
    label_pt: str = Field(max_length=LABEL)
    definition_en: str = Field(max_length=DEFINITION)
    definition_es: str = Field(max_length=DEFINITION)
    definition_fr: str = Field(max_length=DEFINITION)
    definition_pt: str = Field(max_length=DEFINITION)

    def labels(self) -> dict[str, str]:
        return {language: str(getattr(self, f"label_{language}")) for language in LANGUAGES}

    def definitions(self) -> dict[str, str]:
        return {language: str(getattr(self, f"definition_{language}")) for language in LANGUAGES}


class NewTermForm(WordsForm):
    code: str = Field(max_length=60)
    broader: str = ""
    answer: str = Field(default="", max_length=1000)


class MappingForm(BaseModel):
    term: str
    answer: str = Field(default="", max_length=1000)


class RefusalForm(BaseModel):
    answer: str = Field(max_length=1000)


def words_of(term: Term) -> dict[str, object]:
    """A term as its form shows it."""
    labels = {f"label_{language}": term.labels.get(language, "") for language in LANGUAGES}
    return {**labels, **{f"definition_{language}": term.definitions.get(language, "") for language in LANGUAGES}}


def first_words(suggestion: TermSuggestion) -> dict[str, object]:
    """The form of a new term with what the suggestion says already."""
    return {f"label_{suggestion.language}": suggestion.label}
