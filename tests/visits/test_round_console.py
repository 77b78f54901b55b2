import pytest

from app.cli import main
from app.models.rounds import Plan
from app.services import Services
from app.settings import Settings
from tests.factories import Make
from tests.visits.making import MakeVisit
from tests.visits.planned import coordinator, draft


@pytest.fixture(autouse=True)
def _same_database(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("DATA_DIR", settings.data_dir), ("MEDIA_DIR", settings.media_dir)):
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)


def test_rounds_are_listed(visits: MakeVisit, capsys: pytest.CaptureFixture[str]) -> None:
    round_ = visits.round()

    code = main.run(["visits", "list"])

    days = f"{round_.starts_on}\t{round_.ends_on}"
    assert (code, capsys.readouterr().out) == (0, f"{round_.code}\tplanning\t{days}\t0\tVisits of this year\n")


def test_a_stored_draft_is_made_again(
    services: Services, make: Make, visits: MakeVisit, capsys: pytest.CaptureFixture[str]
) -> None:
    round_ = visits.round()
    visits.demand(), visits.demand(), visits.offer()
    plan = draft(services, round_, coordinator(make))

    code = main.run(["visits", "verify", round_.code])

    said = capsys.readouterr().out.splitlines()
    assert code == 0
    assert said[1] == f"1\tvisits-1\tready\tsame\tsame\tkept\t{plan.plan_hash[:16]}"
    assert said[2] == "The drafts hold: the same inputs, the same plans."


def test_a_draft_that_was_tampered_with_does_not_hold(
    services: Services, make: Make, visits: MakeVisit, capsys: pytest.CaptureFixture[str]
) -> None:
    round_ = visits.round()
    visits.demand(), visits.offer()
    plan = draft(services, round_, coordinator(make))
    with services.database.writing() as session:
        kept = session.get_one(Plan, plan.id)
        visit = {**kept.result["visits"][0], "scores": [100]}
        kept.result = {**kept.result, "visits": [visit]}
        session.add(kept)

    code = main.run(["visits", "verify", round_.code])

    said = capsys.readouterr()
    assert code == 1
    assert (
        said.out.splitlines()[1] == f"1\tvisits-1\tready\tsame\tDIFFERENT\tBROKEN: score, sums\t{plan.plan_hash[:16]}"
    )
    assert said.err == "Sorry: Not all drafts hold.\n"


@pytest.mark.parametrize("started", [True, False])
def test_what_is_not_there_is_said(visits: MakeVisit, capsys: pytest.CaptureFixture[str], started: bool) -> None:
    code = visits.round().code if started else "nobody"

    found = main.run(["visits", "verify", code])

    said = f"No draft of the round {code} was worked out yet." if started else "There is no round nobody."
    assert (found, capsys.readouterr().err) == (1, f"Sorry: {said}\n")
