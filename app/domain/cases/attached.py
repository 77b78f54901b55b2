"""The files of a case, and how a systematised version comes to name them."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from app.content.clean import new_key
from app.domain.cases.drafting import store_section
from app.models.cases import Case, CaseTier, CaseVersion
from app.models.media import Media


def media_of(session: Session, case: Case) -> list[Media]:
    """The media of a case that were not removed and whose consent stands, in the order of upload."""
    query = select(Media).where(
        Media.case_id == case.id, col(Media.removed_at).is_(None), col(Media.consent_withdrawn_at).is_(None)
    )
    return list(session.exec(query.order_by(col(Media.id))).all())


def list_media(session: Session, *, version: CaseVersion, media: Iterable[Media]) -> None:
    """Name files in the media section of a systematised working copy, to be captioned and described there.

    A systematised version shows the files it names; a raw one shows all that were sent with it.
    """
    if version.tier is not CaseTier.SYSTEMATISED:
        return
    entries = version.content.get("media", {}).get("media", [])
    known = {entry.get("medium") for entry in entries}
    added = [{"key": new_key(), "medium": m.public_id} for m in media if m.public_id not in known]
    if added:
        store_section(version, "media", {"media": [*entries, *added]})
        session.add(version)
