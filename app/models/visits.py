"""Learning visits as they are prepared and held, and everything that happened to demands, offers and visits."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.models.rounds import Side
from app.models.types import EnumString, new_code, now


class VisitState(StrEnum):
    PLANNED = "planned"
    CONFIRMED = "confirmed"
    UNDER_WAY = "under_way"
    COMPLETED = "completed"
    REPORTED = "reported"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    DID_NOT_HAPPEN = "did_not_happen"


class Visit(SQLModel, table=True):
    """One host receives one or more organisations; `starts_on` and `ends_on` are its first and last day.

    `uid` names it in calendars for life; `sequence` rises by one whenever what calendars show of it changes.
    """

    __tablename__ = "visit"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(default_factory=new_code, unique=True, max_length=12)
    uid: str = Field(unique=True, max_length=80)
    sequence: int = 0
    state: VisitState = Field(default=VisitState.PLANNED, sa_type=EnumString(VisitState), index=True)
    round_id: int | None = Field(default=None, foreign_key="visit_round.id", index=True)
    offer_id: int = Field(foreign_key="visit_offer.id", index=True)
    host_id: int = Field(foreign_key="organisation.id", index=True)
    title: str = Field(max_length=160)
    starts_on: date = Field(index=True)
    ends_on: date
    time_zone: str = Field(default="UTC", max_length=64)
    place: str = Field(default="", max_length=200)
    meeting_point: str = Field(default="", max_length=500)
    emergency: str = Field(default="", max_length=500)  # whom to call
    coordinator_id: int | None = Field(default=None, foreign_key="user_account.id")
    ended_by: Side | None = Field(default=None, sa_type=EnumString(Side))
    reason: str = Field(default="", max_length=1000)  # why cancelled, or did not happen
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now)
    row_version: int = 1


class Guest(SQLModel, table=True):
    """An organisation that visits; `left_at` once it has cancelled for itself."""

    __tablename__ = "visit_guest"
    __table_args__ = (UniqueConstraint("visit_id", "organisation_id"),)

    id: int | None = Field(default=None, primary_key=True)
    visit_id: int = Field(foreign_key="visit.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    demand_id: int = Field(foreign_key="visit_demand.id")
    proposal_id: int = Field(foreign_key="visit_proposal.id")
    left_at: datetime | None = None


class ParticipantSide(StrEnum):
    VISITOR = "visitor"
    HOST = "host"
    COACH = "coach"
    INTERPRETER = "interpreter"
    COORDINATOR = "coordinator"


class Visa(StrEnum):
    UNKNOWN = "unknown"
    NOT_NEEDED = "not_needed"
    NEEDED = "needed"
    APPLIED = "applied"
    GRANTED = "granted"
    REFUSED = "refused"


class Participant(SQLModel, table=True):
    """Somebody who takes part. Only their own organisation, the host and coordinators see more than the name.

    `consent_at`: they agreed that these data are kept for the visit; pictures of them are another question.
    """

    __tablename__ = "visit_participant"

    id: int | None = Field(default=None, primary_key=True)
    visit_id: int = Field(foreign_key="visit.id", index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    side: ParticipantSide = Field(sa_type=EnumString(ParticipantSide))
    user_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    name: str = Field(max_length=120)
    role: str = Field(default="", max_length=40)
    gender: str = Field(default="", max_length=20)
    age_band: str = Field(default="", max_length=20)
    email: str = Field(default="", max_length=254)
    phone: str = Field(default="", max_length=60)
    languages: list[str] = Field(default_factory=list, sa_type=JSON)
    needs: list[str] = Field(default_factory=list, sa_type=JSON)
    needs_note: str = Field(default="", max_length=500)
    consent_at: datetime | None = None
    pictures_ok: bool = False
    visa: Visa = Field(default=Visa.UNKNOWN, sa_type=EnumString(Visa))
    # As the passport says, for the letter of invitation; removed once the visit is over.
    passport: str = Field(default="", max_length=60)
    insured: bool = False
    attended: bool | None = None
    created_at: datetime = Field(default_factory=now)
    row_version: int = 1


class ItineraryItem(SQLModel, table=True):
    """Something at a time of a day, in the zone of the place (`time_zone`, "" for that of the visit)."""

    __tablename__ = "visit_itinerary_item"
    __table_args__ = (Index("ix_visit_itinerary_day", "visit_id", "day"),)

    id: int | None = Field(default=None, primary_key=True)
    visit_id: int = Field(foreign_key="visit.id")
    day: date
    starts_at: time | None = None
    ends_at: time | None = None
    time_zone: str = Field(default="", max_length=64)
    kind: str = Field(max_length=20)  # travel, see, do, talk, reflect, rest
    title: str = Field(max_length=160)
    text: str = Field(default="", max_length=2000)
    place: str = Field(default="", max_length=200)
    responsible: str = Field(default="", max_length=120)
    row_version: int = 1


class VisitTask(SQLModel, table=True):
    """Something to be done by a day. `code` names one of the usual tasks, whose words are translated; else `text`."""

    __tablename__ = "visit_task"

    id: int | None = Field(default=None, primary_key=True)
    visit_id: int = Field(foreign_key="visit.id", index=True)
    code: str = Field(default="", max_length=40)
    text: str = Field(default="", max_length=300)
    who: str = Field(default="coordinator", max_length=20)  # visitor, host, coordinator
    due_on: date = Field(index=True)
    done_at: datetime | None = None
    done_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    reminded_at: datetime | None = None


class BudgetLine(SQLModel, table=True):
    """`planned` and `spent` are in hundredths of the round's currency; `paid_by`: round, visitor or host."""

    __tablename__ = "visit_budget_line"

    id: int | None = Field(default=None, primary_key=True)
    visit_id: int = Field(foreign_key="visit.id", index=True)
    kind: str = Field(max_length=20)  # travel, lodging, food, interpreter, childcare, visa, insurance, host, other
    text: str = Field(default="", max_length=300)
    planned: int = 0
    spent: int | None = None
    paid_by: str = Field(default="round", max_length=20)
    row_version: int = 1


