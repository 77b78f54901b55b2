"""The public results as pages and programs show them."""

from typing import Any

from sqlmodel import Session

from app.domain.cup.public_results import public_results
from app.domain.cup.texts import text_in
from app.models.cup import Edition


def award_name(edition: Edition, key: str, language: str) -> str:
    award = next((one for one in edition.awards if one["key"] == key), None)
    return text_in(award["texts"], "name", language=language, original=edition.language) if award else ""


def results_part(session: Session, edition: Edition, language: str) -> dict[str, Any]:
    """What the public page needs to show them."""
    names = {award["key"]: award_name(edition, award["key"], language) for award in edition.awards}
    return {"found": public_results(session, edition), "award_names": names}
