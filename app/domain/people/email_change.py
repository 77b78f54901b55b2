"""Another e-mail address: confirmed at the new one, told to the old one."""

from sqlmodel import Session, col, select

from app.content.text import N_
from app.domain.audit import record
from app.domain.errors import Conflict, Invalid
from app.domain.notices import send_mail
from app.domain.people import sign_ins
from app.domain.people.links import find_link, make_link, use_link, void_links
from app.domain.people.names import clean_email, masked
from app.domain.people.password_change import require_own_password
from app.domain.viewer import Viewer
from app.models.people import LinkPurpose, User
from app.settings import Settings


def request_email_change(session: Session, *, viewer: Viewer, email: str, password: str, settings: Settings) -> str:
    """Send a link to the new address, which is returned as it will be kept.

    It looks the same when somebody else has this address: its owner is told instead.
    """
    email = clean_email(email)
    user = session.get_one(User, viewer.id)
    require_own_password(session, user=user, password=password, settings=settings)
    if email == user.email:
        raise Invalid(N_("This is your address already."), "email")
    if _taken(session, email, user):
        send_mail(session, to=email, language=user.language, kind="email_taken", path="/password/forgotten")
        return email
    token = make_link(session, user=user, purpose=LinkPurpose.CHANGE_EMAIL, hours=settings.link_hours, email=email)
    send_mail(
        session,
        to=email,
        language=user.language,
        kind="change_email",
        path=f"/account/email/{token}",
        hours=settings.link_hours,
    )
    return email


def change_email(session: Session, *, token: str, keep_sign_in_id: int | None = None) -> User:
    """Use the link; every other browser is signed out, every link sent to the old address is void. Raises LinkOver."""
    link = find_link(session, token=token, purpose=LinkPurpose.CHANGE_EMAIL)
    user, email = session.get_one(User, link.user_id), str(link.data["email"])
    if _taken(session, email, user):
        raise Conflict(N_("This address belongs to another account by now."))
    use_link(session, link=link)
    old, user.email = user.email, email
    session.add(user)
    sign_ins.end_all(session, user_id=user.id or 0, except_id=keep_sign_in_id)
    void_links(session, user_id=user.id or 0)
    record(
        session,
        by=Viewer(user),
        verb="email_changed",
        object_type="user",
        object_id=user.id,
        before={"email": masked(old)},
        after={"email": masked(email)},
    )
    if old:
        send_mail(session, to=old, language=user.language, kind="email_changed", new=masked(email))
    return user


def _taken(session: Session, email: str, user: User) -> bool:
    return session.exec(select(User.id).where(User.email == email, col(User.id) != user.id)).first() is not None
