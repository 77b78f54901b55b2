"""Invitations to the jury: single use, expiring, for one address; answers; removal."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import col, select

from app.domain.cup import jury
from app.domain.cup.invitees import Invitee, read_invitees
from app.domain.errors import Invalid
from app.models.cup import Edition, Phase
from app.models.jury import CardState, Juror, JurorState, Scorecard
from app.models.people import User
from app.models.platform import Job, MailMessage
from app.models.types import now
from app.services import Services
from tests.cup.making import MakeCup
from tests.factories import Make
from tests.pages import Browser, Page
from tests.people.helpers import PASSWORD, links, mails

Visit = Callable[..., Browser]


def invite(browser: Browser, people: str) -> Page:
    page = browser.open("/en/cup/2026/run/jury")
    return page.send(page.form("/jury/invite").fill(people=people))


def invitations(services: Services) -> list[str]:
    return [links(mail)[0] for mail in mails(services) if mail.kind == "cup_juror_invitation"]


def jurors(services: Services) -> dict[str, JurorState]:
    with services.database.reading() as session:
        return {juror.email: juror.state for juror in session.exec(select(Juror).order_by(col(Juror.email))).all()}


def test_stranger_signs_up_and_takes_the_seat(services: Services, cup: MakeCup, make: Make, visit: Visit) -> None:
    cup.edition(phase=Phase.SCREENING)
    asked = invite(visit(make.coordinator("Carla")), "New One <New@example.org>")
    browser = visit()
    page = browser.open(invitations(services)[0])
    up = browser.open(page.links()["Sign up"])
    up.send(up.form("/sign-up", having="name").fill(name="New One", password=PASSWORD))
    confirm = browser.open(links(mails(services)[-1])[0])

    back = confirm.send(confirm.form("/confirm/"))
    done = back.send(back.form("/accept"))

    assert "The invitations are on their way." in asked.text
    assert "Carla invites you." in page.text
    assert done.response.url.path == "/en/cup/2026/seat"
    with services.database.reading() as session:
        juror = session.exec(select(Juror)).one()
        user = session.exec(select(User).where(User.email == "new@example.org")).one()
        payloads = session.exec(select(Job.payload).where(Job.kind == "mail_message")).all()
    assert (juror.state, juror.user_id, juror.name) == (JurorState.ACCEPTED, user.id, "New One")
    assert user.approved_at is not None
    assert [payload for payload in payloads if "jury" in str(payload)] == []
    assert browser.open(invitations(services)[0]).response.url.path == "/en/cup/2026/seat"
    assert visit().open(invitations(services)[0]).status == 410


def test_forwarded_invitation_seats_nobody(services: Services, cup: MakeCup, make: Make, visit: Visit) -> None:
    cup.edition()
    invite(visit(make.coordinator()), "friend@example.org")
    thief = visit(make.user("Thief"))

    page = thief.open(invitations(services)[0])
    forced = thief.client.post(f"{invitations(services)[0]}/accept")

    assert "You are signed in as" in page.text
    assert forced.status_code == 403
    assert jurors(services) == {"friend@example.org": JurorState.INVITED}


def test_invitation_ends_by_itself(services: Services, cup: MakeCup, make: Make, visit: Visit) -> None:
    cup.edition()
    friend = make.user(email="friend@example.org")
    invite(visit(make.coordinator()), "friend@example.org")
    link = invitations(services)[0]

    with time_machine.travel(now() + timedelta(days=15)):
        assert visit().open(link).status == 410
        assert visit(friend).client.post(f"{link}/accept").status_code == 410
        assert visit().client.post(f"{link}/decline", data={"reason": "Late"}).status_code == 410
    assert jurors(services) == {"friend@example.org": JurorState.INVITED}


def test_decline_needs_a_reason_and_no_sign_in(services: Services, cup: MakeCup, make: Make, visit: Visit) -> None:
    cup.edition()
    invite(visit(make.coordinator()), "friend@example.org")
    page = visit().open(invitations(services)[0])

    empty = page.send(page.form("/decline"))
    done = empty.send(empty.form("/decline").fill(reason="I travel in May."))

    assert (empty.status, empty.error_of("reason")) == (422, "Please fill this in.")
    assert "Thank you for telling us." in done.text
    assert jurors(services) == {"friend@example.org": JurorState.DECLINED}
    assert visit().open(invitations(services)[0]).status == 410


def test_sent_again_ends_the_link_before(services: Services, cup: MakeCup, make: Make, visit: Visit) -> None:
    cup.edition()
    browser = visit(make.coordinator())
    invite(browser, "friend@example.org")
    with services.database.reading() as session:
        number = session.exec(select(Juror.id)).one()
    page = browser.open(f"/en/cup/2026/run/jury/{number}")

    page.send(page.form("/resend"))

    first, second = invitations(services)
    assert (visit().open(first).status, visit().open(second).status) == (404, 200)


def test_invite_member_is_refused_and_keeps_all(services: Services, cup: MakeCup, make: Make, visit: Visit) -> None:
    edition = cup.edition()
    member = cup.juror(edition)

    page = invite(visit(make.coordinator()), f"other@example.org\n{member.email}")

    assert page.status == 422
    assert page.error_of("people") == f"{member.email} belongs to the jury already."
    assert "other@example.org" in page.html
    assert jurors(services) == {member.email: JurorState.ACCEPTED}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Ana Quispe <Ana@Example.org>", [Invitee("ana@example.org", "Ana Quispe")]),
        ("Ana Quispe, ana@example.org;", [Invitee("ana@example.org", "Ana Quispe")]),
        (
            "\n ana@example.org \nANA@example.org\nbo@example.org",
            [Invitee("ana@example.org"), Invitee("bo@example.org")],
        ),
        ('"Bo"<bo@example.org>', [Invitee("bo@example.org", "Bo")]),
    ],
)
def test_read_invitees_as_people_paste_them(text: str, read: list[Invitee]) -> None:
    assert read_invitees(text) == read


@pytest.mark.parametrize(
    "text", ["", "Ana Quispe", "a@example.org b@example.org", "ana@", "http://x.org a@example.org"]
)
def test_read_invitees_refuses_what_is_unclear(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_invitees(text)
    assert refused.value.field == "people"


def test_removed_juror_frees_open_cards_and_keeps_final_ones(
    services: Services, cup: MakeCup, make: Make, visit: Visit
) -> None:
    edition = cup.edition(phase=Phase.JUDGING)
    person = make.user("Gone")
    juror = cup.juror(edition, person)
    states = (CardState.ASSIGNED, CardState.DRAFT, CardState.FINAL)
    for state in states:
        cup.card(cup.entry(edition), juror, state=state)
    browser = visit(make.coordinator())
    page = browser.open(f"/en/cup/2026/run/jury/{juror.id}")

    done = page.send(page.form("/remove").fill(reason="No answer for weeks."))

    assert "1 scorecard that was handed in stays on record" in page.text
    assert "2 entries that are still open are free" in page.text
    assert "free for somebody else" in done.text
    with services.database.reading() as session:
        cards = session.exec(select(Scorecard).order_by(col(Scorecard.id))).all()
        kept = session.get_one(Juror, juror.id)
    assert [(card.state, card.decline_reason) for card in cards] == [
        (CardState.DECLINED, jury.REMOVED),
        (CardState.DECLINED, jury.REMOVED),
        (CardState.FINAL, ""),
    ]
    assert (kept.state, kept.reason) == (JurorState.REMOVED, "No answer for weeks.")
    assert visit(person).client.get("/en/cup/2026/seat").status_code == 404
    told = [mail for mail in mails(services) if mail.kind == "cup_juror_removed"]
    assert [mail.recipient for mail in told] == [person.email]


@pytest.mark.parametrize("path", ["", "/1", "/../conflicts", "/../assignment", "/../progress", "/../conflicts/mine"])
def test_desks_of_the_jury_are_for_coordinators(cup: MakeCup, make: Make, visit: Visit, path: str) -> None:
    edition = cup.edition(phase=Phase.JUDGING)
    person = make.user()
    cup.juror(edition, person)
    address = f"/en/cup/2026/run/jury{path}".replace("/jury/..", "")

    assert visit(person).open(address).status == 404
    assert visit(make.coordinator()).open(address).status == 200


def test_seat_and_tie_are_for_jurors(cup: MakeCup, make: Make, visit: Visit) -> None:
    edition: Edition = cup.edition(phase=Phase.SCREENING)
    organisation = make.organisation()
    cup.entry(edition, organisation)
    person = make.user()
    cup.juror(edition, person)

    for path in ("/en/cup/2026/seat", f"/en/cup/2026/seat/ties/{organisation.code}"):
        assert visit(make.coordinator()).open(path).status == 404
        assert visit(person).open(path).status == 200


def test_mail_of_an_invitation_is_forgotten(services: Services, cup: MakeCup, make: Make, visit: Visit) -> None:
    cup.edition()
    invite(visit(make.coordinator()), "friend@example.org")
    token = invitations(services)[0].rpartition("/")[2]

    with services.database.reading() as session:
        rows = session.exec(select(Job)).all()
        kept = session.exec(select(MailMessage)).all()

    assert [job.id for job in rows if token in str(job.payload)] == []
    assert len(kept) == 1
