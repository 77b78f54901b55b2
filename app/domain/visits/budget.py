"""What a visit costs, line by line, planned and spent, against the money of its round. In hundredths of a currency."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.content.text import N_, one_line
from app.domain.errors import Forbidden, Invalid, NotFound, Stale
from app.domain.viewer import Viewer
from app.domain.visits.access import AT_WORK, VisitPart
from app.domain.visits.workflow import note
from app.domain.visits.working import work_on
from app.models.demands import Demand, Offer
from app.models.rounds import Round
from app.models.visits import BudgetLine, Visit, VisitState

KINDS: Mapping[str, str] = {
    "travel": N_("Travel"),
    "lodging": N_("Rooms"),
    "food": N_("Meals"),
    "interpreter": N_("Interpreter"),
    "childcare": N_("Childcare"),
    "visa": N_("Visas"),
    "insurance": N_("Insurance"),
    "host": N_("The hosts' costs"),
    "other": N_("Other"),
}
PAID_BY: Mapping[str, str] = {
    "round": N_("The programme"),
    "visitor": N_("The visitors"),
    "host": N_("The hosts"),
}
MOST = 1_000_000_00
MOST_LINES = 60
NOT_HELD = (VisitState.CANCELLED, VisitState.DID_NOT_HAPPEN)
PLANS_NOTHING = N_("This visit was called off. Write down what was spent all the same, and plan nothing more.")


@dataclass(frozen=True, slots=True)
class Sums:
    """Of one visit, or of all visits of a round: what the programme pays, planned and spent, and all together."""

    planned: int
    spent: int
    programme_planned: int
    programme_spent: int


def lines_of(session: Session, *, visit: Visit) -> list[BudgetLine]:
    return list(
        session.exec(select(BudgetLine).where(BudgetLine.visit_id == visit.id).order_by(col(BudgetLine.id))).all()
    )


def sums(lines: Sequence[BudgetLine]) -> Sums:
    ours = [line for line in lines if line.paid_by == "round"]
    return Sums(
        sum(line.planned for line in lines),
        sum(line.spent or 0 for line in lines),
        sum(line.planned for line in ours),
        sum(line.spent or 0 for line in ours),
    )


def planned_in_round(session: Session, *, round_id: int, besides: int | None = None) -> int:
    """What the visits of a round cost the programme: what was spent, where that is known, else what is planned.

    Of a visit that is not held only what was spent counts. `besides`: without this line.
    """
    query = (
        select(BudgetLine.planned, BudgetLine.spent, Visit.state)
        .join(Visit, col(Visit.id) == col(BudgetLine.visit_id))
        .where(Visit.round_id == round_id, BudgetLine.paid_by == "round", col(BudgetLine.id) != (besides or 0))
    )
    return sum(
        spent if spent is not None else (0 if state in NOT_HELD else planned)
        for planned, spent, state in session.exec(query).all()
    )


def add_usual(session: Session, *, visit: Visit, offer: Offer, demand: Demand, first: bool) -> None:
    """What the hosts said it costs, and the needs that the programme pays for; the visitors' own money goes first."""
    own = demand.own_budget or 0
    for kind, amount in _costs(session, visit, offer, demand):
        paid = min(own, amount)
        own -= paid
        if paid:
            _line(session, visit, kind, paid, "visitor")
        if amount > paid or not amount:
            _line(session, visit, kind, amount - paid, "round")
    if first and offer.fixed_cost:
        _line(session, visit, "host", offer.fixed_cost, "round")
    session.flush()


def _line(session: Session, visit: Visit, kind: str, planned: int, paid_by: str) -> None:
    session.add(BudgetLine(visit_id=visit.id or 0, kind=kind, planned=min(planned, MOST), paid_by=paid_by))


def _costs(session: Session, visit: Visit, offer: Offer, demand: Demand) -> Iterator[tuple[str, int]]:
    if offer.person_cost:
        yield "travel", offer.person_cost * demand.party
    settings = session.get_one(Round, visit.round_id).settings if visit.round_id else {}
    provided = {*offer.provides, *(["interpreter"] if offer.interpreter else [])}
    for need in demand.needs:
        if need not in provided:
            days = (visit.ends_on - visit.starts_on).days + 1
            kind = need if need in KINDS else "other"
            yield kind, _price(settings.get("funded", {}).get(need), demand.party, days)


def _price(funding: Mapping[str, object] | None, party: int, days: int) -> int:
    """The price of a funded need as rounds keep it: {"price", "per"}, see `app.matching.inputs.Per`."""
    if not funding:
        return 0
    times = {"party": 1, "day": days, "person": party, "person_day": party * days}
    return int(str(funding.get("price", 0))) * times.get(str(funding.get("per", "party")), 1)


