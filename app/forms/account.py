"""What people change about their own account."""

from pydantic import BaseModel, Field

from app.models.people import Digest


class ProfileForm(BaseModel):
    name: str = Field(max_length=120)
    language: str
    time_zone: str
    digest: Digest


class EmailChangeForm(BaseModel):
    email: str = Field(max_length=254)
    own_password: str


class PasswordChangeForm(BaseModel):
    old_password: str
    password: str


class DeletionForm(BaseModel):
    own_password: str
