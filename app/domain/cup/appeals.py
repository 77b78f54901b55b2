"""An organisation asks for a second look at the decision that its entry cannot take part."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.content.text import N_
from app.domain.cases.telling import coordinators
from app.domain.cup.conflicts import binding_ties
from app.domain.cup.deadlines import Late
from app.domain.cup.phases import rights_now
from app.domain.cup.workflow import change_state
from app.domain.notices import notify
from app.domain.viewer import Viewer
from app.models.cases import Case
from app.models.cup import Edition
from app.models.entries import Entry, EntryEvent, EntryState
from app.models.types import now
from app.moments import Moment


def appeal_due(session: Session, *, entry: Entry, edition: Edition) -> datetime | None:
    """Until when an appeal is possible; None where there is no decision to appeal against, or one is decided."""
    if entry.state is not EntryState.INELIGIBLE:
        return None
    query = select(EntryEvent).where(EntryEvent.entry_id == entry.id)
    events = session.exec(query.order_by(col(EntryEvent.id).desc())).all()
    if any(event.after == EntryState.APPEAL for event in events):
        return None
    decided = next((event for event in events if event.after == EntryState.INELIGIBLE), None)
    return decided.at + timedelta(days=edition.repair_days) if decided else None


def may_appeal(session: Session, *, entry: Entry, edition: Edition) -> bool:
    """Once, within the days that the edition gives, while it is still being screened."""
    due = appeal_due(session, entry=entry, edition=edition)
    return due is not None and due > now() and rights_now(session, edition).screen


def appeal(session: Session, *, entry: Entry, message: str, by: Viewer) -> EntryEvent:
    """Ask for a second look, with the reason why. Raises Late, Conflict, or Invalid (field "message")."""
    edition = session.get_one(Edition, entry.edition_id)
    if entry.state is EntryState.INELIGIBLE and not may_appeal(session, entry=entry, edition=edition):
        due = appeal_due(session, entry=entry, edition=edition)
        if due is None:
            raise Late(N_("A second look was taken already: this decision is final."))
        when = Moment(due, edition.time_zone)
        raise Late(N_("A second look could be asked for until %(when)s."), when=when)
    event = change_state(session, entry=entry, verb="appeal", by=by, message=message)
    notify(
        session,
        people=coordinators_without_tie(session, edition=edition, entry=entry),
        kind="cup_appeal",
        path=f"/cup/{edition.year}/run/entries/{entry.code}",
        besides=by.id,
        year=edition.year,
        title=session.get_one(Case, entry.case_id).title,
        message=event.message,
    )
    return event


def coordinators_without_tie(session: Session, *, edition: Edition, entry: Entry) -> list[int]:
    """Who may hear of this entry among those who run the cup."""
    people = coordinators(session)
    tied = {
        tie.user_id
        for tie in binding_ties(session, edition=edition, user_ids=people)
        if tie.organisation_id == entry.organisation_id
    }
    return [person for person in people if person not in tied]
