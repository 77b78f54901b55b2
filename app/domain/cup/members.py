"""The jury as coordinators see it: who is asked, who accepted, and how much each has to read."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.domain.cup.access import entries_to_run
from app.domain.viewer import Viewer
from app.models.cup import Edition
from app.models.entries import Entry
from app.models.jury import CardState, Juror, JurorState, Scorecard

_ORDER = (JurorState.ACCEPTED, JurorState.INVITED, JurorState.DECLINED, JurorState.REMOVED)


@dataclass(frozen=True, slots=True)
class Member:
    """A juror with their scorecards of the present round by state, on entries that the reader may know of."""

    juror: Juror
    cards: dict[CardState, int] = field(default_factory=dict)

    @property
    def load(self) -> int:
        return sum(count for state, count in self.cards.items() if state is not CardState.DECLINED)

    @property
    def final(self) -> int:
        return self.cards.get(CardState.FINAL, 0)

    @property
    def open(self) -> int:
        return self.load - self.final


def members_of(session: Session, *, edition: Edition, viewer: Viewer) -> list[Member]:
    """Everybody who was ever invited: members first, then who has not answered, each by name."""
    jurors = session.exec(select(Juror).where(Juror.edition_id == edition.id)).all()
    counts = _counts(session, edition, viewer)
    members = [Member(juror, counts.get(juror.id or 0, {})) for juror in jurors]
    return sorted(members, key=lambda one: (_ORDER.index(one.juror.state), one.juror.name or one.juror.email))


def member_of(session: Session, *, edition: Edition, juror: Juror, viewer: Viewer) -> Member:
    return Member(juror, _counts(session, edition, viewer).get(juror.id or 0, {}))


def in_state(members: Sequence[Member], state: JurorState) -> list[Member]:
    return [one for one in members if one.juror.state is state]


def _counts(session: Session, edition: Edition, viewer: Viewer) -> dict[int, dict[CardState, int]]:
    visible = entries_to_run(session, edition=edition, viewer=viewer).with_only_columns(col(Entry.id))
    rows = session.exec(
        select(Scorecard.juror_id, Scorecard.state, func.count())
        .where(
            Scorecard.edition_id == edition.id,
            Scorecard.round == edition.round,
            col(Scorecard.entry_id).in_(visible),
        )
        .group_by(col(Scorecard.juror_id), col(Scorecard.state))
    ).all()
    found: dict[int, dict[CardState, int]] = {}
    for juror_id, state, count in rows:
        found.setdefault(juror_id, {})[CardState(state)] = count
    return found
