"""From tables to what `app.matching` reads: all rows at once, with the same few statements however many there are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from sqlmodel import Session, col, or_, select

from app import matching
from app.domain.visits.access import HELD, TAKING_PLACE
from app.domain.visits.committed import committed
from app.domain.visits.input_rows import Known, RowProblem, Span, read_demand, read_offer
from app.domain.visits.round_settings import settings_of
from app.models.demands import Demand, DemandState, Offer, OfferState
from app.models.organisations import Organisation
from app.models.rounds import Proposal, ProposalState, Round
from app.models.types import now
from app.models.visits import Guest, Visit, VisitState

NO_LONGER_COUNTS = timedelta(days=365)
OUT = (ProposalState.SENT, ProposalState.VISITOR_ACCEPTED, ProposalState.HOST_ACCEPTED, ProposalState.AGREED)
WANTED = (DemandState.OPEN, DemandState.PROPOSED)
NOT_HELD = (VisitState.CANCELLED, VisitState.DID_NOT_HAPPEN)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Rows as tables and as `app.matching` have them, by their code; `problems` are those that cannot be matched."""

    today: date
    settings: matching.Settings
    demand_rows: dict[str, Demand]
    offer_rows: dict[str, Offer]
    organisations: dict[int, Organisation]
    demands: dict[str, matching.Demand]
    offers: dict[str, matching.Offer]
    problems: tuple[RowProblem, ...]
    fixed: tuple[matching.Fixed, ...] = ()

    def organisation_of(self, row: Demand | Offer) -> Organisation:
        return self.organisations[row.organisation_id]


def gather(
    session: Session,
    *,
    round_: Round | None = None,
    demands: Collection[int] = (),
    offers: Collection[int] = (),
    today: date | None = None,
) -> Gathered:
    """All open demands and offers; with ids, only these on that side, in whatever state.

    With a round, also those of its proposals that are out or agreed: they are `fixed`, and stay as they are. Without
    one, scores go by the round that is planned now: `app.domain.visits.pairing` knows which round a day belongs to.
    """
    today = today or now().date()
    visits = _visits(session, today, round_)
    out = _proposals_out(session, visits)
    fixed = [each for each in out if round_ is not None and each.proposal.round_id == round_.id]
    demand_rows = _demands(session, demands, [each.proposal.demand_id for each in fixed])
    offer_rows = _offers(session, offers, [each.proposal.offer_id for each in fixed])
    known = _known(session, [*demand_rows, *offer_rows])
    _add_taken(session, known, visits, out, {each.proposal.id or 0 for each in fixed})
    read = [read_demand(row, known) for row in demand_rows]
    wanted = {row.id: row for row in read if isinstance(row, matching.Demand)}
    known.years, known.by_fullest = _years(round_, wanted.values(), today), round_ is not None
    offered = [read_offer(row, known) for row in offer_rows]
    codes = {row.id: row.code for row in demand_rows}, {row.id: row.code for row in offer_rows}
    return Gathered(
        today=today,
        settings=settings_of(session, round_),
        demand_rows={row.code: row for row in demand_rows},
        offer_rows={row.code: row for row in offer_rows},
        organisations=dict(known.organisations),
        demands=wanted,
        offers={row.id: row for row in offered if isinstance(row, matching.Offer)},
        problems=tuple(row for row in [*read, *offered] if isinstance(row, RowProblem)),
        fixed=_fixed(session, fixed, *codes),
    )


def _demands(session: Session, wanted: Collection[int], fixed: Collection[int]) -> Sequence[Demand]:
    chosen = col(Demand.id).in_(wanted) if wanted else col(Demand.state) == DemandState.OPEN
    query = select(Demand).where(or_(chosen, col(Demand.id).in_(fixed)))
    return session.exec(query.order_by(col(Demand.id))).all()


def _offers(session: Session, wanted: Collection[int], fixed: Collection[int]) -> Sequence[Offer]:
    to_visit = (col(Offer.state) == OfferState.OPEN) & col(Offer.visits).is_(True)
    chosen = col(Offer.id).in_(wanted) if wanted else to_visit
    query = select(Offer).where(or_(chosen, col(Offer.id).in_(fixed)))
    return session.exec(query.order_by(col(Offer.id))).all()


@dataclass(frozen=True, slots=True)
class _Out:
    """A proposal that is out or agreed; of a visit, the visit's days, which may have been moved."""

    proposal: Proposal
    first: date
    days: int

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.days - 1)


def _visits(session: Session, today: date, round_: Round | None) -> dict[int, Visit]:
    """Those of the years concerned that take place or did, and those of the round."""
    since = date(round_.starts_on.year if round_ else today.year, 1, 1)
    recent = (col(Visit.ends_on) >= today) | (col(Visit.starts_on) >= since)
    ours = col(Visit.round_id) == (round_.id if round_ else None)
    query = select(Visit).where(col(Visit.state).in_((*TAKING_PLACE, *HELD)), or_(recent, ours))
    return {visit.id or 0: visit for visit in session.exec(query).all()}


def _proposals_out(session: Session, visits: dict[int, Visit]) -> list[_Out]:
    query = select(Proposal).where(
        col(Proposal.state).in_(OUT), or_(col(Proposal.visit_id).is_(None), col(Proposal.visit_id).in_(visits))
    )
    found = []
    for proposal in session.exec(query.order_by(col(Proposal.id))).all():
        visit = visits.get(proposal.visit_id or 0)
        days = (visit.ends_on - visit.starts_on).days + 1 if visit else proposal.days
        found.append(_Out(proposal, visit.starts_on if visit else proposal.starts_on, days))
    return found


