"""Rounds of visits: made, changed and closed by coordinators."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from app import matching
from app.content.text import N_, one_line, tidy
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.domain.visits.access import VisitPart, is_neutral
from app.domain.visits.checked import LARGEST_AMOUNT, YEARS_AHEAD
from app.domain.visits.workflow import note, take_step
from app.models.demands import Offer
from app.models.rounds import Round, RoundState
from app.models.types import new_code, now

LONGEST_ROUND = 730
LIMITS: Mapping[str, tuple[int, int]] = {
    "budget": (0, LARGEST_AMOUNT),
    "min_visits": (0, 50),
    "week_capacity": (1, 20),
    "time_limit": (10, 300),
}
WEIGHTS = tuple(asdict(matching.Weights()))
OWN_HOSTS = N_("These hosts are your own organisation, or you entered their offer. Another coordinator has to decide.")
CLOSED = N_("This round is closed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSaid:
    """`weights`: points by component; `funded`: by need its price in hundredths, per what; `without`: codes of offers
    that the round leaves out. An empty seed is drawn."""

    title: str
    starts_on: date
    ends_on: date
    budget: int
    min_visits: int = 3
    week_capacity: int = 2
    weights: Mapping[str, int] = field(default_factory=lambda: asdict(matching.Weights()))
    funded: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    seed: str = ""
    time_limit: int = 120
    note: str = ""

    @classmethod
    def of(cls, round_: Round) -> "RoundSaid":
        same = ("title", "starts_on", "ends_on", "budget", "min_visits", "week_capacity", "seed", "time_limit", "note")
        return cls(
            **{name: getattr(round_, name) for name in same},
            weights={**asdict(matching.Weights()), **round_.settings.get("weights", {})},
            funded={need: (one["price"], one["per"]) for need, one in round_.settings.get("funded", {}).items()},
            without=tuple(round_.settings.get("without", ())),
        )

    def stored(self) -> dict[str, Any]:
        """The columns."""
        funded = {need: {"price": price, "per": per} for need, (price, per) in sorted(self.funded.items())}
        same = ("starts_on", "ends_on", "budget", "min_visits", "week_capacity", "time_limit")
        return {
            **{name: getattr(self, name) for name in same},
            "title": one_line(self.title),
            "year": self.starts_on.year,
            "settings": {"weights": dict(self.weights), "funded": funded, "without": sorted(self.without)},
            "seed": one_line(self.seed) or new_code(),
            "note": tidy(self.note),
        }


def round_of(session: Session, *, code: str) -> Round:
    found = session.exec(select(Round).where(Round.code == code)).first()
    if found is None:
        raise NotFound
    return found


def all_rounds(session: Session) -> list[Round]:
    """The latest first."""
    return list(session.exec(select(Round).order_by(col(Round.starts_on).desc(), col(Round.id).desc())).all())


def create(session: Session, *, said: RoundSaid, currency: str, terms: TermBook, by: Viewer) -> Round:
    """Raises Forbidden, or Invalid naming the field."""
    _check(said, terms, by)
    round_ = Round(**said.stored(), currency=currency, created_by_id=by.id)
    session.add(round_)
    session.flush()
    note(session, thing=round_, verb="create", by=by)
    return round_


def change(session: Session, *, round_: Round, said: RoundSaid, seen: int, terms: TermBook, by: Viewer) -> None:
    """Drafts made before keep what they were made from. Raises Forbidden, Conflict, Stale, or Invalid."""
    _check(said, terms, by)
    session.refresh(round_, with_for_update=True)
    require_open(round_)
    if round_.row_version != seen:
        raise Stale(RoundSaid.of(round_), round_.row_version)
    _require_neutral(session, round_, said, by)
    before = _plain(round_)
    for name, value in said.stored().items():
        setattr(round_, name, value)
    round_.row_version += 1
    session.add(round_)
    after = _plain(round_)
    changed = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    if changed:
        note(session, thing=round_, verb="change", by=by, changed=changed)


def _require_neutral(session: Session, round_: Round, said: RoundSaid, by: Viewer) -> None:
    """Nobody leaves out or brings back their own hosts."""
    moved = set(RoundSaid.of(round_).without) ^ set(said.without)
    offers = session.exec(select(Offer).where(col(Offer.code).in_(moved))).all() if moved else []
    if not is_neutral(by, *offers):
        raise Forbidden(OWN_HOSTS)


def _plain(round_: Round) -> dict[str, Any]:
    said = asdict(RoundSaid.of(round_))
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}


def require_open(round_: Round) -> None:
    if round_.state is RoundState.CLOSED:
        raise Conflict(CLOSED)


def close(session: Session, *, round_: Round, message: str, by: Viewer) -> None:
    """Nothing is planned in it any more; what was agreed goes on. Raises Forbidden, Conflict, or Invalid."""
    if not by.is_coordinator:
        raise Forbidden
    take_step(session, thing=round_, verb="close", parts={VisitPart.COORDINATOR}, by=by, message=message)
    round_.closed_at = now()
    session.add(round_)


def _check(said: RoundSaid, terms: TermBook, by: Viewer) -> None:
    if not by.is_coordinator:
        raise Forbidden
    if not one_line(said.title):
        raise Invalid(N_("Please fill this in."), "title")
    for name, most in (("title", 120), ("seed", 40), ("note", 2000)):
        if len(getattr(said, name)) > most:
            raise Invalid(N_("Too long: at most %(max_length)s characters."), name, max_length=most)
    for name, (least, most) in LIMITS.items():
        _within(name, getattr(said, name), least, most)
    _check_days(said)
    _check_weights(said.weights)
    _check_prices(said.funded, terms)


def _within(name: str, value: int, least: int, most: int) -> None:
    money = name == "budget" or name.startswith("price")
    if value < least:
        raise Invalid(N_("At least %(ge)s."), name, ge=least)
    if value > most:
        raise Invalid(N_("At most %(le)s."), name, le=most // 100 if money else most)


def _check_days(said: RoundSaid) -> None:
    if said.ends_on < said.starts_on:
        raise Invalid(N_("This is before the first day."), "ends_on")
    if (said.ends_on - said.starts_on).days >= LONGEST_ROUND:
        raise Invalid(N_("A round lasts at most two years."), "ends_on")
    if abs(said.starts_on.year - now().year) > YEARS_AHEAD:
        raise Invalid(N_("Please give days of the next few years."), "starts_on")


def _check_weights(weights: Mapping[str, int]) -> None:
    if set(weights) != set(WEIGHTS) or any(not 0 <= points <= 100 for points in weights.values()):
        raise Invalid(N_("Each weight is a whole number between 0 and 100."), "weights")
    if sum(weights.values()) != 100:
        raise Invalid(
            N_("The weights add up to %(total)s; they must be 100 together."), "weights", total=sum(weights.values())
        )


def _check_prices(funded: Mapping[str, tuple[int, str]], terms: TermBook) -> None:
    for need, (price, per) in funded.items():
        if need not in terms.codes("visit_need") or per not in {str(each) for each in matching.Per}:
            raise Invalid(N_("Choose one of the answers offered."), f"per-{need}")
        _within(f"price-{need}", price, 0, LARGEST_AMOUNT)
