"""The demo library holds three cups: last year's with its results, this year's in judging, next year's open."""

from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from app.demo.cup.people import COORDINATOR, texts
from app.domain.cases.cards import cards
from app.domain.cup import proof
from app.domain.cup.calculating import latest
from app.domain.cup.matrix import matrix_of
from app.domain.cup.phases import ends_at
from app.domain.cup.public_results import public_results
from app.domain.cup.redaction import latest_submission
from app.domain.people.signing_up import by_email
from app.domain.viewer import viewer_of
from app.models.cases import Case, CaseState
from app.models.cup import Edition, EditionEvent, Phase
from app.models.entries import Decision, Entry, EntryEvent, EntryState, EntrySubmission, Screening
from app.models.jury import ConflictState, Juror, JurorState, Scorecard
from app.models.media import Media, MediaState
from app.models.organisations import Organisation
from app.models.platform import AuditEvent, Job, Notification
from app.models.types import now
from app.moments import Moment
from app.services import Services
from tests.pages import Browser

LANGUAGES = ("en", "es", "fr", "pt")
S = EntryState


def edition_of(session: Session, years: int) -> Edition:
    """The edition so many years from now."""
    return session.exec(select(Edition).where(Edition.year == now().year + years)).one()


def states(session: Session, edition: Edition) -> Counter[str]:
    return Counter(session.exec(select(Entry.state).where(Entry.edition_id == edition.id)).all())


def test_demo_has_three_cups_whose_dates_fit_today(session: Session) -> None:
    found = session.exec(select(Edition).order_by(col(Edition.year))).all()

    year = now().year
    assert [(one.year, one.phase) for one in found] == [
        (year - 1, Phase.ANNOUNCED),
        (year, Phase.JUDGING),
        (year + 1, Phase.CALL_OPEN),
    ]
    over, judging, calling = found
    assert over.released_at is not None
    assert over.released_at < now()
    for edition, phase in ((judging, Phase.JUDGING), (calling, Phase.CALL_OPEN)):
        end = ends_at(session, edition, phase)
        assert end is not None
        assert end > now()


def test_announced_cup_has_twenty_entries_and_its_winners(session: Session) -> None:
    edition = edition_of(session, -1)

    assert states(session, edition) == Counter(
        {S.ELIGIBLE: 11, S.HONOURED: 4, S.FINALIST: 3, S.WINNER: 2, S.INELIGIBLE: 1, S.WITHDRAWN: 1}
    )
    query = select(Entry, Case).join(Case, col(Case.id) == Entry.case_id).where(Entry.edition_id == edition.id)
    rows = session.exec(query).all()
    assert {case.illustration for _, case in rows} == {True}
    by_state: dict[EntryState, set[CaseState]] = {}
    for entry, case in rows:
        by_state.setdefault(entry.state, set()).add(case.state)
    assert by_state == {
        S.WINNER: {CaseState.SELECTED},
        S.FINALIST: {CaseState.LEARNING_MATERIAL},
        S.HONOURED: {CaseState.LEARNING_MATERIAL},
        S.ELIGIBLE: {CaseState.LEARNING_MATERIAL},
        S.INELIGIBLE: {CaseState.DRAFT},
        S.WITHDRAWN: {CaseState.DRAFT},
    }
    assert {submission.language for submission in session.exec(select(EntrySubmission)).all()} == set(LANGUAGES)
    decisions = session.exec(select(Decision)).all()
    assert len(decisions) == 20
    assert all(len(one.strengths) == 2 and one.next_step and one.message for one in decisions)


def test_winners_are_seen_with_their_picture_and_a_lesson(demo: Services, session: Session) -> None:
    won = [one for one in public_results(session, edition_of(session, -1)).awarded if one.state is S.WINNER]

    # The worker has made the pictures ready a moment after the start.
    session.execute(update(Media).values(state=MediaState.READY))
    found = cards(session, codes=[one.case for one in won], language="en")
    session.rollback()
    assert sorted(card.organisation for card in found) == sorted(one.organisation for one in won)
    assert all(card.picture and card.learn for card in found)


