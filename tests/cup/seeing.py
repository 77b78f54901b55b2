"""What tests look at after something happened to an edition."""

from sqlmodel import col, select

from app.models.cup import Edition, EditionEvent
from app.models.people import User
from app.models.platform import Notification
from app.services import Services


def fresh(services: Services, edition: Edition) -> Edition:
    with services.database.reading() as session:
        return session.get_one(Edition, edition.id)


def told(services: Services, user: User) -> list[str]:
    with services.database.reading() as session:
        query = select(Notification.kind).where(Notification.user_id == user.id).order_by(col(Notification.id))
        return list(session.exec(query).all())


def happened(services: Services, edition: Edition) -> list[tuple[str, str, str]]:
    with services.database.reading() as session:
        query = select(EditionEvent).where(EditionEvent.edition_id == edition.id).order_by(col(EditionEvent.id))
        return [(event.kind, event.after, event.reason) for event in session.exec(query).all()]
