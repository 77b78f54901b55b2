"""From what was typed to a checked model, keeping every word for the page that must be shown again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData

from app.content.clean import Problem
from app.content.text import N_, with_few_marks
from app.domain.errors import Invalid

M = TypeVar("M", bound=BaseModel)

_MESSAGES = {
    "missing": N_("Please fill this in."),
    "string_too_short": N_("Please fill this in."),
    "string_too_long": N_("Too long: at most %(max_length)s characters."),
    "int_parsing": N_("This is not a whole number."),
    "int_from_float": N_("This is not a whole number."),
    "float_parsing": N_("This is not a number."),
    "date_from_datetime_parsing": N_("There is no such date."),
    "date_parsing": N_("There is no such date."),
    "datetime_parsing": N_("There is no such date."),
    "datetime_from_date_parsing": N_("There is no such date."),
    "greater_than_equal": N_("At least %(ge)s."),
    "less_than_equal": N_("At most %(le)s."),
    "enum": N_("Choose one of the answers offered."),
    "literal_error": N_("Choose one of the answers offered."),
    "bool_parsing": N_("Please tick this."),
    "too_long": N_("At most %(max_length)s of these."),
}
_OTHERWISE = N_("This cannot be right. Please look at it again.")


@dataclass
class Bound(Generic[M]):
    """A form as typed, its problems by field, and the model when there are none."""

    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    errors: dict[str, Problem] = field(default_factory=dict)
    model: M | None = None

    def value(self, name: str) -> str:
        values = self.typed.get(name) or [""]
        return values[-1]

    def values(self, name: str) -> list[str]:
        return list(self.typed.get(name) or [])

    def number(self, name: str) -> int | None:
        """None for what is no whole number of up to nine digits."""
        text = self.value(name)
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None

    def error(self, name: str) -> Problem | None:
        return self.errors.get(name)

    def refuse(self, error: Invalid) -> None:
        """Show a verb's objection beside the field it names (or on top of the form)."""
        self.errors[error.field] = Problem(error.message, error.params)

    @property
    def status(self) -> int:
        return 422 if self.errors else 200


def typed_values(form: FormData) -> dict[str, list[str]]:
    """The texts of a form by name, without what no database stores; files are left out."""
    values: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            values.setdefault(_storable(name), []).append(_storable(value))
    return values


def _storable(text: str) -> str:
    """Without NUL and lone surrogates: no browser sends them, and they end in an error wherever they are kept. And
    without heaps of accents, which cost hours wherever they are normalised."""
    return with_few_marks(text.replace("\x00", "").encode("utf-8", "ignore").decode())


def bind(model: type[M], form: FormData) -> Bound[M]:
    """Check a form against a pydantic model. List fields take every value of their name, others the last.

    An empty text counts as not answered, so that optional fields take their default.
    """
    typed = typed_values(form)
    answers: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        values = [value for value in typed.get(name, []) if value.strip()]
        if _takes_many(info.annotation):
            answers[name] = values
        elif values:
            answers[name] = values[-1].strip() if "password" not in name else values[-1]
    try:
        return Bound(typed, {}, model.model_validate(answers))
    except ValidationError as wrong:
        return Bound(typed, {_path(error["loc"]): _problem(error) for error in wrong.errors()}, None)


def filled(values: Mapping[str, object]) -> Bound[Any]:
    """A form as stored: lists stay lists, None is empty, True is "1"."""
    typed: dict[str, list[str]] = {}
    for name, value in values.items():
        if isinstance(value, (list, tuple)):
            typed[name] = [str(part) for part in value]
        else:
            typed[name] = ["" if value is None or value is False else "1" if value is True else str(value)]
    return Bound(typed)


def _takes_many(annotation: Any) -> bool:
    return getattr(annotation, "__origin__", None) in (list, tuple, set)


def _path(location: tuple[int | str, ...]) -> str:
    return str(location[0]) if location else ""


def _problem(error: Any) -> Problem:
    context = {key: value for key, value in error.get("ctx", {}).items() if key != "error"}
    if error["type"] == "value_error":
        # Raised by a model's own validator, with a sentence that is marked for translation.
        return Problem(str(error["ctx"]["error"]))
    return Problem(_MESSAGES.get(error["type"], _OTHERWISE), context)