def test_calibration_shows_the_severe_and_the_generous_juror_and_changes_a_pair(session: Session) -> None:
    edition = edition_of(session, -1)
    calculation = latest(session, edition=edition, round=1)
    assert calculation is not None
    results = calculation.results
    names = {str(juror.id): juror.name for juror in session.exec(select(Juror)).all()}
    query = select(Entry.code, Organisation.external_id).join(
        Organisation, col(Organisation.id) == Entry.organisation_id
    )
    organisations = dict(session.exec(query.where(Entry.edition_id == edition.id)).all())

    offsets = {names[juror]: line["offset"] for juror, line in results["jurors"].items()}
    assert len(offsets) == 8
    assert -15 < offsets.pop("Wiebke Andresen") < -9
    assert 7 < offsets.pop("Tendai Moyo") < 13
    assert max(map(abs, offsets.values())) < 5
    assert [[organisations[code] for code in swap] for swap in results["swaps"]] == [["org-sedjro", "org-palmeira"]]
    assert 0.5 < results["agreement"]["alpha"] < 0.8
    assert results["agreement"]["complete"] == 3
    assert [one.holds for one in proof.verify(session, edition=edition)] == [True]


def test_announced_cup_happened_in_its_order_and_long_ago(session: Session) -> None:
    edition = edition_of(session, -1)
    entry = session.exec(select(Entry).where(Entry.edition_id == edition.id, Entry.state == S.WINNER).limit(1)).one()
    query = select(EntryEvent).where(EntryEvent.entry_id == entry.id).order_by(col(EntryEvent.at))
    cards = session.exec(select(Scorecard).where(Scorecard.entry_id == entry.id)).all()
    decision = session.exec(select(Decision).where(Decision.entry_id == entry.id)).one()
    submission = latest_submission(session, entry)
    assert submission is not None
    assert edition.released_at is not None

    events = session.exec(query).all()

    assert [event.after for event in events] == [S.DRAFT, S.SUBMITTED, S.ELIGIBLE, S.WINNER]
    moments = [submission.at, events[2].at, *sorted(card.final_at or now() for card in cards)]
    moments += [decision.parked_at, decision.checked_at or now(), edition.released_at]
    assert moments == sorted(moments)
    assert {moment.year for moment in moments} == {edition.year}
    phases = select(EditionEvent.at).where(EditionEvent.edition_id == edition.id)
    assert max(session.exec(phases).all()) < now()
    told = select(AuditEvent.at).where(AuditEvent.verb == "edition.release")
    assert [at.year for at in session.exec(told).all()] == [edition.year]


def test_cup_in_judging_has_scorecards_in_every_state_and_a_silent_juror(session: Session) -> None:
    edition = edition_of(session, 0)

    assert states(session, edition) == Counter({S.ELIGIBLE: 12})
    cards = session.exec(select(Scorecard).where(Scorecard.edition_id == edition.id)).all()
    assert Counter(card.state for card in cards) == Counter(
        state for entry in texts("running") for state in entry["cards"].values()
    )
    jurors = session.exec(select(Juror).where(Juror.edition_id == edition.id)).all()
    assert Counter(juror.state for juror in jurors) == {
        JurorState.ACCEPTED: 6,
        JurorState.DECLINED: 1,
        JurorState.INVITED: 1,
    }
    written = {card.juror_id for card in cards if card.saved_at}
    silent_ones = {card.juror_id for card in cards} - written
    assert [juror.name for juror in jurors if juror.id in silent_ones] == ["Claire Delattre"]
    (half,) = [card for card in cards if card.scores and not card.strengths][:1]
    assert (len(half.scores), len(half.reasons)) == (3, 2)
    (declined,) = [card for card in cards if card.decline_reason]
    (reopened,) = [card for card in cards if card.reopened_reason]
    assert declined.id != reopened.id


