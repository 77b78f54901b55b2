"""A case in the hands of its organisation and of the team."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from app.domain.cases.versions import find_working_copy
from app.models.cases import Case, CaseState, CaseTier
from app.models.organisations import Organisation
from app.models.people import Role, User
from app.services import Services
from tests.factories import Make


@dataclass
class Desk:
    """`full` is being systematised, `draft` was never sent; both are of `organisation`."""

    services: Services
    organisation: Organisation
    owner: User
    facilitator: User
    full: Case
    draft: Case

    def content(self, case: Case) -> dict[str, Any]:
        with self.services.database.reading() as session:
            version = find_working_copy(session, case)
            assert version is not None
            return version.content

    def again(self, case: Case) -> Case:
        with self.services.database.reading() as session:
            return session.get_one(Case, case.id)


@pytest.fixture
def desk(make: Make, services: Services) -> Desk:
    organisation = make.organisation("Valle Verde", region="Junín", languages=["es", "qu"])
    return Desk(
        services,
        organisation,
        make.owner(organisation, "Rosa"),
        make.user("Marta", roles=(Role.FACILITATOR,)),
        make.case(organisation, state=CaseState.SYSTEMATISING, tier=CaseTier.SYSTEMATISED, original_language="es"),
        make.case(organisation, content={"facts": {"country": "PE", "role": "owner"}}, licence="", consent_at=None),
    )


@pytest.fixture
def section_address(desk: Desk) -> Callable[[str], str]:
    return lambda name: f"/en/cases/{desk.full.code}/edit/{name}"
