"""One change of rate against none: which month, how much, and how often such a thing would be seen in vain."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

PRIOR_SHAPE = 1.0
STRONG = 20.0
"""Bayes factor from which a change is spoken of: "strong" (R. E. Kass and A. E. Raftery, "Bayes factors", Journal of
the American Statistical Association 90 (1995), 773-795). By Markov's inequality a flat series passes it at most once in
twenty; `power` says how often it does."""

SHORTEST = 12
"""Months that a series has at least."""
RUNS = 4000
SEED = 20240116
DAYS_OF_A_MONTH = 365.25 / 12
STEPS = 10**9
"""Steps of the logarithm of a ratio by which its interval is found."""


@dataclass(frozen=True)
class Change:
    """What a series of months says of one change against none."""

    months: pd.DataFrame
    """`period`, `first`, `n`, `days`, `posterior`: the probability, given one change, that this month is the first of
    the new rate; missing for the first month."""
    factor: float
    """Bayes factor of one change against none, every month as likely as any other beforehand."""
    before: float
    after: float
    """Rates per month of 30.4 days before and after, averaged over the month of the change."""
    ratio: float
    low: float
    high: float
    """Median and 95% interval of the later rate over the earlier, averaged over the month of the change."""

    @property
    def found(self) -> bool:
        return self.factor >= STRONG

    @property
    def best(self) -> pd.Series:
        """The most probable first month of the new rate."""
        return self.months.loc[self.months["posterior"].idxmax()]

    def credible(self, probability: float = 0.95) -> pd.DataFrame:
        """The fewest months that hold so much of the posterior, in their order."""
        ranked = self.months.dropna(subset="posterior").sort_values("posterior", ascending=False, kind="stable")
        before = ranked["posterior"].cumsum() - ranked["posterior"]
        return ranked[before < probability].sort_values("first")


def one_change(months: pd.DataFrame, prior_shape: float = PRIOR_SHAPE) -> Change:
    """The posterior of one change of rate in a series of counts.

    Counts are Poisson with one rate, or with one before and another from some month on. Rates have a Gamma prior of
    the shape given whose mean is the rate of the whole series; so everything has a closed form.

    Parameters
    ----------
    months
        `period`, `first`, `n`, and `days` (of the month that are counted, more than none).

    Source: A. E. Raftery and V. E. Akman, "Bayesian analysis of a Poisson process with a change-point", Biometrika 73
    (1986), 85-89; for counts B. P. Carlin, A. E. Gelfand and A. F. M. Smith, "Hierarchical Bayesian analysis of
    changepoint problems", Applied Statistics 41 (1992), 389-405.
    """
    counts, days = months["n"].to_numpy(dtype=float), months["days"].to_numpy(dtype=float)
    log_factor, posterior = evidence(counts, days, prior_shape)
    n1, e1 = np.cumsum(counts)[:-1], np.cumsum(days)[:-1]
    n2, e2 = counts.sum() - n1, days.sum() - e1
    prior_days = prior_shape * days.sum() / counts.sum()
    rates = [float(posterior @ ((prior_shape + n) / (prior_days + e))) for n, e in ((n1, e1), (n2, e2))]
    # A ratio of two Gamma variables is a beta prime one; over the months it is a mixture of them.
    scale = (prior_days + e1) / (prior_days + e2)

    def below(log_ratio: float) -> float:
        share = np.exp(log_ratio) / (np.exp(log_ratio) + scale)
        return float(posterior @ special.betainc(prior_shape + n2, prior_shape + n1, share))

    # Importing scipy.optimize would take longer than the whole analysis of a series.
    steps = range(-25 * STEPS, 25 * STEPS)
    at = [bisect_left(steps, q, key=lambda step: below(step / STEPS)) for q in (0.5, 0.025, 0.975)]
    ends = [float(np.exp(steps[step] / STEPS)) for step in at]
    frame = months.assign(posterior=[np.nan, *posterior])
    return Change(frame, float(np.exp(log_factor)), *(rate * DAYS_OF_A_MONTH for rate in rates), *ends)


def evidence(counts: np.ndarray, days: np.ndarray, prior_shape: float = PRIOR_SHAPE) -> tuple[np.ndarray, np.ndarray]:
    """Logarithm of the Bayes factor, and the posterior of the month, for series along the last axis of `counts`."""
    total, span = counts.sum(axis=-1, keepdims=True), days.sum()
    shape, prior_days = prior_shape, prior_shape * span / np.maximum(total, 1)
    n1, e1 = np.cumsum(counts, axis=-1)[..., :-1], np.cumsum(days)[:-1]

    def log_marginal(n: np.ndarray, e: np.ndarray) -> np.ndarray:
        prior = shape * np.log(prior_days) - special.gammaln(shape)
        return prior + special.gammaln(shape + n) - (shape + n) * np.log(prior_days + e)

    split = log_marginal(n1, e1) + log_marginal(total - n1, span - e1)
    against = split - log_marginal(total, span)
    log_factor = special.logsumexp(against, axis=-1) - np.log(against.shape[-1])
    return log_factor, special.softmax(against, axis=-1)


def power(days: np.ndarray, total: int, *, ratio: float, excess: float = 1.0) -> float:
    """How often a change is spoken of in simulated series of the same months and the same expected total.

    Parameters
    ----------
    ratio
        Later rate over the earlier; the change comes in the middle of the months. 1 is a flat series: the result is
        then how often a change is seen in vain.
    excess
        Variance of each count over its mean; above 1 counts are negative binomial.
    """
    days = np.asarray(days, dtype=float)
    weights = np.where(np.arange(len(days)) < len(days) // 2, 1.0, ratio) * days
    means = np.broadcast_to(total * weights / weights.sum(), (RUNS, len(days)))
    draw = np.random.default_rng(SEED)
    rates = means if excess == 1 else draw.gamma(means / (excess - 1), excess - 1)
    log_factor, _ = evidence(draw.poisson(rates).astype(float), days)
    return float(np.count_nonzero(log_factor >= np.log(STRONG)) / RUNS)
