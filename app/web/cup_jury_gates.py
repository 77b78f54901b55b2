"""The gates of the jury: an invitation by its token, one's own seat, a juror for coordinators."""

from typing import Annotated

from fastapi import Depends
from sqlmodel import select

from app.domain.cup.access import juror_of
from app.domain.cup.jury import find_invitation, juror_to_run
from app.domain.errors import NotFound
from app.models.cup import Edition
from app.models.jury import Juror
from app.web.cup_gates import EditionToRun, Year
from app.web.gates import SignedIn, gate
from app.web.requests import Db, Id


@gate("whoever holds the token of an invitation to the jury")
def invitation_held(year: Year, token: str, session: Db) -> tuple[Edition, Juror]:
    return find_invitation(session, year=year, token=token)


@gate("a member of the jury, also while the edition is prepared")
def seat_held(year: Year, session: Db, viewer: SignedIn) -> tuple[Edition, Juror]:
    edition = session.exec(select(Edition).where(Edition.year == year)).first()
    if edition is None:
        raise NotFound
    return edition, juror_of(session, edition=edition, viewer=viewer)


@gate("a juror, for coordinators")
def juror_for_coordinator(edition: EditionToRun, juror_id: Id, session: Db) -> Juror:
    return juror_to_run(session, edition=edition, juror_id=juror_id)


InvitationHeld = Annotated[tuple[Edition, Juror], Depends(invitation_held)]
SeatHeld = Annotated[tuple[Edition, Juror], Depends(seat_held)]
JurorToRun = Annotated[Juror, Depends(juror_for_coordinator)]
