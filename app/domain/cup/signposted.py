"""Which cups the search may point to: what everybody who asks may open of each, in one query."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.cup.access import readable_editions
from app.domain.viewer import Viewer
from app.models.cup import Edition, EditionPhase, Phase
from app.models.jury import Juror, JurorState
from app.models.types import now


@dataclass(frozen=True, slots=True)
class SignpostedCup:
    """An edition that this person may see; `seat` says that they sit in its jury."""

    edition: Edition
    public: bool
    results: bool
    enters: bool
    seat: bool


def signposted_cups(session: Session, viewer: Viewer) -> list[SignpostedCup]:
    """The latest year first."""
    present, call_ends = aliased(EditionPhase), aliased(EditionPhase)
    seat = sa.and_(
        col(Juror.edition_id) == Edition.id,
        # Who has not signed up yet has no number either.
        col(Juror.user_id) == (viewer.id or 0),
        col(Juror.state) == JurorState.ACCEPTED,
    )
    query = (
        readable_editions(viewer)
        .join(present, sa.and_(col(present.edition_id) == Edition.id, col(present.phase) == Edition.phase))
        .outerjoin(call_ends, sa.and_(col(call_ends.edition_id) == Edition.id, col(call_ends.phase) == Phase.SCREENING))
        .outerjoin(Juror, seat)
        .add_columns(col(present.results), col(present.enter), col(call_ends.starts_at), col(Juror.id))
        .order_by(col(Edition.year).desc())
    )
    return [_cup(*row) for row in session.execute(query).all()]


def _cup(
    edition: Edition, results: bool, enter: bool, call_ends: datetime | None, juror_id: int | None
) -> SignpostedCup:
    """Nobody enters after the deadline, also before the worker has moved the edition on."""
    open_still = edition.phase is Phase.CALL_OPEN and (call_ends is None or call_ends > now())
    return SignpostedCup(edition, edition.phase is not Phase.DRAFT, results, enter and open_still, juror_id is not None)
