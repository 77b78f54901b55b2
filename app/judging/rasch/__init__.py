"""Many-facet Rasch measurement: `fit_rasch`, its `RaschFit`, and `NotSeparable`."""

from app.judging.rasch.fitting import fit_rasch
from app.judging.rasch.results import Measure, RaschFit, Spread
from app.judging.rasch.table import NotSeparable

__all__ = ["Measure", "NotSeparable", "RaschFit", "Spread", "fit_rasch"]
