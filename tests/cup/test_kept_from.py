"""The pages of the administration while a cup is running: nothing of an entry for who has a tie, scores for nobody."""

from collections.abc import Callable

import pytest

from app.domain.notices import notify
from app.models.cup import Edition, Phase
from app.models.entries import Entry
from app.models.jury import CardState, Conflict, ConflictKind
from app.models.people import User
from app.models.platform import AuditEvent, Job, JobState, MailMessage
from app.models.types import now
from app.services import Services
from tests.cup.making import MakeCup
from tests.factories import Make
from tests.pages import Browser

Visit = Callable[..., Browser]
HIDDEN = "hidden until the results are announced"


@pytest.fixture
def entry(services: Services, cup: MakeCup, make: Make) -> Entry:
    """An entry with a verdict, a scorecard and a decision in the trail, and a mail and two jobs about it."""
    edition = cup.edition(phase=Phase.JUDGING)
    found, someone = cup.entry(edition), make.user()
    card = cup.card(found, cup.juror(edition), state=CardState.FINAL)
    with services.database.writing() as session:
        for kind, number, after in (
            ("entry", found.code, {"note": "verdictnote"}),
            ("card", str(card.id), {"scores": {"reflection": 3}, "state": "final"}),
            ("entry", found.code, {"award": "winner", "reason": "decidedfor"}),
            ("edition", "2026", {"cards": 1}),
        ):
            verb = "edition.calculate" if kind == "edition" else f"{kind}.finish"
            session.add(AuditEvent(verb=verb, object_type=kind, object_id=number, after=after))
        mail = MailMessage(
            recipient="rosa@example.org",
            kind="cup_entry_eligible",
            language="en",
            subject="Mailsubject",
            text=f"/en/cup/2026/entries/{found.code}",
            html="",
        )
        session.add(mail)
        session.flush()
        session.add(Job(kind="cup_confirm", state=JobState.FAILED, error="confirmerror"))
        session.add(
            Job(kind="mail_deliver", state=JobState.FAILED, error="delivererror", payload={"message_id": mail.id})
        )
        session.add(Job(kind="follow_ups", state=JobState.FAILED, error="othererror"))
        notify(session, people=[someone.id or 0], kind="cup_appeal", path=f"/cup/2026/run/entries/{found.code}")
    return found


def tie(services: Services, entry: Entry, user: User) -> None:
    with services.database.writing() as session:
        session.add(
            Conflict(
                edition_id=entry.edition_id,
                organisation_id=entry.organisation_id,
                user_id=user.id or 0,
                kind=ConflictKind.OTHER,
            )
        )


def texts(browser: Browser) -> str:
    paths = ("", "/trail", "/mails", "/jobs", "/jobs?state=failed")
    return " ".join(browser.open(f"/en/administration{path}").text for path in paths)


def test_administrator_with_a_tie_reads_nothing_of_the_entry(
    services: Services, make: Make, visit: Visit, entry: Entry
) -> None:
    user = make.administrator()
    tie(services, entry, user)
    browser = visit(user)

    read = texts(browser)

    words = ("verdictnote", entry.code, "decidedfor", "Mailsubject", "confirmerror", "delivererror", HIDDEN)
    assert [word for word in words if word in read] == []
    assert "othererror" in read
    assert browser.open("/en/administration/mails/1").status == 404
    assert "calculated the results" not in read
    assert "handed in a scorecard" not in read


def test_administrator_without_a_tie_reads_all_but_scores_and_awards(make: Make, visit: Visit, entry: Entry) -> None:
    read = texts(visit(make.administrator()))

    for word in ("verdictnote", entry.code, "decidedfor", "Mailsubject", "confirmerror", "delivererror"):
        assert word in read
    assert read.count(HIDDEN) == 2
    assert "reflection" not in read
    assert "award: winner" not in read


def test_everything_is_read_once_the_results_are_out(
    services: Services, make: Make, visit: Visit, entry: Entry
) -> None:
    user = make.administrator()
    tie(services, entry, user)
    with services.database.writing() as session:
        session.get_one(Edition, entry.edition_id).released_at = now()

    read = texts(visit(user))

    for word in ("verdictnote", "reflection", "award: winner", "Mailsubject", "confirmerror"):
        assert word in read
    assert HIDDEN not in read
