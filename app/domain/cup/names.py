"""The names by which an entry would be recognised: hidden from the jury of a blind edition."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, bindparam, union_all
from sqlmodel import Session, col, or_, select

from app.content.text import one_line
from app.models.entries import Entry
from app.models.organisations import Membership, Organisation
from app.models.people import User


def names_of(session: Session, entry: Entry) -> list[str]:
    """The names by which an entry would be recognised: the organisation's, and those of its people."""
    return names_of_all(session, [entry])[entry.id]


def names_of_all(session: Session, entries: Sequence[Entry]) -> dict[int | None, list[str]]:
    """The names of several entries, by the id of the entry, in one query where their organisations are loaded."""
    ids = [entry.id for entry in entries]
    people: dict[int | None, list[str]] = {entry_id: [] for entry_id in ids}
    for entry_id, _, name in sorted(session.execute(_people(), {"ids": ids}).all(), key=lambda row: (row[0], row[1])):
        people[entry_id].append(name)
    return {
        entry.id: _names(session.get_one(Organisation, entry.organisation_id), people[entry.id]) for entry in entries
    }


@cache
def _people() -> CompoundSelect[Any]:
    """Entry, person and name of everybody in its organisation, and of those who wrote it or agreed."""
    ids: BindParameter[int] = bindparam("ids", expanding=True)
    members = select(Entry.id, User.id, User.name).join(Membership, col(Membership.user_id) == User.id)
    members = members.join(Entry, col(Entry.organisation_id) == Membership.organisation_id)
    writers = select(Entry.id, User.id, User.name).where(
        or_(*(col(User.id) == one for one in (Entry.created_by_id, Entry.on_behalf_by_id, Entry.consent_by_id)))
    )
    return union_all(members.where(col(Entry.id).in_(ids)), writers.where(col(Entry.id).in_(ids)))


def _names(organisation: Organisation, people: Iterable[str]) -> list[str]:
    site = re.sub(r"^(https?://)?(www\.)?|/.*$", "", organisation.website)
    persons = (name for one in [*people, organisation.contact_name] for name in _names_of_person(one))
    names = [*_names_of_organisation(organisation.name), *persons, site, organisation.contact_email]
    return list(dict.fromkeys(name for name in names if name))


_LEGAL_FORM = re.compile(
    r"([,\s]+(de\s+)?(ltda?|s\.?\s?a|s\.?a\.?c|s\.?a\.?s|s\.?r\.?l|r\.?l|c\.?v)\b\.?)+$", re.IGNORECASE
)


def _names_of_organisation(name: str) -> list[str]:
    """The whole name, its short names in capitals, and what is left without them, brackets and legal form."""
    plain = one_line(re.sub(r"\([^)]*\)", " ", name))
    short = [] if name.isupper() else [word for word in re.findall(r"\w+", name) if len(word) >= 3 and word.isupper()]
    rest = re.sub("|".join(rf"\b{re.escape(word)}\b" for word in short), " ", plain) if short else plain
    rest = one_line(rest).strip(" -–—,.:/")
    bare = _LEGAL_FORM.sub("", rest)
    # One word alone, like "Cooperativa", says nothing about who it is.
    return [name, plain, *short, *(one for one in (rest, bare) if " " in one)]


def _names_of_person(name: str) -> list[str]:
    """The whole name, and any two parts of it that follow one another: people leave out the others."""
    parts = name.split()
    return [name, *(f"{one} {other}" for one, other in pairwise(parts) if len(parts) > 2)]