def _fixed(
    session: Session, fixed: Sequence[_Out], demands: dict[int | None, str], offers: dict[int | None, str]
) -> tuple[matching.Fixed, ...]:
    """Proposals for the same offer and day share one visit; one that was made costs what its budget says."""
    money = committed(session, visits={each.proposal.visit_id or 0 for each in fixed}) if fixed else {}
    parties: dict[tuple[str, date, int], list[Proposal]] = defaultdict(list)
    for each in fixed:
        parties[offers[each.proposal.offer_id], each.first, each.days].append(each.proposal)
    return tuple(
        matching.Fixed(
            *visit,
            demands=_names(proposals, demands),
            cost=sum(money[made] for made in {each.visit_id for each in counted} if made) if counted else None,
            counted=_names(counted, demands),
        )
        for visit, proposals in sorted(parties.items(), key=itemgetter(0))
        for counted in [[each for each in proposals if each.visit_id in money]]
    )


def _names(proposals: Iterable[Proposal], demands: dict[int | None, str]) -> tuple[str, ...]:
    return tuple(sorted(demands[each.demand_id] for each in proposals))


def _years(round_: Round | None, demands: Iterable[matching.Demand], today: date) -> tuple[int, ...]:
    """In which visits may be: those of the round, without one those in which somebody can travel."""
    if round_ is not None:
        return tuple(range(round_.starts_on.year, round_.ends_on.year + 1))
    spans = [(max(first, today), last) for each in demands for first, last in each.windows if last >= today]
    years = {year for first, last in spans for year in range(first.year, last.year + 1)}
    return tuple(sorted(years)) or (today.year,)


def _known(session: Session, rows: Sequence[Demand | Offer]) -> Known:
    ids = sorted({row.organisation_id for row in rows})
    organisations = session.exec(select(Organisation).where(col(Organisation.id).in_(ids))).all()
    return Known(
        organisations={each.id or 0: each for each in organisations},
        shows=_topics(session.exec(_own_topics(Offer, ids).where(Offer.state == OfferState.OPEN)).all()),
        wants=_topics(session.exec(_own_topics(Demand, ids).where(col(Demand.state).in_(WANTED))).all()),
        hosted=set(session.exec(select(Visit.host_id).where(col(Visit.state).not_in(NOT_HELD)).distinct()).all()),
        declined=_declined(session),
    )


def _own_topics(table: type[Demand] | type[Offer], ids: Collection[int]) -> Any:
    return select(table.organisation_id, table.topics).where(col(table.organisation_id).in_(ids))


def _topics(rows: Iterable[tuple[int, Any]]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for organisation, topics in rows:
        found[organisation] |= {str(each["code"]) for each in topics or () if isinstance(each, dict) and "code" in each}
    return {organisation: frozenset(topics) for organisation, topics in found.items()}


def _declined(session: Session) -> dict[int, frozenset[str]]:
    """A no that came with other days was to the day alone: it does not count."""
    query = (
        select(Proposal.visitor_id, Offer.code, Proposal.other_days)
        .join(Offer, col(Offer.id) == col(Proposal.offer_id))
        .where(Proposal.state == ProposalState.DECLINED, col(Proposal.ended_at) > now() - NO_LONGER_COUNTS)
    )
    found: dict[int, set[str]] = defaultdict(set)
    for visitor, offer, other_days in session.exec(query).all():
        if not other_days:
            found[visitor].add(offer)
    return {visitor: frozenset(offers) for visitor, offers in found.items()}


def _add_taken(
    session: Session, known: Known, visits: dict[int, Visit], out: Sequence[_Out], fixed: Collection[int]
) -> None:
    """Days and turns that are given away, besides what is fixed: the planner takes care of that itself."""
    busy: dict[int, list[Span]] = defaultdict(list)
    held: dict[int, list[int]] = defaultdict(list)
    ours = {each.proposal.visit_id for each in out if each.proposal.id in fixed}
    guests: dict[int, list[int]] = defaultdict(list)
    query = select(Guest.visit_id, Guest.organisation_id).where(col(Guest.left_at).is_(None))
    for visit_id, organisation in session.exec(query.where(col(Guest.visit_id).in_(visits))).all():
        guests[visit_id].append(organisation)
    for visit in (visit for number, visit in visits.items() if number not in ours):
        held[visit.offer_id].append(visit.starts_on.year)
        for organisation in (visit.host_id, *guests[visit.id or 0]):
            busy[organisation].append((visit.starts_on, visit.ends_on))
    for (host, offer, first, last), visitors in _not_made_yet(out, fixed).items():
        held[offer].append(first.year)
        for organisation in (host, *visitors):
            busy[organisation].append((first, last))
    known.busy = {one: sorted(set(spans)) for one, spans in busy.items()}
    known.held = held


def _not_made_yet(out: Sequence[_Out], fixed: Collection[int]) -> dict[tuple[int, int, date, date], list[int]]:
    """Visits that are only proposed, outside what is fixed: who would travel, by host, offer, first and last day."""
    found: dict[tuple[int, int, date, date], list[int]] = defaultdict(list)
    for each in out:
        proposal = each.proposal
        if proposal.visit_id is None and proposal.id not in fixed:
            found[proposal.host_id, proposal.offer_id, each.first, each.last].append(proposal.visitor_id)
    return found
