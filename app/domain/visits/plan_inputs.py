"""What a draft of a round is made from, whole and in plain values: the same inputs give the same plan, anywhere."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from app import matching
from app.content.text import N_
from app.domain.errors import Invalid
from app.domain.visits.access import HELD, TAKING_PLACE
from app.domain.visits.inputs import Gathered, gather
from app.domain.visits.pairs import PairRow, pairs_of, span
from app.domain.visits.plain_values import from_plain, to_plain
from app.domain.visits.rounds import LIMITS, RoundSaid
from app.models.rounds import PairKind, Round
from app.models.visits import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What is asked to be otherwise than in the round; None leaves it. `without`: codes of offers.

    `pairs`: (demand, offer, kind of pair, or "" for nothing decided).
    """

    budget: int | None = None
    min_visits: int | None = None
    week_capacity: int | None = None
    without: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str, str], ...] = ()

    def stored(self) -> dict[str, Any]:
        """Only what is otherwise; {} for the round as it stands."""
        return {name: value for name, value in to_plain(self).items() if value not in (None, [])}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "WhatIf":
        return from_plain(cls, stored)


def check_what_if(asked: WhatIf) -> None:
    """Raises Invalid naming the field."""
    for name in ("budget", "min_visits", "week_capacity"):
        value, (least, most) = getattr(asked, name), LIMITS[name]
        if value is not None and not least <= value <= most:
            low, high = (least, most) if name != "budget" else (least // 100, most // 100)
            raise Invalid(N_("Between %(ge)s and %(le)s."), name, ge=low, le=high)
    if any(kind not in ("", *PairKind) for _, _, kind in asked.pairs):
        raise Invalid(N_("Choose one of the answers offered."), "kind")


@dataclass(slots=True)
class _Decided:
    """Pairs (demand, offer) as `app.matching` reads them; `hosts` and `days` of demands that are fixed."""

    forbidden: set[tuple[str, str]] = field(default_factory=set)
    added: set[tuple[str, str]] = field(default_factory=set)
    hosts: dict[str, str] = field(default_factory=dict)
    days: dict[str, date] = field(default_factory=dict)


def inputs_for(
    session: Session, *, round_: Round, changes: Mapping[str, Any] | None = None, today: date | None = None
) -> dict[str, Any]:
    """{"round", "demands", "offers", "settings", "left_out"}; `changes` as `WhatIf.stored` writes them."""
    asked = WhatIf.of(changes or {})
    gathered = gather(session, round_=round_, today=today)
    offers = {code: each for code, each in gathered.offers.items() if code not in _left_out(round_, asked, gathered)}
    decided = _decided(pairs_of(session, round_=round_), asked)
    demands = [_on_its_day(each, decided, offers) for each in gathered.demands.values()]
    return {
        "round": to_plain(_round(session, round_, asked, gathered, decided, offers)),
        "demands": to_plain(demands),
        "offers": to_plain(list(offers.values())),
        "settings": to_plain(gathered.settings),
        "left_out": to_plain(gathered.problems),
    }


def _left_out(round_: Round, asked: WhatIf, gathered: Gathered) -> set[str]:
    """Without a host whose visit is fixed there would be no plan: it stays."""
    return {*RoundSaid.of(round_).without, *asked.without} - {visit.offer for visit in gathered.fixed}


def _decided(rows: Sequence[PairRow], asked: WhatIf) -> _Decided:
    kinds: dict[tuple[str, str], tuple[str, date | None]] = {
        (row.demand.code, row.offer.code): (str(row.pair.kind), row.pair.starts_on) for row in rows
    }
    kinds |= {(demand, offer): (kind, None) for demand, offer, kind in asked.pairs}
    decided = _Decided()
    for (demand, offer), (kind, start) in kinds.items():
        if kind == PairKind.FORBIDDEN:
            decided.forbidden.add((demand, offer))
        elif kind == PairKind.ADDED:
            decided.added.add((demand, offer))
        elif kind == PairKind.FIXED:
            decided.hosts[demand] = offer
            if start:
                decided.days[demand] = start
    return decided


def _on_its_day(demand: matching.Demand, decided: _Decided, offers: Mapping[str, matching.Offer]) -> matching.Demand:
    """A demand that is fixed to a day has only the days of that visit."""
    start, host = decided.days.get(demand.id), offers.get(decided.hosts.get(demand.id, ""))
    if start is None or host is None:
        return demand
    first, last = span(start, (host.length_days or demand.days) - 1)
    windows = [(max(first, begin), min(last, end)) for begin, end in demand.windows]
    return replace(demand, windows=tuple((begin, end) for begin, end in windows if begin <= end))


def _round(
    session: Session,
    round_: Round,
    asked: WhatIf,
    gathered: Gathered,
    decided: _Decided,
    offers: Collection[str],
) -> matching.Round:
    # A decision for hosts who are not there any more decides nothing.
    required = {(demand, host) for demand, host in decided.hosts.items() if host in offers}
    elsewhere = {(demand, offer) for demand, host in required for offer in offers if offer != host}
    wanted = round_.min_visits if asked.min_visits is None else asked.min_visits
    return matching.Round(
        seed=round_.seed or round_.code,
        today=gathered.today,
        first=round_.starts_on,
        last=round_.ends_on,
        budget=round_.budget if asked.budget is None else asked.budget,
        minimum=max(0, wanted - _visits_besides(session, round_)),
        week_capacity=asked.week_capacity or round_.week_capacity,
        fixed=gathered.fixed,
        forbidden=frozenset(decided.forbidden - required | elsewhere),
        added=frozenset(decided.added - elsewhere),
        required=frozenset(required),
    )


def _visits_besides(session: Session, round_: Round) -> int:
    """Visits of the year that belong to other rounds or to none: they count towards the year's target too."""
    query = select(func.count()).where(
        col(Visit.state).in_((*TAKING_PLACE, *HELD)),
        col(Visit.starts_on) >= date(round_.year, 1, 1),
        col(Visit.starts_on) <= date(round_.year, 12, 31),
        func.coalesce(Visit.round_id, 0) != round_.id,
    )
    return session.exec(query).one()
