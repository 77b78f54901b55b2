"""A new password: by a link sent to the address, by the old password, or by an administrator at the console."""

from sqlmodel import Session

from app.content.text import N_
from app.domain.audit import record
from app.domain.errors import Invalid
from app.domain.notices import send_mail
from app.domain.people import sign_ins, throttle
from app.domain.people.links import find_link, make_link, use_link, void_links
from app.domain.people.passwords import check_password, hash_password, require_good
from app.domain.people.signing_in import WHAT
from app.domain.people.signing_up import by_email
from app.domain.viewer import Viewer
from app.models.people import LinkPurpose, User
from app.models.types import now
from app.settings import Settings


def request_password_reset(session: Session, *, email: str, link_hours: int) -> None:
    """Send a link to choose a new password; nothing happens, and nothing shows it, for an unknown address."""
    user = by_email(session, email)
    if user is None or user.blocked_at or user.deleted_at:
        return
    token = make_link(session, user=user, purpose=LinkPurpose.RESET_PASSWORD, hours=link_hours)
    send_mail(
        session,
        to=user.email or "",
        language=user.language,
        kind="reset_password",
        path=f"/password/new/{token}",
        hours=link_hours,
    )


def reset_password(session: Session, *, token: str, password: str) -> User:
    """Use the link. Whoever holds it has the mailbox, so the address counts as confirmed. Raises LinkOver, Invalid."""
    link = find_link(session, token=token, purpose=LinkPurpose.RESET_PASSWORD)
    user = session.get_one(User, link.user_id)
    require_good(password, name=user.name, email=user.email or "")
    use_link(session, link=link)
    user.confirmed_at = user.confirmed_at or now()
    _replace(session, user, password, verb="password_reset", by=Viewer(user))
    return user


def change_password(session: Session, *, viewer: Viewer, old: str, new: str, settings: Settings) -> None:
    """Change it knowing the old one; every other browser is signed out."""
    user = session.get_one(User, viewer.id)
    require_own_password(session, user=user, password=old, settings=settings, field="old_password")
    require_good(new, name=user.name, email=user.email or "", field="password")
    _replace(session, user, new, verb="password_changed", by=viewer, except_id=viewer.sign_in_id)


def set_password(session: Session, *, user: User, password: str, by: Viewer | None = None) -> None:
    """For administrators at the console; the person is told."""
    require_good(password, name=user.name, email=user.email or "")
    _replace(session, user, password, verb="password_set", by=by)


def require_own_password(
    session: Session, *, user: User, password: str, settings: Settings, field: str = "own_password"
) -> None:
    """Ask again before what cannot be undone: who finds a signed-in telephone may not take the account over."""
    key = throttle.account_key("own_password", user.email or "")
    throttle.count_try(session, key=key, limit=settings.sign_in_failures, minutes=settings.throttle_minutes)
    fits, _ = check_password(password, user.password_hash)
    if not fits:
        raise Invalid(N_("This is not your password."), field)
    throttle.clear(session, key=key)


def _replace(
    session: Session, user: User, password: str, *, verb: str, by: Viewer | None, except_id: int | None = None
) -> None:
    user.password_hash = hash_password(password)
    session.add(user)
    sign_ins.end_all(session, user_id=user.id or 0, except_id=except_id)
    void_links(session, user_id=user.id or 0)
    throttle.clear(session, key=throttle.account_key(WHAT, user.email or ""))
    record(session, by=by, verb=verb, object_type="user", object_id=user.id)
    if user.email:
        send_mail(session, to=user.email, language=user.language, kind="password_changed", path="/password/forgotten")
