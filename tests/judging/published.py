"""Data from the papers whose answers are known."""

import numpy as np

_ = np.nan

# Krippendorff 2011: 4 observers × 12 units.
KRIPPENDORFF = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]

# Shrout and Fleiss 1979, here as jurors × entries: 4 judges × 6 targets.
SHROUT_FLEISS = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]).T

SHROUT_FLEISS_SCORES = [
    (f"entry {entry + 1}", f"juror {juror + 1}", float(SHROUT_FLEISS[juror, entry]))
    for entry in range(6)
    for juror in range(4)
]
