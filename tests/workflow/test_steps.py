"""The states of a case: who may take which step, and what each leaves behind."""

import pytest
from sqlmodel import select

from app.content.units import fingerprint
from app.domain.cases import reviews
from app.domain.cases.publishing import Unfinished
from app.domain.cases.rubric import CRITERIA
from app.domain.cases.steps import mark_of, take_step
from app.domain.cases.submission import Incomplete
from app.domain.cases.versions import find_working_copy, published_versions
from app.domain.cases.workflow import STEPS, possible_steps
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound
from app.domain.viewer import viewer_of
from app.models.cases import Case, CaseEvent, CaseState, CaseTier, CaseVersion
from app.models.media import Media, MediaKind, MediaState
from app.models.organisations import OrganisationKind
from app.models.people import Role, User
from app.models.platform import AuditEvent, Notification
from app.models.search_log import SearchLogEntry
from app.services import Services
from tests.contents import full_content
from tests.factories import Make

S = CaseState


def take(services: Services, case: Case, verb: str, by: User, message: str = "", seen: str = "") -> CaseState:
    with services.database.writing() as session:
        row = session.get_one(Case, case.id)
        take_step(session, case=row, verb=verb, message=message, by=viewer_of(session, by), seen=seen)
        return row.state


def picture(services: Services, case: Case) -> Media:
    medium = Media(
        case_id=case.id or 0,
        kind=MediaKind.PICTURE,
        state=MediaState.READY,
        content_type="image/webp",
        sha256="0" * 64,
        size=1,
        consent=True,
        licence="cc_by_4",
    )
    with services.database.writing() as session:
        session.add(medium)
    return medium


def systematised(services: Services, make: Make, state: CaseState) -> tuple[Case, User, User]:
    """A complete systematised case in a state, with an editor of its organisation and a coordinator."""
    organisation = make.organisation()
    owner, coordinator = make.owner(organisation), make.coordinator()
    case = make.case(organisation, state=state, tier=CaseTier.SYSTEMATISED)
    medium = picture(services, case)
    with services.database.writing() as session:
        version = session.exec(select(CaseVersion).where(CaseVersion.case_id == case.id)).one()
        version.content = full_content(medium.public_id)
        session.add(version)
    return case, owner, coordinator


def reviewed(services: Services, make: Make, case: Case, coordinator: User, level: int = 3) -> None:
    """Two reviewers, one of a producer organisation, hand in their reviews."""
    first, second = make.user(), make.owner(make.organisation(kind=OrganisationKind.PRODUCER_ORGANISATION))
    with services.database.writing() as session:
        row = session.get_one(Case, case.id)
        for reviewer in (first, second):
            review = reviews.assign(session, case=row, reviewer=reviewer, by=viewer_of(session, coordinator))
            scores = {criterion.code: level for criterion in CRITERIA}
            reviews.save(session, review=review, case=row, scores=scores, comments={}, advice="Go on.")
            reviews.finish(
                session,
                review=review,
                case=row,
                verdict="publish",
                maturity="good_practice",
                by=viewer_of(session, reviewer),
            )


def test_newcomers_experience_waits_for_a_look_and_approving_it_approves_them(services: Services, make: Make) -> None:
    organisation = make.organisation(approved=False)
    owner = make.owner(organisation, approved=False)
    coordinator = make.coordinator()
    case = make.case(organisation, created_by_id=owner.id)

    waits = take(services, case, "submit", owner)
    public = take(services, case, "accept", coordinator)

    assert (waits, public) == (S.SUBMITTED, S.LEARNING_MATERIAL)
    with services.database.reading() as session:
        assert session.get_one(User, owner.id).approved_by_id == coordinator.id
        version = published_versions(session, session.get_one(Case, case.id))[0]
        assert (version.number, version.tier) == (1, CaseTier.RAW)
        assert [entry.subject for entry in session.exec(select(SearchLogEntry)).all()].count(f"case:{case.code}") == 1


def test_experience_of_people_already_known_goes_through_by_itself(services: Services, make: Make) -> None:
    organisation = make.organisation()
    owner = make.owner(organisation)
    case = make.case(organisation)

    state = take(services, case, "submit", owner)

    assert state is S.LEARNING_MATERIAL
    with services.database.reading() as session:
        events = session.exec(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)).all()  # type: ignore[arg-type]
        assert [(event.before, event.after, event.by_id) for event in events] == [
            ("draft", "submitted", owner.id),
            ("submitted", "learning_material", None),
        ]


