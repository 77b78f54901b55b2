"""The gates of the cup, by the `year` of the edition and the `code` of the entry in the address."""

from typing import Annotated

from fastapi import Depends, Path

from app.domain.cup import views
from app.domain.cup.access import entry_to_discuss, entry_to_run, juror_of, own_entry, readable_edition
from app.domain.cup.compared import seat_after_results
from app.domain.cup.seats import OpenedCard, Seat, card_to_run, opened_card, seat_of
from app.domain.viewer import Viewer
from app.models.cup import Edition
from app.models.entries import Entry
from app.models.jury import Juror, Scorecard
from app.web.gates import Coordinator, SignedIn, gate
from app.web.requests import Db, Id, Person, Shared

Year = Annotated[int, Path(ge=1900, le=2999)]


@gate("an edition that this person may see")
def edition_to_read(year: Year, session: Db, viewer: Person) -> Edition:
    return readable_edition(session, year=year, viewer=viewer)


@gate("an edition, for coordinators")
def edition_to_run(year: Year, session: Db, viewer: Coordinator) -> Edition:
    return readable_edition(session, year=year, viewer=viewer)


EditionToRead = Annotated[Edition, Depends(edition_to_read)]
EditionToRun = Annotated[Edition, Depends(edition_to_run)]


# The gates below take the edition from those above, so that a page that asks for both reads it once.
@gate("an entry, for those who enter it")
def entry_of_mine(code: str, viewer: SignedIn, edition: EditionToRead, session: Db) -> Entry:
    return own_entry(session, edition=edition, code=code, viewer=viewer)


@gate("an entry, for coordinators who have no tie with it")
def entry_for_coordinator(code: str, viewer: Coordinator, edition: EditionToRun, session: Db) -> Entry:
    return entry_to_run(session, edition=edition, code=code, viewer=viewer)


@gate("what was scored of an entry, for coordinators who have no tie with it and no scorecard of it to hand in")
def entry_for_deliberation(code: str, viewer: Coordinator, edition: EditionToRun, session: Db) -> Entry:
    return entry_to_discuss(session, edition=edition, code=code, viewer=viewer)


@gate("a member of the jury of this edition")
def own_seat(viewer: SignedIn, edition: EditionToRead, session: Db) -> Juror:
    return juror_of(session, edition=edition, viewer=viewer)


@gate("a member of the jury of this edition, at their desk")
def own_desk(year: Year, session: Db, viewer: SignedIn) -> Seat:
    return seat_of(session, year=year, viewer=viewer)


@gate("a member of the jury of this edition, once its results are out")
def desk_after_results(year: Year, session: Db, viewer: SignedIn) -> Seat:
    return seat_after_results(session, year=year, viewer=viewer)


@gate("an entry assigned to this juror, who declared their conflicts and has none with it")
def own_card(year: Year, code: str, session: Db, viewer: SignedIn) -> OpenedCard:
    return opened_card(session, seat=seat_of(session, year=year, viewer=viewer), code=code)


@gate("a scorecard, for coordinators who have no tie with its entry")
def card_for_coordinator(
    number: Id, viewer: Coordinator, edition: EditionToRun, session: Db
) -> tuple[Scorecard, Entry]:
    return card_to_run(session, edition=edition, card_id=number, viewer=viewer)


OwnEntry = Annotated[Entry, Depends(entry_of_mine)]
EntryToRun = Annotated[Entry, Depends(entry_for_coordinator)]
EntryToDiscuss = Annotated[Entry, Depends(entry_for_deliberation)]
OwnSeat = Annotated[Juror, Depends(own_seat)]
OwnDesk = Annotated[Seat, Depends(own_desk)]
DeskAfterResults = Annotated[Seat, Depends(desk_after_results)]
OwnCard = Annotated[OpenedCard, Depends(own_card)]
CardToRun = Annotated[tuple[Scorecard, Entry], Depends(card_for_coordinator)]


def note_view(shared: Shared, session: Db, *, entry: Entry, viewer: Viewer, what: str) -> None:
    """Keep, in a transaction of its own, that this person saw the text or the scores of an entry today."""
    if views.seen_today(session, entry=entry, viewer=viewer, what=what):
        return
    with shared.database.writing() as writing:
        views.note_view(writing, entry_id=entry.id or 0, user_id=viewer.id or 0, what=what)
