"""Signing up and signing in."""

from pydantic import BaseModel, Field


class SignUpForm(BaseModel):
    name: str = Field(max_length=120)
    email: str = Field(max_length=254)
    password: str
    time_zone: str = "UTC"
    next: str = ""


class SignInForm(BaseModel):
    email: str = Field(max_length=254)
    password: str
    next: str = ""


class EmailForm(BaseModel):
    """For mails that can be asked for with nothing but an address."""

    email: str = Field(max_length=254)
    next: str = ""


class ConfirmForm(BaseModel):
    """Asked for only where the address is confirmed in another browser than the one that signed up."""

    password: str = ""


class NewPasswordForm(BaseModel):
    password: str
