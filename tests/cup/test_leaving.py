"""Leaving the jury by oneself, with one's account, or by never answering."""

from collections.abc import Callable
from datetime import timedelta

import time_machine
from sqlmodel import select

from app.jobs.housekeeping import tidy_up
from app.models.cup import Edition, Phase
from app.models.jury import CardState, Conflict, ConflictKind, Juror, JurorState, Scorecard
from app.models.platform import AuditEvent, MailMessage
from app.models.types import now
from app.services import Services
from tests.cup.making import MakeCup
from tests.cup.seeing import told
from tests.factories import Make
from tests.pages import Browser
from tests.people.helpers import HASH, PASSWORD

Visit = Callable[..., Browser]
SEAT = "/en/cup/2026/seat"
CARDS = (CardState.ASSIGNED, CardState.DRAFT, CardState.FINAL)
FREED = ["declined", "declined", "final"]


def states(services: Services) -> list[str]:
    with services.database.reading() as session:
        return sorted(session.exec(select(Scorecard.state)).all())


def juror_again(services: Services, juror: Juror) -> Juror:
    with services.database.reading() as session:
        return session.get_one(Juror, juror.id)


def delete_account(browser: Browser) -> None:
    page = browser.open("/en/account/data")
    page.send(page.form("/data/delete").fill(own_password=PASSWORD))


def test_juror_leaves_with_a_reason_and_coordinators_hear_of_it(
    services: Services, cup: MakeCup, make: Make, visit: Visit
) -> None:
    edition, user, boss = cup.edition(phase=Phase.JUDGING), make.user("Ana"), make.coordinator()
    juror = cup.juror(edition, user)
    for state in CARDS:
        cup.card(cup.entry(edition), juror, state=state)
    browser = visit(user)

    page = browser.open(SEAT)
    silent = page.send(page.form("/seat/leave").fill(reason=" "))
    left = silent.send(silent.form("/seat/leave").fill(reason="A new job."))

    assert silent.status == 422
    assert "You have left the jury" in left.text
    gone = juror_again(services, juror)
    assert (gone.state, gone.reason) == (JurorState.REMOVED, "A new job.")
    assert states(services) == FREED
    assert told(services, boss)[-1] == "cup_juror_left"
    assert told(services, user) == []
    assert browser.open(SEAT).status == 404


def test_nobody_leaves_a_jury_whose_results_are_out(cup: MakeCup, make: Make, visit: Visit) -> None:
    user = make.user()
    cup.juror(cup.edition(phase=Phase.ANNOUNCED, released_at=now()), user)
    browser = visit(user)

    assert "/seat/leave" not in browser.open(SEAT).text
    assert browser.client.post(f"{SEAT}/leave", data={"reason": "Enough."}).status_code == 409


def test_deleted_account_leaves_a_running_jury_and_nothing_personal(
    services: Services, cup: MakeCup, make: Make, visit: Visit
) -> None:
    user, boss = make.user("Ana Ruiz", email="ana@example.org", password_hash=HASH), make.coordinator()
    juror = cup.juror(cup.edition(phase=Phase.JUDGING), user, about="I bake.", named=True, countries=["PE"])
    entries = [cup.entry(Edition(id=juror.edition_id)) for _ in CARDS]
    for entry, state in zip(entries, CARDS, strict=True):
        cup.card(entry, juror, state=state)
    with services.database.writing() as session:
        session.add(
            Conflict(
                edition_id=juror.edition_id,
                organisation_id=entries[0].organisation_id,
                user_id=user.id or 0,
                kind=ConflictKind.HOUSEHOLD,
                note="My husband bakes.\n\n→ Seen.",
            )
        )

    delete_account(visit(user))

    gone = juror_again(services, juror)
    assert (gone.state, gone.name, gone.about, gone.named) == (JurorState.REMOVED, "former member", "", False)
    assert (gone.languages, gone.countries, gone.user_id) == ([], [], user.id)
    assert "ana" not in gone.email
    assert states(services) == FREED
    assert "cup_juror_left" in told(services, boss)
    with services.database.reading() as session:
        assert session.exec(select(Conflict.note)).one() == "\n\n→ Seen."
        verbs = set(session.exec(select(AuditEvent.verb).where(AuditEvent.by_id == user.id)).all())
    assert verbs >= {"juror.remove", "card.decline", "account_deleted"}


