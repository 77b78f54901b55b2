"""Links in mails by which one person answers without signing in: once, and not for ever.

Opening one changes nothing, because programs that look through mails open them; answering uses it up. The raw token
stands in the mail alone, which forgets it once it was delivered.
"""

from datetime import timedelta
from enum import StrEnum

from sqlmodel import Session, col, select, update

from app.content.text import N_
from app.domain.errors import DomainError
from app.domain.tokens import hash_token, new_token
from app.domain.viewer import Viewer, viewer_of
from app.models.people import User
from app.models.rounds import AnswerLink
from app.models.types import now


class Over(StrEnum):
    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    NOT_YOURS = "not_yours"
    ANSWERED = "answered"


REASONS = {
    Over.UNKNOWN: N_("This link is not complete, or it never was one of ours. Copy it again from the mail."),
    Over.USED: N_("This link was used already: the answer is kept. A link answers once."),
    Over.EXPIRED: N_("This link is too old. You can still answer once you have signed in."),
    Over.NOT_YOURS: N_("This link was sent to somebody else. Sign in to answer in your own name, if you may."),
    Over.ANSWERED: N_("This was answered already, or it has moved on in the meantime."),
}


class LinkOver(DomainError):
    """The link answers nothing any more; `link` is None for one that was never made."""

    status = 410

    def __init__(self, why: Over, link: AnswerLink | None = None) -> None:
        super().__init__(REASONS[why])
        self.why, self.link = why, link


def make(session: Session, *, about: str, about_id: int, user_id: int, days: int) -> str:
    """The token of a new link: put it into a mail (`notices.mail_with_keys`) and nowhere else."""
    token = new_token()
    session.add(
        AnswerLink(
            token_hash=hash_token(token),
            about=about,
            about_id=about_id,
            user_id=user_id,
            expires_at=now() + timedelta(days=days),
        )
    )
    return token


def path_of(token: str) -> str:
    """The address without the language, for templates of mails; "?answer=CODE" may follow."""
    return f"/learning/answer/{token}"


def find(session: Session, *, token: str, opened_by: Viewer) -> AnswerLink:
    """The link, if it can still be used. Raises LinkOver.

    Whoever holds the mail may answer in the name of the person it was sent to, unless they are signed in as somebody
    else: they got it forwarded.
    """
    link = session.exec(select(AnswerLink).where(AnswerLink.token_hash == hash_token(token))).first()
    if link is None:
        raise LinkOver(Over.UNKNOWN)
    if opened_by.user is not None and opened_by.id != link.user_id:
        raise LinkOver(Over.NOT_YOURS, link)
    if link.used_at is not None:
        raise LinkOver(Over.USED, link)
    person = session.get(User, link.user_id)
    if link.expires_at <= now() or person is None or person.deleted_at or person.blocked_at:
        raise LinkOver(Over.EXPIRED, link)
    return link


def use(session: Session, *, link: AnswerLink) -> None:
    """Use it up. Of two who use it at once, one is refused."""
    used = session.exec(
        update(AnswerLink).where(col(AnswerLink.id) == link.id, col(AnswerLink.used_at).is_(None)).values(used_at=now())
    )
    if used.rowcount != 1:
        raise LinkOver(Over.USED, link)


def close(session: Session, *, about: str, about_id: int) -> None:
    """Nothing is asked any more: no link that was sent about it answers from now on."""
    session.exec(
        update(AnswerLink)
        .where(col(AnswerLink.about) == about, col(AnswerLink.about_id) == about_id, col(AnswerLink.used_at).is_(None))
        .values(used_at=now())
    )


def holder(session: Session, *, link: AnswerLink) -> Viewer:
    """The person to whom the link was sent, with the rights they have today."""
    return viewer_of(session, session.get_one(User, link.user_id))
