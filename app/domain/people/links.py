"""Single-use links sent by mail. Opening one changes nothing (mail scanners open them); using one does."""

from datetime import timedelta

from sqlmodel import Session, col, delete, select, update

from app.content.text import N_
from app.domain.errors import DomainError
from app.domain.tokens import hash_token, new_token
from app.models.people import LinkPurpose, OneTimeLink, User
from app.models.types import now


class LinkOver(DomainError):
    """The link was used, is too old, or was never sent: it looks the same to whoever holds it."""

    status = 410

    def __init__(self) -> None:
        super().__init__(N_("This link was already used, or it is too old."))


def make_link(session: Session, *, user: User, purpose: LinkPurpose, hours: int, **data: object) -> str:
    """A new link's token; `data` must be plain JSON values."""
    token = new_token()
    session.add(
        OneTimeLink(
            purpose=purpose,
            user_id=user.id or 0,
            token_hash=hash_token(token),
            data=data,
            expires_at=now() + timedelta(hours=hours),
        )
    )
    return token


def find_link(session: Session, *, token: str, purpose: LinkPurpose) -> OneTimeLink:
    """The link, if it can still be used."""
    link = session.exec(
        select(OneTimeLink)
        .join(User, col(User.id) == OneTimeLink.user_id)
        .where(
            OneTimeLink.token_hash == hash_token(token),
            OneTimeLink.purpose == purpose,
            OneTimeLink.expires_at > now(),
            col(OneTimeLink.used_at).is_(None),
            col(User.deleted_at).is_(None),
            col(User.blocked_at).is_(None),
        )
    ).first()
    if link is None:
        raise LinkOver
    return link


def use_link(session: Session, *, link: OneTimeLink) -> None:
    """Use it up, and every other link of the same purpose with it. Of two who use it at once, one is refused."""
    used = session.exec(
        update(OneTimeLink)
        .where(col(OneTimeLink.id) == link.id, col(OneTimeLink.used_at).is_(None))
        .values(used_at=now(), data={})
    )
    if used.rowcount != 1:
        raise LinkOver
    session.exec(
        delete(OneTimeLink).where(
            col(OneTimeLink.user_id) == link.user_id,
            col(OneTimeLink.purpose) == link.purpose,
            col(OneTimeLink.used_at).is_(None),
        )
    )


def void_links(session: Session, *, user_id: int) -> None:
    """After a change of password or address no link sent before it may do anything."""
    session.exec(delete(OneTimeLink).where(col(OneTimeLink.user_id) == user_id))