def test_deleted_account_keeps_its_word_in_results_that_are_out(
    services: Services, cup: MakeCup, make: Make, visit: Visit
) -> None:
    user = make.user("Ana Ruiz", email="ana@example.org", password_hash=HASH)
    juror = cup.juror(cup.edition(phase=Phase.ANNOUNCED, released_at=now()), user)

    delete_account(visit(user))

    gone = juror_again(services, juror)
    assert gone.state is JurorState.ACCEPTED
    assert gone.name == "former member"
    assert "ana" not in gone.email


def test_addresses_of_those_who_never_answered_go_a_month_after_the_results(
    services: Services, cup: MakeCup, make: Make
) -> None:
    edition = cup.edition(phase=Phase.ANNOUNCED, released_at=now())
    silent = cup.juror(edition, make.user("Si", email="silent@example.org"), state=JurorState.INVITED)
    answered = cup.juror(edition, make.user("An", email="answered@example.org"))
    running = cup.edition(year=2027, phase=Phase.JUDGING)
    waiting = cup.juror(running, make.user("Wa", email="waiting@example.org"), state=JurorState.INVITED)
    with services.database.writing() as session:
        for address in ("silent@example.org", "waiting@example.org"):
            kept = {"language": "en", "subject": "s", "text": "t", "html": "h"}
            session.add(MailMessage(recipient=address, kind="cup_juror_invitation", **kept))

    def emails(days: int) -> list[str]:
        with time_machine.travel(now() + timedelta(days=days)), services.database.writing() as session:
            tidy_up(session, services.storage)
        return [juror_again(services, one).email for one in (silent, answered, waiting)]

    assert emails(29) == ["silent@example.org", "answered@example.org", "waiting@example.org"]
    assert emails(31) == [f"{silent.id}@former.invalid", "answered@example.org", "waiting@example.org"]
    assert juror_again(services, silent).name == ""
    with services.database.reading() as session:
        assert session.exec(select(MailMessage.recipient)).all() == ["waiting@example.org"]


def test_removed_address_is_not_written_to_again(cup: MakeCup, make: Make, visit: Visit) -> None:
    user = make.user("Ana", password_hash=HASH)
    juror = cup.juror(cup.edition(phase=Phase.JUDGING), user)
    delete_account(visit(user))
    browser = visit(make.coordinator())

    page = browser.open(f"/en/cup/2026/run/jury/{juror.id}")

    assert "Invite again" not in page.text
    assert ".invalid" not in page.text
    assert browser.client.post(f"/en/cup/2026/run/jury/{juror.id}/resend").status_code == 409


def test_download_holds_what_one_did_for_the_cup(cup: MakeCup, make: Make, visit: Visit) -> None:
    edition, user = cup.edition(phase=Phase.JUDGING), make.user("Ana")
    mine, other = cup.juror(edition, user, about="I bake."), cup.juror(edition, make.user("Ben"))
    entry = cup.entry(edition)
    cup.card(entry, mine, state=CardState.FINAL, note="From Ana")
    cup.card(entry, other, state=CardState.FINAL, note="From Ben")

    document = visit(user).client.get("/en/account/data/download").json()

    assert [one["about"] for one in document["cup_seats"]] == ["I bake."]
    assert [one["note"] for one in document["cup_scorecards"]] == ["From Ana"]
    for name in ("ties", "screenings", "notes", "entries_seen", "decisions", "entries_begun"):
        assert document[f"cup_{name}"] == []
