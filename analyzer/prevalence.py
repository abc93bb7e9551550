"""Shares of labels, corrected for the classifier's own errors with a labelled sample.

Counting a classifier's labels gives the shares of its labels, not of the comments': one
that misses half of the rare label reports half of it, however many comments it reads. A
small sample labelled by people tells how it errs, and the many labelled by the machine
say how often it speaks. Together they give an estimate that is right on average whatever
the classifier does, and more precise than the sample alone the better it is.

The estimator is the generalised regression estimator of survey sampling (Cassel, Särndal
and Wretman 1976; Särndal, Swensson and Wretman 1992), with the classifier's probabilities
as the auxiliary variables; with one variable and equal weights it is prediction-powered
inference with its power tuning (Angelopoulos et al. 2023, "PPI++", arXiv:2311.01453).
Unequal chances of being drawn are weighted away (Horvitz and Thompson 1952). See
``docs/prevalence.md`` for the choice, and for what the intervals cover by simulation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LEVEL = 0.95
FEW_ROWS, FEW_LABELS, FEW_CLUSTERS = 50, 5, 20  # below these a warning goes with the estimate
LEAST_CLUSTERS = 10  # below these the variance between them is not worth having
LENT = 2.0  # labelled rows of a label at which the residuals weigh as much as the plain sample


@dataclass(frozen=True)
class LabelledSample:
    """Labelled rows of a known population of classified comments, and how they were drawn.

    Attributes:
        truth: float [n, K], one where the row has the label.
        predicted: float [n, K], the classifier's probabilities, rows adding up to one
            (or one-hot labels).
        inclusion: float [n], the chance that a row had of being drawn; all equal where None.
        strata: int [n], the stratum that it was drawn in; one where None.
        clusters: int [n], what was drawn as a whole (a thread, a speaker); the rows
            themselves where None.
        finite: whether ``inclusion`` is known, so that the drawn share of the population is
            without error.
    """

    truth: np.ndarray
    predicted: np.ndarray
    inclusion: np.ndarray | None = None
    strata: np.ndarray | None = None
    clusters: np.ndarray | None = None
    finite: bool = True


@dataclass(frozen=True)
class Corrected:
    """Estimates [K] with ``LEVEL`` intervals, of the population's shares.

    The rest is what ratios of the shares are made of: ``influence`` [m, K], what each drawn
    unit contributes to the error; ``worth``, how many rows drawn one by one the sample is
    worth (weights, clusters and the finite population allowed for); ``seen`` [K], the
    labelled rows with the label, or without it where those are fewer.
    """

    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray
    influence: np.ndarray
    worth: float
    seen: np.ndarray


def corrected_shares(sample: LabelledSample, mean: np.ndarray, size: int) -> Corrected:
    """The shares of K labels among ``size`` comments.

    Args:
        sample: the labelled ones among them.
        mean: float [K], the classifier's mean probabilities over all of them.
        size: their number.

    The regression is of the error (truth less probability) on the probabilities, so that a
    label that nobody has yet seen in the sample is left as the classifier says. Variance by
    linearisation, by drawn unit within strata, with the residuals' leverage corrected (HC2,
    MacKinnon and White 1985) and the finite population corrected for.
    """
    x, y = np.asarray(sample.predicted, float), np.asarray(sample.truth, float)
    n = len(x)
    inclusion = np.full(n, n / size) if sample.inclusion is None else np.asarray(sample.inclusion, float)
    weight = (1 / inclusion) / (1 / inclusion).sum()
    moments = (x * weight[:, None]).T @ x
    inverse = np.linalg.pinv(moments, rcond=1e-8, hermitian=True)
    slope = inverse @ (x * weight[:, None]).T @ (y - x)
    residual = y - x - x @ slope
    estimate = mean + mean @ slope + weight @ residual
    calibrated = weight * (1 + (mean - weight @ x) @ inverse @ x.T)
    leverage = np.minimum(((x @ inverse) * x).sum(axis=1) * weight, 0.5)
    influence = (calibrated / np.sqrt(1 - leverage))[:, None] * residual
    open_share = np.clip(1 - inclusion, 0, 1) if sample.finite else np.ones(n)
    plain = weight[:, None] * (y - weight @ y)
    influence, plain = (_units(each * np.sqrt(open_share)[:, None], sample) for each in (influence, plain))
    worth = 1 / max((weight**2 * open_share).sum(), 1e-12)
    design = _design_effect(plain, weight @ y, worth) if sample.clusters is not None else 1.0
    seen = np.minimum(y.sum(axis=0), n - y.sum(axis=0)) / design
    low, high = interval(estimate, influence, worth / design, seen)
    estimate = np.clip(estimate, 0, 1)
    return Corrected(estimate / estimate.sum(), low, high, influence, worth / design, seen)


def interval(
    estimate: np.ndarray, influence: np.ndarray, worth: float, seen: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's interval for shares, at the sample size that the variance is worth.

    Shares near 0 and 1 make symmetric intervals fail; Wilson's with the effective size holds
    up in complex samples (Franco, Little, Louis and Slud 2019). Where few rows of a label were
    seen, their few errors say little about the variance, which is then drawn towards that of
    the plain sample share, as if the classifier were no help.

    Args:
        estimate: [K]; influence: [m, K]; worth, seen [K]: see ``Corrected``.
    """
    from scipy.special import stdtrit  # scipy.stats would take a second to load

    units = len(influence)
    if units < 2:
        return np.zeros(len(estimate)), np.ones(len(estimate))
    variance = (influence**2).sum(axis=0) * units / (units - 1)
    share = np.clip(estimate, 0, 1)
    inner = (worth * share + 1) / (worth + 2)
    plain = inner * (1 - inner) / worth
    variance = (seen * variance + LENT * np.maximum(plain, variance)) / (seen + LENT)
    size = np.maximum(inner * (1 - inner) / np.maximum(variance, 1e-12), 1)
    z2 = stdtrit(max(units - len(estimate), 1), (1 + LEVEL) / 2) ** 2
    middle = (share + z2 / (2 * size)) / (1 + z2 / size)
    reach = np.sqrt(z2 * (share * (1 - share) / size + z2 / (4 * size**2))) / (1 + z2 / size)
    return np.clip(middle - reach, 0, 1), np.clip(middle + reach, 0, 1)


