from app.domain.cup.phases import rights_now
from app.models.cup import Phase
from app.models.entries import EntryState
from app.models.jury import CardState
from app.services import Services
from tests.cup.making import MakeCup


def test_what_tests_begin_with_holds_together(services: Services, cup: MakeCup) -> None:
    edition = cup.edition(phase=Phase.JUDGING)
    entry = cup.entry(edition, state=EntryState.ELIGIBLE)
    card = cup.card(entry, cup.juror(edition), state=CardState.FINAL)

    with services.database.reading() as session:
        rights = rights_now(session, edition)

    assert rights.score
    assert card.entry_id == entry.id
    assert card.scores == {"reflection": 3, "transfer": 3, "results": 3}
