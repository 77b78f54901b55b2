"""The profile: what may be said of an organisation, making one, changing one."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from sqlmodel import Session

from app.content.clean import Choices, Problem
from app.content.text import N_
from app.domain.errors import Invalid, Stale
from app.domain.notices import notify
from app.domain.organisations import trail
from app.domain.organisations.access import coordinators
from app.domain.search_log import note_change
from app.domain.viewer import Viewer
from app.models.organisations import MemberRole, Membership, Organisation, OrganisationKind, Tier
from app.models.types import now

EARLIEST_YEAR = 1700


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationFields:
    """All that an organisation says of itself."""

    name: str
    kind: OrganisationKind
    country: str
    tier: Tier | None = None
    region: str = ""
    latitude: float | None = None
    longitude: float | None = None
    products: list[str] = field(default_factory=list)
    certifications: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    members: int | None = None
    women: int | None = None
    youth: int | None = None
    founded: int | None = None
    website: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    contact_public: bool = False
    description: str = ""

    @classmethod
    def of(cls, organisation: Organisation) -> "OrganisationFields":
        return cls(**{part.name: getattr(organisation, part.name) for part in fields(cls)})

    def stored(self) -> dict[str, Any]:
        """As the table keeps it: the place rounded to 0.1 degree, so that nobody's farm is on the map."""
        values = asdict(self)
        for name in ("latitude", "longitude"):
            values[name] = None if values[name] is None else round(values[name], 1)
        return values


def problems(said: OrganisationFields, choices: Choices) -> dict[str, Problem]:
    """What cannot be right, by field; the lengths of texts are the form's business."""
    return dict([*_about_itself(said), *_about_members(said), *_about_place(said, choices), *_codes(said, choices)])


def _about_itself(said: OrganisationFields) -> Iterator[tuple[str, Problem]]:
    if not any(sign.isalpha() for sign in said.name):
        yield "name", Problem(N_("Please write the name in letters."))
    if said.tier and said.kind is not OrganisationKind.PRODUCER_ORGANISATION:
        yield "tier", Problem(N_("Only producer organisations have a tier."))
    if said.founded is not None and not EARLIEST_YEAR <= said.founded <= now().year:
        years = {"first": EARLIEST_YEAR, "last": now().year}
        yield "founded", Problem(N_("A year from %(first)s to %(last)s is expected."), years)


def _about_members(said: OrganisationFields) -> Iterator[tuple[str, Problem]]:
    for name in ("members", "women", "youth"):
        number = getattr(said, name)
        if number is None:
            continue
        if number < 0:
            yield name, Problem(N_("A number cannot be below zero."))
        elif said.members is None:
            yield "members", Problem(N_("How many members are there altogether?"))
        elif number > said.members:
            limit = {"members": said.members}
            yield name, Problem(N_("There cannot be more of them than members: %(members)s."), limit)


def _about_place(said: OrganisationFields, choices: Choices) -> Iterator[tuple[str, Problem]]:
    if said.country not in choices.countries:
        yield "country", Problem(N_("Choose one of the answers offered."))
    for name, other, limit in (("latitude", "longitude", 90), ("longitude", "latitude", 180)):
        degrees = getattr(said, name)
        if degrees is None and getattr(said, other) is not None:
            yield name, Problem(N_("A place needs both numbers."))
        elif degrees is not None and not abs(degrees) <= limit:
            yield name, Problem(N_("A number from −%(limit)s to %(limit)s is expected."), {"limit": limit})


def _codes(said: OrganisationFields, choices: Choices) -> Iterator[tuple[str, Problem]]:
    allowed = {
        "products": choices.terms("product"),
        "certifications": choices.terms("certification"),
        "languages": choices.languages,
    }
    for name, codes in allowed.items():
        if set(getattr(said, name)) - codes:
            yield name, Problem(N_("Choose from the answers offered."))


def missing(organisation: Organisation) -> list[str]:
    """The fields by which others find and understand it, that are still empty."""
    producers = organisation.kind is OrganisationKind.PRODUCER_ORGANISATION
    names = ["tier", "region", "products", "languages", "members", "description", "contact_email"]
    wanted = names if producers else ["region", "languages", "description", "contact_email"]
    return [name for name in wanted if not getattr(organisation, name)]


def create(
    session: Session, *, said: OrganisationFields, choices: Choices, by: Viewer, owner: bool = True
) -> Organisation:
    """A new organisation, its maker the owner unless they only help. Raises Invalid.

    What people make who had their first look is public at once; what newcomers make waits for theirs.
    """
    _check(said, choices)
    organisation = Organisation(**said.stored(), created_by_id=by.id)
    if by.is_coordinator or (by.user and by.user.approved_at):
        organisation.approved_at = now()
    session.add(organisation)
    session.flush()
    if owner:
        session.add(Membership(user_id=by.id or 0, organisation_id=organisation.id or 0, role=MemberRole.OWNER))
    after = {"name": said.name, "kind": said.kind, "country": said.country}
    trail.note(session, organisation=organisation, verb="organisation.create", by=by, after=after)
    _announce(session, organisation, by)
    return organisation


def _announce(session: Session, organisation: Organisation, by: Viewer) -> None:
    if organisation.approved_at:
        note_change(session, f"organisation:{organisation.code}")
    else:
        notify(
            session,
            people=coordinators(session),
            kind="organisation_waiting",
            path="/first-looks",
            besides=by.id,
            organisation=organisation.name,
            person=by.user.name if by.user else "",
        )


def update(
    session: Session,
    *,
    organisation: Organisation,
    said: OrganisationFields,
    choices: Choices,
    row_version: int,
    by: Viewer,
) -> None:
    """Change the profile. Raises Invalid, and Stale (with the fields as they are) if somebody was faster."""
    _check(said, choices)
    session.refresh(organisation, with_for_update=True)
    if row_version != organisation.row_version:
        raise Stale(OrganisationFields.of(organisation), organisation.row_version)
    before, after = OrganisationFields.of(organisation).stored(), said.stored()
    changed = {name for name in after if _differ(before[name], after[name])}
    if changed:
        _change(session, organisation, before, {name: after[name] for name in sorted(changed)}, by)


def _differ(before: Any, after: Any) -> bool:
    """Codes come in the order of the form, which changes with the language: only their set counts."""
    if isinstance(before, list):
        return bool(set(before) ^ set(after))
    return bool(before != after)


def _change(
    session: Session, organisation: Organisation, before: Mapping[str, Any], changed: Mapping[str, Any], by: Viewer
) -> None:
    for name, value in changed.items():
        setattr(organisation, name, value)
    organisation.row_version += 1
    organisation.updated_at = now()
    session.add(organisation)
    trail.note(
        session,
        organisation=organisation,
        verb="organisation.change",
        by=by,
        before=_without_contact({name: before[name] for name in changed}),
        after=_without_contact(changed),
    )
    if organisation.approved_at:
        note_change(session, f"organisation:{organisation.code}")


def _check(said: OrganisationFields, choices: Choices) -> None:
    for name, problem in problems(said, choices).items():
        raise Invalid(problem.message, name, **problem.params)


def _without_contact(values: Mapping[str, Any]) -> dict[str, Any]:
    """The audit trail is never emptied: it names changed contact data without repeating them."""
    return {name: "" if name.startswith("contact_") else value for name, value in values.items()}
