"""Words that coordinators take out of what the jury reads."""

import pytest
from sqlmodel import select

from app.domain.cup.hiding import Hidden, hidden_words, hide_from_jury
from app.domain.cup.redaction import jury_text, latest_submission
from app.domain.errors import Conflict, NotFound
from app.models.cup import Edition
from app.models.entries import Entry
from app.models.people import User
from app.models.platform import AuditEvent
from app.models.types import now
from tests.cup.screened import Screened


def hide(desk: Screened, by: User, *phrases: str) -> None:
    viewer = desk.make.viewer(by)
    with desk.services.database.writing() as session:
        entry, edition = session.get_one(Entry, desk.entry.id), session.get_one(Edition, desk.edition.id)
        hide_from_jury(session, entry=entry, edition=edition, phrases=phrases, by=viewer)


def test_hidden_words_are_gone_for_the_jury_and_not_in_the_trail(desk: Screened) -> None:
    hide(desk, desk.one, "traders")
    hide(desk, desk.one, "traders")
    with desk.services.database.reading() as session:
        entry, edition = session.get_one(Entry, desk.entry.id), session.get_one(Edition, desk.edition.id)
        assert jury_text(session, entry, edition).content["story"]["what_changed"] == "[…] now come to us."
        events = session.exec(select(AuditEvent).where(AuditEvent.verb == "entry.hide")).all()
    assert [(one.before["words"], one.after["words"]) for one in events] == [(0, 1)]
    assert "traders" not in str([(one.before, one.after) for one in events]).lower()


@pytest.mark.parametrize("blind", [True, False])
def test_hidden_words_say_where_they_stand_and_whose_they_are(desk: Screened, blind: bool) -> None:
    desk.set(redactions=["Monday"])
    with desk.services.database.reading() as session:
        entry, edition = session.get_one(Entry, desk.entry.id), session.get_one(Edition, desk.edition.id)
        submission = latest_submission(session, entry)
        assert submission is not None
        edition.blind = blind
        found = hidden_words(
            session, entry=entry, edition=edition, submission=submission, phrases=["potatoes", "potatoes", "llama"]
        )
    assert found.by_organisation == [Hidden("Monday", 1)]
    assert found.by_coordinators == [Hidden("potatoes", 2), Hidden("llama", 0)]
    assert [one.phrase for one in found.by_platform] == (["Papas Unidas", "Rosa Quispe"] if blind else [])


def test_nothing_is_hidden_by_a_coordinator_with_a_tie_or_after_the_results(desk: Screened) -> None:
    with pytest.raises(NotFound):
        hide(desk, desk.owner, "x")
    desk.make.member(desk.two, desk.organisation)
    with pytest.raises(NotFound):
        hide(desk, desk.two, "x")
    with desk.services.database.writing() as session:
        edition = session.get_one(Edition, desk.edition.id)
        edition.released_at = now()
        session.add(edition)
    with pytest.raises(Conflict):
        hide(desk, desk.one, "x")