def test_incomplete_experience_is_not_sent_and_says_what_is_missing(services: Services, make: Make) -> None:
    organisation = make.organisation()
    owner = make.owner(organisation)
    case = make.case(organisation, content={"summary": {"title": "Only a title"}}, consent_at=None, licence="")

    with pytest.raises(Incomplete) as refused:
        take(services, case, "submit", owner)

    assert [item.path for item in refused.value.missing] == [
        "summary",
        "kind",
        "role",
        "country",
        "benefits",
        "capabilities",
        "what_we_did",
        "what_changed",
        "what_was_hard",
        "licence",
        "consent",
    ]


def test_voice_note_answers_a_story_question(services: Services, make: Make) -> None:
    organisation = make.organisation()
    owner = make.owner(organisation)
    case = make.case(organisation)
    with services.database.writing() as session:
        version = find_working_copy(session, case)
        assert version is not None
        version.content = {**version.content, "story": {"what_we_did": "We met.", "what_changed": "All."}}
        session.add(version)

    with pytest.raises(Incomplete):
        take(services, case, "submit", owner)
    with services.database.writing() as session:
        session.add(
            Media(
                case_id=case.id or 0,
                kind=MediaKind.AUDIO,
                content_type="audio/mp4",
                sha256="0" * 64,
                size=1,
                stands_for="what_was_hard",
            )
        )

    assert take(services, case, "submit", owner) is S.LEARNING_MATERIAL


@pytest.mark.parametrize("verb", ["return", "decline"])
def test_coordinator_sends_back_only_with_a_message(services: Services, make: Make, verb: str) -> None:
    organisation = make.organisation()
    owner, coordinator = make.owner(organisation), make.coordinator()
    case = make.case(organisation, state=S.SUBMITTED)

    with pytest.raises(Invalid) as refused:
        take(services, case, verb, coordinator, "  ")
    state = take(services, case, verb, coordinator, "Please tell us who decided.")

    assert refused.value.field == "message"
    assert state is STEPS[verb].after
    with services.database.reading() as session:
        told = session.exec(select(Notification).where(Notification.user_id == owner.id)).all()
        assert [(notice.kind, notice.params["message"]) for notice in told] == [
            (f"case_{verb}", "Please tell us who decided.")
        ]


def test_declined_experience_gets_a_second_look(services: Services, make: Make) -> None:
    organisation = make.organisation()
    owner = make.owner(organisation)
    case = make.case(organisation, state=S.DECLINED)

    assert take(services, case, "appeal", owner, "It is our own story.") is S.SUBMITTED


def test_nobody_coordinates_the_case_of_their_own_organisation(services: Services, make: Make) -> None:
    organisation = make.organisation()
    insider = make.coordinator()
    make.member(insider, organisation)
    case = make.case(organisation, state=S.SUBMITTED)

    with pytest.raises(Forbidden):
        take(services, case, "accept", insider)

    assert take(services, case, "accept", make.coordinator()) is S.LEARNING_MATERIAL


def test_selected_case_keeps_its_public_card_while_it_is_systematised(services: Services, make: Make) -> None:
    organisation = make.organisation()
    owner, coordinator = make.owner(organisation), make.coordinator()
    case = make.case(organisation)
    take(services, case, "submit", owner)

    take(services, case, "select", coordinator)
    state = take(services, case, "begin", owner)

    assert state is S.SYSTEMATISING
    with services.database.reading() as session:
        row = session.get_one(Case, case.id)
        working = find_working_copy(session, row)
        assert working is not None
        assert working.tier is CaseTier.SYSTEMATISED
        assert row.current_version_id not in (None, working.id)


def test_whole_way_from_systematising_to_published(services: Services, make: Make) -> None:
    case, owner, coordinator = systematised(services, make, S.SYSTEMATISING)

    take(services, case, "send_to_validation", coordinator)
    take(services, case, "approve", owner)
    reviewed(services, make, case, coordinator)
    take(services, case, "pass_review", coordinator)
    state = take(services, case, "publish", coordinator, "First version.")

    assert state is S.PUBLISHED
    with services.database.reading() as session:
        row = session.get_one(Case, case.id)
        version = published_versions(session, row)[0]
        assert version.content_hash == fingerprint(version.content) == version.validated_hash
        # Nobody has replicated it, so it cannot be called good practice yet.
        assert row.maturity == "promising"