def test_cup_in_judging_has_ties_of_every_kind(session: Session) -> None:
    edition = edition_of(session, 0)
    user = by_email(session, COORDINATOR)
    assert user is not None

    matrix = matrix_of(session, edition=edition, viewer=viewer_of(session, user))

    found = {(row.person.name, row.organisation.name.split()[0], row.derived, row.state) for row in matrix.ties}
    assert {one for one in found if one[0] != "Ruth Nambozo"} == {
        ("Aminata Ouédraogo", "Fédération", True, ConflictState.OPEN),
        ("Paulo Mendes Tavares", "Cooperativa", False, ConflictState.CONFIRMED),
        ("Raimundo Nonato Alves", "Associação", True, ConflictState.OPEN),
        ("Raimundo Nonato Alves", "Unión", True, ConflictState.OPEN),
        ("Tendai Moyo", "Associação", False, ConflictState.OPEN),
    }


def test_open_call_has_entries_in_every_state_before_screening(session: Session) -> None:
    edition = edition_of(session, 1)

    assert states(session, edition) == Counter({S.SUBMITTED: 3, S.DRAFT: 2, S.TO_COMPLETE: 1})
    verdicts = select(Organisation.external_id).join(Entry, col(Entry.organisation_id) == Organisation.id)
    verdicts = verdicts.join(Screening, col(Screening.entry_id) == Entry.id).where(Entry.edition_id == edition.id)
    assert Counter(session.exec(verdicts).all()) == {"org-chikuni": 2, "org-jute": 1}
    mending = session.exec(select(Entry).where(Entry.state == S.TO_COMPLETE)).one()
    assert mending.repair_due is not None
    assert mending.repair_due > now()
    again = session.exec(select(Entry).where(col(Entry.previous_id).is_not(None))).one()
    assert again.what_changed
    on_behalf = session.exec(select(Entry).where(col(Entry.on_behalf_by_id).is_not(None))).all()
    assert [entry.edition_id for entry in on_behalf] == [edition.id]


def test_demo_cups_leave_no_mail_to_send_and_no_wrong_deadline(session: Session) -> None:
    year = now().year
    mails = session.exec(select(Notification).join(Job, Job.payload["notification_id"].as_integer() == Notification.id))
    assert {notice.kind for notice in mails if notice.kind.startswith("cup_")} == set()
    dates = {
        Moment(end, edition.time_zone).text()
        for edition, phase in ((edition_of(session, 0), Phase.JUDGING), (edition_of(session, 1), Phase.CALL_OPEN))
        if (end := ends_at(session, edition, phase))
    }
    unread = session.exec(select(Notification).where(col(Notification.read_at).is_(None))).all()
    of_cups = [notice for notice in unread if notice.kind.startswith("cup_")]
    assert {notice.params["until"] for notice in of_cups if notice.params.get("until")} <= dates
    assert {notice.params["year"] for notice in of_cups} <= {year, year + 1}


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_results_name_the_winners_in_every_language(reader: Callable[[str], Browser], language: str) -> None:
    page = reader("").open(f"/{language}/cup/{now().year - 1}")

    assert page.status == 200
    assert "Curileras del Estero Hondo" in page.text
    assert "Coopérative des riziculteurs Sèdjro" in page.text


@pytest.mark.parametrize(
    ("email", "path"),
    [
        ("coordinator.es@example.org", "/es/cup/{last}/run/board"),
        ("coordinator.es@example.org", "/es/cup/{year}/run/progress"),
        ("coordinator.es@example.org", "/es/cup/{year}/run/conflicts"),
        ("coordinator.es@example.org", "/es/cup/{year}/run/assignment"),
        ("coordinator.es@example.org", "/es/cup/{next}/run/screening"),
        ("coordinator.en@example.org", "/en/cup/{next}/run"),
        ("juror.es@example.org", "/es/cup/{year}/desk"),
        ("juror.en@example.org", "/en/cup/{year}/desk"),
        ("entrant@example.org", "/es/cup/{last}"),
        ("entrant@example.org", "/es/cup/{next}/enter"),
    ],
)
def test_pages_of_the_demo_cups_open_for_those_concerned(
    reader: Callable[[str], Browser], email: str, path: str
) -> None:
    year = now().year

    page = reader(email).open(path.format(last=year - 1, year=year, next=year + 1))

    assert page.status == 200