def set_line(
    session: Session,
    *,
    visit: Visit,
    line_id: int | None,
    kind: str,
    text: str,
    planned: int,
    spent: int | None,
    paid_by: str,
    seen: int,
    by: Viewer,
) -> BudgetLine:
    """Write a line (a new one without `line_id`). Only the coordinator plans money of the programme.

    Of a visit that was called off only what was spent is still written down, and nothing once it is closed.
    Raises Forbidden, Conflict, Stale, or Invalid naming the field: the visits of a round never cost more than it has.
    """
    parts = work_on(session, visit=visit, by=by, states=(*AT_WORK, *NOT_HELD))
    line = line_of(session, visit=visit, line_id=line_id) if line_id else BudgetLine(visit_id=visit.id or 0, kind="")
    if not may_write(line, paid_by, parts):
        raise Forbidden
    if line_id and line.row_version != seen:
        raise Stale(line, line.row_version)
    _check(kind, paid_by, planned, spent, text)
    if line_id is None and len(lines_of(session, visit=visit)) >= MOST_LINES:
        raise Invalid(N_("A visit has at most %(most)s lines."), "kind", most=MOST_LINES)
    _check_state(visit, line, paid_by, planned, spent)
    _check_round(session, visit, line, paid_by, planned, spent)
    before = {"planned": line.planned, "spent": line.spent} if line_id else {}
    line.kind, line.text, line.paid_by = kind, one_line(text), paid_by
    line.planned, line.spent = planned, spent
    line.row_version += 1 if line_id else 0
    session.add(line)
    session.flush()
    note(session, thing=visit, verb="budget", by=by, kind=kind, planned=planned, spent=spent, was=before)
    return line


def may_write(line: BudgetLine, paid_by: str, parts: frozenset[VisitPart]) -> bool:
    """The coordinator every line; each side its own money."""
    if VisitPart.COORDINATOR in parts:
        return True
    before = line.paid_by if line.id else paid_by
    own = {str(part) for part in parts} & {"visitor", "host"}
    return before in own and paid_by in own


def line_of(session: Session, *, visit: Visit, line_id: int) -> BudgetLine:
    line = session.get(BudgetLine, line_id)
    if line is None or line.visit_id != visit.id:
        raise NotFound
    session.refresh(line)
    return line


def _check(kind: str, paid_by: str, planned: int, spent: int | None, text: str) -> None:
    for field, value, known in (("kind", kind, KINDS), ("paid_by", paid_by, PAID_BY)):
        if value not in known:
            raise Invalid(N_("Choose one of the answers offered."), field)
    for field, amount in (("planned", planned), ("spent", spent or 0)):
        if not 0 <= amount <= MOST:
            raise Invalid(N_("An amount is not below zero, and at most a million."), field)
    if len(text) > 300:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "text", max_length=300)


def _check_state(visit: Visit, line: BudgetLine, paid_by: str, planned: int, spent: int | None) -> None:
    if visit.state not in NOT_HELD:
        return
    was = (line.planned, line.paid_by) if line.id else (0, paid_by)
    if (planned, paid_by) != was:
        raise Invalid(PLANS_NOTHING, "planned")
    if spent is None and line.id is None:
        raise Invalid(PLANS_NOTHING, "spent")


def _check_round(
    session: Session, visit: Visit, line: BudgetLine, paid_by: str, planned: int, spent: int | None
) -> None:
    """Only what makes a visit dearer is refused: a receipt above the plan has to be kept all the same."""
    if visit.round_id is None or paid_by != "round" or spent is not None:
        return
    session.exec(select(Round.id).where(Round.id == visit.round_id).with_for_update()).one()
    others = planned_in_round(session, round_id=visit.round_id, besides=line.id)
    left = session.get_one(Round, visit.round_id).budget - others
    if planned > left and planned > (line.planned if line.paid_by == "round" and line.id else 0):
        raise Invalid(N_("The round has only %(left)s left."), "planned", left=f"{max(left, 0) / 100:.2f}")


def remove_line(session: Session, *, visit: Visit, line_id: int, by: Viewer) -> None:
    """Raises Forbidden, or Conflict once the visit is closed or called off."""
    parts = work_on(session, visit=visit, by=by, states=AT_WORK)
    line = line_of(session, visit=visit, line_id=line_id)
    if not may_write(line, line.paid_by, parts):
        raise Forbidden
    note(session, thing=visit, verb="budget", by=by, kind=line.kind, removed=line.planned)
    session.delete(line)
