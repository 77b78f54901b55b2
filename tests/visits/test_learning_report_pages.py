"""Writing and reading learning reports in the browser: without JavaScript, on any telephone."""

from collections.abc import Callable

from sqlmodel import select

from app.models.learning import Commitment, LearningReport, ReportState
from app.models.visits import VisitState
from tests.pages import Browser, Page
from tests.visits.learning import MakeLearning
from tests.visits.making import day

Visit = Callable[..., Browser]


def post(browser: Browser, address: str, **values: str) -> Page:
    return Page(browser.client, browser.client.post(address, data=values))


def test_report_is_begun_written_and_sent(learning: MakeLearning, visit: Visit) -> None:
    trip = learning.visit()
    learning.visits.goal(trip, learning.guest.id or 0)
    gina = visit(learning.guest_person)

    begin = gina.open(f"/en/learning/visits/{trip.code}/report")
    page = begin.send(begin.form("report"))
    form = page.form("edit").fill_all(
        {
            "title": "A warehouse of our own",
            "seen": "They weigh every sack in front of the member.",
            "goal-1": "partly",
            "commitments-0-text": "Buy a scale",
            "commitments-0-who": "Rosa",
            "commitments-0-due_on": day(50).isoformat(),
        }
    )
    page = page.send(form.press("do", "send"))

    assert "Sent. Thank you!" in page.text
    assert "Buy a scale" in page.text
    with learning.database.reading() as session:
        report = session.exec(select(LearningReport)).one()
        rows = session.exec(select(Commitment)).all()
    assert (report.state, report.title, report.goals) == (
        ReportState.SUBMITTED,
        "A warehouse of our own",
        {"1": "partly"},
    )
    assert [(row.text, row.who, row.due_on) for row in rows] == [("Buy a scale", "Rosa", day(50))]
    assert learning.again(trip).state is VisitState.REPORTED
