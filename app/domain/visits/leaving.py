"""A person deletes their account: what visits know of them goes, too."""

from sqlmodel import Session, col, func, or_, select

from app.domain.people.names import FORMER_MEMBER
from app.domain.viewer import Viewer
from app.domain.visits import confirming
from app.domain.visits.access import HELD, TAKING_PLACE
from app.domain.visits.workflow import note
from app.domain.visits.working import forget_papers, show_anew
from app.i18n import translate
from app.models.demands import Offer
from app.models.people import User
from app.models.visits import Participant, Visit


def leave_visits(session: Session, *, user: User, by: Viewer) -> None:
    """Off the visits to come and those called off; of those that were held stays that somebody was there.

    Visits that they looked after have no coordinator any more.
    """
    for visit in session.exec(
        select(Visit).where(Visit.coordinator_id == user.id, col(Visit.state).in_(TAKING_PLACE)).order_by(col(Visit.id))
    ).all():
        visit.coordinator_id = None
        session.add(visit)
    for one, visit in _taking_part(session, user):
        forget_papers(session, visit=visit)
        if visit.state in HELD:
            _empty(session, one, visit)
            continue
        session.delete(one)
        if visit.state in TAKING_PLACE:
            note(session, thing=visit, verb="remove_participant", by=by, participant=one.id, side=str(one.side))
            show_anew(session, visit=visit)
            confirming.recheck(session, visit=visit, by=by)


def _taking_part(session: Session, user: User) -> list[tuple[Participant, Visit]]:
    """As what somebody takes along says: linked with the account, or with its address."""
    email = (user.email or "").lower()
    theirs = or_(
        col(Participant.user_id) == user.id, (func.lower(Participant.email) == email) & (col(Participant.email) != "")
    )
    query = select(Participant, Visit).join(Visit, col(Visit.id) == Participant.visit_id).where(theirs)
    return list(session.exec(query.order_by(col(Visit.id), col(Participant.id))).all())


def _empty(session: Session, one: Participant, visit: Visit) -> None:
    """Counts of who travelled stay right: side, role, gender and age, of nobody who has a name."""
    one.name = translate(session.get_one(Offer, visit.offer_id).language, FORMER_MEMBER)
    one.user_id = None
    one.email = one.phone = one.needs_note = one.passport = ""
    one.languages, one.needs = [], []
    one.pictures_ok = False
    one.row_version += 1
    session.add(one)
