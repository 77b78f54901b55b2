"""Entries, jurors and people by their names, or by numbers and letters in their place, the same each time."""

from collections.abc import Mapping, Sequence

from app.models.entries import Entry
from app.models.jury import Juror


class Names:
    """Codes and names as they are, or pseudonyms in their place."""

    def __init__(
        self, entries: Sequence[Entry], jurors: Sequence[Juror], people: Mapping[int, str], named: bool
    ) -> None:
        self.named, self._people = named, people
        self._entries = {entry.id: entry.code if named else f"Entry {place}" for place, entry in enumerate(entries, 1)}
        self._codes = {entry.code: self._entries[entry.id] for entry in entries}
        self._jurors = {
            juror.id: juror.name or juror.email if named else f"Juror {letters(place)}"
            for place, juror in enumerate(jurors)
        }
        # Coordinators and others, by the order in which their accounts were made.
        self._others = {user: f"Person {place}" for place, user in enumerate(sorted(people), 1)}

    def entry(self, entry_id: int | None) -> str:
        return self._entries[entry_id]

    def code(self, code: str) -> str:
        return self._codes[code]

    def juror(self, juror_id: int | None) -> str:
        return self._jurors.get(juror_id, "")

    def person(self, user_id: int | None) -> str:
        if user_id is None:
            return ""
        return self._people.get(user_id, "") if self.named else self._others.get(user_id, "")

    def text(self, written: str) -> str:
        return written if self.named else ""


def letters(place: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    word = ""
    while place >= 0:
        word = chr(ord("A") + place % 26) + word
        place = place // 26 - 1
    return word
