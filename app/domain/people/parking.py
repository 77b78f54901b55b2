"""Forms kept for people whose sign-in expired while they were writing."""

from datetime import timedelta

from sqlmodel import Session, col, delete, select

from app.domain.tokens import hash_token, new_token
from app.models.people import ParkedForm
from app.models.types import now

KEPT = timedelta(days=1)
# Enough for the longest form by far; what anybody may park without a sign-in must stay small.
LARGEST = 1_000_000


def park(session: Session, *, path: str, fields: dict[str, list[str]]) -> str:
    """Keep a form for a day; returns the token by which its writer gets it back. Passwords are never kept.

    Of one that is too long only that it was there is kept: its path is empty.
    """
    session.exec(delete(ParkedForm).where(col(ParkedForm.created_at) < now() - KEPT))
    kept = [[name, value] for name, values in fields.items() if "password" not in name for value in values]
    if sum(len(value) for _, value in kept) > LARGEST:
        path, kept = "", []
    token = new_token()
    session.add(ParkedForm(token_hash=hash_token(token), path=path[:500], fields=kept))
    return token


def parked(session: Session, token: str) -> ParkedForm | None:
    form = session.exec(select(ParkedForm).where(ParkedForm.token_hash == hash_token(token))).first()
    return form if form and form.created_at > now() - KEPT else None


def forget(session: Session, *, form: ParkedForm) -> None:
    session.delete(form)
