"""Every mail about proposals can be written, in every language, and tells each side no more than it should know."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.domain.visits import alternatives, proposal_answers, proposal_ends
from app.domain.visits.clashes import Clash
from app.i18n import LANGUAGES
from app.mail import messages
from app.models.people import User
from app.models.platform import Job, MailMessage
from app.models.rounds import Proposal, Side
from app.models.types import now
from tests.factories import Make
from tests.visits.making import MakeVisit, day
from tests.visits.proposals import MakeProposal


@pytest.fixture
def proposals(make: Make, visits: MakeVisit) -> MakeProposal:
    return MakeProposal(make, visits)


def write_mails(proposals: MakeProposal) -> list[MailMessage]:
    """What the worker makes of the jobs that wait."""
    settings = proposals.make.services.settings
    with proposals.database.writing() as session:
        for job in session.exec(select(Job).where(col(Job.kind) == "mail_with_keys")).all():
            asked = dict(job.payload)
            messages.with_keys(session, settings=settings, kind=asked.pop("template"), **asked)
        for job in session.exec(select(Job).where(col(Job.kind) == "mail_notification")).all():
            messages.about_notification(session, settings=settings, **job.payload)
    found: list[MailMessage] = proposals.every(MailMessage)
    return found


def everything_happens(proposals: MakeProposal) -> None:
    """A reminder, a yes, a clash; noes of all kinds; an end by date, by a coordinator, for want of people."""
    proposals.other_offer()
    first = proposals.sent()
    with proposals.database.writing() as session:
        proposal_ends.remind_due(session, at=now() + timedelta(days=6))
    proposals.yes(first, Side.HOST)
    busy = Clash("busy", "Hosts", day(61).isoformat(), day(62).isoformat())
    limits = [
        Clash(code, "Hosts", day(61).isoformat(), day(62).isoformat(), 2) for code in ("blackout", "month", "year")
    ]
    others = [Clash(code, "Hosts", most=2) for code in ("people", "parties")]
    with proposals.database.writing() as session:
        mine, by = session.get_one(Proposal, first.id), proposals.make.viewer(proposals.hugo)
        proposal_answers.tell_clash(session, proposal=mine, clashes=[busy, *limits, *others], by=by)
    proposals.no(first, Side.HOST, reason="money", words="They never pay.")
    proposals.no(proposals.sent(), Side.HOST, reason="days", other_days=[day(70)])
    taken = proposals.sent()
    with proposals.database.writing() as session:
        mine, by = session.get_one(Proposal, taken.id), proposals.make.viewer(proposals.clara)
        proposal_ends.take_back(session, proposal=mine, message="The road is closed.", by=by)
    proposals.sent()
    with proposals.database.writing() as session:
        proposal_ends.expire_due(session, at=now() + timedelta(days=11))
        alternatives.next_due(session)
    stuck = proposals.sent()
    with proposals.database.writing() as session:
        session.get_one(User, proposals.hugo.id).blocked_at = now()
    with proposals.database.writing() as session:
        proposal_ends.take_back_unanswerable(session)
    assert proposals.again(stuck).ended_at is not None


KINDS = {
    "visit_proposed",
    "visit_proposal_reminder",
    "visit_proposal_half",
    "visit_proposal_clash",
    "visit_proposal_no",
    "visit_proposal_declined",
    "visit_proposal_taken_back",
    "visit_proposal_expired",
    "visit_proposal_next",
    "visit_proposal_nobody",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_can_be_written(proposals: MakeProposal, language: str) -> None:
    with proposals.database.writing() as session:
        for user in session.exec(select(User)).all():
            user.language = language
    everything_happens(proposals)

    mails = write_mails(proposals)

    assert {one.kind for one in mails} == KINDS
    assert [one.kind for one in mails if "%(" in one.text or not one.subject] == []


def test_mails_hold_links_of_their_reader_and_never_the_words_of_a_no(proposals: MakeProposal) -> None:
    everything_happens(proposals)

    mails = write_mails(proposals)

    asking = {"visit_proposed", "visit_proposal_reminder", "visit_proposal_half"}
    assert {one.kind for one in mails if "/learning/answer/" in one.text} == asking
    assert {one.kind for one in mails if "never pay" in one.text} == {"visit_proposal_declined"}
    assert {one.recipient for one in mails if "never pay" in one.text} == {proposals.clara.email}
