"""Who plays a part in the cups: owners of organisations that enter, and members of the juries."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from app.demo.work import Work
from app.domain.cup import declaring, jury
from app.domain.cup.declaring import Profile
from app.domain.cup.invitees import Invitee
from app.domain.people.signing_up import by_email
from app.i18n import LANGUAGES
from app.models.cup import Edition
from app.models.jury import Juror
from app.models.organisations import MemberRole, Membership, Organisation
from app.models.people import User
from app.models.types import now

DATA = Path(__file__).parents[1] / "data" / "cup"
COORDINATOR, OTHER_COORDINATOR = "coordinator.es@example.org", "coordinator.en@example.org"


@cache
def texts(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Member:
    """A juror as planned: `offset` is by how many points of 100 they give more than a fair jury would."""

    key: str
    name: str
    email: str
    language: str
    time_zone: str
    reads: Sequence[str]
    offset: float
    expertise: Sequence[str]
    countries: Sequence[str]
    max_load: int
    about: str


def members(keys: Iterable[str]) -> list[Member]:
    known = {said["key"]: Member(**said) for said in texts("jury")}
    return [known[key] for key in keys]


def _account(session: Session, *, name: str, email: str, language: str, time_zone: str, password_hash: str) -> User:
    user = User(
        name=name,
        email=email,
        language=language,
        time_zone=time_zone,
        password_hash=password_hash,
        confirmed_at=now(),
        approved_at=now(),
    )
    session.add(user)
    session.flush()
    return user


def ensure_jurors(work: Work) -> None:
    """Those who have no sign-in of their own in the demo get an account with the password of all."""
    shared = work.user(COORDINATOR).password_hash
    for member in members(said["key"] for said in texts("jury")):
        if by_email(work.session, member.email) is None:
            _account(
                work.session,
                name=member.name,
                email=member.email,
                language=member.language,
                time_zone=member.time_zone,
                password_hash=shared,
            )


def owner_of(work: Work, organisation: Organisation) -> str:
    """The address of somebody who acts for it; one is made from its contact where nobody does yet."""
    query = select(User.email).join(Membership, Membership.user_id == User.id)  # type: ignore[arg-type]
    here = Membership.organisation_id == organisation.id, Membership.role == MemberRole.OWNER
    if found := work.session.exec(query.where(*here)).first():
        return found
    user = _account(
        work.session,
        name=organisation.contact_name,
        email=organisation.contact_email,
        language=next((code for code in organisation.languages if code in LANGUAGES), "en"),
        time_zone="UTC",
        password_hash=work.user(COORDINATOR).password_hash,
    )
    work.session.add(Membership(user_id=user.id or 0, organisation_id=organisation.id or 0, role=MemberRole.OWNER))
    work.session.flush()
    return organisation.contact_email


def organisation_named(session: Session, name: str) -> Organisation:
    return session.exec(select(Organisation).where(Organisation.external_id == name)).one()


def seat(work: Work, edition: Edition, keys: Sequence[str]) -> dict[str, Juror]:
    """Invite these people; they accept and introduce themselves."""
    coordinator = work.viewer(COORDINATOR)
    invited = invite(work, edition, keys)
    for member in members(keys):
        viewer, juror = work.viewer(member.email), invited[member.key]
        jury.accept(work.session, edition=edition, juror=juror, viewer=viewer)
        profile = Profile(
            list(member.reads),
            list(member.expertise),
            list(member.countries),
            member.max_load,
            member.about,
            named=True,
        )
        declaring.set_profile(work.session, juror=juror, profile=profile, by=viewer)
        jury.set_load(work.session, juror=juror, max_load=member.max_load, by=coordinator)
    return invited


def invite(work: Work, edition: Edition, keys: Sequence[str]) -> dict[str, Juror]:
    invitees = [Invitee(member.email, member.name) for member in members(keys)]
    by = work.viewer(COORDINATOR)
    rows = jury.invite(work.session, edition=edition, invitees=invitees, by=by, days=21, language="en")
    return dict(zip(keys, rows, strict=True))


def declare_all(work: Work, edition: Edition, seats: dict[str, Juror]) -> None:
    """Everybody has looked through the list of those who entered."""
    listed = declaring.list_version(declaring.entrants_of(work.session, edition))
    for member in members(seats):
        by = work.viewer(member.email)
        declaring.declare(work.session, edition=edition, juror=seats[member.key], listed=listed, by=by)
