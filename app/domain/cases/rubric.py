"""What two reviewers look at, each criterion from 0 to 3."""

from dataclasses import dataclass

from app.content.text import N_


@dataclass(frozen=True, slots=True)
class Criterion:
    code: str
    label: str
    asks: str
    learning: bool = False


CRITERIA: tuple[Criterion, ...] = (
    Criterion(
        "learning",
        N_("Excellence of the learning"),
        N_("Does a reader learn what was tried, why it worked or failed, and what to copy or not to copy?"),
        True,
    ),
    Criterion(
        "honesty", N_("Honesty about difficulties"), N_("Are difficulties and failures told as they were?"), True
    ),
    Criterion("evidence", N_("Evidence"), N_("Is it clear how each result is known?"), True),
    Criterion(
        "replicable", N_("Use by others"), N_("Could another organisation use it, and does it say when not to?"), True
    ),
    Criterion("effective", N_("Effect"), N_("Did it change what it set out to change?")),
    Criterion("sustainable", N_("Durability"), N_("Does it hold economically, socially and environmentally?")),
    Criterion("inclusive", N_("Women and youth"), N_("Are women and young people part of it, and is that told?")),
    Criterion("participatory", N_("Participation"), N_("Did members decide, or were they told?")),
    Criterion("feasible", N_("Feasibility"), N_("Is it within reach of an ordinary organisation?")),
)
LEVELS = {
    0: N_("Not at all"),
    1: N_("A little"),
    2: N_("Mostly"),
    3: N_("Fully"),
}
# How far an experience has come, the least first.
MATURITY = ("potential_innovation", "promising", "good_practice", "institutionalised")
BY_CODE = {criterion.code: criterion for criterion in CRITERIA}

NEEDED_REVIEWS = 2
# The rubric is met when both reviewers say so and their mean over all criteria, and over the learning criteria
# alone, reaches "more than half of the scale".
NEEDED_MEAN = 1.6
