"""Whom a coordinator can ask to review a case."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.domain.cases.access import related_organisations
from app.models.cases import Case, CaseReview, CaseVersion
from app.models.organisations import Membership, Organisation, OrganisationKind
from app.models.people import User


@dataclass(frozen=True, slots=True)
class Candidate:
    id: int
    name: str
    organisations: str
    from_producers: bool


def candidates(session: Session, *, case: Case, version: CaseVersion) -> list[Candidate]:
    """Approved people who are not too close to the case and were not asked yet, by name."""
    query = (
        select(User, Organisation)
        .join(Membership, col(Membership.user_id) == User.id, isouter=True)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id, isouter=True)
        .where(
            col(User.approved_at).is_not(None),
            col(User.deleted_at).is_(None),
            col(User.blocked_at).is_(None),
            col(User.id).not_in(select(CaseReview.reviewer_id).where(CaseReview.version_id == version.id)),
        )
        .order_by(col(User.name), col(User.id))
    )
    close = related_organisations(session, case.organisation_id)
    people: dict[int, tuple[User, list[Organisation]]] = {}
    rows: Sequence[tuple[User, Organisation | None]] = session.exec(query).all()
    for user, organisation in rows:
        theirs = people.setdefault(user.id or 0, (user, []))[1]
        if organisation is not None:
            theirs.append(organisation)
    return [
        Candidate(
            user_id,
            user.name,
            ", ".join(organisation.name for organisation in theirs),
            any(organisation.kind is OrganisationKind.PRODUCER_ORGANISATION for organisation in theirs),
        )
        for user_id, (user, theirs) in people.items()
        if not {organisation.id for organisation in theirs} & close
    ]
