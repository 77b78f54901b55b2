"""Every notice about an edition can be written in every language, and the worker moves and tells."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.domain.cup.phases import phase_rows
from app.i18n import LANGUAGES
from app.jobs.queue import schedule
from app.jobs.tasks import PERIODIC
from app.jobs.worker import Worker
from app.mail.rendering import Reader, render
from app.models.cup import Edition, Phase
from app.models.platform import MailMessage
from app.models.types import now
from app.services import Services
from tests.cup.making import MakeCup
from tests.factories import Make

PARAMS = {
    "year": 2031,
    "until": "2031-12-05T04:59:00+00:00",
    "reason": "The rains.\nhttps://evil.example",
    "who": "Ana",
    "before": "call_open",
    "after": "screening",
    "phase": "judging",
}
KINDS = (
    *("call_open", "not_sent", "call_closed", "call_again", "call_extended", "judging", "judging_over"),
    *("judging_extended", "moved", "dates", "blocked"),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_notice_can_be_written(kind: str, language: str) -> None:
    reader = Reader(language, "Beto", "America/Lima")

    mail = render(f"cup_{kind}", reader=reader, base_url="https://x.example", path="/cup/2031", params=PARAMS)

    assert "2031" in mail.subject
    assert f"https://x.example/{language}/cup/2031" in mail.text


@pytest.mark.parametrize("kind", ["call_again", "judging", "moved"])
def test_notice_without_an_end_leaves_it_out(kind: str) -> None:
    params = {**PARAMS, "until": "", "reason": "", "who": ""}

    mail = render(f"cup_{kind}", reader=Reader(), base_url="https://x.example", path="/cup/2031", params=params)

    assert "None" not in mail.text


def test_worker_moves_and_mails_by_date(services: Services, cup: MakeCup, make: Make) -> None:
    boss = make.coordinator(email="boss@example.org")
    edition = cup.edition()
    with services.database.writing() as session:
        phase_rows(session, session.get_one(Edition, edition.id))[Phase.SCREENING].starts_at = now() - timedelta(
            hours=1
        )
        schedule(session, kind="cup_phases", every=PERIODIC["cup_phases"])

    Worker(services).run_once()
    Worker(services).run_once()

    with services.database.reading() as session:
        assert session.get_one(Edition, edition.id).phase is Phase.SCREENING
        mails = session.exec(select(MailMessage.subject).where(MailMessage.user_id == boss.id)).all()
    assert mails == ["Cup 2026: Call open → Screening"]