def test_nothing_is_published_as_systematised_that_the_organisation_has_not_approved(
    services: Services, make: Make
) -> None:
    case, owner, coordinator = systematised(services, make, S.VALIDATION)
    take(services, case, "approve", owner)
    reviewed(services, make, case, coordinator)
    take(services, case, "pass_review", coordinator)
    with services.database.writing() as session:
        version = find_working_copy(session, case)
        assert version is not None
        version.content = {**version.content, "story": {**version.content["story"], "what_changed": "We got rich."}}
        session.add(version)

    with pytest.raises(Unfinished) as refused:
        take(services, case, "publish", coordinator, "First version.")
    assert [check.label for check in refused.value.open_points] == ["The organisation has approved exactly this text"]

    take(services, case, "send_to_validation", coordinator)
    assert take(services, case, "approve", owner) is S.EDITING
    assert take(services, case, "publish", coordinator, "First version.") is S.PUBLISHED


def test_approval_of_a_text_that_changed_under_ones_eyes_is_refused(services: Services, make: Make) -> None:
    case, owner, _ = systematised(services, make, S.VALIDATION)
    with services.database.writing() as session:
        version = find_working_copy(session, case)
        assert version is not None
        seen = mark_of(version)
        version.row_version += 1
        session.add(version)

    with pytest.raises(Conflict):
        take(services, case, "approve", owner, seen=seen)

    with services.database.reading() as session:
        assert session.get_one(Case, case.id).state is S.VALIDATION


def test_only_the_organisation_approves(services: Services, make: Make) -> None:
    case, owner, coordinator = systematised(services, make, S.VALIDATION)

    with pytest.raises(Forbidden):
        take(services, case, "approve", coordinator)
    with pytest.raises(Forbidden):
        take(services, case, "approve", make.user(roles=(Role.ADMINISTRATOR, Role.FACILITATOR)))

    assert take(services, case, "approve", owner) is S.REVIEW


def test_low_scores_do_not_pass_the_review(services: Services, make: Make) -> None:
    case, _, coordinator = systematised(services, make, S.REVIEW)
    reviewed(services, make, case, coordinator, level=1)

    with pytest.raises(Conflict) as refused:
        take(services, case, "pass_review", coordinator)

    assert refused.value.message == "The scores are too low."


def test_case_sent_back_from_review_asks_its_reviewers_again(services: Services, make: Make) -> None:
    case, _, coordinator = systematised(services, make, S.REVIEW)
    reviewed(services, make, case, coordinator)

    take(services, case, "return_from_review", coordinator, "Say who decided.")

    with services.database.reading() as session:
        version = find_working_copy(session, case)
        assert version is not None
        assert reviews.outcome(session, version=version).done == 0


def test_published_version_never_changes_when_the_next_one_is_written(services: Services, make: Make) -> None:
    case, owner, coordinator = systematised(services, make, S.VALIDATION)
    take(services, case, "approve", owner)
    reviewed(services, make, case, coordinator)
    take(services, case, "pass_review", coordinator)
    take(services, case, "publish", coordinator, "First version.")
    with services.database.reading() as session:
        before = published_versions(session, session.get_one(Case, case.id))[0].content_hash

    take(services, case, "revise", owner, "New prices.")
    with services.database.writing() as session:
        working = find_working_copy(session, case)
        assert working is not None
        working.content["summary"]["title"] = "Another title"
        working.content = dict(working.content)
        session.add(working)

    with services.database.reading() as session:
        row = session.get_one(Case, case.id)
        public = published_versions(session, row)[0]
        assert fingerprint(public.content) == before
        assert row.current_version_id == public.id
        assert row.title == "Selling potatoes together"


def test_withdrawn_case_leaves_its_reason_and_leaves_the_index(services: Services, make: Make) -> None:
    organisation = make.organisation()
    owner = make.owner(organisation)
    case = make.case(organisation)
    take(services, case, "submit", owner)

    take(services, case, "withdraw", owner, "Our buyer asked us to.")

    with services.database.reading() as session:
        row = session.get_one(Case, case.id)
        assert (row.state, row.withdrawn_reason) == (S.WITHDRAWN, "Our buyer asked us to.")
        assert [entry.subject for entry in session.exec(select(SearchLogEntry)).all()].count(f"case:{case.code}") == 2


