"""From a stranger to a person whose address is confirmed."""

from dataclasses import dataclass
from hmac import compare_digest

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.domain.notices import send_mail
from app.domain.people.links import find_link, make_link, use_link
from app.domain.people.names import as_kept, clean_email, clean_name
from app.domain.people.passwords import hash_password, require_good
from app.domain.tokens import hash_token, new_token
from app.models.people import LinkPurpose, OneTimeLink, User
from app.models.types import now
from app.time_zones import TIME_ZONES


@dataclass(frozen=True, slots=True)
class Confirmed:
    user: User
    next_path: str


def by_email(session: Session, email: str) -> User | None:
    """The person with an address, as typed."""
    return session.exec(select(User).where(User.email == as_kept(email))).first()


def sign_up(
    session: Session,
    *,
    name: str,
    email: str,
    password: str,
    language: str,
    time_zone: str,
    link_hours: int,
    next_path: str = "",
) -> str:
    """Send a mail to confirm the address; returns the token by which the browser is known when it confirms.

    It looks the same whether the address has an account or not: its owner learns of it by mail. Each link carries
    the name and the password of its own sign-up, so that a stranger who signs up with the same address meanwhile
    does not choose the password of the one who confirms.
    """
    name, email = clean_name(name), clean_email(email)
    require_good(password, name=name, email=email)
    chosen = hash_password(password)
    proof = new_token()
    user = by_email(session, email) or _new_user(session, name, email, chosen, language, time_zone)
    if user.confirmed_at or user.blocked_at:
        send_mail(session, to=email, language=user.language, kind="sign_up_known", path="/password/forgotten")
        return proof
    _send_confirmation(
        session, user, link_hours, name=name, password_hash=chosen, next_path=next_path, proof=hash_token(proof)
    )
    return proof


def _new_user(session: Session, name: str, email: str, chosen: str, language: str, time_zone: str) -> User:
    zone = time_zone if time_zone in TIME_ZONES else "UTC"
    user = User(name=name, email=email, password_hash=chosen, language=language, time_zone=zone)
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError:
        # The same address at the same moment: the other one was first.
        return session.exec(select(User).where(User.email == email)).one()
    return user


def send_confirmation_again(
    session: Session, *, email: str, link_hours: int, proof: str = "", next_path: str = ""
) -> None:
    """Another mail to somebody who signed up; nothing happens, and nothing shows it, for anybody else.

    Asked for by the browser that signed up (`proof`), the link carries that sign-up; else it will ask for a password.
    """
    user = by_email(session, email)
    if user and not user.confirmed_at and not user.blocked_at:
        earlier = _signed_up_with(session, user, proof) or {"name": user.name}
        _send_confirmation(session, user, link_hours, **{**earlier, "next_path": next_path})


def _signed_up_with(session: Session, user: User, proof: str) -> dict[str, object] | None:
    """What a link still to be used carries of the sign-up of this browser."""
    query = select(OneTimeLink).where(
        OneTimeLink.user_id == user.id,
        OneTimeLink.purpose == LinkPurpose.CONFIRM_EMAIL,
        col(OneTimeLink.used_at).is_(None),
    )
    return next((dict(link.data) for link in session.exec(query).all() if is_same_browser(link, proof)), None)


def _send_confirmation(session: Session, user: User, link_hours: int, **data: object) -> None:
    token = make_link(session, user=user, purpose=LinkPurpose.CONFIRM_EMAIL, hours=link_hours, **data)
    send_mail(
        session,
        to=user.email or "",
        language=user.language,
        kind="confirm_email",
        path=f"/confirm/{token}",
        hours=link_hours,
    )


def is_same_browser(link: OneTimeLink, proof: str) -> bool:
    """Whether this browser signed up for what the link confirms: it holds what was given to it then."""
    return bool(link.data.get("proof")) and compare_digest(str(link.data["proof"]), hash_token(proof))


def confirm_email(session: Session, *, token: str, proof: str, password: str = "") -> Confirmed:
    """Use the link of a sign-up. Raises LinkOver, and Invalid (field "password").

    In the browser that signed up, the password chosen there counts. In any other one `password` replaces it: whoever
    signed up may have been a stranger, and only the one who opens the link has the mailbox.
    """
    link = find_link(session, token=token, purpose=LinkPurpose.CONFIRM_EMAIL)
    user, data = session.get_one(User, link.user_id), dict(link.data)
    name = str(data["name"])
    if is_same_browser(link, proof):
        chosen = str(data["password_hash"])
    else:
        require_good(password, name=name, email=user.email or "")
        chosen = hash_password(password)
    use_link(session, link=link)
    user.confirmed_at = user.confirmed_at or now()
    user.name, user.password_hash = name, chosen
    session.add(user)
    return Confirmed(user, str(data.get("next_path", "")))
