"""Values of `app.matching` as JSON keeps them, and back: what a plan was made from is stored whole, fractions exact."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from app import matching

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Dates as ISO dates, fractions as "5/6", sets in order."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: to_plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(each) for key, each in sorted(value.items())}
    if isinstance(value, (set, frozenset)):
        return sorted((to_plain(each) for each in value), key=str)
    if isinstance(value, (list, tuple)):
        return [to_plain(each) for each in value]
    return _one_to_plain(value)


def _one_to_plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Fraction) else value


def from_plain(kind: type[T], value: Any) -> T:
    """A dataclass as `to_plain` wrote it; what older versions kept besides is left out.

    Raises TypeError or ValueError (InputError) for what is none.
    """
    hints = _hints(cast("Any", kind))
    return kind(**{name: _read(hints[name], each) for name, each in value.items() if name in hints})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(hint: Any, value: Any) -> Any:
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return None if value is None else _read(next(part for part in parts if part is not NoneType), value)
    if origin is tuple:
        hints = [parts[0]] * len(value) if parts[1:] == (...,) else parts
        return tuple(_read(part, each) for part, each in zip(hints, value, strict=True))
    if origin is frozenset:
        return frozenset(_read(parts[0], each) for each in value)
    if origin is not None:
        return {key: _read(parts[1], each) for key, each in value.items()}
    return _read_one(hint, value)


def _read_one(hint: Any, value: Any) -> Any:
    if is_dataclass(hint):
        return from_plain(cast("type[Any]", hint), value)
    if hint is date:
        return date.fromisoformat(value)
    if hint is Fraction or (isinstance(hint, type) and issubclass(hint, Enum)):
        return hint(value)
    return value


def read_inputs(
    plain: Mapping[str, Any],
) -> tuple[matching.Round, list[matching.Demand], list[matching.Offer], matching.Settings]:
    """What `matching.plan` takes, from what `plan_inputs.inputs_for` wrote. Raises KeyError, TypeError, ValueError."""
    return (
        from_plain(matching.Round, plain["round"]),
        [from_plain(matching.Demand, each) for each in plain["demands"]],
        [from_plain(matching.Offer, each) for each in plain["offers"]],
        from_plain(matching.Settings, plain["settings"]),
    )


def read_result(stored: Mapping[str, Any]) -> matching.Plan:
    """A stored result as `matching.plan` made it; dates in facts stay text."""
    return from_plain(matching.Plan, stored)
