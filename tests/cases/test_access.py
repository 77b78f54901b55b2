"""Who may read a case, see the work on it, and write it, in every state."""

import pytest
from sqlmodel import select

from app.domain.cases.access import (
    Part,
    may_read_work,
    may_write,
    parts_of,
    public_cases,
    readable_case,
    readable_cases,
    related_organisations,
)
from app.domain.errors import NotFound
from app.domain.viewer import STRANGER, Viewer
from app.models.cases import Case, CaseReview, CaseState, CaseVersion, ReviewState
from app.models.organisations import MemberRole, Membership, Organisation, OrganisationRelation, RelationKind
from app.models.people import Role
from app.models.types import now
from app.services import Services
from tests.factories import Make, raw_content

S = CaseState
WRITTEN_BY = {
    S.DRAFT: {"owner", "editor"},
    S.RETURNED: {"owner", "editor"},
    S.SELECTED: {"owner", "editor", "coordinator", "facilitator"},
    S.SYSTEMATISING: {"owner", "editor", "coordinator", "facilitator"},
    S.EDITING: {"coordinator", "facilitator"},
}


@pytest.fixture
def people(make: Make) -> dict[str, Viewer]:
    """One of each, around the organisation "Ours"."""
    organisation = make.organisation("Ours")
    users = {
        "owner": make.owner(organisation),
        "editor": make.user(),
        "member": make.user(),
        "coordinator": make.coordinator(),
        "facilitator": make.user(roles=(Role.FACILITATOR,)),
        "administrator": make.administrator(),
        "neighbour": make.owner(make.organisation("Theirs")),
    }
    make.member(users["editor"], organisation, MemberRole.EDITOR)
    make.member(users["member"], organisation, MemberRole.MEMBER)
    return {name: make.viewer(user) for name, user in users.items()} | {"stranger": STRANGER}


def ours(make: Make, people: dict[str, Viewer], state: CaseState) -> Case:
    (organisation_id,) = people["owner"].memberships
    with make.services.database.reading() as session:
        organisation = session.get_one(Organisation, organisation_id)
    return make.case(organisation, state=state)


@pytest.mark.parametrize("state", list(CaseState))
def test_each_state_is_written_by_those_named_and_nobody_else(
    make: Make, services: Services, people: dict[str, Viewer], state: CaseState
) -> None:
    case = ours(make, people, state)

    with services.database.reading() as session:
        writers = {name for name, viewer in people.items() if may_write(session, case=case, viewer=viewer)}

    assert writers == WRITTEN_BY.get(state, set())


@pytest.mark.parametrize("state", list(CaseState))
def test_the_work_is_seen_by_the_organisation_and_the_team_but_drafts_by_the_organisation_alone(
    make: Make, services: Services, people: dict[str, Viewer], state: CaseState
) -> None:
    case = ours(make, people, state)

    with services.database.reading() as session:
        readers = {name for name, viewer in people.items() if may_read_work(session, case=case, viewer=viewer)}

    team = set() if state is S.DRAFT else {"coordinator", "facilitator"}
    assert readers == {"owner", "editor", "member"} | team


def test_nobody_coordinates_what_their_own_organisation_has_written(
    make: Make, services: Services, people: dict[str, Viewer]
) -> None:
    case = ours(make, people, S.SUBMITTED)
    both = make.coordinator()
    with services.database.writing() as session:
        session.add(Membership(user_id=both.id or 0, organisation_id=case.organisation_id, role=MemberRole.MEMBER))

    with services.database.reading() as session:
        assert parts_of(session, case=case, viewer=make.viewer(both)) == frozenset()
        assert parts_of(session, case=case, viewer=people["coordinator"]) == {Part.COORDINATOR, Part.TEAM}


