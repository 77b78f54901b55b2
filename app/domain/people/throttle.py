"""Counting tries by account and by address, so that nobody can guess for long."""

import hashlib
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import case
from sqlmodel import Session, col, delete, update

from app.domain.errors import TooMany
from app.domain.upserts import insert_into
from app.models.people import Throttle
from app.models.types import now

# Many people of one organisation share an address; one account is one person's.
PER_ADDRESS = 5


def account_key(what: str, email: str) -> str:
    """The key of an account by its e-mail, which does not stand in it."""
    return f"{what}:account:{hashlib.sha256(email.strip().lower().encode()).hexdigest()[:32]}"


def address_key(what: str, address: str) -> str:
    """The key of a network address; an IPv6 subscriber owns a /64 and can try from each part of it."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return f"{what}:address:{address[:64]}"
    if isinstance(parsed, IPv6Address) and not parsed.ipv4_mapped:
        return f"{what}:address:{ip_network((parsed, 64), strict=False)}"
    return f"{what}:address:{getattr(parsed, 'ipv4_mapped', None) or parsed}"


def count_try(session: Session, *, key: str, limit: int, minutes: int) -> None:
    """Count one more try; raise TooMany when there were `limit` in this window already.

    The count is one statement: tries that come at the same moment are all counted.
    """
    at = now()
    new = insert_into(session, Throttle).values(key=key, failures=1, window_ends_at=at + timedelta(minutes=minutes))
    over = col(Throttle.window_ends_at) <= at
    counted = new.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "failures": case((over, 1), else_=col(Throttle.failures) + 1),
            "window_ends_at": case((over, new.excluded.window_ends_at), else_=col(Throttle.window_ends_at)),
        },
    ).returning(col(Throttle.failures), col(Throttle.window_ends_at))
    failures, ends_at = session.execute(counted).one()
    if failures > limit:
        raise TooMany(_seconds_until(ends_at, at))


def _seconds_until(moment: datetime, at: datetime) -> int:
    return max(1, round((moment - at).total_seconds()))


def clear(session: Session, *, key: str) -> None:
    session.exec(delete(Throttle).where(col(Throttle.key) == key))


def give_back(session: Session, *, key: str) -> None:
    """A try that succeeded was no guess."""
    session.exec(
        update(Throttle)
        .where(col(Throttle.key) == key, col(Throttle.failures) > 0)
        .values(failures=col(Throttle.failures) - 1)
    )