def among(found: Corrected, those: list[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Estimate, low and high of the labels ``those`` among the comments that have one of them."""
    total = found.estimate[those].sum()
    if total <= 0:
        nothing = np.full(len(those), np.nan)
        return nothing, np.zeros(len(those)), np.ones(len(those))
    share = found.estimate[those] / total
    mine = found.influence[:, those]
    influence = (mine - share * mine.sum(axis=1, keepdims=True)) / total
    return share, *interval(share, influence, max(found.worth * total, 1e-9), found.seen[those])


def _units(rows: np.ndarray, sample: LabelledSample) -> np.ndarray:
    """Rows as contributions of what was drawn: summed over clusters, centred within strata."""
    if sample.clusters is not None:
        return _sums(rows, sample.clusters)
    return rows if sample.strata is None else _centred(rows, sample.strata)


def _design_effect(plain: np.ndarray, share: np.ndarray, worth: float) -> float:
    """How many times larger clusters make the variance of the plain shares, over all labels (Kish 1965)."""
    alone = (share * (1 - share)).sum() / worth
    return max(1.0, float((plain**2).sum() / alone)) if alone > 0 else 1.0


def _sums(rows: np.ndarray, groups: np.ndarray) -> np.ndarray:
    _, at = np.unique(groups, return_inverse=True)
    out = np.zeros((at.max() + 1, rows.shape[1]))
    np.add.at(out, at, rows)
    return out


def _centred(rows: np.ndarray, strata: np.ndarray) -> np.ndarray:
    """Rows less their stratum's mean, at unchanged variance within it; a lone row stays as it is."""
    _, at, counts = np.unique(strata, return_inverse=True, return_counts=True)
    n = counts[at][:, None]
    means = (_sums(rows, at) / counts[:, None])[at]
    return np.where(n > 1, (rows - means) * np.sqrt(n / np.maximum(n - 1, 1)), rows)
