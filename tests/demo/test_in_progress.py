"""In the demo library something waits for everybody who signs in."""

from sqlmodel import Session, col, select

from app.demo.in_progress import NEWCOMER
from app.demo.loading import load_finished, sign_ins
from app.domain.cases.publishing import checklist
from app.domain.cases.versions import working_copy
from app.domain.checks import check
from app.domain.people.signing_up import by_email
from app.domain.progress import silent
from app.domain.term_suggestions import waiting_suggestions
from app.domain.viewer import viewer_of
from app.domain.waiting import count_waiting
from app.models.cases import Case, CaseReview, CaseState, ReviewState
from app.models.entries import Entry
from app.models.organisations import Organisation
from app.models.people import User
from app.services import Services

S = CaseState
UNDER_WORK = (S.DRAFT, S.SUBMITTED, S.SYSTEMATISING, S.VALIDATION, S.REVIEW, S.EDITING)


def test_demo_has_one_case_in_every_state_in_which_somebody_acts(session: Session) -> None:
    outside_the_cup = col(Case.id).not_in(select(Entry.case_id).where(col(Case.external_id).is_(None)))
    query = select(Case.state, Case.external_id).where(col(Case.state).in_(UNDER_WORK), outside_the_cup)

    found = session.exec(query).all()

    assert sorted((str(state), name or "") for state, name in found) == [
        ("draft", ""),
        ("editing", "case-coffee-buena-vista"),
        ("review", "case-river-of-change"),
        ("submitted", ""),
        ("systematising", "case-shea-savings"),
        ("validation", "case-quindio-plantain"),
    ]
    due = session.exec(select(Case.external_id).where(Case.state == S.FOLLOW_UP_DUE)).all()
    assert "case-native-potato" in due


def test_demo_cases_under_work_are_illustrations_and_stay_public(session: Session) -> None:
    cases = session.exec(select(Case).where(col(Case.state).in_(UNDER_WORK))).all()

    assert {case.illustration for case in cases} == {True}
    assert {case.state for case in cases if case.current_version_id is None} == {S.DRAFT, S.SUBMITTED}
    assert set(session.exec(select(Organisation.illustration)).all()) == {True}


def test_something_waits_for_each_demo_person_concerned(session: Session) -> None:
    expected = {
        "owner.es": 3,
        "editor.es": 3,
        "owner.en": 1,
        "owner.papa": 1,
        "reviewer.producer": 2,
        "reviewer": 1,
        "facilitator": 3,
        "facilitator.fr": 4,
        "coordinator.es": 8,
        "coordinator.en": 6,
        "juror.es": 1,
        "juror.en": 1,
        "entrant": 2,
    }

    people = {name: by_email(session, f"{name}@example.org") for name in expected}

    assert {name: count_waiting(session, viewer_of(session, user)) for name, user in people.items() if user} == expected


def test_demo_newcomer_waits_for_the_first_look_and_can_sign_in(session: Session) -> None:
    user = by_email(session, NEWCOMER)

    assert user is not None
    assert (user.approved_at, user.confirmed_at is None) == (None, False)
    waiting = session.exec(select(Organisation.name).where(col(Organisation.approved_at).is_(None))).all()
    assert waiting == ["Grupo de Mujeres Las Chorreras"]
    assert NEWCOMER in {person.email for person in sign_ins(session)}


def test_demo_review_waits_for_the_producers_reviewer_only(session: Session) -> None:
    found = session.exec(
        select(User.email, CaseReview.state)
        .join(CaseReview, col(CaseReview.reviewer_id) == User.id)
        .join(Case, col(Case.id) == CaseReview.case_id)
        .where(Case.state == S.REVIEW)
    ).all()

    assert dict(found) == {
        "reviewer@example.org": ReviewState.DONE,
        "reviewer.producer@example.org": ReviewState.ASSIGNED,
    }


def test_demo_case_in_editing_has_nothing_left_to_do_but_to_publish_it(session: Session) -> None:
    case = session.exec(select(Case).where(Case.state == S.EDITING)).one()

    points = checklist(session, case=case, version=working_copy(session, case))

    # The worker has not prepared the pictures and recordings yet.
    assert [point.label for point in points if not point.done] == ["Every file is ready"]


def test_demo_term_waits_for_an_answer(session: Session) -> None:
    assert [(one.vocabulary, one.label) for one in waiting_suggestions(session)] == [("product", "Olluco")]


def test_demo_without_work_is_all_public(services: Services) -> None:
    load_finished(services, silent)

    with services.database.reading() as session:
        states = set(session.exec(select(Case.state)).all())
        assert states == {S.PUBLISHED, S.LEARNING_MATERIAL}
        assert waiting_suggestions(session) == []


def test_demo_with_its_cups_and_visits_is_as_it_must_be(demo: Services, session: Session) -> None:
    assert [str(fault) for fault in check(session, demo.storage)] == []
