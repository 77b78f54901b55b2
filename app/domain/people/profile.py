"""What people say about themselves: name, language, time zone, how they want to hear news."""

from sqlmodel import Session

from app.content.text import N_
from app.domain.errors import Invalid
from app.domain.people.names import clean_name
from app.domain.viewer import Viewer
from app.i18n import LANGUAGES
from app.models.people import Digest, User
from app.time_zones import TIME_ZONES


def change_profile(
    session: Session, *, viewer: Viewer, name: str, language: str, time_zone: str, digest: Digest
) -> User:
    if language not in LANGUAGES:
        raise Invalid(N_("Choose one of the answers offered."), "language")
    if time_zone not in TIME_ZONES:
        raise Invalid(N_("Choose one of the answers offered."), "time_zone")
    user = session.get_one(User, viewer.id)
    user.name, user.language, user.time_zone, user.digest = clean_name(name), language, time_zone, digest
    session.add(user)
    return user


def stop_mails(session: Session, *, user: User) -> None:
    """From now on news are shown in the app only."""
    user.digest = Digest.NEVER
    session.add(user)
