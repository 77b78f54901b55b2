"""Column types and defaults that the tables share."""

import secrets
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator

E = TypeVar("E", bound=StrEnum)


class EnumString(TypeDecorator[E], Generic[E]):
    """A StrEnum kept as plain text: readable in the database, extendable without ALTER TYPE."""

    impl = String
    cache_ok = True

    def __init__(self, enum: type[E]) -> None:
        self.enum = enum
        super().__init__(40)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else str(self.enum(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> E | None:  # noqa: ARG002
        return None if value is None else self.enum(value)


def now() -> datetime:
    return datetime.now(UTC)


# No vowels, no look-alikes: codes are read out on the telephone and never spell a word.
_CODE_LETTERS = "bcdfghjkmnpqrstvwxz23456789"
_CODE_LENGTH = 6


def new_code() -> str:
    """The six letters and digits by which an object is known in addresses."""
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))


def is_code(text: str) -> bool:
    """Whether it looks like one of ours; no word does, for want of vowels."""
    return len(text) == _CODE_LENGTH and set(text) <= set(_CODE_LETTERS)


def new_public_id() -> str:
    """An id that cannot be guessed, for media."""
    return secrets.token_hex(8)
