"""Two rates compared: how often in one span of days against another, with an exact interval."""

from __future__ import annotations

from dataclasses import dataclass

from scipy import stats


@dataclass(frozen=True)
class Ratio:
    """A rate over another one."""

    ratio: float
    """Missing where there is nothing to divide by."""
    low: float
    high: float
    p: float
    """Two-sided, of a ratio of 1."""

    @property
    def differs(self) -> bool:
        """Whether the interval leaves 1 out."""
        return self.low > 1 or self.high < 1


def ratio(n: int, days: int, n_other: int, days_other: int, confidence: float = 0.95) -> Ratio:
    """The rate of `n` in `days` over that of `n_other` in `days_other`, by the conditional exact test.

    Given the sum of two Poisson counts, the first is binomial; its exact (Clopper-Pearson) interval becomes one for the
    ratio of the rates. Where both counts are nought nothing is known: the interval is all there is.

    Source: J. Przyborowski and H. Wilenski, "Homogeneity of results in testing samples from Poisson series",
    Biometrika 31 (1940), 313-323.
    """
    if n + n_other == 0:
        return Ratio(float("nan"), 0.0, float("inf"), 1.0)
    test = stats.binomtest(n, n + n_other, days / (days + days_other))
    share = test.proportion_ci(confidence, method="exact")
    low, high = (_odds(float(bound)) * days_other / days for bound in share)
    return Ratio((n / days) / (n_other / days_other) if n_other else float("inf"), low, high, float(test.pvalue))


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else float("inf")
