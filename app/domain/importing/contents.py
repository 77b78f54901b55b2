"""The content of a case as a file gives it: cleaned like what is typed, but with every slip reported."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.content.clean import clean_section
from app.content.schema import Field, Group, Kind, Section
from app.content.sections import BY_NAME, SECTIONS
from app.content.units import Content
from app.domain.importing.keys import item_key
from app.domain.importing.library import CODE, PUBLIC_ID, Library
from app.domain.importing.rows import Complaints


class ContentReader:
    """Reads the contents of one case: its versions and its working copy share files and keys.

    `media` maps what the row calls its files to their public ids; `captions` are the items of the section
    "media" where a content has none of its own.
    """

    def __init__(
        self,
        external_id: str,
        library: Library,
        complaints: Complaints,
        *,
        media: Mapping[str, str],
        captions: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        self.external_id, self.library, self.complaints = external_id, library, complaints
        self.media, self.captions = media, captions

    def read(self, data: object, where: str) -> Content:
        """`where` is the name of the field that holds the content: "content", "versions.1.content"."""
        if not isinstance(data, Mapping):
            self.complaints.error(where, "An object of sections is expected.")
            return {}
        for name in data:
            if name not in BY_NAME:
                self.complaints.error(f"{where}.{name}", "There is no such section.")
        data = {"media": {"media": list(self.captions)}, **data}
        content = {
            section.name: self._section(section, data[section.name], where)
            for section in SECTIONS
            if section.name in data
        }
        return {name: section for name, section in content.items() if section}

    def _section(self, section: Section, data: object, where: str) -> dict[str, Any]:
        where = f"{where}.{section.name}"
        if not isinstance(data, Mapping):
            self.complaints.error(where, "An object of fields is expected.")
            return {}
        parts = {part.name: part for part in section.parts}
        typed = {
            name: self._part(parts[name], value, f"{where}.{name}") for name, value in data.items() if name in parts
        }
        for name in data:
            if name not in parts:
                self.complaints.error(f"{where}.{name}", "There is no such field.")
        cleaned = clean_section(section, typed, self.library.choices)
        for path, problem in cleaned.problems.items():
            self.complaints.error(f"{where}.{_readable(path)}", problem)
        return cleaned.data

    def _part(self, part: Field | Group, value: object, where: str) -> object:
        return self._group(part, value, where) if isinstance(part, Group) else self._field(part, value, where)

    def _group(self, group: Group, value: object, where: str) -> list[dict[str, Any]]:
        if not isinstance(value, list):
            self.complaints.error(where, "A list of items is expected.")
            return []
        items: list[dict[str, Any]] = []
        for position, item in enumerate(value, 1):
            if isinstance(item, Mapping):
                items.append(self._item(group, item, position, f"{where}.{position}"))
            else:
                self.complaints.error(f"{where}.{position}", "An object is expected.")
        keys = [item["key"] for item in items]
        for key in {key for key in keys if keys.count(key) > 1}:
            self.complaints.error(where, f"Two items have the key {key!r}.")
        return items

    def _item(self, group: Group, item: Mapping[str, Any], position: int, where: str) -> dict[str, Any]:
        fields = {part.name: part for part in group.fields}
        key = item_key(item.get("key"), external_id=self.external_id, group=group.name, position=position)
        for name in item:
            if name not in fields and name != "key":
                self.complaints.error(f"{where}.{name}", "There is no such field.")
        typed = {name: self._field(fields[name], item[name], f"{where}.{name}") for name in item if name in fields}
        return {"key": key, **typed}

    def _field(self, part: Field, value: object, where: str) -> object:
        if value is None:
            return None
        if part.many:
            if not isinstance(value, list) or not all(isinstance(one, str | int) for one in value):
                self.complaints.error(where, "A list of codes is expected.")
                return None
            return [self._case(str(one), where) for one in value] if part.kind is Kind.CASES else value
        if not isinstance(value, str | int | float) or (isinstance(value, bool) and part.kind is not Kind.FLAG):
            self.complaints.error(where, "A text or a number is expected.")
            return None
        if part.kind is Kind.MEDIUM:
            return self._medium(str(value), where)
        return value

    def _case(self, name: str, where: str) -> str:
        code = self.library.code_of_case(name)
        if code is None:
            # A code may be of a case that its library has lost; anything else is a slip.
            tell = self.complaints.note if CODE.match(name) else self.complaints.error
            tell(where, f"There is no case {name!r}, in the file or here.")
        return code or name

    def _medium(self, name: str, where: str) -> str:
        if name not in self.media:
            # An id may be of a file that was removed; anything else is a slip.
            tell = self.complaints.note if PUBLIC_ID.match(name) else self.complaints.error
            tell(where, f"The row has no file {name!r} in its media.")
        return self.media.get(name, "")


def _readable(path: str) -> str:
    """ "moments-0-date", as forms name it, is "moments.1.date" here: people count from one."""
    group, _, rest = path.partition("-")
    position, _, name = rest.partition("-")
    return f"{group}.{int(position) + 1}.{name}" if name else path
