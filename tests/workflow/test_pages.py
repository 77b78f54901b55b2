"""The working page as people use it: forms as rendered, what strangers must not see, query counts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from app.domain.cases import reviews
from app.domain.cases.follow_ups import ask_due
from app.domain.cases.rubric import CRITERIA
from app.domain.cases.versions import freeze, open_working_copy, working_copy
from app.domain.organisations import members
from app.domain.viewer import viewer_of
from app.jobs.worker import Worker
from app.models.cases import Case, CaseReview, CaseState, FollowUp, ReviewState
from app.models.organisations import MemberRole, Organisation, OrganisationKind
from app.models.people import User
from app.models.platform import MailMessage
from app.models.types import now
from app.services import Services
from tests.factories import Make
from tests.pages import Browser
from tests.workflow.test_steps import reviewed, systematised, take

Visit = Callable[..., Browser]
S = CaseState


def state_of(services: Services, case: Case) -> CaseState:
    with services.database.reading() as session:
        return session.get_one(Case, case.id).state


def test_coordinator_sends_back_with_the_message_typed_in_the_form(
    services: Services, make: Make, visit: Visit
) -> None:
    case = make.case(state=S.SUBMITTED)
    page = visit(make.coordinator()).open(f"/en/cases/{case.code}/work")

    after = page.send(page.form("/steps/return").fill(message="Please say who decided <b>and when</b>."))

    assert state_of(services, case) is S.RETURNED
    assert "Sent back with your message." in after.text
    assert "<b>and when</b>" in after.text
    assert "<b>and when</b>" not in after.html


def test_forgotten_message_is_asked_for_beside_its_field(services: Services, make: Make, visit: Visit) -> None:
    case = make.case(state=S.SUBMITTED)
    page = visit(make.coordinator()).open(f"/en/cases/{case.code}/work")

    after = page.send(page.form("/steps/decline").fill(message="   "))

    assert after.status == 422
    assert after.error_of("s-decline-message") == "Please write a sentence: the people concerned will read it."
    assert state_of(services, case) is S.SUBMITTED


@pytest.mark.parametrize("path", ["work", "review", "follow-up", "media", "translations"])
def test_strangers_find_nothing_where_work_is_done(make: Make, visit: Visit, path: str) -> None:
    case = make.case(state=S.SUBMITTED)

    found = visit(make.user()).open(f"/en/cases/{case.code}/{path}")

    assert found.status == 404
    assert "Selling potatoes together" not in found.html


def test_reviewer_saves_half_and_hands_in_the_whole(services: Services, make: Make, visit: Visit) -> None:
    case, _, coordinator = systematised(services, make, S.REVIEW)
    reviewer = make.user("Amina")
    desk = visit(coordinator).open(f"/en/cases/{case.code}/work")
    desk.send(desk.form("/reviewers").fill(reviewer=str(reviewer.id)))
    browser = visit(reviewer)

    page = browser.open(f"/en/cases/{case.code}/review")
    half = page.form("/review", having="advice").fill(**{"score-learning": "3", "comment-learning": "Clear."})
    page = page.send(half.press("do", "save"))
    kept = page.form("/review", having="advice")
    too_early = page.send(page.form("/review", having="advice").fill(verdict="publish").press("do", "finish"))
    whole = page.form("/review", having="advice").fill_all({f"score-{c.code}": "2" for c in CRITERIA})
    page.send(whole.fill(verdict="publish", maturity="promising", advice="Shorter.").press("do", "finish"))

    assert kept.values["score-learning"] == ["3"]
    assert kept.values["comment-learning"] == ["Clear."]
    assert too_early.status == 422
    assert too_early.error_of("score-honesty") == "Please score every criterion."
    with services.database.reading() as session:
        review = session.exec(select(CaseReview)).one()
        assert (review.state, review.verdict, review.scores["learning"]) == (ReviewState.DONE, "publish", 2)


def test_reviewer_may_decline_with_a_reason(services: Services, make: Make, visit: Visit) -> None:
    case, _, coordinator = systematised(services, make, S.REVIEW)
    reviewer = make.user("Amina")
    desk = visit(coordinator).open(f"/en/cases/{case.code}/work")
    desk.send(desk.form("/reviewers").fill(reviewer=str(reviewer.id)))
    browser = visit(reviewer)
    page = browser.open(f"/en/cases/{case.code}/review")

    page.send(page.form("/review/decline").fill(reason="I know them too well."))

    assert browser.open(f"/en/cases/{case.code}/review").status == 404
    assert "I know them too well." in visit(coordinator).open(f"/en/cases/{case.code}/work").text


def test_people_too_close_to_a_case_cannot_be_asked(services: Services, make: Make, visit: Visit) -> None:
    case, owner, coordinator = systematised(services, make, S.REVIEW)
    far = make.user("Far away")

    page = visit(coordinator).open(f"/en/cases/{case.code}/work")
    offered = {option.get("value") for option in page.all("option")}
    form = page.form("/reviewers")
    form.values["reviewer"] = [str(owner.id)]
    refused = page.send(form)

    assert str(far.id) in offered
    assert str(owner.id) not in offered
    assert refused.error_of("reviewer") == "This person belongs to the organisation or to one that is related to it."


def test_reviewers_who_read_the_language_and_have_little_to_do_stand_first(
    services: Services, make: Make, visit: Visit
) -> None:
    case, _, coordinator = systematised(services, make, S.REVIEW)
    other, _, _ = systematised(services, make, S.REVIEW)
    with services.database.writing() as session:
        session.get_one(Case, case.id).original_language = "qu"
        session.get_one(User, coordinator.id).language = "pt"
    busy = make.owner(make.organisation("Andes", languages=["es", "qu"]), "Amina", language="es")
    make.user("Boris", language="fr")
    make.owner(make.organisation("Selva", languages=["qu"], kind=OrganisationKind.NGO), "Zoila", language="es")
    with services.database.writing() as session:
        row = session.get_one(Case, other.id)
        reviews.assign(session, case=row, reviewer=busy, by=viewer_of(session, coordinator))

    page = visit(coordinator).open(f"/en/cases/{case.code}/work")
    offered = ["".join(option.itertext()) for option in page.all("option")]

    assert [one for one in offered if one.split(" ")[0] in ("Amina", "Boris", "Zoila")] == [
        "Zoila – Selva · Quechua, Spanish · no open review",
        "Amina – Andes ★ · Quechua, Spanish · 1 open review",
        "Boris · French · no open review",
    ]


def test_who_has_just_left_the_organisation_neither_decides_nor_reviews_for_a_year(
    services: Services, make: Make, visit: Visit
) -> None:
    case, _, coordinator = systematised(services, make, S.REVIEW)
    former = make.coordinator("Just left")
    with services.database.writing() as session:
        organisation = session.get_one(Organisation, case.organisation_id)
    make.member(former, organisation, MemberRole.EDITOR)
    with services.database.writing() as session:
        members.remove(session, organisation=organisation, user_id=former.id or 0, by=viewer_of(session, former))

    def offered() -> tuple[int, bool, bool]:
        theirs = visit(former)
        page = visit(coordinator).open(f"/en/cases/{case.code}/work")
        people = {option.get("value") for option in page.all("option")}
        waiting = "In review" in theirs.open("/en/waiting").text
        return theirs.open(f"/en/cases/{case.code}/work").status, waiting, str(former.id) in people

    at_once = offered()
    form = visit(coordinator).open(f"/en/cases/{case.code}/work").form("/reviewers")
    form.values["reviewer"] = [str(former.id)]
    refused = visit(coordinator).open(f"/en/cases/{case.code}/work").send(form)
    with time_machine.travel(now() + timedelta(days=366)):
        later = offered()

    assert at_once == (404, False, False)
    assert refused.error_of("reviewer") == "This person belonged to the organisation until not long ago."
    assert later == (200, True, True)


def test_reviews_are_hidden_from_the_organisation_until_editing(services: Services, make: Make, visit: Visit) -> None:
    case, owner, coordinator = systematised(services, make, S.REVIEW)
    reviewed(services, make, case, coordinator)

    during = visit(owner).open(f"/en/cases/{case.code}/work")
    take(services, case, "pass_review", coordinator)
    afterwards = visit(owner).open(f"/en/cases/{case.code}/work")

    assert "Go on." not in during.text
    assert "Go on." in afterwards.text


def test_waiting_page_lists_what_each_person_can_do_next(make: Make, visit: Visit) -> None:
    organisation = make.organisation()
    owner = make.owner(organisation)
    make.case(organisation, state=S.RETURNED)
    make.case(organisation, state=S.SUBMITTED)

    mine = visit(owner).open("/en/waiting")
    coordinators = visit(make.coordinator()).open("/en/waiting")
    strangers = visit(make.user()).open("/en/waiting")

    assert "Sent back to you: something is to be mended" in mine.text
    assert "Sent by organisations: waits for a look" in coordinators.text
    assert "Nothing waits for you" in strangers.text


def test_queue_is_for_coordinators_and_shows_the_oldest_first(make: Make, visit: Visit) -> None:
    make.case(state=S.SUBMITTED, content={"summary": {"title": "The first"}})
    make.case(state=S.SUBMITTED, content={"summary": {"title": "The second"}})
    make.case(state=S.DRAFT, content={"summary": {"title": "A secret draft"}})

    desk = visit(make.coordinator()).open("/en/queue")

    assert desk.text.index("The first") < desk.text.index("The second")
    assert "A secret draft" not in desk.text
    assert visit(make.user()).open("/en/queue").status == 404


def test_follow_up_is_answered_by_the_organisation(services: Services, make: Make, visit: Visit) -> None:

    organisation = make.organisation()
    owner = make.owner(organisation)
    case = make.case(organisation, state=S.PUBLISHED)
    with services.database.writing() as session:
        session.add(FollowUp(case_id=case.id or 0, months=12, due=now().date() - timedelta(days=1)))
        session.flush()
        assert ask_due(session) == 1
        assert ask_due(session) == 0

    page = visit(owner).open(f"/en/cases/{case.code}/follow-up")
    page.send(page.form(having="answer").fill(answer="works", note="The store is full."))

    with services.database.reading() as session:
        follow_up = session.exec(select(FollowUp)).one()
        assert (follow_up.answer, follow_up.note, follow_up.answered_by_id) == ("works", "The store is full.", owner.id)
    assert state_of(services, case) is S.PUBLISHED


@pytest.mark.parametrize("public", [True, False])
def test_mail_that_asks_for_approval_leads_to_what_changed_since_the_public_version(
    services: Services, make: Make, public: bool
) -> None:
    case, owner, coordinator = systematised(services, make, S.SYSTEMATISING)
    if public:
        with services.database.writing() as session:
            row = session.get_one(Case, case.id)
            freeze(session, case=row, version=working_copy(session, row), what_changed="", by=None)
            open_working_copy(session, case=row, by=None)

    take(services, case, "send_to_validation", coordinator)
    Worker(services).run_once()

    with services.database.reading() as session:
        mail = session.exec(select(MailMessage).where(MailMessage.user_id == owner.id)).one()
    said = f"What changed since the public version:\nhttp://testserver/en/cases/{case.code}/compare?to=work"
    assert (said in mail.text, "/compare" in mail.html) == (public, public)


def test_step_taken_too_late_leads_back_to_the_case(services: Services, make: Make, visit: Visit) -> None:
    case, _, coordinator = systematised(services, make, S.SUBMITTED)
    browser = visit(coordinator)
    page = browser.open(f"/en/cases/{case.code}/work")
    take(services, case, "select", coordinator)

    after = page.send(page.form("/steps/return").fill(message="Please say who decided."))

    assert after.status == 409
    assert after.links()["Back to the experience"] == f"/en/cases/{case.code}/work"
