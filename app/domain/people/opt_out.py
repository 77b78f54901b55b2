"""The link in each mail that ends them: signed, because whoever reads the mail need not be signed in."""

import hashlib
import hmac

from sqlmodel import Session

from app.domain.errors import NotFound
from app.models.people import User


def opt_out_path(secret: bytes, user_id: int) -> str:
    """The address without the language, for templates of mails and for List-Unsubscribe."""
    return f"/notifications/stop/{user_id}.{_signature(secret, user_id)}"


def user_of_opt_out(session: Session, *, secret: bytes, token: str) -> User:
    """Whose mails the link would end. Raises NotFound for a forged one."""
    number, _, signature = token.partition(".")
    if not (number.isascii() and number.isdigit()) or len(number) > 9:
        raise NotFound
    user = session.get(User, int(number))
    if (
        user is None
        or user.deleted_at
        or not hmac.compare_digest(signature.encode(), _signature(secret, int(number)).encode())
    ):
        raise NotFound
    return user


def _signature(secret: bytes, user_id: int) -> str:
    return hmac.new(secret, f"opt_out:{user_id}".encode(), hashlib.sha256).hexdigest()[:32]
