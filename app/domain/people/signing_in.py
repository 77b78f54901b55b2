"""Signing in. The guess is counted, then checked, then answered, each in a transaction of its own."""

from sqlmodel import Session

from app.content.text import N_
from app.database import Database
from app.domain.errors import DomainError, Forbidden, Invalid
from app.domain.people import sign_ins, throttle
from app.domain.people.passwords import check_password
from app.domain.people.signing_up import by_email
from app.models.people import User
from app.settings import Settings

WHAT = "sign_in"


class NotConfirmed(DomainError):
    """The password is right, but nobody has shown yet that the address is theirs."""

    status = 403

    def __init__(self) -> None:
        super().__init__(N_("Please confirm your e-mail address first."))


def sign_in(
    database: Database,
    *,
    email: str,
    password: str,
    settings: Settings,
    user_agent: str,
    address: str,
    old_token: str = "",
) -> tuple[User, str]:
    """The person and the token of a new sign-in; the browser's old one ends.

    Checking a password takes long on purpose, so no transaction is open meanwhile: on SQLite it would keep all
    others from writing. The guess is counted before, so that a hundred at once are still a hundred. Raises
    TooMany, Invalid (which does not tell what was wrong), NotConfirmed, Forbidden.
    """
    with database.writing() as session:
        count_guess(session, email=email, settings=settings, address=address)
    with database.reading() as session:
        user = by_email(session, email)
    fits, fresh_hash = check_password(password, user.password_hash if user else "")
    if user is None or not fits:
        raise Invalid(
            N_("E-mail and password do not fit together. Look at both again, or choose a new password."), "password"
        )
    with database.writing() as session:
        throttle.clear(session, key=throttle.account_key(WHAT, email))
        throttle.give_back(session, key=throttle.address_key(WHAT, address))
        user = session.get_one(User, user.id)
        if fresh_hash:
            user.password_hash = fresh_hash
    return user, _begin(database, user, settings, user_agent, address, old_token)


def _begin(database: Database, user: User, settings: Settings, user_agent: str, address: str, old_token: str) -> str:
    if user.blocked_at:
        raise Forbidden(
            N_("This account is blocked. Write to the people who run this platform if you do not know why.")
        )
    if user.confirmed_at is None:
        raise NotConfirmed
    with database.writing() as session:
        sign_ins.end_by_token(session, old_token)
        return sign_ins.start(session, user=user, days=settings.sign_in_days, user_agent=user_agent, address=address)


def count_guess(session: Session, *, email: str, settings: Settings, address: str) -> None:
    limit, minutes = settings.sign_in_failures, settings.throttle_minutes
    throttle.count_try(
        session, key=throttle.address_key(WHAT, address), limit=limit * throttle.PER_ADDRESS, minutes=minutes
    )
    throttle.count_try(session, key=throttle.account_key(WHAT, email), limit=limit, minutes=minutes)
