"""What the scores leave open: margins of the qualities, and draws of all of them together.

With variances and mean held, f has the covariance Cov f = σ_f² I − σ_f⁴ Z_fᵀS⁻¹Z_f. It is n × n, but severities carry
all that joins two entries: given b, the entries are independent. So Cov f = σ² (W + W Z C Zᵀ W) with W the diagonal of
p/(1 + p times), Z who scored what (n × m), and σ² C = σ² q (I + q G)⁻¹ the covariance of b; and a draw of b, then of
each f given b, is a draw from the joint distribution.
"""

from dataclasses import dataclass

import numpy as np

from app.judging.line import places
from app.judging.mixed_model import Floats, Solution, schur

# Numbers drawn at once: enough to be quick, few enough to stay in memory.
BLOCK = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """The joint normal distribution of the qualities, in the unit of the scale, measured from the mean."""

    quality: Floats  # n: f̂
    own: Floats  # n: variance of an entry's quality if severities were known
    joined: Floats  # n × m: what one unit of severity changes in f
    severities: Floats  # m × m: R, with R Rᵀ the covariance of b

    def margins(self) -> Floats:
        """Standard deviation of each quality, n."""
        margins: Floats = np.sqrt(self.own + ((self.joined @ self.severities) ** 2).sum(axis=1))
        return margins

    def best(self, k: int, *, draws: int, seed: int) -> Floats:
        """The share of draws in which each entry is among the best k, n.

        RandomState, not Generator: numpy keeps its streams as they are for good (NEP 19), so the same seed draws the
        same numbers in later years and versions.
        """
        entries, jurors = self.joined.shape
        random, times = np.random.RandomState(seed), np.zeros(entries)
        for start in range(0, draws, size := max(1, BLOCK // (entries + jurors))):
            drawn = random.standard_normal((min(size, draws - start), jurors + entries))
            severity = drawn[:, :jurors] @ self.severities.T
            quality = self.quality - severity @ self.joined.T + drawn[:, jurors:] * np.sqrt(self.own)
            times += places(quality, k).sum(axis=0)
        return times / draws


def posterior_of(solution: Solution, noise: float) -> Posterior:
    """The distribution around a solution, for σ² = noise."""
    reduced, ratio = solution.reduced, solution.juror_ratio
    weight = reduced.entry_ratio * reduced.share
    root = np.linalg.cholesky(schur(reduced, ratio))
    return Posterior(
        quality=reduced.entry_ratio * solution.lift,
        own=noise * weight,
        joined=weight[:, None] * reduced.model.scored,
        severities=np.sqrt(noise * ratio) * np.linalg.inv(root).T,
    )
