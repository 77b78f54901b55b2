"""How jurors' scores become results: agreement, calibrated quality, and who can be compared with whom.

Pure: plain inputs, plain outputs, numbers only; knows no database, no web and nothing else of the platform.
"""

from app.judging.agreement import IntraclassCorrelation, NotDefined, icc, krippendorff_alpha
from app.judging.assignment import Assignment, Crowd, Impossible, Lack, assign
from app.judging.calibration import Calibration, NothingToCompare, calibrate
from app.judging.connectivity import NotConnected, Part, connected_parts
from app.judging.line import Swap, swaps_across_line
from app.judging.rasch import Measure, NotSeparable, RaschFit, Spread, fit_rasch
from app.judging.reml import Variances
from app.judging.scores import BadScores

__all__ = [
    "Assignment",
    "BadScores",
    "Calibration",
    "Crowd",
    "Impossible",
    "IntraclassCorrelation",
    "Lack",
    "Measure",
    "NotConnected",
    "NotDefined",
    "NotSeparable",
    "NothingToCompare",
    "Part",
    "RaschFit",
    "Spread",
    "Swap",
    "Variances",
    "assign",
    "calibrate",
    "connected_parts",
    "fit_rasch",
    "icc",
    "krippendorff_alpha",
    "swaps_across_line",
]
