"""Whom to invite, as coordinators paste it: a person a line, with or without a name."""

from dataclasses import dataclass

from app.content.text import N_
from app.domain.errors import Invalid
from app.domain.people.names import clean_email, clean_name

MOST_AT_ONCE = 60


@dataclass(frozen=True, slots=True)
class Invitee:
    email: str
    name: str = ""


def read_invitees(text: str) -> list[Invitee]:
    """`ana@example.org`, `Ana Quispe <ana@example.org>` or `Ana Quispe, ana@example.org`; each address once.

    Raises Invalid (field "people") with the line that cannot be understood.
    """
    found: dict[str, Invitee] = {}
    for line in text.splitlines():
        if line.strip(" \t,;"):
            one = _read_line(line)
            found.setdefault(one.email, one)
    if not found:
        raise Invalid(N_("Please fill this in."), "people")
    if len(found) > MOST_AT_ONCE:
        raise Invalid(N_("At most %(most)s people at once."), "people", most=MOST_AT_ONCE)
    return list(found.values())


def _read_line(line: str) -> Invitee:
    words = line.replace("<", " <").replace(",", " ").replace(";", " ").split()
    addresses = [word for word in words if "@" in word]
    if len(addresses) != 1:
        raise Invalid(N_("One address a line, please. This line has none, or several: %(line)s"), "people", line=line)
    name = " ".join(word for word in words if "@" not in word).strip(" \"'")
    try:
        email = clean_email(addresses[0].strip("<>\"'"))
    except Invalid:
        raise Invalid(N_("This is not an e-mail address: %(line)s"), "people", line=line) from None
    return Invitee(email, clean_name(name, "people") if name else "")
