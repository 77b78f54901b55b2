"""Who may see a case, and in which part they act on it."""

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, not_, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.domain.errors import NotFound
from app.domain.organisations.former import organisations_left_by
from app.domain.viewer import Viewer
from app.models.cases import Case, CaseReview, CaseState, CaseVersion, ReviewState
from app.models.cup import Edition
from app.models.entries import Entry, EntryState
from app.models.organisations import MemberRole, Membership, OrganisationRelation

S = CaseState


class Part(StrEnum):
    """In which part somebody acts on one case."""

    ORGANISATION = "organisation"  # owner or editor of the organisation whose case it is
    COORDINATOR = "coordinator"  # of the platform, and not of this organisation
    TEAM = "team"  # helps to systematise: coordinators and facilitators
    REVIEWER = "reviewer"  # asked to review the working version
    PLATFORM = "platform"  # nobody: a date, a rule


# While a case is in these states its text can be changed, by those named.
WRITABLE: dict[CaseState, frozenset[Part]] = {
    S.DRAFT: frozenset({Part.ORGANISATION}),
    S.RETURNED: frozenset({Part.ORGANISATION}),
    S.SELECTED: frozenset({Part.ORGANISATION, Part.TEAM}),
    S.SYSTEMATISING: frozenset({Part.ORGANISATION, Part.TEAM}),
    S.EDITING: frozenset({Part.TEAM}),
}


def parts_of(session: Session, *, case: Case, viewer: Viewer) -> frozenset[Part]:
    """The parts of one person in one case. Nobody coordinates what their own organisation has written."""
    parts: set[Part] = set()
    if viewer.user is None:
        return frozenset()
    own = (viewer.is_coordinator or viewer.is_facilitator) and _has_a_stake(session, case, viewer)
    if viewer.edits_for(case.organisation_id) or writes_on_behalf(case, viewer):
        parts.add(Part.ORGANISATION)
    if viewer.is_coordinator and not own:
        parts |= {Part.COORDINATOR, Part.TEAM}
    if viewer.is_facilitator and not own:
        parts.add(Part.TEAM)
    if case.state in (S.REVIEW, S.EDITING) and _is_reviewer(session, case, viewer):
        parts.add(Part.REVIEWER)
    return frozenset(parts)


def writes_on_behalf(case: Case, viewer: Viewer) -> bool:
    """The facilitator who writes it for an organisation that agreed to this, so long as it is not sent."""
    unsent = case.state in (S.DRAFT, S.RETURNED)
    return unsent and viewer.is_facilitator and case.on_behalf_by_id is not None and case.on_behalf_by_id == viewer.id


def _has_a_stake(session: Session, case: Case, viewer: Viewer) -> bool:
    """Members have; who wrote the case has also after leaving the organisation; others who left, for a year."""
    if case.organisation_id in viewer.memberships or case.created_by_id == viewer.id:
        return True
    left = viewer.once("left", lambda: frozenset(session.exec(organisations_left_by(viewer.id)).all()))
    return case.organisation_id in left


def _is_reviewer(session: Session, case: Case, viewer: Viewer) -> bool:
    query = (
        select(CaseReview.id)
        .join(CaseVersion, col(CaseVersion.id) == CaseReview.version_id)
        .where(
            CaseReview.case_id == case.id,
            CaseReview.reviewer_id == viewer.id,
            CaseReview.state != ReviewState.DECLINED,
            col(CaseVersion.number).is_(None),
        )
    )
    return session.exec(query).first() is not None


def may_write(session: Session, *, case: Case, viewer: Viewer) -> bool:
    return bool(WRITABLE.get(case.state, frozenset()) & parts_of(session, case=case, viewer=viewer))


def may_read_work(session: Session, *, case: Case, viewer: Viewer) -> bool:
    """May see the working copy, the events and the messages: more than the public sees."""
    if viewer.user is None:
        return False
    if case.organisation_id in viewer.memberships:
        return True
    parts = parts_of(session, case=case, viewer=viewer)
    return bool(parts) and (case.state is not S.DRAFT or Part.ORGANISATION in parts)


def public_cases() -> SelectOfScalar[Case]:
    """What everybody may read and find. Archived cases stay readable at their address but are in no list."""
    return select(Case).where(
        col(Case.current_version_id).is_not(None), col(Case.state).not_in([S.WITHDRAWN, S.ARCHIVED])
    )


def readable_cases(viewer: Viewer) -> SelectOfScalar[Case]:
    """The cases whose address answers this person: public ones, tombstones, and those they have a part in."""
    public = col(Case.current_version_id).is_not(None) | (col(Case.state) == S.WITHDRAWN) & col(
        Case.first_published_at
    ).is_not(None)
    if viewer.user is None:
        return select(Case).where(public)
    mine = col(Case.organisation_id).in_(list(viewer.memberships))
    reviewing = col(Case.id).in_(
        select(CaseReview.case_id).where(CaseReview.reviewer_id == viewer.id, CaseReview.state != ReviewState.DECLINED)
    )
    reasons: list[ColumnElement[bool]] = [public, mine, reviewing]
    if viewer.is_coordinator or viewer.is_facilitator:
        reasons.append(and_(col(Case.state) != S.DRAFT, not_(waits_with_entry())))
    if viewer.is_facilitator:
        reasons.append(col(Case.on_behalf_by_id) == viewer.id)
    return select(Case).where(or_(*reasons))


def waits_with_entry() -> ColumnElement[bool]:
    """Sent to the cup before it was public: until the results are out those who run the platform read the entry, not
    the case, so that nobody with a tie to it does."""
    entered = (
        select(Entry.case_id)
        .join(Edition, col(Edition.id) == Entry.edition_id)
        .where(col(Edition.released_at).is_(None), col(Entry.state).not_in([EntryState.DRAFT, EntryState.WITHDRAWN]))
    )
    return and_(col(Case.state).in_([S.SUBMITTED, S.RETURNED, S.DECLINED]), col(Case.id).in_(entered))


def readable_case(session: Session, *, code: str, viewer: Viewer) -> Case:
    """The one gate to a case. Raises NotFound for those who may not know that it exists."""
    case = session.exec(readable_cases(viewer).where(Case.code == code)).first()
    if case is None:
        raise NotFound
    return case


def organisation_people(
    session: Session, organisation_id: int, roles: Collection[MemberRole] = (MemberRole.OWNER, MemberRole.EDITOR)
) -> list[int]:
    """The people who act for an organisation."""
    query = select(Membership.user_id).where(
        Membership.organisation_id == organisation_id, col(Membership.role).in_(list(roles))
    )
    return list(session.exec(query).all())


def related_organisations(session: Session, organisation_id: int) -> set[int]:
    """The organisation itself and all that stand in a stated relation to it, either way."""
    rows = session.exec(
        select(OrganisationRelation.from_id, OrganisationRelation.to_id).where(
            or_(OrganisationRelation.from_id == organisation_id, OrganisationRelation.to_id == organisation_id)
        )
    ).all()
    return {organisation_id, *(end for row in rows for end in row)}
