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


def rate_ratio(
    before: ArrayLike, after: ArrayLike, exposure_before: ArrayLike, exposure_after: ArrayLike, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ratio of two Poisson rates, after over before, with its exact interval, given the sum of the two counts.

    Given the sum, the later count is binomial, and the interval of its share turns into that of the ratio. Without a
    count before, the ratio and its upper end are infinite; without any count the ratio is missing.

    Source: J. Przyborowski and H. Wilenski, "Homogeneity of results in testing samples from Poisson series",
    Biometrika 31 (1940), 313-323; the interval is that of R's `poisson.test`.
    """
    n1, n2, e1, e2 = (np.asarray(values, dtype=float) for values in (before, after, exposure_before, exposure_after))
    tail = (1 - confidence) / 2
    scale = e1 / e2
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = n2 / n1 * scale
        share_low = np.where(n2 > 0, special.betaincinv(np.maximum(n2, 1), n1 + 1, tail), 0.0)
        share_high = np.where(n1 > 0, special.betaincinv(n2 + 1, np.maximum(n1, 1), 1 - tail), 1.0)
        return ratio, share_low / (1 - share_low) * scale, share_high / (1 - share_high) * scale


def rate_ratio_p(before: int, after: int, exposure_before: float, exposure_after: float) -> float:
    """Central p-value of the conditional exact test that two Poisson rates are equal: it agrees with `rate_ratio`.

    Twice the smaller tail, at most 1, so that 1 lies outside the 95% interval exactly where p is below 5%.

    Source: as `rate_ratio`; on agreement of test and interval M. P. Fay, "Two-sided exact tests and matching
    confidence intervals for discrete data", The R Journal 2/1 (2010), 53-58.
    """
    share = exposure_after / (exposure_before + exposure_after)
    upper = float(special.bdtrc(after - 1, before + after, share)) if after else 1.0
    lower = float(special.bdtr(after, before + after, share))
    return min(1.0, 2 * min(lower, upper))


def dispersion(counts: ArrayLike, exposures: ArrayLike) -> tuple[float, float]:
    """How many times as much counts vary as chance alone would make them, and the p-value of that excess.

    Pearson's chi-square over its degrees of freedom; 1 is Poisson; missing for fewer than two counts or none at all.

    Source: R. A. Fisher, "The significance of deviations from expectation in a Poisson series", Biometrics 6 (1950),
    17-24.
    """
    counts, exposures = np.asarray(counts, dtype=float), np.asarray(exposures, dtype=float)
    free = len(counts) - 1
    if free < 1 or counts.sum() == 0:
        return float("nan"), float("nan")
    expected = counts.sum() * exposures / exposures.sum()
    statistic = float(((counts - expected) ** 2 / expected).sum())
    return statistic / free, float(special.chdtrc(free, statistic))
