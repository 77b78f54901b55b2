"""Organisations, their members, and the relations between them that matter for conflicts of interest."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.models.types import EnumString, new_code, now


class OrganisationKind(StrEnum):
    PRODUCER_ORGANISATION = "producer_organisation"
    NGO = "ngo"
    UNIVERSITY = "university"
    EXPERTISE_CENTRE = "expertise_centre"
    PUBLIC_BODY = "public_body"
    BUYER = "buyer"


class Tier(StrEnum):
    FIRST_TIER = "first_tier"
    UNION = "union"
    FEDERATION = "federation"


class MemberRole(StrEnum):
    OWNER = "owner"
    EDITOR = "editor"
    MEMBER = "member"


class RelationKind(StrEnum):
    APEX_OF = "apex_of"
    FUNDED_BY = "funded_by"
    BUYS_FROM = "buys_from"
    CERTIFIED_BY = "certified_by"
    ADVISED_BY = "advised_by"


class Organisation(SQLModel, table=True):
    """`latitude` and `longitude` are rounded to 0.1 degree (about 10 km) before they are stored."""

    __tablename__ = "organisation"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(default_factory=new_code, unique=True, max_length=12)
    external_id: str | None = Field(default=None, unique=True, max_length=120)
    name: str = Field(max_length=160)
    kind: OrganisationKind = Field(sa_type=EnumString(OrganisationKind))
    tier: Tier | None = Field(default=None, sa_type=EnumString(Tier))
    country: str = Field(max_length=2, index=True)
    region: str = Field(default="", max_length=120)
    latitude: float | None = None
    longitude: float | None = None
    products: list[str] = Field(default_factory=list, sa_type=JSON)
    certifications: list[str] = Field(default_factory=list, sa_type=JSON)
    languages: list[str] = Field(default_factory=list, sa_type=JSON)
    members: int | None = None
    women: int | None = None
    youth: int | None = None
    founded: int | None = None
    website: str = Field(default="", max_length=300)
    contact_name: str = Field(default="", max_length=120)
    contact_email: str = Field(default="", max_length=254)
    contact_phone: str = Field(default="", max_length=60)
    # Contact data are shown to signed-in people only, unless the organisation says otherwise.
    contact_public: bool = False
    description: str = Field(default="", max_length=2000)
    # An invented organisation of the demo library says so wherever it is shown.
    illustration: bool = False
    approved_at: datetime | None = Field(default=None, index=True)
    approved_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    created_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now)
    row_version: int = 1


class Membership(SQLModel, table=True):
    __tablename__ = "membership"

    user_id: int = Field(foreign_key="user_account.id", primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True, index=True)
    role: MemberRole = Field(sa_type=EnumString(MemberRole))
    joined_at: datetime = Field(default_factory=now)


class OrganisationRelation(SQLModel, table=True):
    """Read as a sentence: *from* is apex of, funded by, buys from, certified by, advised by *to*."""

    __tablename__ = "organisation_relation"
    __table_args__ = (UniqueConstraint("from_id", "kind", "to_id"),)

    id: int | None = Field(default=None, primary_key=True)
    from_id: int = Field(foreign_key="organisation.id", index=True)
    kind: RelationKind = Field(sa_type=EnumString(RelationKind))
    to_id: int = Field(foreign_key="organisation.id", index=True)
    stated_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    stated_at: datetime = Field(default_factory=now)
