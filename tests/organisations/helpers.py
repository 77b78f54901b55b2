"""What several tests of organisations ask of the database."""

from typing import Any

from sqlmodel import col, select

from app.models.organisations import MemberRole, Membership, Organisation
from app.models.people import User
from app.models.platform import AuditEvent, Job, Notification
from app.models.search_log import SearchLogEntry
from app.services import Services

# HTML, SQL, a template, a format, emoji with a joiner, Arabic, a combining accent: what people and attackers type.
HOSTILE = "<b onx='1'>\"Ana\" & Co</b>'); DROP TABLE organisation;-- {{ 7*7 }} %(x)s 👩🏾‍🌾 جمعية النحالين Cafe\u0301"
HOSTILE_KEPT = HOSTILE.replace("e\u0301", "é")


def stored(services: Services, name: str) -> Organisation:
    with services.database.reading() as session:
        return session.exec(select(Organisation).where(Organisation.name == name)).one()


def fresh(services: Services, organisation: Organisation) -> Organisation:
    with services.database.reading() as session:
        return session.get_one(Organisation, organisation.id)


def roles(services: Services, organisation: Organisation) -> dict[int, MemberRole]:
    with services.database.reading() as session:
        rows = session.exec(select(Membership).where(Membership.organisation_id == organisation.id)).all()
        return {row.user_id: row.role for row in rows}


def trail(services: Services, organisation: Organisation) -> list[str]:
    """The verbs of its audit events, oldest first."""
    with services.database.reading() as session:
        query = select(AuditEvent.verb).where(AuditEvent.object_id == organisation.code)
        return list(session.exec(query.order_by(col(AuditEvent.id))).all())


def told(services: Services, user: User) -> list[tuple[str, str]]:
    """Kind and path of what a person was told, oldest first."""
    with services.database.reading() as session:
        query = select(Notification).where(Notification.user_id == user.id).order_by(col(Notification.id))
        return [(row.kind, row.path) for row in session.exec(query).all()]


def mails_asked(services: Services) -> list[dict[str, Any]]:
    """The payloads of mails to addresses, oldest first."""
    with services.database.reading() as session:
        query = select(Job).where(Job.kind == "mail_message").order_by(col(Job.id))
        return [job.payload for job in session.exec(query).all()]


def search_log(services: Services) -> list[str]:
    with services.database.reading() as session:
        return list(session.exec(select(SearchLogEntry.subject).order_by(col(SearchLogEntry.id))).all())
