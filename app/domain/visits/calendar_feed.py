"""A person's private calendar address: whoever has it reads what this person may read, until they make a new one."""

import base64
import hashlib
import hmac

from sqlmodel import Session

from app.domain.errors import NotFound
from app.domain.viewer import Viewer, viewer_of
from app.models.people import User
from app.models.types import now
from app.models.visits import CalendarFeed


def feed_token(feed: CalendarFeed, *, secret: bytes) -> str:
    """The part of the address that is a key."""
    return f"{feed.user_id}-{_signature(secret, feed)}"


def feed_of(session: Session, *, user_id: int) -> CalendarFeed | None:
    return session.get(CalendarFeed, user_id)


def make_address(session: Session, *, by: Viewer) -> CalendarFeed:
    """Give this person an address; one they had before leads nowhere from now on."""
    user_id = by.id or 0
    # Pressed twice at once, the second waits here.
    session.get_one(User, user_id, with_for_update={"key_share": True}, populate_existing=True)
    feed = session.get(CalendarFeed, user_id)
    if feed is None:
        feed = CalendarFeed(user_id=user_id)
    else:
        feed.number, feed.created_at = feed.number + 1, now()
    session.add(feed)
    session.flush()
    return feed


def reader_of_feed(session: Session, *, secret: bytes, token: str) -> Viewer:
    """Who may read at this address, with the roles and organisations they have today.

    Raises NotFound for a forged or an old address, and for people who are blocked or gone.
    """
    number = token.partition("-")[0]
    if not (number.isascii() and number.isdigit()) or len(number) > 9:
        raise NotFound
    feed, user = session.get(CalendarFeed, int(number)), session.get(User, int(number))
    if feed is None or user is None or user.blocked_at or user.deleted_at:
        raise NotFound
    if not hmac.compare_digest(token.encode(), feed_token(feed, secret=secret).encode()):
        raise NotFound
    return viewer_of(session, user)


def _signature(secret: bytes, feed: CalendarFeed) -> str:
    digest = hmac.new(secret, f"calendar_feed:{feed.user_id}:{feed.number}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
