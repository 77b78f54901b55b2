"""Whom a coordinator can ask to review a case."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.domain.cases.access import related_organisations
from app.domain.organisations.former import recently_left
from app.models.cases import Case, CaseReview, CaseState, CaseVersion, ReviewState
from app.models.organisations import Membership, Organisation, OrganisationKind
from app.models.people import User


@dataclass(frozen=True, slots=True)
class Candidate:
    """`languages` are the person's own and those of their organisations; `open_reviews` what they still have to do."""

    id: int
    name: str
    organisations: str
    from_producers: bool
    languages: tuple[str, ...]
    open_reviews: int


def candidates(session: Session, *, case: Case, version: CaseVersion) -> list[Candidate]:
    """Approved people who are not too close to the case and were not asked yet.

    First those who have the case's language, then by how few reviews they have to do, then by name.
    """
    close = related_organisations(session, case.organisation_id)
    left = recently_left(session, session.get_one(Organisation, case.organisation_id))
    open_reviews = _open_reviews(session)
    found = [
        _candidate(user, theirs, case.original_language, open_reviews.get(user.id or 0, 0))
        for user, theirs in _people(session, version)
        if user.id not in left and not {organisation.id for organisation in theirs} & close
    ]
    return sorted(found, key=lambda one: (case.original_language not in one.languages, one.open_reviews))


def _people(session: Session, version: CaseVersion) -> list[tuple[User, list[Organisation]]]:
    """Who could be asked, by name, with their organisations."""
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
        .order_by(col(User.name), col(User.id), col(Organisation.name))
    )
    people: dict[int, tuple[User, list[Organisation]]] = {}
    rows: Sequence[tuple[User, Organisation | None]] = session.exec(query).all()
    for user, organisation in rows:
        theirs = people.setdefault(user.id or 0, (user, []))[1]
        if organisation is not None:
            theirs.append(organisation)
    return list(people.values())


def _open_reviews(session: Session) -> dict[int, int]:
    query = (
        select(CaseReview.reviewer_id, func.count())
        .join(Case, col(Case.id) == CaseReview.case_id)
        .where(CaseReview.state == ReviewState.ASSIGNED, Case.state == CaseState.REVIEW)
        .group_by(col(CaseReview.reviewer_id))
    )
    return dict(session.exec(query).all())


def _candidate(user: User, theirs: Sequence[Organisation], original: str, open_reviews: int) -> Candidate:
    spoken = dict.fromkeys([user.language, *(language for one in theirs for language in one.languages)])
    return Candidate(
        user.id or 0,
        user.name,
        ", ".join(organisation.name for organisation in theirs),
        any(organisation.kind is OrganisationKind.PRODUCER_ORGANISATION for organisation in theirs),
        tuple(sorted(spoken, key=lambda language: language != original)),
        open_reviews,
    )
