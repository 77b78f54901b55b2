"""The gates to one organisation, by the `code` in the address: to read it, to look inside, to change it, to decide."""

from typing import Annotated

from fastapi import Depends

from app.content.text import N_
from app.domain.errors import Forbidden, NotFound
from app.domain.organisations.access import belongs, may_edit, may_own, readable_organisation
from app.models.organisations import Organisation
from app.web.gates import SignedIn, gate
from app.web.requests import Db, Person


@gate("an organisation that this person may read")
def organisation_to_read(code: str, session: Db, viewer: Person) -> Organisation:
    return readable_organisation(session, code=code, viewer=viewer)


@gate("an organisation, for its own people and coordinators")
def organisation_from_inside(code: str, session: Db, viewer: SignedIn) -> Organisation:
    """Strangers are asked to sign in, whatever the code: so a form sent after the sign-in expired is kept."""
    organisation = readable_organisation(session, code=code, viewer=viewer)
    if not belongs(viewer, organisation) and not viewer.is_coordinator:
        raise NotFound
    return organisation


Inside = Annotated[Organisation, Depends(organisation_from_inside)]


@gate("an organisation, for its owners and editors and coordinators")
def organisation_to_edit(viewer: SignedIn, organisation: Inside) -> Organisation:
    if not may_edit(viewer, organisation):
        raise Forbidden(N_("Only owners and editors of the organisation may do this."))
    return organisation


@gate("an organisation, for its owners and coordinators")
def organisation_to_own(viewer: SignedIn, organisation: Inside) -> Organisation:
    if not may_own(viewer, organisation):
        raise Forbidden(N_("Only owners of the organisation may do this."))
    return organisation


ReadableOrganisation = Annotated[Organisation, Depends(organisation_to_read)]
OrganisationInside = Inside
EditableOrganisation = Annotated[Organisation, Depends(organisation_to_edit)]
OwnedOrganisation = Annotated[Organisation, Depends(organisation_to_own)]
