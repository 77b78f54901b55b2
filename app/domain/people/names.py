"""Names and addresses of people: how they are cleaned, and how those who left are called."""

import re

from app.content.text import N_, one_line
from app.domain.errors import Invalid
from app.i18n import translate
from app.models.people import User

FORMER_MEMBER = N_("former member")
LONGEST_NAME = 120
LONGEST_EMAIL = 254

# Signs that turn the direction of the text after them, so that a name could rewrite its surroundings.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}\Z")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}\Z")


def display_name(user: User | None, language: str) -> str:
    """The name under what somebody wrote; "former member" once the account is deleted."""
    if user is None or user.deleted_at is not None:
        return translate(language, FORMER_MEMBER)
    return user.name


def clean_name(name: str, field: str = "name") -> str:
    """One line without web addresses: names stand in mails, where an address would become a link."""
    cleaned = one_line(_DIRECTION.sub("", name))
    if not cleaned:
        raise Invalid(N_("Please fill this in."), field)
    if len(cleaned) > LONGEST_NAME:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), field, max_length=LONGEST_NAME)
    if "://" in cleaned or "www." in cleaned.lower():
        raise Invalid(N_("Please write a name without a web address."), field)
    return cleaned


def clean_email(email: str, field: str = "email") -> str:
    """An address in lower case, its domain as the mail system wants it. Raises Invalid for what is none."""
    local, at, domain = email.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        domain = ""
    if not at or not _LOCAL.match(local) or not _DOMAIN.match(domain) or len(local) + len(domain) >= LONGEST_EMAIL:
        raise Invalid(N_("This is not an e-mail address. It looks like name@example.org."), field)
    return f"{local.lower()}@{domain}"


def as_kept(email: str) -> str:
    """An address as it would be stored, for looking it up; what is none is found nowhere."""
    try:
        return clean_email(email)
    except Invalid:
        return email.strip().lower()


def masked(email: str | None) -> str:
    """Enough of an address to recognise it in the audit trail, which is kept for ever: "m…@example.org"."""
    local, _, domain = (email or "").partition("@")
    return f"{local[:1]}…@{domain}" if domain else ""
