"""What an entrant's page proposes to do next, and whether all pages say the same of the time that is left."""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta

from sqlmodel import select

from app.domain.cases.versions import freeze
from app.domain.cup.local_times import moment_of, wall_of
from app.domain.cup.submitting import submission_hash
from app.models.cases import Case, CaseState, CaseVersion
from app.models.cup import EditionPhase, Phase
from app.models.entries import Decision, EntryState, EntrySubmission
from app.models.types import now
from app.services import Services
from tests.cup.making import MakeCup
from tests.cup.test_entering import questions
from tests.factories import Make, raw_content
from tests.pages import Browser, Page

Visit = Callable[..., Browser]
AGAIN = "Look it over and send it again"


def primary(page: Page) -> list[str]:
    links = page.all("a", class_="button button-primary")
    return [" ".join("".join(link.itertext()).split()) for link in links]


def test_what_is_to_be_mended_is_mended_before_it_is_sent_again(
    services: Services, cup: MakeCup, make: Make, visit: Visit
) -> None:
    organisation = make.organisation()
    browser = visit(make.owner(organisation))
    edition, due = cup.edition(phase=Phase.SCREENING), now() + timedelta(days=9)
    answers = {name[2:]: "yes" for name in questions(services, edition)}
    entry = cup.entry(edition, organisation, state=EntryState.TO_COMPLETE, repair_due=due, answers=answers)
    with services.database.writing() as session:
        sent = session.exec(select(EntrySubmission).where(EntrySubmission.entry_id == entry.id)).one()
        sent.content_hash = submission_hash(sent.content, sent.answers)
    unchanged = browser.open(f"/en/cup/2026/entries/{entry.code}")
    with services.database.writing() as session:
        version = session.exec(select(CaseVersion).where(CaseVersion.case_id == entry.case_id)).one()
        version.content = raw_content(title="Selling potatoes and beans")
    changed = browser.open(f"/en/cup/2026/entries/{entry.code}")

    assert primary(unchanged) == ["Go on with your experience"]
    assert AGAIN not in unchanged.text
    assert primary(changed) == [AGAIN]


def test_who_came_too_late_learns_that_the_experience_is_kept(cup: MakeCup, make: Make, visit: Visit) -> None:
    organisation = make.organisation()
    entry = cup.entry(cup.edition(phase=Phase.SCREENING), organisation, state=EntryState.DRAFT)
    page = visit(make.owner(organisation)).open(f"/en/cup/2026/entries/{entry.code}")

    assert "Nothing that you wrote is lost" in page.text
    assert "Share your experience in the library" in page.links()


def test_days_left_are_counted_alike_on_all_pages(services: Services, cup: MakeCup, make: Make, visit: Visit) -> None:
    """To the next midnight but thirty it is 31 days on the calendar, and 30 times 24 hours and some."""
    edition = cup.edition(time_zone="America/Lima")
    day = wall_of(now(), zone="America/Lima").date() + timedelta(days=31)
    with services.database.writing() as session:
        query = select(EditionPhase).where(EditionPhase.edition_id == edition.id)
        row = session.exec(query.where(EditionPhase.phase == Phase.SCREENING)).one()
        row.starts_at = moment_of(datetime.combine(day, time(0, 0)), zone="America/Lima")
    browser = visit(make.owner(make.organisation()))
    pages = [browser.open(path).text for path in ("/en/cup", "/en/cup/2026", "/en/cup/2026/enter")]

    found = [set(re.findall(r"(?:in )?(\d+) days(?: left)?\b", text)) for text in pages]
    assert found == [{"31"}, {"31"}, {"31"}]


def test_nothing_waits_on_the_desks_once_the_results_are_out(cup: MakeCup, make: Make, visit: Visit) -> None:
    carla = make.coordinator("Carla")
    seen = {}
    for year, released in ((2026, None), (2025, now())):
        phase = Phase.ANNOUNCED if released else Phase.DELIBERATION
        cup.entry(cup.edition(year=year, phase=phase, released_at=released))
        seen[year] = "Entries that take part: 1" in visit(carla).open(f"/en/cup/{year}/run").text

    assert seen == {2026: True, 2025: False}


def test_an_answer_leads_to_the_experience_in_the_library(
    services: Services, cup: MakeCup, make: Make, visit: Visit
) -> None:
    organisation = make.organisation()
    case = make.case(organisation)
    edition = cup.edition(phase=Phase.ANNOUNCED, released_at=now())
    entry = cup.entry(edition, organisation, case=case)
    with services.database.writing() as session:
        row = session.get_one(Case, case.id)
        version = session.exec(select(CaseVersion).where(CaseVersion.case_id == case.id)).one()
        freeze(session, case=row, version=version, what_changed="The first.", by=None)
        row.state = CaseState.LEARNING_MATERIAL
        session.add(Decision(entry_id=entry.id or 0, strengths=["Honest.", "Clear."], next_step="Go on."))
    page = visit(make.owner(organisation)).open(f"/en/cup/2026/entries/{entry.code}")

    assert page.links()["Read it in the library"] == f"/en/cases/{case.code}"