@pytest.mark.parametrize(
    ("state", "review", "sees"),
    [
        (S.REVIEW, ReviewState.ASSIGNED, True),
        (S.REVIEW, ReviewState.DONE, True),
        (S.EDITING, ReviewState.DONE, True),
        (S.REVIEW, ReviewState.DECLINED, False),
        (S.SYSTEMATISING, ReviewState.ASSIGNED, False),
    ],
)
def test_a_reviewer_sees_the_work_while_it_is_reviewed(
    make: Make, services: Services, people: dict[str, Viewer], state: CaseState, review: ReviewState, sees: bool
) -> None:
    case = ours(make, people, state)
    reviewer = people["neighbour"]
    with services.database.writing() as session:
        version = session.exec(select(CaseVersion).where(CaseVersion.case_id == case.id)).one()
        session.add(
            CaseReview(case_id=case.id or 0, version_id=version.id or 0, reviewer_id=reviewer.id or 0, state=review)
        )

    with services.database.reading() as session:
        assert may_read_work(session, case=case, viewer=reviewer) is sees
        assert may_write(session, case=case, viewer=reviewer) is False


def test_lists_of_readable_cases_hold_what_each_may_open(
    make: Make, services: Services, people: dict[str, Viewer]
) -> None:
    draft, sent = ours(make, people, S.DRAFT), ours(make, people, S.SUBMITTED)
    public, archived, gone = (published(make, state) for state in (S.PUBLISHED, S.ARCHIVED, S.WITHDRAWN))
    everybody = {public.code, archived.code, gone.code}

    with services.database.reading() as session:
        seen = {
            name: {case.code for case in session.exec(readable_cases(viewer)).all()} for name, viewer in people.items()
        }
        listed = {case.code for case in session.exec(public_cases()).all()}

    assert listed == {public.code}
    assert seen == {
        "owner": everybody | {draft.code, sent.code},
        "editor": everybody | {draft.code, sent.code},
        "member": everybody | {draft.code, sent.code},
        "coordinator": everybody | {sent.code},
        "facilitator": everybody | {sent.code},
        "administrator": everybody,
        "neighbour": everybody,
        "stranger": everybody,
    }


def published(make: Make, state: CaseState) -> Case:
    case = make.case(state=state, first_published_at=now())
    with make.services.database.writing() as session:
        version = CaseVersion(case_id=case.id or 0, number=1, content=raw_content())
        session.add(version)
        session.flush()
        session.get_one(Case, case.id).current_version_id = version.id
    return case


def test_the_gate_says_nothing_of_what_it_hides(make: Make, services: Services, people: dict[str, Viewer]) -> None:
    draft = ours(make, people, S.DRAFT)

    with services.database.reading() as session:
        assert readable_case(session, code=draft.code, viewer=people["owner"]).id == draft.id
        for name in ("coordinator", "neighbour", "stranger"):
            with pytest.raises(NotFound) as hidden:
                readable_case(session, code=draft.code, viewer=people[name])
            with pytest.raises(NotFound) as unknown:
                readable_case(session, code="zzzzzz", viewer=people[name])
            assert str(hidden.value) == str(unknown.value)


def test_a_draft_withdrawn_before_it_was_public_leaves_no_tombstone(make: Make, services: Services) -> None:
    case = make.case(state=S.WITHDRAWN)

    with services.database.reading() as session, pytest.raises(NotFound):
        readable_case(session, code=case.code, viewer=STRANGER)


def test_related_organisations_are_found_from_both_ends(make: Make, services: Services) -> None:
    union, member, buyer, other = (make.organisation() for _ in range(4))
    with services.database.writing() as session:
        session.add(OrganisationRelation(from_id=union.id or 0, kind=RelationKind.APEX_OF, to_id=member.id or 0))
        session.add(OrganisationRelation(from_id=buyer.id or 0, kind=RelationKind.BUYS_FROM, to_id=member.id or 0))
        session.add(OrganisationRelation(from_id=buyer.id or 0, kind=RelationKind.BUYS_FROM, to_id=other.id or 0))

        assert related_organisations(session, member.id or 0) == {union.id, member.id, buyer.id}
