"""Who judges: invited by mail, accepting or declining, removed with a reason."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session, col, or_, select, update

from app.content.text import N_, one_line, tidy
from app.domain import audit
from app.domain.cases.telling import coordinators
from app.domain.cup import cards
from app.domain.cup.calculating import calculate_soon
from app.domain.cup.invitees import Invitee
from app.domain.cup.telling import OPEN_CARDS, tell, tell_coordinators
from app.domain.cup.texts import text_in
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound
from app.domain.notices import send_mail
from app.domain.people.links import LinkOver
from app.domain.people.names import masked
from app.domain.people.signing_up import by_email
from app.domain.tokens import hash_token, new_token
from app.domain.viewer import Viewer
from app.models.cup import Edition, Phase
from app.models.jury import Juror, JurorState, Scorecard
from app.models.people import User
from app.models.types import now

J = JurorState
# What stands as reason on a card that nobody declined by hand.
REMOVED, TIED = "removed", "conflict"
LONGEST_REASON = 1000
LARGEST_LOAD = 500
RUNNING = frozenset(Phase) - {Phase.ANNOUNCED, Phase.ARCHIVED}
# Of rows whose person is gone; each needs an address of its own.
_FORGOTTEN = "@former.invalid"
IS_OVER = N_("The results are out: the jury is not changed any more.")


def invite(
    session: Session, *, edition: Edition, invitees: Sequence[Invitee], by: Viewer, days: int, language: str
) -> list[Juror]:
    """Send each a link of their own. Whoever was invited before gets a new one, and the old one ends.

    `language` is that of the mail to people without an account. Raises Invalid for members of the jury, Conflict.
    """
    _check_running(edition)
    jurors = [_appointment(session, edition, invitee) for invitee in invitees]
    for juror, invitee in zip(jurors, invitees, strict=True):
        juror.email, juror.name = invitee.email, invitee.name or juror.name
        _send(session, edition=edition, juror=juror, by=by, days=days, language=language)
    return jurors


def _check_running(edition: Edition) -> None:
    if edition.phase not in RUNNING:
        raise Conflict(IS_OVER)


def forgotten_email(juror: Juror) -> str:
    return f"{juror.id}{_FORGOTTEN}"


def _appointment(session: Session, edition: Edition, invitee: Invitee) -> Juror:
    known = by_email(session, invitee.email)
    same = [col(Juror.email) == invitee.email, *([col(Juror.user_id) == known.id] if known else [])]
    juror = session.exec(select(Juror).where(Juror.edition_id == edition.id, or_(*same))).first()
    if juror and juror.state is J.ACCEPTED:
        raise Invalid(N_("%(email)s belongs to the jury already."), "people", email=invitee.email)
    return juror or Juror(edition_id=edition.id or 0, email=invitee.email)


def _send(session: Session, *, edition: Edition, juror: Juror, by: Viewer, days: int, language: str) -> None:
    token = new_token()
    before = juror.state if juror.id else ""
    juror.state, juror.token_hash, juror.reason = J.INVITED, hash_token(token), ""
    juror.invited_at, juror.expires_at, juror.answered_at = now(), now() + timedelta(days=days), None
    juror.invited_by_id = by.id
    session.add(juror)
    session.flush()
    _record(session, juror, by, "juror.invite", {"state": before}, {"email": masked(juror.email)})
    known = by_email(session, juror.email)
    reads = known.language if known else language
    send_mail(
        session,
        to=juror.email,
        language=reads,
        kind="cup_juror_invitation",
        path=f"/cup/{edition.year}/jury/{token}",
        title=text_in(edition.texts, "title", language=reads, original=edition.language),
        year=edition.year,
        person=by.user.name if by.user else "",
        days=days,
    )


def resend(session: Session, *, edition: Edition, juror: Juror, by: Viewer, days: int, language: str) -> None:
    """A new link for the same address; the old one stops working. Also for those who said no, or were removed."""
    _check_running(edition)
    if juror.state is J.ACCEPTED:
        raise Conflict(N_("This person has accepted already."))
    if juror.email == forgotten_email(juror):
        raise Conflict(N_("The address of this person was removed. Invite them with their address once more."))
    _send(session, edition=edition, juror=juror, by=by, days=days, language=language)


def find_invitation(session: Session, *, year: int, token: str) -> tuple[Edition, Juror]:
    """To whoever holds the token, also while the edition is prepared. Raises NotFound."""
    query = select(Edition, Juror).join(Juror, col(Juror.edition_id) == Edition.id)
    found = session.exec(query.where(Edition.year == year, Juror.token_hash == hash_token(token))).first()
    if found is None:
        raise NotFound
    return found


def check_waiting(edition: Edition, juror: Juror) -> None:
    """Raises LinkOver for an invitation that was answered or is too old."""
    waits = juror.state is J.INVITED and juror.expires_at is not None and juror.expires_at > now()
    if not waits or edition.phase not in RUNNING:
        raise LinkOver


def accept(session: Session, *, edition: Edition, juror: Juror, viewer: Viewer) -> None:
    """Take the seat. Only the person with the invited address: a forwarded mail seats nobody."""
    check_waiting(edition, juror)
    if viewer.user is None or viewer.user.email != juror.email:
        raise Forbidden(N_("This invitation is for another e-mail address. Sign in with that one."))
    seated = select(Juror.id).where(
        Juror.edition_id == edition.id, Juror.user_id == viewer.id, col(Juror.id) != juror.id
    )
    if session.exec(seated).first():
        raise Conflict(N_("You belong to this jury already."))
    _answer(session, juror, J.ACCEPTED)
    juror.user_id, juror.name = viewer.id, juror.name or viewer.user.name
    juror.languages = juror.languages or [viewer.user.language]
    user = session.get_one(User, viewer.id)
    user.approved_at = user.approved_at or now()
    session.add_all([juror, user])
    _record(session, juror, viewer, "juror.accept", {"state": J.INVITED}, {"state": J.ACCEPTED})
    _tell_answer(session, edition, juror, viewer)


def decline(session: Session, *, edition: Edition, juror: Juror, reason: str, viewer: Viewer) -> None:
    """Say no, signed in or not: whoever holds the link may."""
    check_waiting(edition, juror)
    juror.reason = _checked(reason)
    _answer(session, juror, J.DECLINED)
    session.add(juror)
    by = viewer if viewer.user else None
    _record(session, juror, by, "juror.decline", {"state": J.INVITED}, {"state": J.DECLINED})
    _tell_answer(session, edition, juror, viewer)


def _answer(session: Session, juror: Juror, state: JurorState) -> None:
    """Of two who use a link at once, one is refused."""
    taken = session.exec(
        update(Juror)
        .where(col(Juror.id) == juror.id, col(Juror.state) == J.INVITED, col(Juror.token_hash) == juror.token_hash)
        .values(state=state)
    )
    if taken.rowcount != 1:
        raise LinkOver
    juror.state, juror.answered_at = state, now()
    juror.row_version += 1


def _tell_answer(session: Session, edition: Edition, juror: Juror, viewer: Viewer) -> None:
    tell_coordinators(
        session,
        edition=edition,
        kind="juror_answered",
        by=viewer,
        juror=juror.name or juror.email,
        accepted=juror.state is J.ACCEPTED,
        reason=one_line(juror.reason),
    )


def remove(session: Session, *, edition: Edition, juror: Juror, reason: str, by: Viewer) -> int:
    """Take somebody off the jury, or leave it oneself; how many of their cards are free for others.

    What they handed in stays on record and stops counting. An invitation that waits is taken back.
    """
    _check_running(edition)
    session.refresh(juror, with_for_update=True)
    if juror.state not in (J.INVITED, J.ACCEPTED):
        raise Conflict(N_("This person does not belong to the jury."))
    before, juror.state, juror.reason = juror.state, J.REMOVED, _checked(reason)
    juror.token_hash = None
    juror.row_version += 1
    session.add(juror)
    freed = len(free_cards(session, juror=juror, reason=REMOVED, by=by))
    calculate_soon(session, edition_id=edition.id or 0)
    _record(session, juror, by, "juror.remove", {"state": before}, {"state": J.REMOVED, "reason": juror.reason})
    if by.id == juror.user_id:
        _tell_left(session, edition, juror, by, freed)
    elif before is J.ACCEPTED and juror.user_id:
        tell(session, edition=edition, kind="juror_removed", people=[juror.user_id], by=by, message=juror.reason)
    return freed


def _tell_left(session: Session, edition: Edition, juror: Juror, by: Viewer, freed: int) -> None:
    path = f"/cup/{edition.year}/run/jury"
    people = coordinators(session)
    who, reason = juror.name, one_line(juror.reason)
    tell(
        session,
        edition=edition,
        kind="juror_left",
        people=people,
        by=by,
        path=path,
        who=who,
        reason=reason,
        count=freed,
    )


def free_cards(
    session: Session, *, juror: Juror, reason: str, by: Viewer | None, entry_ids: Sequence[int] | None = None
) -> list[Scorecard]:
    """Decline the open scorecards of a juror, on these entries or on all, so that somebody else may have them."""
    query = select(Scorecard).where(Scorecard.juror_id == juror.id, col(Scorecard.state).in_(OPEN_CARDS))
    if entry_ids is not None:
        query = query.where(col(Scorecard.entry_id).in_(list(entry_ids)))
    freed = list(session.exec(query).all())
    for card in freed:
        cards.free(session, card=card, reason=reason, by=by)
    return freed


def set_load(session: Session, *, juror: Juror, max_load: int, by: Viewer) -> None:
    """How many entries at most."""
    if not 1 <= max_load <= LARGEST_LOAD:
        raise Invalid(N_("From 1 to %(most)s entries."), "max_load", most=LARGEST_LOAD)
    if max_load == juror.max_load:
        return
    before, juror.max_load = juror.max_load, max_load
    juror.row_version += 1
    session.add(juror)
    _record(session, juror, by, "juror.load", {"max_load": before}, {"max_load": max_load})


def juror_to_run(session: Session, *, edition: Edition, juror_id: int) -> Juror:
    """Raises NotFound for a juror of another edition."""
    juror = session.get(Juror, juror_id)
    if juror is None or juror.edition_id != edition.id:
        raise NotFound
    return juror


def _checked(reason: str) -> str:
    reason = tidy(reason)
    if not reason:
        raise Invalid(N_("Please write a sentence: the people concerned will read it."), "reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "reason", max_length=LONGEST_REASON)
    return reason


def _record(
    session: Session, juror: Juror, by: Viewer | None, verb: str, before: dict[str, object], after: dict[str, object]
) -> None:
    audit.record(session, by=by, verb=verb, object_type="juror", object_id=juror.id, before=before, after=after)
