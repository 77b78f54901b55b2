"""Out of the jury for good: accounts that are deleted, and addresses of invited people who never answered."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, or_, select

from app.content.text import N_
from app.domain.cup.jury import RUNNING, forgotten_email, remove
from app.domain.people.names import FORMER_MEMBER
from app.domain.viewer import Viewer
from app.i18n import translate
from app.models.cup import Edition
from app.models.jury import Conflict, Juror, JurorState
from app.models.people import User
from app.models.platform import MailMessage
from app.models.types import now

# After the results are out.
UNANSWERED_KEPT = timedelta(days=30)
DELETED = N_("The account was deleted.")


def leave_all(session: Session, *, user: User, by: Viewer) -> None:
    """A person deletes their account: they leave every jury that is at work, and are no longer named in the others.

    What they handed in stays, as a "former member's"; once the results are out it also goes on counting.
    """
    for juror in session.exec(select(Juror).where(_theirs(user)).order_by(col(Juror.id))).all():
        edition = session.get_one(Edition, juror.edition_id)
        if edition.phase in RUNNING and juror.state in (JurorState.INVITED, JurorState.ACCEPTED):
            remove(session, edition=edition, juror=juror, reason=translate(edition.language, DELETED), by=by)
        _forget(session, juror, translate(edition.language, FORMER_MEMBER))
    for tie in session.exec(
        select(Conflict).where(Conflict.user_id == user.id, col(Conflict.derived).is_(False))
    ).all():
        # What the person said goes; what a coordinator decided about it stays below the mark.
        _, mark, decided = tie.note.partition("\n\n→ ")
        tie.note = mark + decided
        session.add(tie)


def _theirs(user: User) -> ColumnElement[bool]:
    invited = (col(Juror.user_id).is_(None)) & (col(Juror.email) == user.email)
    return or_(col(Juror.user_id) == user.id, invited)


def _forget(session: Session, juror: Juror, name: str) -> None:
    """The row stays: scorecards, and the rule of one seat a person, hang on it."""
    juror.email, juror.name, juror.token_hash = forgotten_email(juror), name, None
    juror.about, juror.named = "", False
    juror.languages, juror.expertise, juror.countries = [], [], []
    juror.row_version += 1
    session.add(juror)


def forget_unanswered(session: Session) -> int:
    """Remove the addresses of those who were invited and never answered, a month after the results; how many."""
    found = _unanswered(session)
    addresses = [juror.email for juror in found]
    for juror in found:
        _forget(session, juror, "")
    invitations = (col(MailMessage.kind) == "cup_juror_invitation") & col(MailMessage.recipient).in_(addresses)
    session.exec(delete(MailMessage).where(invitations))
    return len(found)


def _unanswered(session: Session) -> Sequence[Juror]:
    query = (
        select(Juror)
        .join(Edition, col(Edition.id) == Juror.edition_id)
        .where(
            col(Edition.released_at) < now() - UNANSWERED_KEPT,
            col(Juror.user_id).is_(None),
            col(Juror.answered_at).is_(None),
            col(Juror.email).not_like("%.invalid"),
        )
    )
    return session.exec(query.order_by(col(Juror.id))).all()
