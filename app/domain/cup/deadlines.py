"""Until when an entry can be written and sent, in a sentence for the person who comes too late."""

from sqlmodel import Session

from app.content.text import N_
from app.domain.cup.phases import ORDER, ends_at, is_over, may_enter, rights_now
from app.domain.errors import Conflict
from app.models.cup import Edition, Phase
from app.models.entries import Entry, EntryState
from app.models.types import now
from app.moments import Moment

S = EntryState


class Late(Conflict):
    """The call, or the time to complete an entry, is over."""


def closed_because(session: Session, *, edition: Edition) -> Conflict | None:
    """Why no entry is taken now; None while the call is open. The clock is the edition's."""
    if may_enter(session, edition):
        return None
    deadline = ends_at(session, edition, Phase.CALL_OPEN)
    if not is_over(session, edition, Phase.CALL_OPEN):
        if ORDER.index(edition.phase) < ORDER.index(Phase.CALL_OPEN):
            return Conflict(N_("The call is not open yet."))
        return Conflict(N_("The call takes no entries at the moment."))
    if deadline is None or deadline > now():
        return Late(N_("The call is closed."))
    return Late(N_("The call closed on %(when)s."), when=Moment(deadline, edition.time_zone))


def frozen_because(session: Session, *, edition: Edition, entry: Entry) -> Conflict | None:
    """Why this entry cannot be changed or sent now; None while it can."""
    if entry.state in (S.DRAFT, S.SUBMITTED):
        return closed_because(session, edition=edition)
    if entry.state is S.TO_COMPLETE:
        rights = rights_now(session, edition)
        if not (rights.screen or rights.enter):
            return Late(N_("The time to complete entries is over."))
        if entry.repair_due is not None and entry.repair_due <= now():
            when = Moment(entry.repair_due, edition.time_zone)
            return Late(N_("The time to complete it ended on %(when)s."), when=when)
        return None
    if entry.state is S.WITHDRAWN:
        return Conflict(N_("This entry was withdrawn. It cannot be sent any more."))
    return Conflict(N_("This entry is being judged or was decided about. It cannot be changed any more."))


def require_writable(session: Session, *, edition: Edition, entry: Entry) -> None:
    """Raises Late or Conflict with a sentence for the person who tries."""
    why = frozen_because(session, edition=edition, entry=entry)
    if why is not None:
        raise why
