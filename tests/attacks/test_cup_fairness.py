"""Ways around the rules of the cup that somebody with a right to be there might try."""

from collections.abc import Callable

import pytest

from app.domain.cup import cards
from app.domain.cup.releasing import carry_out
from app.domain.errors import Forbidden
from app.domain.organisations.members import remove
from app.models.cup import Edition, Phase
from app.models.entries import Entry, EntryState
from app.models.jury import CardState, Scorecard
from app.services import Services
from tests.cup.deciding import ask, decide
from tests.cup.making import CRITERIA, MakeCup
from tests.factories import Make
from tests.pages import Browser

Visit = Callable[..., Browser]
SCORES = {code: 4 for code, _, _ in CRITERIA}


@pytest.fixture
def cup(make: Make) -> MakeCup:
    return MakeCup(make)


def test_entry_cannot_be_withdrawn_once_the_results_are_out(
    services: Services, make: Make, cup: MakeCup, visit: Visit
) -> None:
    """Whoever won nothing is no winner, but took part: the figures and the proof count them."""
    decided = decide(cup)
    ask(make, decided, accepted=["places:winner:1"], reason="As agreed.")
    with services.database.writing() as session:
        carried = carry_out(
            session, edition_id=decided.edition.id or 0, by_id=decided.coordinator.id or 0, accepted=[], reason="So."
        )
    entry, owner = decided.entries[2], decided.owners[2]
    browser = visit(owner)
    page = browser.open(f"/en/cup/{decided.edition.year}/entries/{entry.code}")

    answer = browser.client.post(f"/en/cup/{decided.edition.year}/entries/{entry.code}/withdraw", data={"message": "x"})

    with services.database.reading() as session:
        after = session.get_one(Entry, entry.id).state
    assert (carried, answer.status_code, after) == (True, 409, EntryState.ELIGIBLE)
    assert "/withdraw" not in page.html


def test_coordinator_on_the_jury_reads_no_scores_of_others_before_handing_in(
    services: Services, make: Make, cup: MakeCup, visit: Visit
) -> None:
    edition = cup.edition(phase=Phase.JUDGING)
    entry = cup.entry(edition)
    both = make.coordinator("Both")
    other = cup.card(entry, cup.juror(edition), state=CardState.FINAL, reasons={"transfer": "quokkareason"})
    own = cup.card(entry, cup.juror(edition, both))
    browser = visit(both)
    address = f"/en/cup/{edition.year}/run/cards/{other.id}"

    before = browser.client.get(address)
    given_back = browser.client.post(f"{address}/reopen", data={"reason": "Because."})
    with services.database.writing() as session:
        card = session.get_one(Scorecard, own.id)
        card.state, card.scores = CardState.FINAL, SCORES
    after = browser.client.get(address)

    assert (before.status_code, given_back.status_code, after.status_code) == (404, 404, 200)
    assert "quokkareason" in after.text


def test_coordinator_on_the_jury_cannot_give_a_scorecard_back_to_themselves(
    services: Services, make: Make, cup: MakeCup
) -> None:
    edition = cup.edition(phase=Phase.JUDGING)
    both = make.coordinator("Both")
    card = cup.card(cup.entry(edition), cup.juror(edition, both), state=CardState.FINAL)

    with services.database.writing() as session, pytest.raises(Forbidden):
        cards.reopen(
            session,
            card=session.get_one(Scorecard, card.id),
            edition=session.get_one(Edition, edition.id),
            reason="I have seen what the others gave.",
            by=make.viewer(both),
        )


def test_coordinator_who_leaves_an_organisation_still_finds_nothing_of_its_entry(
    services: Services, make: Make, cup: MakeCup, visit: Visit
) -> None:
    """Nobody leaves in order to look: the tie lasts for a year."""
    edition = cup.edition(phase=Phase.SCREENING)
    organisation = make.organisation()
    make.owner(organisation)
    entry = cup.entry(edition, organisation, state=EntryState.SUBMITTED)
    leaver = make.coordinator("Leaves")
    make.member(leaver, organisation)
    with services.database.writing() as session:
        remove(session, organisation=organisation, user_id=leaver.id or 0, by=make.viewer(leaver))
    address = f"/en/cup/{edition.year}/run/entries/{entry.code}"

    assert visit(leaver).client.get(address).status_code == 404
    assert visit(make.coordinator("Other")).client.get(address).status_code == 200
