"""Which scorecards count, what is stored of a calculation, and when it is old."""

from datetime import timedelta

from sqlmodel import col, select

from app.domain.cup import calculating, cards
from app.domain.cup.results import calculate, hash_of
from app.jobs.running import run, take
from app.mail.transport import Transport
from app.models.cup import Edition, Phase
from app.models.entries import Entry, EntryState
from app.models.jury import Calculation, CardState, Juror, JurorState, Scorecard
from app.models.platform import Job
from app.models.types import now
from app.services import Services
from tests.cup.deliberation import judged
from tests.cup.making import MakeCup


def stale(services: Services, edition: Edition) -> bool:
    with services.database.reading() as session:
        edition = session.get_one(Edition, edition.id)
        newest = calculating.latest(session, edition=edition, round=1)
        assert newest is not None
        return calculating.is_stale(session, edition=edition, calculation=newest)


def test_stored_calculation_can_be_made_again_to_the_same_digits(services: Services, cup: MakeCup) -> None:
    it = judged(cup)

    with services.database.reading() as session:
        stored = session.exec(select(Calculation)).one()
        again = calculate(stored.inputs, stored.settings)

    assert hash_of(again) == stored.results_hash
    assert hash_of(stored.inputs) == stored.inputs_hash
    assert stored.settings == {"places": 1, "seed": 2026, "draws": 10_000, "rasch": True}
    assert len(stored.inputs["cards"]) == 18
    assert stored.results["order"][0] == it.entries[0].code


def test_same_calculation_is_kept_once(services: Services, cup: MakeCup) -> None:
    it = judged(cup)

    again = it.calculate()

    with services.database.reading() as session:
        assert [one.id for one in session.exec(select(Calculation)).all()] == [again.id]


def test_only_handed_in_cards_of_the_jury_on_judged_entries_count(services: Services, cup: MakeCup) -> None:
    it = judged(cup)
    outside = cup.entry(it.edition, state=EntryState.INELIGIBLE)
    gone = cup.entry(it.edition, state=EntryState.WITHDRAWN)
    for entry in (outside, gone):
        cup.card(entry, it.jurors[0], state=CardState.FINAL)
    inside = cup.entry(it.edition)
    cup.card(inside, it.jurors[0], state=CardState.DRAFT, scores={"reflection": 4, "transfer": 4, "results": 4})
    removed = cup.juror(it.edition, state=JurorState.REMOVED)
    cup.card(inside, removed, state=CardState.FINAL)

    with services.database.reading() as session:
        found = calculating.collect(session, edition=session.get_one(Edition, it.edition.id))

    assert {card[0] for card in found.inputs["cards"]} == {entry.code for entry in it.entries}
    assert {card[1] for card in found.inputs["cards"]} == {str(juror.id) for juror in it.jurors}


def test_calculation_is_old_once_a_juror_is_removed_or_a_card_handed_in_or_places_change(
    services: Services, cup: MakeCup
) -> None:
    it = judged(cup)
    assert not stale(services, it.edition)

    with services.database.writing() as session:
        card = session.exec(select(Scorecard).where(Scorecard.entry_id == it.entries[0].id)).first()
        assert card is not None
        card.final_at = now() + timedelta(minutes=1)
    assert stale(services, it.edition)
    with services.database.writing() as session:
        session.get_one(Scorecard, card.id).final_at = now() - timedelta(days=1)
    assert not stale(services, it.edition)
    with services.database.writing() as session:
        session.get_one(Juror, it.jurors[2].id).state = JurorState.REMOVED
    assert stale(services, it.edition)
    it.calculate()
    assert not stale(services, it.edition)
    with services.database.writing() as session:
        edition = session.get_one(Edition, it.edition.id)
        edition.awards = [{**edition.awards[0], "places": 2}, *edition.awards[1:]]
    assert stale(services, it.edition)
    with services.database.writing() as session:
        session.get_one(Edition, it.edition.id).released_at = now()
    assert not stale(services, it.edition)


def test_withdrawn_entry_makes_a_calculation_old(services: Services, cup: MakeCup) -> None:
    it = judged(cup)

    with services.database.writing() as session:
        session.get_one(Entry, it.entries[5].id).state = EntryState.WITHDRAWN

    assert stale(services, it.edition)


def test_cards_handed_in_while_deliberating_leave_one_job_that_calculates(services: Services, cup: MakeCup) -> None:
    it = judged(cup)
    viewer = it.viewer
    with services.database.writing() as session:
        edition = session.get_one(Edition, it.edition.id)
        for card in session.exec(select(Scorecard).order_by(col(Scorecard.id)).limit(3)).all():
            cards.reopen(session, card=card, edition=edition, reason="One more look.", by=viewer)

    with services.database.writing() as session:
        job = session.exec(select(Job).where(Job.kind == "cup_calculate")).one()
        job.run_at = now()
    claimed = take(services, {"cup_calculate"})
    assert claimed is not None
    run(services, Transport.__new__(Transport), claimed)

    with services.database.reading() as session:
        assert session.get_one(Job, job.id).state == "done"
        newest = calculating.latest(session, edition=session.get_one(Edition, it.edition.id), round=1)
        assert newest is not None
        assert len(newest.inputs["cards"]) == 15


def test_cards_handed_in_before_the_deliberation_calculate_nothing(services: Services, cup: MakeCup) -> None:
    it = judged(cup, phase=Phase.JUDGING)
    with services.database.writing() as session:
        card = session.exec(select(Scorecard)).first()
        assert card is not None
        edition = session.get_one(Edition, it.edition.id)
        cards.reopen(session, card=card, edition=edition, reason="One more look.", by=it.viewer)

    with services.database.reading() as session:
        assert session.exec(select(Job).where(Job.kind == "cup_calculate")).all() == []
        assert session.exec(select(Calculation)).all() == []
