"""Taking the values of one row, each checked; what is left over at the end was a slip of the pen."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any

from app.content.text import one_line, tidy
from app.domain.importing.rows import Complaints

NEEDED = "This is needed."


class Taker:
    """Gives the values of an object by name; `None`, "" or [] where there is none or it is wrong.

    `where` is put in front of the names in complaints: "media.2.".
    """

    def __init__(self, data: object, complaints: Complaints, where: str = "") -> None:
        self.complaints, self.where = complaints, where
        self._left: dict[str, Any] = {}
        if isinstance(data, Mapping):
            self._left = {name: value for name, value in data.items() if value is not None}
        else:
            complaints.error(where.rstrip("."), "An object with names and values is expected.")

    def wrong(self, name: str, reason: str) -> None:
        self.complaints.error((self.where + name).rstrip("."), reason)

    def has(self, name: str) -> bool:
        return name in self._left

    def peek(self, name: str) -> Any:
        """The value without taking it."""
        return self._left.get(name)

    def raw(self, name: str, *, needed: bool = False) -> Any:
        value = self._left.pop(name, None)
        if needed and value in (None, "", [], {}):
            self.wrong(name, NEEDED)
        return value

    def text(self, name: str, limit: int, *, needed: bool = False, lines: bool = False) -> str:
        value = self.raw(name, needed=needed)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.wrong(name, "A text is expected.")
            return ""
        text = tidy(str(value)) if lines else one_line(str(value))
        if len(text) > limit:
            self.wrong(name, f"Too long: {len(text)} characters, {limit} are possible.")
            return ""
        return text

    def code(self, name: str, allowed: Collection[str], *, needed: bool = False) -> str:
        text = self.text(name, 200, needed=needed)
        if text and text not in allowed:
            self.wrong(name, f"{text!r} is not one of the codes possible here.")
            return ""
        return text

    def codes(self, name: str, allowed: Collection[str]) -> list[str]:
        found = [one_line(value) if isinstance(value, str) else "" for value in self.listed(name)]
        for text in found:
            if text not in allowed:
                self.wrong(name, f"{text!r} is not one of the codes possible here.")
        return list(dict.fromkeys(text for text in found if text in allowed))

    def flag(self, name: str) -> bool:
        value = self.raw(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        if isinstance(value, str) and value.strip().lower() in ("yes", "no", "true", "false"):
            return value.strip().lower() in ("yes", "true")
        self.wrong(name, "yes or no (in JSON: true or false) is expected.")
        return False

    def whole(self, name: str) -> int | None:
        number = self.number(name)
        if number is None or number == int(number):
            return None if number is None else int(number)
        self.wrong(name, "A whole number is expected.")
        return None

    def number(self, name: str) -> float | None:
        value = self.raw(name)
        if value is None or value == "":
            return None
        try:
            number = float(value) if not isinstance(value, bool) else float("nan")
        except (TypeError, ValueError):
            number = float("nan")
        if not abs(number) < 1e15:
            self.wrong(name, "A number is expected.")
            return None
        return number

    def day(self, name: str, *, needed: bool = False) -> date | None:
        moment = self.moment(name, needed=needed)
        return moment.date() if moment else None

    def moment(self, name: str, *, needed: bool = False) -> datetime | None:
        """A date (its first moment in UTC) or a moment with a zone."""
        value = self.raw(name, needed=needed)
        if value is None or value == "":
            return None
        try:
            moment = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            self.wrong(name, "There is no such date. Write 2024-05-31, or 2024-05-31T14:30:00+00:00.")
            return None
        if moment.tzinfo is None and len(value) > len("2024-05-31"):
            self.wrong(name, "A moment needs its zone: 2024-05-31T14:30:00+00:00.")
            return None
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

    def listed(self, name: str) -> list[Any]:
        value = self.raw(name)
        if value is None or isinstance(value, list):
            return value or []
        self.wrong(name, "A list is expected.")
        return []

    def named(self, name: str) -> Mapping[str, Any]:
        value = self.raw(name)
        if value is None or isinstance(value, Mapping):
            return value or {}
        self.wrong(name, "An object with names and values is expected.")
        return {}

    def done(self) -> None:
        """Whatever was not asked for has no meaning."""
        for name in self._left:
            self.wrong(name, "There is no such field.")
