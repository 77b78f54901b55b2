"""An entry on the desk of the screening, with people who decide about it."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from app.domain.cup import screening, second_looks
from app.domain.cup.verdicts import Outcome
from app.models.cup import Edition
from app.models.entries import Entry, EntryEvent, EntryState, EntrySubmission
from app.models.organisations import Organisation
from app.models.people import User
from app.models.platform import Notification
from app.services import Services
from tests.cup.making import MakeCup, make_submission
from tests.factories import Make, raw_content

MENDING: dict[str, Any] = {"verdict": "to_complete", "reasons": ["no_learning"], "note": "Say what was hard."}
AGAINST: dict[str, Any] = {"verdict": "ineligible", "reasons": ["duplicate"], "note": "Sent in May."}
FOR: dict[str, Any] = {"verdict": "eligible"}


@dataclass
class Screened:
    """`one`, `two`, `three` are coordinators; `owner` sent the entry."""

    services: Services
    make: Make
    cup: MakeCup
    edition: Edition
    organisation: Organisation
    owner: User
    entry: Entry
    one: User
    two: User
    three: User

    def decide(self, by: User, *, submission: int = 1, verdict: str, note: str = "", reasons: Any = ()) -> Any:
        viewer = self.make.viewer(by)
        with self.services.database.writing() as session:
            found: Outcome | None = screening.decide(
                session,
                entry=session.get_one(Entry, self.entry.id),
                edition=session.get_one(Edition, self.edition.id),
                submission=submission,
                verdict=verdict,
                reasons=reasons,
                note=note,
                by=viewer,
            )
        return found

    def second_look(self, by: User, verdict: str, note: str) -> None:
        viewer = self.make.viewer(by)
        with self.services.database.writing() as session:
            second_looks.decide_appeal(
                session,
                entry=session.get_one(Entry, self.entry.id),
                edition=session.get_one(Edition, self.edition.id),
                verdict=verdict,
                note=note,
                by=viewer,
            )

    def send_again(self, **summary: Any) -> EntrySubmission:
        """As the organisation does after mending it."""
        with self.services.database.writing() as session:
            entry = session.get_one(Entry, self.entry.id)
            entry.state, entry.repair_due = EntryState.SUBMITTED, None
            session.add(entry)
            return make_submission(session, entry=entry, content=raw_content(**summary))

    def set(self, **values: Any) -> None:
        with self.services.database.writing() as session:
            entry = session.get_one(Entry, self.entry.id)
            for name, value in values.items():
                setattr(entry, name, value)
            session.add(entry)

    def now(self) -> Entry:
        with self.services.database.reading() as session:
            return session.get_one(Entry, self.entry.id)

    def events(self) -> list[tuple[str, list[str], str]]:
        with self.services.database.reading() as session:
            query = select(EntryEvent).where(EntryEvent.entry_id == self.entry.id).order_by(col(EntryEvent.id))
            return [(event.after, event.reasons, event.message) for event in session.exec(query).all()]

    def told(self, user: User) -> list[str]:
        with self.services.database.reading() as session:
            query = select(Notification.kind).where(Notification.user_id == user.id).order_by(col(Notification.id))
            return list(session.exec(query).all())

    def address(self, more: str = "") -> str:
        return f"/en/cup/{self.edition.year}/run/entries/{self.entry.code}{more}"


def screened(services: Services, make: Make, cup: MakeCup, **edition: Any) -> Screened:
    made = cup.edition(**edition)
    organisation = make.organisation("Papas Unidas")
    owner = make.owner(organisation, "Rosa Quispe")
    entry = cup.entry(made, organisation, state=EntryState.SUBMITTED)
    one, two, three = (make.coordinator(name) for name in ("Ana One", "Ben Two", "Cleo Three"))
    return Screened(services, make, cup, made, organisation, owner, entry, one, two, three)