def test_steps_offered_are_those_that_are_allowed(services: Services, make: Make) -> None:
    """For every state and part: what a page offers, a verb takes, and nothing else."""
    organisation = make.organisation()
    people = {
        "owner": make.owner(organisation),
        "coordinator": make.coordinator(),
        "facilitator": make.user(roles=(Role.FACILITATOR,)),
        "stranger": make.user(),
    }
    offered = {}
    for state in CaseState:
        case = make.case(organisation, state=state)
        with services.database.reading() as session:
            for name, person in people.items():
                viewer = viewer_of(session, person)
                steps = [step.verb for step in possible_steps(session, case=case, viewer=viewer)]
                if steps:
                    offered[state.value, name] = steps

    assert offered == {
        ("draft", "owner"): ["submit"],
        ("submitted", "coordinator"): ["return", "decline", "accept", "select", "withdraw"],
        ("submitted", "owner"): ["withdraw"],
        ("returned", "owner"): ["submit", "withdraw"],
        ("returned", "coordinator"): ["withdraw"],
        ("declined", "owner"): ["appeal", "withdraw"],
        ("declined", "coordinator"): ["withdraw"],
        ("learning_material", "coordinator"): ["select", "archive", "withdraw"],
        ("learning_material", "owner"): ["withdraw"],
        ("selected", "owner"): ["begin", "withdraw"],
        ("selected", "coordinator"): ["begin", "withdraw"],
        ("selected", "facilitator"): ["begin"],
        ("systematising", "coordinator"): ["send_to_validation", "withdraw"],
        ("systematising", "facilitator"): ["send_to_validation"],
        ("systematising", "owner"): ["withdraw"],
        ("validation", "owner"): ["approve", "object", "withdraw"],
        ("validation", "coordinator"): ["withdraw"],
        ("review", "coordinator"): ["pass_review", "return_from_review", "withdraw"],
        ("review", "owner"): ["withdraw"],
        ("editing", "coordinator"): ["send_to_validation", "publish", "withdraw"],
        ("editing", "facilitator"): ["send_to_validation"],
        ("editing", "owner"): ["withdraw"],
        ("published", "owner"): ["revise", "withdraw"],
        ("published", "coordinator"): ["revise", "archive", "withdraw"],
        ("published", "facilitator"): ["revise"],
        ("follow_up_due", "owner"): ["revise", "follow_up", "withdraw"],
        ("follow_up_due", "coordinator"): ["revise", "follow_up", "archive", "withdraw"],
        ("follow_up_due", "facilitator"): ["revise"],
        ("archived", "owner"): ["withdraw"],
        ("archived", "coordinator"): ["withdraw"],
    }


def test_every_step_out_of_its_state_is_refused(services: Services, make: Make) -> None:
    """One person who holds every part cannot take a step from a state the table does not name."""
    organisation = make.organisation()
    owner, coordinator = make.owner(organisation), make.coordinator()
    refused = 0
    for step in STEPS.values():
        for state in set(CaseState) - step.before:
            case = make.case(organisation, state=state)
            for person in (owner, coordinator):
                with pytest.raises((Conflict, Forbidden, NotFound, Invalid)):
                    take(services, case, step.verb, person, "A message")
                refused += 1
            with services.database.reading() as session:
                assert session.get_one(Case, case.id).state is state
    assert refused > 200


def test_unknown_step_is_not_found(services: Services, make: Make) -> None:
    case = make.case(state=S.PUBLISHED)

    with pytest.raises(NotFound):
        take(services, case, "delete_everything", make.coordinator())


def test_every_step_leaves_an_audit_event(services: Services, make: Make) -> None:
    organisation = make.organisation()
    owner = make.owner(organisation)
    case = make.case(organisation)

    take(services, case, "submit", owner)

    with services.database.reading() as session:
        trail = session.exec(select(AuditEvent).where(AuditEvent.object_id == case.code)).all()
        assert [(event.verb, event.before, event.after) for event in trail] == [
            ("case.submit", {"state": "draft"}, {"state": "submitted"}),
            ("case.accept", {"state": "submitted"}, {"state": "learning_material"}),
        ]


def test_nobody_coordinates_what_they_wrote_before_they_left(services: Services, make: Make) -> None:
    author = make.coordinator()
    case = make.case(state=S.SUBMITTED, created_by_id=author.id)

    with pytest.raises(Forbidden):
        take(services, case, "accept", author)
