"""Versions as exports are given them, without a database."""

from datetime import UTC, datetime
from typing import Any

from app.domain.cases.reading import Reading
from app.exports.links import Links
from app.models.cases import Case, CaseTier, CaseVersion
from app.models.organisations import Organisation, OrganisationKind
from tests.contents import full_content

PUBLISHED = datetime(2024, 5, 31, 14, 30, tzinfo=UTC)


def reading(content: dict[str, dict[str, Any]] | None = None, **fields: Any) -> Reading:
    """Version 2 of a case of "Papa Andina", written in Spanish."""
    content = content or full_content()
    organisation = Organisation(
        id=1,
        code="pqrstv",
        name=fields.pop("organisation", "Papa Andina"),
        kind=OrganisationKind.PRODUCER_ORGANISATION,
        country="PE",
    )
    case = Case(
        id=1,
        code="bcdfgh",
        organisation_id=1,
        original_language=fields.pop("original_language", "es"),
        first_published_at=datetime(2023, 1, 2, tzinfo=UTC),
    )
    version = CaseVersion(
        id=2,
        case_id=1,
        number=fields.pop("number", 2),
        tier=CaseTier.SYSTEMATISED,
        content=content,
        published_at=fields.pop("published_at", PUBLISHED),
    )
    language = fields.pop("language", "es")
    return Reading(case=case, organisation=organisation, version=version, language=language, content=content, **fields)


def links() -> Links:
    """Addresses that show what was asked for."""

    def page(name: str, /, **parameters: Any) -> str:
        return f"https://e.example/{name}?" + "&".join(f"{key}={value}" for key, value in sorted(parameters.items()))

    return Links(page, lambda public_id, name: f"https://e.example/media/{public_id}/{name}")