class Goal(SQLModel, table=True):
    """What a visiting organisation wants to have learned. Changed, it has to be signed again by both sides."""

    __tablename__ = "visit_goal"

    id: int | None = Field(default=None, primary_key=True)
    visit_id: int = Field(foreign_key="visit.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    text: str = Field(max_length=500)
    indicator: str = Field(default="", max_length=300)
    visitor_signed_at: datetime | None = None
    visitor_signed_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    host_signed_at: datetime | None = None
    host_signed_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    row_version: int = 1


class CalendarFeed(SQLModel, table=True):
    """A person's private calendar address. It is made of a secret and `number`: a new number revokes the old one."""

    __tablename__ = "calendar_feed"

    user_id: int = Field(foreign_key="user_account.id", primary_key=True)
    number: int = 1
    created_at: datetime = Field(default_factory=now)


class Invitation(SQLModel, table=True):
    """Which state of a visit somebody's calendar was last sent, so that nothing is sent twice nor forgotten."""

    __tablename__ = "visit_invitation"
    __table_args__ = (UniqueConstraint("visit_id", "email"),)

    id: int | None = Field(default=None, primary_key=True)
    visit_id: int = Field(foreign_key="visit.id", index=True)
    email: str = Field(max_length=254)
    sequence: int
    cancelled: bool = False
    sent_at: datetime = Field(default_factory=now)


class VisitEvent(SQLModel, table=True):
    """One step of a demand, offer, round, proposal, visit, report or coaching (`about`), kept for ever."""

    __tablename__ = "visit_event"
    __table_args__ = (Index("ix_visit_event_about", "about", "about_id"),)

    id: int | None = Field(default=None, primary_key=True)
    about: str = Field(max_length=20)
    about_id: int
    verb: str = Field(max_length=40)
    before: str = Field(default="", max_length=40)
    after: str = Field(default="", max_length=40)
    message: str = Field(default="", max_length=2000)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    by_id: int | None = Field(default=None, foreign_key="user_account.id")
    at: datetime = Field(default_factory=now)
