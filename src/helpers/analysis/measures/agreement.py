"""Agreement of two coders: Krippendorff's alpha for each variable, with an interval."""

from __future__ import annotations

import krippendorff
import numpy as np
import pandas as pd

ORDINAL = ("level_russia", "level_dprk")
"""Variables whose codes rank; in them 0 is an unknown level and counts as no reading, and a transfer has no level."""
NOMINAL = ("kind", "start", "direction", "modality", "domain", "multilateral", "status")
TO_PUBLISH, TENTATIVE = 0.80, 0.67
"""From the first alpha on a variable is published, from the second as tentative; below that its rule is rewritten."""
RESAMPLES, SEED = 2000, 20260101


def pairs(codings: pd.DataFrame, variable: str) -> pd.DataFrame:
    """Both readings of a variable, for the contacts that both coders read.

    Returns
    -------
    A frame by `contact_id` with `first` and `second` as text (numbers for levels); missing where a coder gave none.
    """
    if variable in ORDINAL:
        codings = codings[codings["kind"] != "transfer"]
    wide = codings.pivot(index="contact_id", columns="coder", values=variable)
    wide = wide.reindex(columns=["first", "second"])
    wide = wide[codings.groupby("contact_id")["coder"].nunique().reindex(wide.index) == 2]
    if variable in ORDINAL:
        wide = wide.astype("Float64")
        return wide.mask(wide == 0)
    return wide.astype("str").where(wide.notna())


def alpha(codings: pd.DataFrame, variable: str, confidence: float = 0.95) -> dict[str, float]:
    """Krippendorff's alpha of one variable, with the percentile interval of resampled contacts.

    Source: K. Krippendorff, Content Analysis, 4th ed. (2019), ch. 12; resampling of whole units after Zapf et al.,
    BMC Medical Research Methodology 16:93 (2016).

    Returns
    -------
    `n` (contacts that both read), `same` (share read alike), `alpha`, `low`, `high`. Alpha is missing where fewer than
    two codes occur: then there is nothing to tell apart.
    """
    both = pairs(codings, variable).dropna()
    result = {"n": len(both), "same": float((both["first"] == both["second"]).mean()) if len(both) else float("nan")}
    domain = sorted({*both["first"], *both["second"]})
    if len(domain) < 2:
        return result | dict.fromkeys(("alpha", "low", "high"), float("nan"))
    counts = np.zeros((len(both), len(domain)))
    for reading in (both["first"], both["second"]):
        counts[np.arange(len(both)), [domain.index(value) for value in reading]] += 1
    measure = "ordinal" if variable in ORDINAL else "nominal"
    draws = np.random.default_rng(SEED).integers(0, len(both), (RESAMPLES, len(both)))
    resampled = [_alpha(counts[draw], measure) for draw in draws]
    tail = (1 - confidence) / 2
    low, high = np.nanquantile(resampled, [tail, 1 - tail])
    return result | {"alpha": _alpha(counts, measure), "low": float(low), "high": float(high)}


def table(codings: pd.DataFrame) -> pd.DataFrame:
    """Alpha of every variable.

    Returns
    -------
    One row a variable: `variable`, and what `alpha` gives.
    """
    rows = [{"variable": name} | alpha(codings, name) for name in (*NOMINAL, *ORDINAL)]
    return pd.DataFrame(rows, columns=["variable", "n", "same", "alpha", "low", "high"])


def verdict(value: float) -> str:
    """What an alpha means for the variable, in the codebook's words."""
    if np.isnan(value):
        return "nothing to tell apart"
    return "reliable" if value >= TO_PUBLISH else "tentative" if value >= TENTATIVE else "not reliable"


def differences(codings: pd.DataFrame) -> pd.DataFrame:
    """Every reading in which the two coders differ, an unknown level included.

    Returns
    -------
    One row a contact and variable: `contact_id`, `variable`, `first`, `second` (text, empty for none).
    """
    found = []
    for variable in (*NOMINAL, *ORDINAL):
        both = pairs(codings, variable)
        for contact_id, first, second in both.itertuples():
            texts = [
                "" if pd.isna(value) else f"{value:.0f}" if variable in ORDINAL else value[:10]
                for value in (first, second)
            ]
            if texts[0] != texts[1]:
                found.append((contact_id, variable, *texts))
    frame = pd.DataFrame(found, columns=["contact_id", "variable", "first", "second"])
    return frame.sort_values(["contact_id", "variable"], ignore_index=True)


def _alpha(counts: np.ndarray, measure: str) -> float:
    """Alpha of a table of units by codes; missing for a resample in which a single code occurs."""
    used = counts[:, counts.any(axis=0)]
    if used.shape[1] < 2:
        return float("nan")
    return float(
        krippendorff.alpha(value_counts=used, value_domain=np.arange(used.shape[1]), level_of_measurement=measure)
    )
