"""Learning visits: how well an offer fits a demand, and which visits a round should hold.

Pure: plain inputs, plain outputs; knows no database, no web and nothing else of the platform.
"""

from app.matching.blocking import blocked, starts
from app.matching.bulk import Scored, score_all
from app.matching.check import violations
from app.matching.compare import difference
from app.matching.inputs import (
    Demand,
    Evidence,
    Fixed,
    Funding,
    InputError,
    Offer,
    Per,
    Round,
    Settings,
    Shown,
    Taxonomy,
    Topic,
    Weights,
)
from app.matching.match import match
from app.matching.plan import plan
from app.matching.results import (
    Block,
    Component,
    Difference,
    Match,
    Plan,
    PlannedVisit,
    Score,
    Stage,
    Unserved,
    Violation,
)
from app.matching.score import score
from app.matching.simulate import Outcome, Policy, simulate

__all__ = [
    "Block",
    "Component",
    "Demand",
    "Difference",
    "Evidence",
    "Fixed",
    "Funding",
    "InputError",
    "Match",
    "Offer",
    "Outcome",
    "Per",
    "Plan",
    "PlannedVisit",
    "Policy",
    "Round",
    "Score",
    "Scored",
    "Settings",
    "Shown",
    "Stage",
    "Taxonomy",
    "Topic",
    "Unserved",
    "Violation",
    "Weights",
    "blocked",
    "difference",
    "match",
    "plan",
    "score",
    "score_all",
    "simulate",
    "starts",
    "violations",
]
