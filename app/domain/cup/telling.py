"""Who is concerned by what happens to an edition, and what they are told."""

from collections.abc import Collection, Iterable

from sqlmodel import Session, col, select

from app.domain.cases.telling import coordinators
from app.domain.notices import notify
from app.domain.viewer import Viewer
from app.models.cup import Edition, Phase
from app.models.entries import Entry, EntryState
from app.models.jury import CardState, Juror, JurorState, Scorecard
from app.models.organisations import MemberRole, Membership, Organisation

S = EntryState
SENT = (S.SUBMITTED, S.TO_COMPLETE, S.APPEAL, S.ELIGIBLE, S.SHORTLISTED)
OPEN_CARDS = (CardState.ASSIGNED, CardState.DRAFT, CardState.REOPENED)
_WRITERS = (MemberRole.OWNER, MemberRole.EDITOR)


def entrants(session: Session, edition: Edition, states: Collection[EntryState]) -> set[int]:
    """Who acts for organisations with entries in these states: their own people, facilitators who enter for them."""
    here = Entry.edition_id == edition.id, col(Entry.state).in_(list(states))
    people = (
        select(Membership.user_id)
        .join(Entry, col(Entry.organisation_id) == Membership.organisation_id)
        .where(*here, col(Membership.role).in_(_WRITERS))
    )
    facilitators = select(Entry.on_behalf_by_id).where(*here, col(Entry.on_behalf_by_id).is_not(None))
    return {person for query in (people, facilitators) for person in session.exec(query).all() if person}


def jurors(session: Session, edition: Edition, *, with_open_cards: bool = False) -> set[int]:
    """The members of the jury; only those with something to hand in, if wanted."""
    query = select(Juror.user_id).where(Juror.edition_id == edition.id, Juror.state == JurorState.ACCEPTED)
    if with_open_cards:
        open_cards = select(Scorecard.juror_id).where(
            Scorecard.edition_id == edition.id, col(Scorecard.state).in_(OPEN_CARDS)
        )
        query = query.where(col(Juror.id).in_(open_cards))
    return {person for person in session.exec(query).all() if person}


def possible_entrants(session: Session) -> set[int]:
    """The people of every organisation that could enter."""
    query = (
        select(Membership.user_id)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .where(col(Organisation.approved_at).is_not(None), col(Membership.role).in_(_WRITERS))
    )
    return set(session.exec(query).all())


def tell(
    session: Session,
    *,
    edition: Edition,
    kind: str,
    people: Iterable[int],
    by: Viewer | None = None,
    path: str = "",
    **params: object,
) -> None:
    """Send the notice `cup_KIND`; it leads to the public page unless `path` says otherwise."""
    notify(
        session,
        people=people,
        kind=f"cup_{kind}",
        path=path or f"/cup/{edition.year}",
        besides=by.id if by else None,
        year=edition.year,
        **params,
    )


def tell_of_phase(
    session: Session, *, edition: Edition, before: Phase, ends: str, reason: str = "", by: Viewer | None = None
) -> None:
    """A phase has begun: whoever can do something now, or waits for it, hears of it.

    `ends` is the text of a `Moment`, or "".
    """
    if before is Phase.DRAFT and edition.phase is Phase.CALL_OPEN:
        tell(session, edition=edition, kind="call_open", people=possible_entrants(session), by=by, until=ends)
    if before is Phase.CALL_OPEN and edition.phase is Phase.SCREENING:
        tell(session, edition=edition, kind="not_sent", people=entrants(session, edition, [S.DRAFT]))
        tell(session, edition=edition, kind="call_closed", people=entrants(session, edition, SENT))
    if edition.phase is Phase.JUDGING:
        desk = f"/cup/{edition.year}/desk"
        tell(session, edition=edition, kind="judging", people=jurors(session, edition), path=desk, until=ends)
    if before is Phase.JUDGING and edition.phase is Phase.DELIBERATION:
        tell(session, edition=edition, kind="judging_over", people=jurors(session, edition))
    if before is Phase.SCREENING and edition.phase is Phase.CALL_OPEN:
        people = entrants(session, edition, (S.DRAFT, *SENT))
        tell(session, edition=edition, kind="call_again", people=people, until=ends, reason=reason)
    if edition.phase is Phase.ANNOUNCED:
        # Releasing the results tells everybody in its own words.
        return
    tell_coordinators(
        session,
        edition=edition,
        kind="moved",
        by=by,
        before=before,
        after=edition.phase,
        until=ends,
        reason=reason,
        who=by.user.name if by and by.user else "",
    )


def tell_coordinators(
    session: Session, *, edition: Edition, kind: str, by: Viewer | None = None, **params: object
) -> None:
    path = f"/cup/{edition.year}/run"
    tell(session, edition=edition, kind=kind, people=coordinators(session), by=by, path=path, **params)


def tell_of_extension(session: Session, *, edition: Edition, ends: str, reason: str, by: Viewer) -> None:
    """Those who have something to hand in by that date, and the other coordinators."""
    if edition.phase is Phase.CALL_OPEN:
        people = entrants(session, edition, (S.DRAFT, *SENT))
        tell(session, edition=edition, kind="call_extended", people=people, by=by, until=ends, reason=reason)
    if edition.phase is Phase.JUDGING:
        people = jurors(session, edition, with_open_cards=True)
        desk = f"/cup/{edition.year}/desk"
        tell(
            session,
            edition=edition,
            kind="judging_extended",
            people=people,
            by=by,
            path=desk,
            until=ends,
            reason=reason,
        )
    who = by.user.name if by.user else ""
    tell_coordinators(
        session, edition=edition, kind="dates", by=by, phase=edition.phase, until=ends, reason=reason, who=who
    )
