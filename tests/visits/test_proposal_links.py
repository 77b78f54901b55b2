"""Proposals answered by links in mails: once, by whom they were sent to, never by being opened."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlmodel import col, select

from app.mail import messages
from app.models.demands import DemandState
from app.models.platform import Job
from app.models.rounds import AnswerLink, Proposal, ProposalState, Side
from app.models.types import now
from app.models.visits import Visit
from app.services import Services
from tests.factories import Make
from tests.pages import Browser, Page
from tests.visits.making import MakeVisit, day
from tests.visits.proposals import MakeProposal

S = ProposalState
Open = Callable[..., Browser]


@pytest.fixture
def proposals(make: Make, visits: MakeVisit) -> MakeProposal:
    return MakeProposal(make, visits)


def page_of(proposal: Proposal) -> str:
    return f"/en/learning/proposals/{proposal.code}"


def post(browser: Browser, address: str, **values: str) -> Page:
    return Page(browser.client, browser.client.post(address, data=values))


def test_link_opened_changes_nothing_and_has_one_button(proposals: MakeProposal, visit: Open) -> None:
    proposal = proposals.sent()
    address = proposals.links()["Vera"]

    pages = [
        visit().open(address + query) for query in ("", "?answer=yes", "?answer=days", "?answer=no", "?answer=<b>")
    ]

    assert [page.status for page in pages] == [200] * 5
    assert [
        len([one for one in page.all("form", method="post") if "answer" in (one.get("action") or "")]) for page in pages
    ] == [0, 1, 1, 1, 0]
    assert proposals.again(proposal).state is S.SENT


def test_links_of_both_sides_lead_to_the_visit_without_signing_in(proposals: MakeProposal, visit: Open) -> None:
    proposal = proposals.sent()

    for name in ("Vera", "Hugo"):
        page = visit().open(proposals.links()[name] + "?answer=yes")
        page.send(page.form("answer"))

    assert proposals.again(proposal).state is S.AGREED
    assert len(proposals.every(Visit)) == 1


def test_link_says_no_with_a_reason(proposals: MakeProposal, visit: Open) -> None:
    proposal = proposals.sent()

    page = visit().open(proposals.links()["Hugo"] + "?answer=no")
    wrong = page.send(page.form("answer"))
    page.send(wrong.form("answer").fill(reason="busy"))

    assert (wrong.status, wrong.error_of("reason") != "") == (422, True)
    kept = proposals.again(proposal)
    assert (kept.state, kept.declined_by) == (S.DECLINED, Side.HOST)
    assert proposals.again(proposals.demand).state is DemandState.OPEN


def test_link_answers_once_and_not_for_others(proposals: MakeProposal, visit: Open) -> None:
    proposal = proposals.sent()
    address = proposals.links()["Vera"]

    forwarded = post(visit(proposals.stan), address, answer="yes")
    post(visit(), address, answer="yes")
    again = post(visit(), address, answer="no", reason="busy")

    assert (forwarded.status, "sent to somebody else" in forwarded.text) == (410, True)
    assert (again.status, "used already" in again.text) == (410, True)
    assert proposals.again(proposal).state is S.VISITOR_ACCEPTED


def test_link_is_over_once_a_colleague_answered_or_time_is_up(proposals: MakeProposal, visit: Open) -> None:
    colleague = proposals.make.owner(proposals.visitor, "Victor")
    proposal = proposals.sent()
    links = proposals.links()
    post(visit(), links["Vera"], answer="yes")
    with proposals.database.writing() as session:
        for link in session.exec(select(AnswerLink)).all():
            if link.used_at is None and link.user_id == proposals.hugo.id:
                link.expires_at = now() - timedelta(minutes=1)

    late, answered = visit().open(links["Hugo"]), visit().open(links[colleague.name])

    assert (late.status, "too old" in late.text) == (410, True)
    assert (answered.status, "answered already" in answered.text) == (410, True)
    assert proposals.again(proposal).state is S.VISITOR_ACCEPTED


def test_links_of_a_proposal_that_ended_are_over(proposals: MakeProposal, visit: Open) -> None:
    proposals.no(proposals.sent(), Side.HOST)

    assert visit().open(proposals.links()["Vera"] + "?answer=yes").status == 410


def test_link_with_a_late_yes_names_the_clash_and_stays_good(proposals: MakeProposal, visit: Open) -> None:
    proposal = proposals.sent()
    address = proposals.links()["Hugo"]
    proposals.yes(proposal, Side.VISITOR)
    other = proposals.visits.visit(proposals.offer, [proposals.other_demand()], starts_on=day(61), ends_on=day(62))

    late = post(visit(), address, answer="yes")
    with proposals.database.writing() as session:
        mine = session.get_one(Visit, other.id)
        mine.starts_on, mine.ends_on = day(90), day(91)
    post(visit(), address, answer="yes")

    assert (late.status, "Hosts takes part in another visit from" in late.text) == (422, True)
    assert proposals.told("proposal_clash") == ["Clara"]
    assert proposals.again(proposal).state is S.AGREED


def test_link_tapped_twice_at_once_answers_once(proposals: MakeProposal, visit: Open) -> None:
    proposals.sent()
    address, barrier, seen = proposals.links()["Vera"], Barrier(2), list[int]()
    browsers = [visit(), visit()]

    def tap(browser: Browser) -> None:
        barrier.wait()
        seen.append(browser.client.post(address, data={"answer": "yes"}, follow_redirects=False).status_code)

    threads = [Thread(target=tap, args=(one,)) for one in browsers]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert sorted(seen) == [303, 410]
    assert proposals.verbs() == ["suggest", "send", "accept_as_visitor"]


def test_mails_forget_nothing_they_need_and_can_be_written(proposals: MakeProposal, services: Services) -> None:
    proposals.no(proposals.sent(), Side.HOST, reason="days", other_days=[day(70)], words="Harvest.")
    with services.database.writing() as session:
        jobs = session.exec(select(Job).where(col(Job.kind) == "mail_with_keys")).all()
        kept = [
            messages.with_keys(
                session,
                settings=services.settings,
                kind=one.payload["template"],
                **{k: v for k, v in one.payload.items() if k != "template"},
            )
            for one in jobs
        ]
        news = session.exec(select(Job).where(col(Job.kind) == "mail_notification")).all()
        kept += [messages.about_notification(session, settings=services.settings, **one.payload) for one in news]

    subjects = sorted(one.subject for one in kept if one)
    assert len(subjects) == 4
    assert all("/learning/answer/" in one.text for one in kept if one and one.kind == "visit_proposed")
