"""What coordinators see of a round: who waits how long, which offers are idle, money, drafts, proposals."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.domain.viewer import Viewer
from app.domain.visits.access import readable_proposals
from app.domain.visits.committed import committed
from app.domain.visits.input_rows import RowProblem
from app.domain.visits.inputs import OUT, Gathered, gather
from app.domain.visits.pairs import PairRow, pairs_of
from app.domain.visits.planning import plans_of
from app.domain.visits.rounds import RoundSaid
from app.matching.planning.problem import waiting_group
from app.models.demands import Demand, Offer
from app.models.organisations import Organisation
from app.models.rounds import Plan, Proposal, ProposalState, Round


@dataclass(frozen=True, slots=True)
class Line:
    """A wish or an offer with its organisation."""

    row: Demand | Offer
    organisation: Organisation


@dataclass(frozen=True, slots=True)
class ProposalLine:
    proposal: Proposal
    demand: Demand
    visitor: Organisation
    host: Organisation


@dataclass(frozen=True, slots=True)
class RoundView:
    """`groups`: waiting group and open wishes, longest waiting first. `idle`: open offers without a visit in the round.

    `left_out`: codes of those that the round leaves out. `promised`: what the proposals that are out or agreed cost, in
    hundredths.
    """

    groups: list[tuple[int, list[Line]]]
    idle: list[Line]
    offers: list[Line]
    proposals: list[ProposalLine]
    plans: list[Plan]
    pairs: list[PairRow]
    problems: tuple[RowProblem, ...]
    promised: int
    left_out: frozenset[str]

    @property
    def wishes(self) -> list[Line]:
        return [line for _, lines in self.groups for line in lines]


def round_view(session: Session, *, round_: Round, viewer: Viewer) -> RoundView:
    gathered = gather(session, round_=round_)
    given = {code for visit in gathered.fixed for code in visit.demands}
    taken = {visit.offer for visit in gathered.fixed}
    open_ = [row for code, row in gathered.demand_rows.items() if code not in given]
    offers = [Line(row, gathered.organisation_of(row)) for row in gathered.offer_rows.values()]
    proposals = _proposals(session, round_, viewer)
    return RoundView(
        groups=_groups(open_, gathered),
        idle=[line for line in offers if line.row.code not in taken],
        offers=offers,
        proposals=proposals,
        plans=plans_of(session, round_=round_),
        pairs=pairs_of(session, round_=round_),
        problems=gathered.problems,
        promised=_promised(session, round_),
        left_out=frozenset(RoundSaid.of(round_).without),
    )


def _groups(rows: Sequence[Demand], gathered: Gathered) -> list[tuple[int, list[Line]]]:
    groups: dict[int, list[Line]] = {}
    for row in sorted(rows, key=lambda row: (-row.waited, row.id or 0)):
        groups.setdefault(waiting_group(max(0, row.waited)), []).append(Line(row, gathered.organisation_of(row)))
    return sorted(groups.items(), reverse=True)


def _promised(session: Session, round_: Round) -> int:
    """Of a visit that was made what its budget says, where it has one."""
    query = select(Proposal.visit_id, Proposal.cost).where(Proposal.round_id == round_.id, col(Proposal.state).in_(OUT))
    out = session.exec(query).all()
    money = committed(session, visits={visit for visit, _ in out if visit})
    return sum(money.values()) + sum(cost for visit, cost in out if visit not in money)


def _proposals(session: Session, round_: Round, viewer: Viewer) -> list[ProposalLine]:
    """Those that are not over, as far as this coordinator may see them, by their first day."""
    going = (*OUT, ProposalState.SUGGESTED)
    query = readable_proposals(viewer).where(Proposal.round_id == round_.id, col(Proposal.state).in_(going))
    found = session.exec(query.order_by(col(Proposal.starts_on), col(Proposal.id))).all()
    wanted = session.exec(select(Demand).where(col(Demand.id).in_({each.demand_id for each in found}))).all()
    demands = {row.id: row for row in wanted}
    ids = {one for each in found for one in (each.visitor_id, each.host_id)}
    homes = {row.id: row for row in session.exec(select(Organisation).where(col(Organisation.id).in_(ids))).all()}
    return [ProposalLine(each, demands[each.demand_id], homes[each.visitor_id], homes[each.host_id]) for each in found]
