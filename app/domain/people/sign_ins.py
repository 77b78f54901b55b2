"""Sign-ins: one row a browser, found by the hash of its cookie, listed and revoked by their owner."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import bindparam
from sqlmodel import Session, col, delete, select

from app.domain.tokens import hash_token, new_token
from app.domain.viewer import STRANGER, Viewer, viewer_of
from app.models.people import SignIn, User
from app.models.types import now

SEEN_EVERY = timedelta(minutes=10)
# Built once, because every page of somebody who is signed in asks.
_FOUND = (
    select(SignIn, User)
    .join(User, col(User.id) == SignIn.user_id)
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.expires_at > bindparam("now"),
        col(User.deleted_at).is_(None),
        col(User.blocked_at).is_(None),
    )
)


def start(session: Session, *, user: User, days: int, user_agent: str, address: str) -> str:
    """Begin a sign-in and return its token, which nothing but the cookie will hold."""
    token = new_token()
    session.add(
        SignIn(
            user_id=user.id or 0,
            token_hash=hash_token(token),
            expires_at=now() + timedelta(days=days),
            user_agent=user_agent[:300],
            address=address[:64],
        )
    )
    return token


def viewer_for(session: Session, token: str) -> tuple[Viewer, bool]:
    """The person behind a cookie (a stranger if it is unknown or over), and whether `seen` is due."""
    if not token:
        return STRANGER, False
    row = session.exec(_FOUND, params={"token_hash": hash_token(token), "now": now()}).first()
    if row is None:
        return STRANGER, False
    sign_in, user = row
    return viewer_of(session, user, sign_in.id), now() - sign_in.last_seen_at > SEEN_EVERY


def seen(session: Session, *, sign_in_id: int) -> None:
    sign_in = session.get(SignIn, sign_in_id)
    if sign_in:
        sign_in.last_seen_at = now()


def of_user(session: Session, user_id: int) -> Sequence[SignIn]:
    """A person's sign-ins that are not over, the latest used first."""
    return session.exec(
        select(SignIn)
        .where(SignIn.user_id == user_id, SignIn.expires_at > now())
        .order_by(col(SignIn.last_seen_at).desc())
    ).all()


def end(session: Session, *, user_id: int, sign_in_id: int) -> None:
    session.exec(delete(SignIn).where(col(SignIn.id) == sign_in_id, col(SignIn.user_id) == user_id))


def end_by_token(session: Session, token: str) -> None:
    if token:
        session.exec(delete(SignIn).where(col(SignIn.token_hash) == hash_token(token)))


def end_all(session: Session, *, user_id: int, except_id: int | None = None) -> None:
    """After a change of password or e-mail nobody else stays signed in."""
    session.exec(delete(SignIn).where(col(SignIn.user_id) == user_id, col(SignIn.id) != (except_id or 0)))
