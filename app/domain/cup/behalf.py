"""A facilitator enters for an organisation that agreed to it: how that is recorded, and who hears of it."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.content.text import N_, one_line
from app.domain.cases.access import organisation_people
from app.domain.errors import Invalid, NotFound
from app.domain.notices import notify
from app.domain.viewer import Viewer
from app.models.cup import Edition
from app.models.entries import Entry
from app.models.organisations import Organisation, OrganisationKind
from app.models.types import now


@dataclass(frozen=True, slots=True)
class Behalf:
    """How an organisation agreed that a facilitator enters for it: who said so, in which way, on which day."""

    who: str
    how: str
    day: date | None

    def record(self) -> str:
        """The three as they are kept. Raises Invalid (fields "who", "how", "day")."""
        who, how = one_line(self.who), one_line(self.how)
        for name, value in (("who", who), ("how", how), ("day", self.day)):
            if not value:
                raise Invalid(N_("Please fill this in."), name)
        if self.day is None or self.day > now().date():
            raise Invalid(N_("This day is still to come."), "day")
        return f"{who[:200]}\n{how[:600]}\n{self.day.isoformat()}"


@dataclass(frozen=True, slots=True)
class Agreement:
    """What is kept of it, one line each."""

    who: str
    how: str
    day: str


def agreement_of(entry: Entry) -> Agreement | None:
    """None where the organisation enters by itself."""
    return Agreement(*entry.consent_record.split("\n")) if entry.consent_record else None


def consent_of(organisation: Organisation, by: Viewer, behalf: Behalf | None) -> str:
    """The record of the organisation's consent; "" for its own people, who need none."""
    if behalf is None:
        if not by.edits_for(organisation.id or 0):
            raise NotFound
        return ""
    if not by.is_facilitator or organisation.approved_at is None:
        raise NotFound
    return behalf.record()


def tell_organisation(session: Session, *, edition: Edition, entry: Entry, by: Viewer) -> None:
    agreement = agreement_of(entry)
    if agreement is None:
        return
    notify(
        session,
        people=organisation_people(session, entry.organisation_id),
        kind="cup_on_behalf",
        path=f"/cup/{edition.year}/entries/{entry.code}",
        besides=by.id,
        year=edition.year,
        who=by.user.name if by.user else "",
        agreed=agreement.who,
        how=agreement.how,
        day=agreement.day,
    )


def organisations_named(session: Session, *, words: str = "", code: str = "") -> list[Organisation]:
    """Approved producer organisations of this code, or with these words in their name, by name."""
    query = select(Organisation).where(
        col(Organisation.approved_at).is_not(None), Organisation.kind == OrganisationKind.PRODUCER_ORGANISATION
    )
    if code or not words.strip():
        query = query.where(Organisation.code == code)
    for word in words.split()[:6]:
        query = query.where(col(Organisation.name).icontains(word, autoescape=True))
    return list(session.exec(query.order_by(col(Organisation.name)).limit(20)).all())
