"""Rounds in which visits are planned together: their plans, and the proposals that come of them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.models.types import EnumString, new_code, now


class RoundState(StrEnum):
    PLANNING = "planning"
    PUBLISHED = "published"  # a plan was published: its proposals are out
    CLOSED = "closed"


class Round(SQLModel, table=True):
    """Visits of a round lie between `starts_on` and `ends_on`; `budget` is in hundredths of `currency`."""

    __tablename__ = "visit_round"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(default_factory=new_code, unique=True, max_length=12)
    state: RoundState = Field(default=RoundState.PLANNING, sa_type=EnumString(RoundState), index=True)
    title: str = Field(max_length=120)
    year: int = Field(index=True)
    starts_on: date
    ends_on: date
    budget: int
    currency: str = Field(default="EUR", max_length=3)
    min_visits: int = 3
    week_capacity: int = 2
    # Weights of the score and prices of funded needs, as `app.domain.visits.planning` reads them.
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    seed: str = Field(default="", max_length=40)
    time_limit: int = 120
    note: str = Field(default="", max_length=2000)
    created_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    created_at: datetime = Field(default_factory=now)
    published_at: datetime | None = None
    closed_at: datetime | None = None
    row_version: int = 1


class PairKind(StrEnum):
    FIXED = "fixed"  # this demand goes to this offer, on `starts_on` if given
    FORBIDDEN = "forbidden"
    ADDED = "added"  # may be planned although its score is low


class RoundPair(SQLModel, table=True):
    """What a coordinator decided about a pair, and why, before a round is planned."""

    __tablename__ = "visit_round_pair"
    __table_args__ = (UniqueConstraint("round_id", "demand_id", "offer_id"),)

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="visit_round.id", index=True)
    demand_id: int = Field(foreign_key="visit_demand.id")
    offer_id: int = Field(foreign_key="visit_offer.id")
    kind: PairKind = Field(sa_type=EnumString(PairKind))
    starts_on: date | None = None
    reason: str = Field(max_length=1000)
    by_id: int | None = Field(default=None, foreign_key="user_account.id")
    at: datetime = Field(default_factory=now)


class PlanState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    PUBLISHED = "published"


class Plan(SQLModel, table=True):
    """A draft of a round: what it was made from and what came out, so that anybody can make it again.

    `changes` is what was asked "what if" (another budget, an offer left out …), {} for the round as it stands.
    `progress` is {"stage", "of", "gap"} while it runs.
    """

    __tablename__ = "visit_plan"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="visit_round.id", index=True)
    number: int
    label: str = Field(default="", max_length=120)
    state: PlanState = Field(default=PlanState.WAITING, sa_type=EnumString(PlanState))
    method: str = Field(max_length=20)
    changes: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    inputs: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    result: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    progress: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    problem: str = Field(default="", max_length=300)
    inputs_hash: str = Field(default="", max_length=64)
    plan_hash: str = Field(default="", max_length=64)
    by_id: int | None = Field(default=None, foreign_key="user_account.id")
    at: datetime = Field(default_factory=now)
    ready_at: datetime | None = None
    published_at: datetime | None = None


class ProposalState(StrEnum):
    SUGGESTED = "suggested"  # not sent yet; only coordinators see it
    SENT = "sent"
    VISITOR_ACCEPTED = "visitor_accepted"
    HOST_ACCEPTED = "host_accepted"
    AGREED = "agreed"
    DECLINED = "declined"
    EXPIRED = "expired"
    TAKEN_BACK = "taken_back"
    CANCELLED = "cancelled"  # by either side after it was agreed; with its visit


class Side(StrEnum):
    VISITOR = "visitor"
    HOST = "host"


class Proposal(SQLModel, table=True):
    """That one organisation visits another from a day on. Several with the same offer and day share one visit.

    `components` are those of the score, as `app.domain.visits.scoring` writes them. `other_days` are first days that
    a side suggested with its no. `declined_by` is the side that said no.
    """

    __tablename__ = "visit_proposal"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(default_factory=new_code, unique=True, max_length=12)
    round_id: int | None = Field(default=None, foreign_key="visit_round.id", index=True)
    plan_id: int | None = Field(default=None, foreign_key="visit_plan.id")
    demand_id: int = Field(foreign_key="visit_demand.id", index=True)
    offer_id: int = Field(foreign_key="visit_offer.id", index=True)
    visitor_id: int = Field(foreign_key="organisation.id", index=True)
    host_id: int = Field(foreign_key="organisation.id", index=True)
    state: ProposalState = Field(default=ProposalState.SUGGESTED, sa_type=EnumString(ProposalState), index=True)
    starts_on: date
    days: int
    score: int
    components: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    cost: int = 0
    note: str = Field(default="", max_length=2000)
    # The proposal whose refusal or end led to this one.
    instead_of_id: int | None = Field(default=None, foreign_key="visit_proposal.id")
    visit_id: int | None = Field(default=None, foreign_key="visit.id", index=True)
    declined_by: Side | None = Field(default=None, sa_type=EnumString(Side))
    reason: str = Field(default="", max_length=1000)
    other_days: list[str] = Field(default_factory=list, sa_type=JSON)
    sent_at: datetime | None = None
    expires_at: datetime | None = Field(default=None, index=True)
    reminded_at: datetime | None = None
    agreed_at: datetime | None = None
    ended_at: datetime | None = None
    created_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    created_at: datetime = Field(default_factory=now)
    row_version: int = 1


class AnswerLink(SQLModel, table=True):
    """A link in a mail by which one person answers without signing in: once, and not for ever.

    `about` and `about_id` say what is answered: ("proposal", id), ("check", id of a follow-up of a report).
    """

    __tablename__ = "visit_answer_link"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True, max_length=64)
    about: str = Field(max_length=20)
    about_id: int = Field(index=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    expires_at: datetime
    used_at: datetime | None = None
    created_at: datetime = Field(default_factory=now)
