"""Things for tests, one method a noun, each committed; without surprises."""

from typing import Any

from app.domain.viewer import Viewer, viewer_of
from app.models.cases import Case, CaseState, CaseTier, CaseVersion
from app.models.organisations import MemberRole, Membership, Organisation, OrganisationKind
from app.models.people import PlatformRole, Role, User
from app.models.types import now
from app.services import Services


class Make:
    def __init__(self, services: Services) -> None:
        self.services = services
        self.count = 0

    def _next(self) -> int:
        self.count += 1
        return self.count

    def user(self, name: str = "", *, roles: tuple[Role, ...] = (), approved: bool = True, **fields: Any) -> User:
        number = self._next()
        user = User(
            name=name or f"Person {number}",
            email=fields.pop("email", f"person{number}@example.org"),
            confirmed_at=fields.pop("confirmed_at", now()),
            approved_at=now() if approved else None,
            **fields,
        )
        with self.services.database.writing() as session:
            session.add(user)
            session.flush()
            for role in roles:
                session.add(PlatformRole(user_id=user.id or 0, role=role))
        return user

    def coordinator(self, name: str = "", **fields: Any) -> User:
        return self.user(name, roles=(Role.COORDINATOR,), **fields)

    def administrator(self, name: str = "", **fields: Any) -> User:
        return self.user(name, roles=(Role.ADMINISTRATOR,), **fields)

    def organisation(self, name: str = "", *, approved: bool = True, **fields: Any) -> Organisation:
        organisation = Organisation(
            name=name or f"Organisation {self._next()}",
            kind=fields.pop("kind", OrganisationKind.PRODUCER_ORGANISATION),
            country=fields.pop("country", "PE"),
            approved_at=now() if approved else None,
            **fields,
        )
        with self.services.database.writing() as session:
            session.add(organisation)
        return organisation

    def member(self, user: User, organisation: Organisation, role: MemberRole = MemberRole.OWNER) -> None:
        with self.services.database.writing() as session:
            session.add(Membership(user_id=user.id or 0, organisation_id=organisation.id or 0, role=role))

    def owner(self, organisation: Organisation, name: str = "", **fields: Any) -> User:
        user = self.user(name, **fields)
        self.member(user, organisation)
        return user

    def case(
        self,
        organisation: Organisation | None = None,
        *,
        state: CaseState = CaseState.DRAFT,
        content: dict[str, dict[str, Any]] | None = None,
        tier: CaseTier = CaseTier.RAW,
        **fields: Any,
    ) -> Case:
        """A case with its working copy."""
        organisation = organisation or self.organisation()
        content = content if content is not None else raw_content()
        case = Case(
            organisation_id=organisation.id or 0,
            state=state,
            original_language=fields.pop("original_language", "en"),
            title=content.get("summary", {}).get("title", ""),
            country=content.get("facts", {}).get("country", ""),
            kind=content.get("facts", {}).get("kind", ""),
            licence=fields.pop("licence", "cc_by_4"),
            consent_at=fields.pop("consent_at", now()),
            **fields,
        )
        with self.services.database.writing() as session:
            session.add(case)
            session.flush()
            session.add(CaseVersion(case_id=case.id or 0, content=content, tier=tier))
        return case

    def viewer(self, user: User) -> Viewer:
        with self.services.database.reading() as session:
            return viewer_of(session, user)


def raw_content(**summary: Any) -> dict[str, dict[str, Any]]:
    """What a raw experience holds when it may be sent."""
    return {
        "summary": {
            "title": "Selling potatoes together",
            "summary": "Forty families sell their potatoes at one gate and get a third more.",
            **summary,
        },
        "facts": {
            "kind": "good_experience",
            "role": "owner",
            "country": "PE",
            "region": "Junín",
            "benefits": ["bargaining_power", "joint_purchase"],
            "capabilities": ["marketing_negotiation"],
        },
        "story": {
            "what_we_did": "We met every Monday and agreed on one price.",
            "what_changed": "Traders now come to us.",
            "what_was_hard": "The first harvest nobody trusted the scale.",
        },
    }
