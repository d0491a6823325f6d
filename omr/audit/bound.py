"""How many silent errors a batch has at most, by what was found in a sample of it."""

from __future__ import annotations

CONFIDENCE = 0.95
"""Of a hundred batches audited so, at most five have more silent errors than is said: the field's usual level."""


def most(errors: int, looked_at: int, confidence: float = CONFIDENCE) -> float:
    """The largest share of errors at which no more than ``errors`` in ``looked_at`` draws are still that likely; 1 where nobody looked.

    The exact one-sided bound for a binomial share: Clopper & Pearson, Biometrika 26 (1934), 404–413. Drawing without putting back, as an
    audit does, finds errors no less often, so the bound holds there too.
    """
    if not 0 <= errors <= looked_at:
        raise ValueError(f"{errors} errors in {looked_at}")
    if errors == looked_at:
        return 1.0
    from scipy.stats import beta  # noqa: PLC0415  # half a second

    return float(beta.ppf(confidence, errors + 1, looked_at - errors))
