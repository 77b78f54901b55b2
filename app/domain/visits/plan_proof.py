"""Whether a stored draft follows from what is stored with it: made again from its inputs, and checked again."""

from dataclasses import dataclass

from app import matching
from app.domain.visits.plain_values import read_inputs, read_result, to_plain
from app.models.rounds import Plan


@dataclass(frozen=True, slots=True)
class Proof:
    """`same_plan` is None where a search that ran out of time may end elsewhere. `broken`: rules, by code."""

    number: int
    method: str
    state: str
    same_inputs: bool
    same_plan: bool | None
    broken: tuple[str, ...]
    plan_hash: str

    @property
    def holds(self) -> bool:
        return self.same_inputs and self.same_plan is not False and not self.broken


def prove(plan: Plan) -> Proof:
    """Calculates as long as the draft took; reads nothing but the row."""
    round_, demands, offers, settings = read_inputs(plan.inputs)
    again = matching.plan(round_, demands, offers, settings, time_limit=float(plan.inputs["time_limit"]))
    stored = read_result(plan.result)
    # The visits as they are stored, not only the hash that stands beside them.
    same = again.plan_hash == plan.plan_hash and to_plain(again.visits) == plan.result["visits"]
    found = matching.violations(stored, round_, demands, offers, settings)
    return Proof(
        number=plan.number,
        method=plan.method,
        state=str(plan.state),
        same_inputs=again.inputs_hash == plan.inputs_hash,
        same_plan=same if stored.proved or same else None,
        broken=tuple(sorted({each.code for each in found if not each.fixed})),
        plan_hash=plan.plan_hash,
    )
