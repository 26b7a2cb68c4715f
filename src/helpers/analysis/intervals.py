"""Exact intervals for counts and shares."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special


def garwood(counts: ArrayLike, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Exact interval for the mean of a Poisson variable from one count of it.

    It speaks of the underlying rate, not of a sample: the counts are all there are.

    Source: F. Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28 (1936), 437-442.
    """
    counts = np.asarray(counts, dtype=float)
    tail = (1 - confidence) / 2
    low = np.where(counts > 0, special.gammaincinv(np.maximum(counts, 1), tail), 0.0)
    return low, special.gammaincinv(counts + 1, 1 - tail)


def clopper_pearson(successes: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """Exact interval for a share; the whole of 0 to 1 where there are no trials.

    Source: C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the
    binomial", Biometrika 26 (1934), 404-413.
    """
    if trials == 0:
        return 0.0, 1.0
    tail, failures = (1 - confidence) / 2, trials - successes
    low = special.betaincinv(successes, failures + 1, tail) if successes else 0.0
    high = special.betaincinv(successes + 1, failures, 1 - tail) if failures else 1.0
    return float(low), float(high)
