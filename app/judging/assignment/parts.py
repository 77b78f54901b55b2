"""Whether jurors and entries hang together, and the cuts that make them."""

import numpy as np

from app.judging.assignment.problem import Plan
from app.judging.connectivity import Part, connected_parts


def find_parts(plan: Plan) -> tuple[Part[int, int], ...]:
    """The parts of the graph of entries and jurors, by index; those without any pair are left out."""
    return connected_parts((entry, juror) for entry, juror in np.argwhere(plan).tolist())


def cut_of(part: Part[int, int], shape: tuple[int, ...]) -> Plan:
    """The pairs that lead out of a part: an entry of it with a juror of another, or the other way round."""
    inside_entry = np.zeros(shape[0], dtype=np.bool_)
    inside_juror = np.zeros(shape[1], dtype=np.bool_)
    inside_entry[list(part.entries)] = True
    inside_juror[list(part.jurors)] = True
    return np.asarray(inside_entry[:, None] != inside_juror[None, :])
