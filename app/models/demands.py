"""Learning visits: what organisations want to learn (demands) and what others can show (offers).

Amounts are in hundredths of the programme's currency. Spans of days are pairs of ISO dates, both included. Months are
numbers from 1 to 12.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from app.models.types import EnumString, new_code, now


class DemandState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    PROPOSED = "proposed"  # a proposal is out, or agreed
    SCHEDULED = "scheduled"  # a visit is being prepared
    SERVED = "served"  # the visit took place
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class OfferState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"


class Demand(SQLModel, table=True):
    """What one organisation wants to learn on a visit, who would travel, and when.

    `topics` are at most three {"code", "importance"}: a capability area or a benefit, and 1 to 3. `roles` and
    `languages` say how many of the `party` have a role, or speak a language. `needs` are conditions that somebody has
    to provide or the round to pay for. `waited` counts rounds: see `app.matching`.
    """

    __tablename__ = "visit_demand"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(default_factory=new_code, unique=True, max_length=12)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    state: DemandState = Field(default=DemandState.DRAFT, sa_type=EnumString(DemandState), index=True)
    # The language `title` and `text` are written in.
    language: str = Field(max_length=12)
    title: str = Field(default="", max_length=160)
    text: str = Field(default="", max_length=2000)
    topics: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    # The case that awoke the wish, and the offer it was made for, if any.
    case_id: int | None = Field(default=None, foreign_key="learning_case.id", index=True)
    offer_id: int | None = Field(default=None, foreign_key="visit_offer.id", index=True)
    party: int = 0
    women: int | None = None
    youth: int | None = None
    roles: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    languages: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    needs: list[str] = Field(default_factory=list, sa_type=JSON)
    needs_note: str = Field(default="", max_length=1000)
    windows: list[list[str]] = Field(default_factory=list, sa_type=JSON)
    blackouts: list[list[str]] = Field(default_factory=list, sa_type=JSON)
    days: int = 3
    # How long visas and preparations take.
    lead_days: int = 30
    own_budget: int | None = None
    # How far the organisation is itself in what it wants to learn, from 1 to 5.
    level: int | None = None
    waited: int = 1
    # The last day on which a visit could begin: after it the demand expires.
    last_start: date | None = Field(default=None, index=True)
    on_behalf_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    consent_record: str = Field(default="", max_length=1000)
    created_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    opened_at: datetime | None = None
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now)
    row_version: int = 1


class Offer(SQLModel, table=True):
    """What one organisation can show others, or coach them in.

    `topics` are {"code", "evidence"}: how well it is documented, see `app.matching`. `roles` are those of the hosts'
    own people whom visitors would meet. `months_open` are those in which it receives visitors, `months_visible` those
    in which the practice can be seen.
    """

    __tablename__ = "visit_offer"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(default_factory=new_code, unique=True, max_length=12)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    case_id: int | None = Field(default=None, foreign_key="learning_case.id", index=True)
    state: OfferState = Field(default=OfferState.DRAFT, sa_type=EnumString(OfferState), index=True)
    visits: bool = True
    coaching: bool = False
    language: str = Field(max_length=12)
    title: str = Field(default="", max_length=160)
    text: str = Field(default="", max_length=2000)
    topics: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    roles: list[str] = Field(default_factory=list, sa_type=JSON)
    languages: list[str] = Field(default_factory=list, sa_type=JSON)
    interpreter: bool = False
    people_cap: int = 8
    parties_per_visit: int = 1
    visits_per_year: int = 2
    days: int = 3
    months_open: list[int] = Field(default_factory=list, sa_type=JSON)
    months_visible: list[int] = Field(default_factory=list, sa_type=JSON)
    blackouts: list[list[str]] = Field(default_factory=list, sa_type=JSON)
    # Codes of needs that the host provides.
    provides: list[str] = Field(default_factory=list, sa_type=JSON)
    conditions: str = Field(default="", max_length=1000)
    # What a visit costs, once and for each person.
    fixed_cost: int | None = None
    person_cost: int | None = None
    coaching_hours: int = 0
    level: int | None = None
    time_zone: str = Field(default="UTC", max_length=64)
    place: str = Field(default="", max_length=200)
    on_behalf_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    consent_record: str = Field(default="", max_length=1000)
    created_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    opened_at: datetime | None = None
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now)
    row_version: int = 1
